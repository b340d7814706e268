"""V24: text that looks like a patient.  It is located, and repeated nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.intake.patients.evidence import CONTACTS
from lcxl.rules.base.rule import Case, Rule

INFO = RuleInfo("V24", "error")


def _check(case: Case) -> Iterator[Finding]:
    for found in case.submission.private:
        text = "contact" if CONTACTS.issuperset(found.kinds) else "doubtful"
        text = "sure" if found.about_patients else text
        places: dict[str, object] = {"where": found.where, "what": found.what}
        if found.place == "file_name":
            text, places = f"{text}_in_name", {"what": found.what}
        yield Finding(
            INFO.code,
            "error" if found.about_patients else "question",
            text,
            places,
            sheet=found.sheet or None,
            cell=found.cell or None,
            sets_aside=found.about_patients,
        )


RULE = Rule(INFO, _check, sets_aside=True)
