"""LibreOffice dies now and then: one test fails by it, and no other."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from lcxl.xl.book import BookWriter
from tests.helpers import office
from tests.helpers.missing import leave_out
from tests.helpers.programs import Programs


@pytest.fixture
def programs() -> Iterator[Programs]:
    if not office.available():
        leave_out(office.MISSING)
    programs = Programs()
    yield programs
    programs.stop()


def test_another_one_is_started_when_it_has_died(programs: Programs, tmp_path: Path) -> None:
    book = BookWriter("Title", "Subject")
    book.sheet("One").put(0, 0, 7, "cell_number")
    path, again = tmp_path / "book.xlsx", tmp_path / "again.xlsx"  # the dead leave a lock behind
    path.write_bytes(book.finish())
    again.write_bytes(path.read_bytes())
    first = programs.office()
    first.open(path)
    programs.tidy()
    assert programs.office() is first
    first.open(path)
    os.killpg(first.office.pid, signal.SIGKILL)
    with pytest.raises(RuntimeError):
        first.read("One", "A1")
    programs.tidy()
    assert programs.office() is not first
    assert programs.office().open(again) == ["One"]
    assert programs.office().read("One", "A1") == [[7.0]]
