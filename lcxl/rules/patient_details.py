"""V24: text that looks like a patient.  It is located, and repeated nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.intake.evidence import CONTACTS
from lcxl.intake.withheld import PrivateText
from lcxl.rules.base.rule import Case, Rule
from lcxl.words import say

INFO = RuleInfo("V24", "error")


def _check(case: Case) -> Iterator[Finding]:
    for found in case.submission.private:
        kind = "contact" if CONTACTS.issuperset(found.kinds) else "doubtful"
        kind = "sure" if found.about_patients else kind
        what = " and ".join([", ".join(found.kinds[:-1]), found.kinds[-1]][len(found.kinds) < 2 :])
        fix = "file_name" if found.place == "file_name" else kind
        yield Finding(
            INFO.code,
            "error" if found.about_patients else "question",
            say(f"privacy.{kind}", where=_where(found), what=what),
            say(f"privacy.{fix}_fix"),
            sheet=found.sheet or None,
            cell=found.cell or None,
            sets_aside=found.about_patients,
        )


def _where(found: PrivateText) -> str:
    if found.place == "comment" and found.cell:
        return say("privacy.comment_in", cell=found.cell)
    if found.place:
        return say(f"privacy.{found.place}")
    which = "row" if found.first_row == found.last_row else "rows"
    return say(f"privacy.{which}", first=found.first_row + 1, last=found.last_row + 1)


RULE = Rule(INFO, _check, sets_aside=True)
