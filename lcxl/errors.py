"""What stops a request.  A team's mistake never does: that is a finding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lcxl.findings import Finding

__all__ = ["LcxlError", "PlanError"]


class LcxlError(Exception):
    """The request itself cannot be carried out.

    ``message`` says what and where, ``fix`` how to mend it; both are full sentences.
    The command line prints them and ends with code 2.
    """

    def __init__(self, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix

    def __reduce__(self) -> tuple[Any, ...]:
        """As it is sent from one process to another."""
        return type(self), (self.message, self.fix)


class PlanError(LcxlError):
    """The host's files do not make a plan, or do not fit it; ``findings`` holds every fault."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        count = len(self.findings)
        super().__init__(
            "One thing needs mending first."
            if count == 1
            else f"{count} things need mending first.",
            "Mend them and run the command again.",
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """As it is sent from one process to another."""
        return type(self), (self.findings,)
