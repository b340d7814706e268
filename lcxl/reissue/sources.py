"""The older workbooks of a team whose notes, colours and own cells go along into its new one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from lcxl.cells import Book, Unreadable
from lcxl.files import content_of
from lcxl.intake.patients.withheld import PrivateText
from lcxl.keep.typed import Old
from lcxl.reissue.carried import Carried

__all__ = ["olds_of"]


def olds_of(carried: Carried) -> list[Old]:
    """The files whose notes, colours and own cells go along; none that cannot be read."""
    found = []
    for file in carried.sources:
        with suppress(OSError, Unreadable):
            book = Book(content_of(carried.paths[file]))
            found.append(Old(book, file, (), _is_private(carried.private.get(file, ()))))
    return found


def _is_private(texts: Sequence[PrivateText]) -> Callable[[str, int, int], bool]:
    """Whether a cell may tell who a patient is; all do where a patient is named anywhere."""
    everywhere = any(text.about_patients for text in texts)

    def is_private(sheet: str, row: int, _col: int) -> bool:
        return everywhere or any(
            t.sheet == sheet and t.first_row <= row <= t.last_row for t in texts
        )

    return is_private
