"""Long work is done in other processes and in this one: each item once, in the order asked for."""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence
from concurrent.futures import Future

import pytest

from lcxl.engine.processes import Processes, each
from lcxl.engine.processes import _also_here as also_here


class Elsewhere:
    """Another process that begins with an item only when it is told to."""

    def __init__(self, begins: set[int]) -> None:
        self.begins, self.asked, self.here = begins, list[int](), list[int]()

    def submit(self, items: Sequence[int]) -> Future[list[str]]:
        future: Future[list[str]] = Future()
        self.asked.extend(items)
        if items[0] in self.begins:
            future.set_running_or_notify_cancel()
            future.set_result([f"there {items[0]}"])
        return future

    def work(self, item: int) -> str:
        self.here.append(item)
        return f"here {item}"


@pytest.mark.parametrize("begins", [set[int](), {0, 1, 2, 3, 4, 5, 6}, {1, 2, 5}])
def test_what_nobody_began_with_is_done_here(begins: set[int]) -> None:
    other = Elsewhere(begins)
    found = list(also_here(other.submit, other.work, range(7), 3))
    assert found == [f"there {i}" if i in begins else f"here {i}" for i in range(7)]
    assert other.here == [i for i in range(7) if i not in begins]


def test_no_more_is_asked_for_than_may_wait() -> None:
    other = Elsewhere(set())
    results = also_here(other.submit, other.work, range(7), 3)
    next(results)
    assert other.asked == [0, 1, 2]


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
