"""What stops a request.  A team's mistake never does: that is a finding."""

from __future__ import annotations

from collections.abc import Sequence

from lcxl.findings import Finding
from lcxl.words import Text, in_words

__all__ = ["LcxlError", "PlanError"]


class LcxlError(Exception):
    """The request itself cannot be carried out.

    ``message`` says what and where, ``fix`` how to mend it; both are full sentences, written in
    the language that is spoken when they are asked for.
    The command line prints them and ends with code 2.
    """

    def __init__(self, message: str | Text, fix: str | Text = "") -> None:
        super().__init__(message, fix)

    @property
    def message(self) -> str:
        """What cannot be done, and where."""
        return in_words(self.args[0])

    @property
    def fix(self) -> str:
        """How to mend it; may be empty."""
        return in_words(self.args[1])

    def __str__(self) -> str:
        return self.message


class PlanError(LcxlError):
    """The host's files do not make a plan, or do not fit it; ``findings`` holds every fault."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(
            Text("commands.mend_first", n=len(self.findings)), Text("commands.mend_first_fix")
        )

    def __reduce__(self) -> tuple[object, ...]:
        """As it is sent from one process to another."""
        return type(self), (self.findings,)
