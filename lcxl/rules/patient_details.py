"""V24: text that looks like a patient.  It is located, and repeated nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.intake.patients.evidence import CONTACTS
from lcxl.intake.patients.withheld import PrivateText
from lcxl.rules.base.rule import Case, Rule
from lcxl.words import Text

INFO = RuleInfo("V24", "error")


def _check(case: Case) -> Iterator[Finding]:
    for found in case.submission.private:
        text = "contact" if CONTACTS.issuperset(found.kinds) else "doubtful"
        text = "sure" if found.about_patients else text
        what = [Text(f"privacy.{kind}") for kind in found.kinds]
        places: dict[str, object] = {"where": _where(found), "what": what}
        if found.place == "file_name":
            text, places = f"{text}_in_name", {"what": what}
        yield Finding(
            INFO.code,
            "error" if found.about_patients else "question",
            text,
            places,
            sheet=found.sheet or None,
            cell=found.cell or None,
            sets_aside=found.about_patients,
        )


def _where(found: PrivateText) -> Text:
    if found.place == "comment" and found.cell:
        return Text("privacy.comment_in", cell=found.cell)
    if found.place:
        return Text(f"privacy.{found.place}")
    which = "row" if found.first_row == found.last_row else "rows"
    return Text(f"privacy.{which}", first=found.first_row + 1, last=found.last_row + 1)


RULE = Rule(INFO, _check, sets_aside=True)
