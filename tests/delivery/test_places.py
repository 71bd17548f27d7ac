"""Countries, zones, business days and windows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitl_kit.delivery.places import (
    after_business_days,
    business_day,
    closed,
    country_code,
    due_after,
    holiday,
    opens,
    place_of,
)  # fmt: skip
from hitl_kit.domain.delivery import Sending
from tests.delivery import post as p

SENDING = Sending(zone="Europe/London")
AT = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "code"),
    [("Germany", "DE"), ("Deutschland", "DE"), (" germany ", "DE"), ("DEU", "DE"), ("de", "DE"), ("Österreich", "AT"),
     ("UK", "GB"), ("England", "GB"), ("U.S.A.", "US"), ("Suomi", "FI"), ("Schweiz", "CH"), ("Canadá", "CA"),
     ("Atlantis", ""), ("", ""), ("EU", ""), ("=1+1", "")],
)  # fmt: skip
def test_a_country_is_known_by_its_names(name: str, code: str) -> None:
    assert country_code(name) == code


@given(st.text(max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    assert len(country_code(text)) in (0, 2)


@pytest.mark.parametrize(
    ("country", "city", "email", "zone"),
    [("Denmark", "", "a@x.example", "Europe/Copenhagen"), ("Germany", "", "a@x.example", "Europe/Berlin"),
     ("", "", "a@x.se", "Europe/Stockholm"), ("United States", "Chicago", "a@x.example", "America/Chicago"),
     ("United States", "Tulsa", "a@x.example", "Europe/London"), ("", "", "a@x.io", "Europe/London")],
)  # fmt: skip
def test_the_zone_follows_from_the_country(country: str, city: str, email: str, zone: str) -> None:
    place = place_of(p.account(country=country, city=city), p.contact(email), SENDING, AT)
    assert place.zone.key == zone
    assert bool(place.said) is (zone == "Europe/London")


def test_what_the_contact_says_comes_first() -> None:
    contact = p.contact("a@x.example", attributes={"Timezone": "Asia/Tokyo", "country": "Japan"})
    place = place_of(p.account(country="Denmark"), contact, SENDING, AT)
    assert (place.zone.key, place.countries) == ("Asia/Tokyo", ("JP", "DK"))
    odd = p.contact("a@x.example", attributes={"timezone": "../../etc/passwd"})
    assert place_of(p.account(country="Denmark"), odd, SENDING, AT).zone.key == "Europe/Copenhagen"


def test_business_days_of_the_country() -> None:
    assert holiday(date(2026, 4, 3), "GB") == "Good Friday"
    assert not business_day(date(2026, 3, 7), "GB")
    assert business_day(date(2026, 3, 8), "SA")  # a Sunday
    assert not business_day(date(2026, 3, 6), "SA")  # a Friday
    assert after_business_days(date(2026, 4, 2), 1, "GB") == date(2026, 4, 6)
    assert after_business_days(date(2026, 4, 4), 0, "GB") == date(2026, 4, 6)


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(0, 30), st.sampled_from(["GB", "US", "SA", "", "JP"]))
def test_a_day_so_many_business_days_later(day: date, number: int, country: str) -> None:
    found = after_business_days(day, number, country)
    assert business_day(found, country)
    between = sum(business_day(date.fromordinal(n), country) for n in range(day.toordinal() + 1, found.toordinal() + 1))
    assert between == number or (number == 0 and between <= 1)


@given(st.integers(0, 2_000_000), st.sampled_from(["Denmark", "Japan", "Australia", ""]))
def test_a_window_that_opens_is_open(minutes: int, country: str) -> None:
    at = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    place = place_of(p.account(country=country, city="Sydney"), p.contact("a@x.example"), SENDING, at)
    moment = opens(at, place, SENDING)
    assert moment >= at
    assert closed(moment, place, SENDING) == ""
    assert moment == at or closed(at, place, SENDING)


def test_the_next_step_is_due_in_the_morning_of_its_day() -> None:
    place = place_of(p.account(country="Denmark"), p.contact("a@x.example"), SENDING, AT)
    due = due_after(datetime(2026, 3, 5, 23, 30, tzinfo=UTC), 2, place, SENDING)  # Friday there already
    assert due.astimezone(ZoneInfo("Europe/Copenhagen")).isoformat() == "2026-03-10T09:00:00+01:00"
    assert due_after(AT, 0, place, SENDING) == AT
