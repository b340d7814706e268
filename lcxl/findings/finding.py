"""A finding: what was found and where; its words are made when they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from lcxl.findings import catalogue
from lcxl.findings.catalogue import Severity
from lcxl.periods import Period, month_id
from lcxl.words import as_json, on_one_line, say

__all__ = ["SEVERITIES", "Finding", "Severity", "in_file", "in_order", "worst"]

SEVERITIES: tuple[Severity, ...] = ("error", "question", "note")
"""From the one that keeps a number out to the one that only informs."""


NEVER = Period(date.min)
"""Before every period, for findings about none."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault, question or remark: where it is, what it is and how to mend it.

    error: that number cannot be used.  question: it is used, and asked about.
    note: for the coach.  ``text`` is the sentence's id in the catalogue
    (`lcxl.findings.catalogue`), ``parameters`` what its places are filled with: text, numbers,
    days, lists of these, or values that have words (`lcxl.words.Worded`).  ``period`` is the
    report that it is about (`lcxl.periods.Period.report`).
    """

    code: str
    severity: Severity
    text: str
    parameters: Mapping[str, object] = field(default_factory=dict, hash=False)
    file: str | None = None
    team_id: str | None = None
    sheet: str | None = None
    cell: str | None = None
    metric_id: str | None = None
    period: Period | None = None
    sets_aside: bool = False
    """Because of this, nothing of the file is used."""
    answer: str = ""
    """What the team says of it: then it is a note, and nothing needs doing."""

    @property
    def month(self) -> str | None:
        """The month of its report, or in which that begins, as 2026-03."""
        return None if self.period is None else month_id(self.period.start)

    @property
    def message(self) -> str:
        """What was found, in words."""
        message = catalogue.said(self.code, self.text, "message", self.parameters)
        if self.answer:
            return on_one_line(say("rules.answered", message=message, answer=self.answer))
        return message

    @property
    def fix(self) -> str:
        """How to mend it, in words; may be empty."""
        if self.answer:
            return say("rules.answered_fix")
        return catalogue.said(self.code, self.text, "fix", self.parameters)

    def in_words(self) -> str:
        """What was found and how to mend it."""
        return f"{self.message} {self.fix}"

    def as_json(self) -> dict[str, object]:
        """The same as `as_dict`."""
        return self.as_dict()

    def as_dict(self) -> dict[str, object]:
        """The keys of ``--format json``; absent ones are None."""
        parameters = {name: as_json(value) for name, value in self.parameters.items()}
        if self.answer:
            parameters["answer"] = self.answer
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "fix": self.fix,
            "file": self.file,
            "team_id": self.team_id,
            "sheet": self.sheet,
            "cell": self.cell,
            "metric_id": self.metric_id,
            "month": self.month,
            "period": None if self.period is None else self.period.as_json(),
            "parameters": parameters,
        }

    @property
    def where(self) -> str:
        """Sheet and cell in words a person can follow, such as ``Data!D8``; may be empty."""
        sheet = on_one_line(self.sheet or "")
        return f"{sheet}!{self.cell}" if sheet and self.cell else sheet or self.cell or ""


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Sorted by file, then the worst first, then by place: the same in any language."""

    def key(f: Finding) -> tuple[object, ...]:
        return (
            f.file or "",
            SEVERITIES.index(f.severity),
            f.sheet or "",
            f.period or NEVER,
            f.metric_id or "",
            len(f.cell or ""),
            f.cell or "",
            f.code,
            f.text,
            repr(f.parameters),
        )

    return sorted(findings, key=key)


def in_file(findings: Iterable[Finding], file: str, team_id: str | None = None) -> list[Finding]:
    """The same findings, naming the file (and the team) they were found in."""
    return [replace(f, file=f.file or file, team_id=f.team_id or team_id) for f in findings]


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The gravest severity present, or None when there is no finding."""
    present = {f.severity for f in findings}
    return next((s for s in SEVERITIES if s in present), None)
