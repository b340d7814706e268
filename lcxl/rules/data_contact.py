"""V29: the file was filled in by somebody whom the list of people does not name for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from lcxl.findings import Finding, RuleInfo
from lcxl.plan import Person
from lcxl.plan.dates import day_in_words, last_day
from lcxl.rules.base.rule import Case, Rule

INFO = RuleInfo("V29", "note")
ROLE = "data contact"
"""Part of the role's name, of the back-up's too."""


def _check(case: Case) -> Iterator[Finding]:
    this = case.submission
    name = this.reporter.get("reporter", "").strip()
    email = this.reporter.get("reporter_email", "").strip()
    people = [p for p in case.plan.people if p.team.casefold() == this.team_id.casefold()]
    contacts = [p for p in people if ROLE in p.role.casefold()]
    if not contacts or not (name or email) or not this.months:
        return
    day = this.saved_on or last_day(this.months[-1])
    message = _doubt(name, email, people, contacts, day)
    if message:
        yield Finding(INFO.code, INFO.severity, message, INFO.fix)


def _doubt(
    name: str, email: str, people: Sequence[Person], contacts: Sequence[Person], day: date
) -> str:
    who = name or email
    same = [p for p in people if _is(p, name, email)]
    active = [p for p in contacts if _active(p, day)]
    if not same:
        named = " and ".join(dict.fromkeys(p.name for p in active or contacts))
        gone = (
            "" if active else f", who left on {day_in_words(max(p.end or day for p in contacts))}"
        )
        return (
            f"The workbook came from {who}; the list of people names {named}{gone}. Who is the "
            "data contact now?"
        )
    if not any(_active(p, day) for p in same):
        until = max(p.end or day for p in same)
        return f"The workbook came from {who}, who left on {day_in_words(until)} by the list."
    addresses = {p.email.casefold() for p in same if p.email}
    if email and addresses and email.casefold() not in addresses:
        return (
            f"The workbook came from {who} with another e-mail address than the one in the list "
            "of people. Is it a private one?"
        )
    return ""


def _is(person: Person, name: str, email: str) -> bool:
    if email and person.email.casefold() == email.casefold():
        return True
    return bool(name) and person.name.casefold() == name.casefold()


def _active(person: Person, day: date) -> bool:
    return (person.start or day) <= day and (person.end is None or person.end >= day)


RULE = Rule(INFO, _check)
