"""Months that are frozen, and when a month first came in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from subprocess import CompletedProcess

from lcxl.periods import Period
from lcxl.plan import Collaborative
from tests.acceptance.test_merge import FEB, JAN, combined, numbers, plan
from tests.helpers.host import host_folder
from tests.helpers.plans import OPTIONAL, plan_from
from tests.helpers.saved import save_on
from tests.helpers.tables import submission, workbook

__all__ = ["plan"]


def test_a_frozen_month_is_never_changed_silently(tmp_path: Path) -> None:
    text = OPTIONAL.replace("months = 6", "months = 6\nfrozen_through = \"2026-01\"\n"
                         "frozen_on = 2026-03-15")  # fmt: skip
    plan = plan_from(text, tmp_path)
    before = submission(plan, "month  BP  BP/  CALLS\n2026-01  10  20  .\n2026-02  5  20  .",
                        file="a.xlsx", saved_at="2026-03-10T09:00:00Z")  # fmt: skip
    after = submission(plan, "month  BP  BP/  CALLS\n2026-01  12  20  7\n2026-02  6  20  .",
                       file="b.xlsx", saved_at="2026-03-20T09:00:00Z")  # fmt: skip
    result = combined(plan, before, after)
    assert numbers(result) == {("oak", "BP", JAN): (10, 20), ("oak", "BP", FEB): (6, 20)}
    assert [(r.metric_id, r.period.start, r.old, r.new, r.taken) for r in result.restatements] == [
        ("BP", JAN, (10, 20), (12, 20), False),
        ("BP", FEB, (5, 20), (6, 20), True),
        ("CALLS", JAN, (None, None), (7, None), False),
    ]


def test_a_frozen_month_that_nobody_had_reported(tmp_path: Path) -> None:
    text = OPTIONAL.replace("months = 6", "months = 6\nfrozen_through = \"2026-01\"\n"
                         "frozen_on = 2026-03-15")  # fmt: skip
    plan = plan_from(text, tmp_path)
    late = submission(plan, "month  BP  BP/\n2026-01  12  20", file="a.xlsx",
                      saved_at="2026-03-20T09:00:00Z")  # fmt: skip
    result = combined(plan, late)
    assert not result.rows
    (file,) = result.files
    assert (file.state, file.periods, file.taken) == ("taken", (Period(JAN),), ())
    assert file.why == "It was saved after the freeze and changes frozen months only."
    (restated,) = result.restatements
    assert (restated.old, restated.new, restated.taken) == ((None, None), (12, 20), False)


def test_the_merge_says_how_many_numbers_the_freeze_kept_out(
    lcxl: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    text = OPTIONAL.replace("months = 6", "months = 6\nfrozen_through = \"2026-01\"\n"
                         "frozen_on = 2026-03-15")  # fmt: skip
    plan = plan_from(text, tmp_path)
    home = host_folder(plan, tmp_path)
    (home / "submissions").mkdir()
    sent = tmp_path / "oak.xlsx"
    sent.write_bytes(workbook(plan, "month  BP  BP/  CALLS\n2026-01  12  20  7\n2026-02  6  20  ."))
    save_on(sent, home / "submissions" / "oak.xlsx", "2026-03-20T09:00:00Z")
    done = lcxl("merge", home)
    assert "came after their months were frozen: 2 numbers." in done.stdout
    assert "1 number of 1 of 2 teams." in done.stdout


def test_when_a_month_first_came_in(plan: Collaborative) -> None:
    table = "month  BP  BP/\n2026-01  10  20"
    first = submission(plan, table, file="a.xlsx", saved_at="2026-02-09T09:00:00Z")
    later = submission(plan, table + "\n2026-02  5  20", file="b.xlsx",
                       saved_at="2026-03-12T09:00:00Z")  # fmt: skip
    unknown = submission(plan, table, team="elm", file="c.xlsx")
    received = combined(plan, later, first, unknown).received
    assert {(team, period.start): day for (team, period), day in received.items()} == {
        ("oak", JAN): date(2026, 2, 9), ("oak", FEB): date(2026, 3, 12), ("elm", JAN): None,
    }  # fmt: skip
