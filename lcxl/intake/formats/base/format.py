"""What every file format does: bytes become a `Submission`."""

from __future__ import annotations

from abc import ABC, abstractmethod

from lcxl.intake.submission import Submission
from lcxl.plan import Collaborative

__all__ = ["Format"]


class Format(ABC):
    """One way in which numbers are kept in a file."""

    order: int = 50
    """Formats are tried in this order."""

    @abstractmethod
    def is_one(self, head: bytes, name: str) -> bool:
        """Whether a file is of this format, by its first bytes and its name."""

    @abstractmethod
    def read(self, data: bytes, file: str, plan: Collaborative, sha256: str) -> Submission:
        """What the file says; ``file`` is the name findings use.

        Raises:
            Unreadable: it is broken or far too large.
        """
