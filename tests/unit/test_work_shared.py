"""Long work is done in other processes and in this one: each item once, in the order asked for."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path

import pytest

from lcxl.engine.processes import AHEAD, Processes, each
from lcxl.engine.processes import _also_here as also_here


class Later(Future[list[str]]):
    """A result that is there when it is waited for, if not before."""

    def __init__(self, item: int) -> None:
        super().__init__()
        self.item = item

    def finish(self) -> None:
        if not self.done():
            self.set_result([f"there {self.item}"])

    def result(self, timeout: float | None = None) -> list[str]:
        self.finish()
        return super().result(timeout)


class Elsewhere:
    """Other processes that are done with an item when this one is done with so many."""

    def __init__(self, slow: int) -> None:
        self.slow, self.asked, self.here = slow, list[Later](), list[int]()

    def submit(self, items: Sequence[int]) -> Future[list[str]]:
        self.asked.extend(map(Later, items))
        if not self.slow:
            self.asked[-1].finish()
        return self.asked[-1]

    def work(self, item: int) -> str:
        self.here.append(item)
        busy = [one for one in self.asked if not one.done()]
        if busy and len(self.here) % self.slow == 0:
            busy[0].finish()
        return f"here {item}"


@pytest.mark.parametrize(
    ("slow", "here"), [(0, []), (1, [2, 4, 6]), (2, [2, 3, 5, 6]), (9, [3, 4, 5, 6, 7])]
)
def test_what_others_have_no_time_for_is_done_here(slow: int, here: list[int]) -> None:
    other = Elsewhere(slow)
    found = list(also_here(other.submit, other.work, range(8), 2 if slow == 9 else 1))
    assert [int(result.split()[1]) for result in found] == list(range(8))
    assert other.here == here
    assert sorted([*other.here, *(one.item for one in other.asked)]) == list(range(8))


@pytest.mark.parametrize("others", [1, 2, 3])
def test_no_more_is_asked_for_than_others_begin_with_soon(others: int) -> None:
    other = Elsewhere(99)
    results = also_here(other.submit, other.work, range(50), others)
    next(results)
    assert [one.item for one in other.asked] == list(range(others + 1))
    assert len(other.here) == (AHEAD - 1) * (others + 1)


def test_nothing_that_is_asked_for_is_taken_back() -> None:
    """A pool of which a process is killed would end with a traceback."""
    other = Elsewhere(3)
    list(also_here(other.submit, other.work, range(20), 2))
    assert not any(one.cancelled() for one in other.asked)


def where(common: str, item: int) -> tuple[str, int, int]:
    if item < 0:
        raise ValueError(common)
    return common, item, os.getpid()


@pytest.mark.parametrize("count", [1, 2])
def test_results_come_in_order_and_this_process_takes_part(count: int) -> None:
    found = list(each(where, "plan", range(6), Processes(count)))
    assert [result[:2] for result in found] == [("plan", i) for i in range(6)]
    assert os.getpid() in {result[2] for result in found}


@pytest.mark.parametrize("count", [1, 2])
def test_a_fault_is_told_and_garbage_is_looked_for_again(count: int) -> None:
    with pytest.raises(ValueError, match="plan"):
        list(each(where, "plan", [1, 2, -1, 3], Processes(count)))
    assert gc.isenabled()
    assert not gc.get_freeze_count()


KILLED = """
import os, signal, time
from lcxl.engine.processes import Processes, each
from lcxl.errors import LcxlError

def work(main, item):
    if os.getpid() != main:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.1)

if __name__ == "__main__":
    try:
        list(each(work, os.getpid(), range(40), Processes(2)))
    except LcxlError as e:
        print(e)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no process is killed so on Windows")
def test_a_process_that_the_system_stops_ends_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "killed.py").write_text(KILLED)
    command = [sys.executable, "killed.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(
        "The system stopped one of the processes that build the workbooks"
    )
    assert "Nothing was written" not in done.stdout
