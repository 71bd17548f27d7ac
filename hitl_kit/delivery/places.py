"""Places: in which country and time zone somebody reads, which days are business days there, and when mail may arrive.

Country names come from Unicode's CLDR (through Babel), public holidays from `holidays`, zones from the tz database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from hitl_kit.domain.accounts import Account, Contact, name_key
from hitl_kit.domain.delivery import Sending

_LANGUAGES = (
    "en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "nb", "fi", "cs", "hu", "ro", "tr", "el", "ja", "zh",
)  # fmt: skip
_ALSO: Mapping[str, str] = {
    "uk": "GB", "u-k": "GB", "great-britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "northern-ireland": "GB", "usa": "US", "u-s-a": "US", "u-s": "US", "united-states-of-america": "US",
    "holland": "NL", "the-netherlands": "NL", "czech-republic": "CZ", "turkey": "TR", "south-korea": "KR",
    "republic-of-ireland": "IE", "eire": "IE", "brd": "DE", "federal-republic-of-germany": "DE",
}  # fmt: skip
_NOT_COUNTRIES: Final = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "XK", "ZZ"})
_WORLDWIDE: Final = frozenset(
    {"ai", "app", "cc", "co", "eu", "fm", "gg", "io", "la", "ly", "me", "sh", "so", "to", "tv", "vc", "ws"}
)
"""Country domains that are used from anywhere."""
_ZONE_FIELDS = ("timezone", "time_zone", "time zone", "tz")
_WEEK: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FAR = 400
"""Days after which a window that has not come up will not."""


@lru_cache(maxsize=1)
def _countries() -> Mapping[str, str]:
    from babel import Locale
    from holidays.registry import COUNTRIES

    known: dict[str, str] = dict(_ALSO)
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES:
                known.setdefault(name_key(name), code)
                known.setdefault(code.lower(), code)
    for _, code, alpha3, *_ in COUNTRIES.values():
        if len(code) == 2:
            known.setdefault(alpha3.lower(), code)
    return known


def country_code(text: str) -> str:
    """The two-letter code of a country by its name (in any of nineteen languages) or code; '' where it is none."""
    return _countries().get(name_key(text), "") if text.strip() else ""


@lru_cache(maxsize=1)
def _zones() -> Mapping[str, tuple[str, ...]]:
    from babel.core import get_global

    known = available_timezones()
    found: Mapping[str, Any] = get_global("territory_zones")
    return {code: tuple(z for z in zones if z in known) for code, zones in found.items()}


@dataclass(frozen=True)
class Place:
    """Where somebody reads. `countries` are all that is known of them, the likeliest first; `said` is a sentence where
    the time zone had to be guessed."""

    countries: tuple[str, ...]
    zone: ZoneInfo
    said: str = ""

    @property
    def country(self) -> str:
        """The likeliest country, '' where none is known."""
        return self.countries[0] if self.countries else ""


def place_of(account: Account, contact: Contact, sending: Sending, at: datetime) -> Place:
    """Where a contact reads, by their own country and zone, else their company's, else their address."""
    codes = [country_code(contact.attributes.get("country", "")), country_code(account.country)]
    last = contact.email.rpartition(".")[2].casefold()
    if len(last) == 2 and last not in _WORLDWIDE:
        codes.append(country_code(last))
    countries = tuple(dict.fromkeys(filter(None, codes)))
    for fields in (contact.attributes, account.attributes):
        for name, value in fields.items():
            if name.casefold() in _ZONE_FIELDS and (own := _zone(value)):
                return Place(countries, own)
    own_zone = ZoneInfo(sending.zone)
    if not countries:
        return Place((), own_zone, f"their country is not known: the sender's time zone, {sending.zone}, stands for it")
    names = _zones().get(countries[0], ())
    zones = [ZoneInfo(name) for name in names]
    if zones and len({at.astimezone(zone).utcoffset() for zone in zones}) == 1:
        return Place(countries, zones[0])
    if city := next((z for n, z in zip(names, zones, strict=True) if _city(n) == name_key(account.city)), None):
        return Place(countries, city)
    return Place(
        countries, own_zone,
        f"{countries[0]} has several time zones and theirs is not known: the sender's, {sending.zone}, stands for it",
    )  # fmt: skip


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name.strip()) if name.strip() else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _city(zone: str) -> str:
    return name_key(zone.rpartition("/")[2].replace("_", " "))


@lru_cache(maxsize=512)
def _calendar(country: str, year: int) -> Any:
    import holidays

    try:
        return holidays.country_holidays(country, years=year) if country else None
    except NotImplementedError:
        return None


def holiday(day: date, country: str) -> str:
    """The name of the public holiday, '' where there is none or the country's are not known."""
    calendar = _calendar(country, day.year)
    return str(calendar.get(day) or "") if calendar is not None else ""


def business_day(day: date, country: str) -> bool:
    """Whether people are at work there: no weekend (by the country's own), no public holiday."""
    calendar = _calendar(country, day.year)
    weekend = calendar.weekend if calendar is not None else {5, 6}
    return day.weekday() not in weekend and not holiday(day, country)


def after_business_days(day: date, number: int, country: str) -> date:
    """The day that lies so many business days later; 0 is the day itself, or the next on which people work."""
    left = number
    for _ in range(_FAR):
        if left <= 0 and business_day(day, country):
            return day
        day += timedelta(days=1)
        left -= business_day(day, country)
        if left <= 0 and business_day(day, country):
            return day
    return day


def closed(at: datetime, place: Place, sending: Sending) -> str:
    """Why mail may not arrive at that moment by the recipient's clock; '' where it may."""
    local = at.astimezone(place.zone)
    if _WEEK[local.weekday()] not in sending.days:
        return f"it is {local:%A} there"
    if sending.holidays and (name := holiday(local.date(), place.country)):
        return f"it is a public holiday there ({name})"
    if not sending.from_hour <= local.hour < sending.to_hour:
        return f"it is {local:%H:%M} there ({place.zone.key}), outside {sending.from_hour}–{sending.to_hour} o'clock"
    return ""


def opens(at: datetime, place: Place, sending: Sending) -> datetime:
    """The first moment from `at` on at which mail may arrive, in the zone of `at`."""
    moment = at
    for _ in range(_FAR):
        if not closed(moment, place, sending):
            return moment
        local = moment.astimezone(place.zone)
        start = datetime.combine(local.date(), time(sending.from_hour), tzinfo=place.zone)
        if start <= local:
            start = datetime.combine(local.date() + timedelta(days=1), time(sending.from_hour), tzinfo=place.zone)
        moment = start.astimezone(at.tzinfo)
    return moment


def due_after(sent: datetime, days: int, place: Place, sending: Sending) -> datetime:
    """When the next step is due: so many business days after the last one, from the hour at which mail may arrive."""
    local = sent.astimezone(place.zone)
    if days == 0:
        return sent
    day = after_business_days(local.date(), days, place.country)
    return datetime.combine(day, time(sending.from_hour), tzinfo=place.zone).astimezone(sent.tzinfo)
