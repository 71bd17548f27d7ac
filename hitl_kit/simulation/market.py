"""A simulated market: companies that fit an ICP, people at them, and news about them. Every name says "Simulated"."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from hitl_kit.domain.accounts import Account, Contact
from hitl_kit.domain.base import sha256_hex, short_id
from hitl_kit.domain.evidence import Fact, Source
from hitl_kit.domain.icp import ICP, Rule
from hitl_kit.domain.plays import Play
from hitl_kit.research import Reading

_FIRST = ("Ada", "Bram", "Chidi", "Dilek", "Elin", "Farid", "Grace", "Hugo", "Ines", "Jonas", "Kavya", "Liam")
_LAST = ("Abara", "Berg", "Cole", "Dahl", "Evers", "Fontein", "Grant", "Holm", "Iyer", "Jansen", "Kerr", "Lund")
_NEWS = {
    "expansion": "opened a second depot in the north of the region this month",
    "hiring": "is hiring eleven drivers and two transport planners for the autumn season",
    "funding": "raised a growth round of four million from its existing investors",
    "leadership": "appointed a new operations director who joins from the retail sector",
    "product_launch": "launched a next-day service for customers in three more counties",
}


def accounts(icp: ICP, plays: Sequence[Play], first: int, count: int, seed: int) -> tuple[list[Account], list[Contact]]:
    """Companies number `first` onwards that pass every rule of the ICP, and at each a person whom some play is for."""
    companies, people = [], []
    for number in range(first, first + count):
        rng = random.Random(f"{seed}/{number}")  # noqa: S311 - a simulation, not a secret
        company = Account.model_validate(
            {"name": f"Simulated Company {number:04d}", "domain": f"simulated-{number:04d}.example"}
            | _fitting(icp, rng)
        )
        persona = icp.persona(_play(plays, company, seed).persona)
        given, family = rng.choice(_FIRST), rng.choice(_LAST)
        companies.append(company)
        people.append(
            Contact(
                email=f"{given}.{family}@{company.domain}".lower(), account_key=company.key, first_name=given,
                last_name=family, title=persona.titles[0],
            )
        )  # fmt: skip
    return companies, people


def _play(plays: Sequence[Play], company: Account, seed: int) -> Play:
    """The play that news about this company sets off."""
    return random.Random(f"{seed}/{company.key}/play").choice(plays)  # noqa: S311 - a simulation, not a secret


def _fitting(icp: ICP, rng: random.Random) -> dict[str, object]:
    """Values by which an account passes the ICP; a field that is no field of ours becomes an attribute."""
    fields: dict[str, object] = {}
    others = (*icp.exclusions, *(rule for tier in icp.tiers for rule in tier.rules))
    attributes = {rule.field: "simulated" for rule in others if _name(rule) not in Account.model_fields}
    for rule in icp.firmographics:
        value: object
        if rule.any_of:
            value = rng.choice(rule.any_of)
        elif rule.min is not None or rule.max is not None:
            low = rule.min or 0
            value = round(low + (rng.random() ** 2) * ((rule.max or low * 10 or 100) - low))
        else:
            continue
        name = _name(rule)
        if name == "technologies":
            fields[name] = (str(value),)
        elif name in Account.model_fields:
            fields[name] = value
        else:
            attributes[rule.field] = str(value)
    return {**fields, "attributes": attributes}


def _name(rule: Rule) -> str:
    return rule.field.replace(" ", "_").lower()


class SimulatedNews:
    """A source that knows one piece of news about every simulated company: a research source like the real ones."""

    name = "simulated news"
    unavailable = ""
    problems = ()

    def __init__(self, plays: Sequence[Play], as_of: date, seed: int) -> None:
        self.plays, self.as_of, self.seed = plays, as_of, seed

    def read(self, account: Account) -> Reading:
        """One fact about the company, dated within the four weeks before."""
        rng = random.Random(f"{self.seed}/{account.key}/news")  # noqa: S311 - a simulation, not a secret
        kind = _play(self.plays, account, self.seed).signal
        dated = self.as_of - timedelta(days=rng.randint(1, 28))
        quote = f"{account.name} {_NEWS.get(kind, f'announced news about {kind}')}."
        source = Source(
            id=short_id("simulated", account.key), url=f"https://{account.domain}/news", title=f"{account.name} news",
            retrieved_at=datetime.combine(self.as_of, time(6), tzinfo=UTC), sha256=sha256_hex(quote),
            source_class="first-party", published=dated,
        )  # fmt: skip
        fact = Fact(id=short_id(source.id, kind), source_id=source.id, kind=kind, quote=quote, dated=dated)
        return Reading(
            "found", sources=(source,), facts=(fact,), texts={source.sha256: quote}, strengths={fact.id: 1.0}
        )
