"""V24: text that looks like a patient.  It is located, and repeated nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.submissions.withheld import PrivateText
from lcxl.validate.rule import Case, Rule

INFO = RuleInfo(
    "V24",
    "Something looks like details of a patient",
    "error",
    "Teams send counts, never patients. Names with dates of birth, record numbers, social "
    "security, health card and NHS numbers must not travel by e-mail or be copied into other "
    "files. The file is set aside, and what was found is repeated nowhere. A telephone number or "
    "an e-mail address alone may be a colleague's: it is left out and asked about.",
    "Delete the rows and the e-mail that carried the file, then send counts only.",
)


def _check(case: Case) -> Iterator[Finding]:
    for found in case.submission.private:
        where = _where(found)
        what = " and ".join([", ".join(found.kinds[:-1]), found.kinds[-1]][len(found.kinds) < 2 :])
        if found.about_patients:
            yield Finding(
                INFO.code,
                INFO.severity,
                f"{where} like details of patients ({what}). The file is set aside.",
                INFO.fix,
                sheet=found.sheet or None,
                cell=found.cell or None,
                sets_aside=True,
            )
        else:
            yield Finding(
                INFO.code,
                "question",
                f"{where} like {what}. This text was left out everywhere.",
                "If it is a patient's, delete it and the e-mail that carried the file. Who fills "
                "the workbook in belongs on the first sheet, in the form for it.",
                sheet=found.sheet,
                cell=found.cell,
            )


def _where(found: PrivateText) -> str:
    if not found.sheet:
        return "The name of a sheet looks"
    if found.first_row == found.last_row:
        return f"Row {found.first_row + 1} looks"
    return f"Rows {found.first_row + 1} to {found.last_row + 1} look"


RULE = Rule(INFO, _check, sets_aside=True)
