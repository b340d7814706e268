"""Findings: faults and questions as values, never as exceptions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

__all__ = ["SEVERITIES", "Finding", "RuleInfo", "Severity", "in_file", "in_order", "worst"]

Severity = Literal["error", "question", "note"]

SEVERITIES: tuple[Severity, ...] = ("error", "question", "note")
"""From the one that keeps a number out to the one that only informs."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault, question or remark: where it is, what it is and how to mend it.

    error: that number cannot be used.  question: it is used, and asked about.
    note: for the coach.  ``month`` is "YYYY-MM".
    """

    code: str
    severity: Severity
    message: str
    fix: str
    file: str | None = None
    team_id: str | None = None
    sheet: str | None = None
    cell: str | None = None
    metric_id: str | None = None
    month: str | None = None
    sets_aside: bool = False
    """Because of this, nothing of the file is used."""

    def as_dict(self) -> dict[str, Any]:
        """The ten keys of ``--format json``; absent ones are None."""
        keys = asdict(self)
        del keys["sets_aside"]
        return keys

    @property
    def where(self) -> str:
        """Sheet and cell in words a person can follow, such as ``Data!D8``; may be empty."""
        if self.sheet and self.cell:
            return f"{self.sheet}!{self.cell}"
        return self.sheet or self.cell or ""


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What `lcxl explain` says of a code: what it checks, why, and how to mend it."""

    code: str
    title: str
    severity: Severity
    why: str
    fix: str


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Sorted by file, then the worst first, then by place: the same list in, the same out."""

    def key(f: Finding) -> tuple[Any, ...]:
        return (
            f.file or "",
            SEVERITIES.index(f.severity),
            f.sheet or "",
            f.month or "",
            f.metric_id or "",
            len(f.cell or ""),
            f.cell or "",
            f.code,
            f.message,
        )

    return sorted(findings, key=key)


def in_file(findings: Iterable[Finding], file: str, team_id: str | None = None) -> list[Finding]:
    """The same findings, naming the file (and the team) they were found in."""
    return [replace(f, file=f.file or file, team_id=f.team_id or team_id) for f in findings]


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The gravest severity present, or None when there is no finding."""
    present = {f.severity for f in findings}
    return next((s for s in SEVERITIES if s in present), None)
