"""V29: the file was filled in by somebody whom the list of people does not name for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from lcxl.findings import Finding, RuleInfo
from lcxl.plan import Collaborative, Person
from lcxl.rules.base.rule import Case, Rule

INFO = RuleInfo("V29", "note")
ROLE = "data contact"
"""Part of the role's name, of the back-up's too."""


def _check(case: Case) -> Iterator[Finding]:
    this = case.submission
    name = this.reporter.get("reporter", "").strip()
    email = this.reporter.get("reporter_email", "").strip()
    if not (name or email) and this.sender:  # then whoever sent it, unless the host did
        from email.utils import parseaddr  # few files come by mail

        name, email = parseaddr(this.sender)
        if _is_host(case.plan, email):
            return
    people = [p for p in case.plan.people if p.team.casefold() == this.team_id.casefold()]
    contacts = [p for p in people if ROLE in p.role.casefold()]
    if not contacts or not (name or email) or not this.periods:
        return
    day = this.came_on or this.periods[-1].last_day
    found = _doubt(name, email, people, contacts, day)
    if found is not None:
        yield Finding(INFO.code, INFO.severity, *found)


def _is_host(plan: Collaborative, email: str) -> bool:
    own = [plan.contact_email, *(p.email for p in plan.people if not p.team)]
    return email.casefold() in {address.casefold() for address in own}


def _doubt(
    name: str, email: str, people: Sequence[Person], contacts: Sequence[Person], day: date
) -> tuple[str, dict[str, object]] | None:
    """Which sentence, and its places."""
    who = name or email
    same = [p for p in people if _is(p, name, email)]
    active = [p for p in contacts if _active(p, day)]
    if not same:
        named = list(dict.fromkeys(p.name for p in active or contacts))
        if active:
            return "not_named", {"who": who, "named": named}
        left = max(p.end or day for p in contacts)
        return "all_left", {"who": who, "named": named, "left": left}
    if not any(_active(p, day) for p in same):
        return "left", {"who": who, "left": max(p.end or day for p in same)}
    addresses = {p.email.casefold() for p in same if p.email}
    if email and addresses and email.casefold() not in addresses:
        return "other_address", {"who": who}
    return None


def _is(person: Person, name: str, email: str) -> bool:
    if email and person.email.casefold() == email.casefold():
        return True
    return bool(name) and person.name.casefold() == name.casefold()


def _active(person: Person, day: date) -> bool:
    return (person.start or day) <= day and (person.end is None or person.end >= day)


RULE = Rule(INFO, _check)
