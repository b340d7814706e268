"""A new workbook in mid-course: everything a team already sent is carried over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from lcxl.books import build_reporting_workbook, carry_over
from lcxl.intake import Submission
from lcxl.intake.read import read_bytes
from lcxl.keep.filled import Filled
from lcxl.periods import Period
from lcxl.plan import Collaborative
from tests.helpers.host import host_folder
from tests.helpers.plans import OPTIONAL, SMALL, plan_from
from tests.helpers.tables import filled, submission, workbook

JAN = date(2026, 1, 1)
GROUPS = 'goal = 0.75\nstrata_name = "Language"\nstrata = ["English", "Other"]\n'
TABLE = (
    "month  BP  BP/  BP?  CALLS  WAIT\n2025-12  150  200  .  4  12.5\n"
    "2026-01  NA  NA  none seen  x  .\n2026-02  230  200  .  .  13"
)
WORDS: dict[str, Any] = {
    "changes": [{"label": "Huddle", "metric": "BP control", "started": date(2026, 1, 5),
                 "decision": "adapt", "result": "=1+1"}],
    "phases": [{"label": "Room", "metric": "BP control", "month": JAN, "accepted_by": "A. Coach"}],
    "story": [{}, {}, {}, {"help": "Need a list", "score": "2.0"}],
    "trial": [{"eligible": "Yes", "met": "No", "minutes": 6.5, "doubt": "Home readings?"}, {}, {},
              {}, {"eligible": "Unsure"}, *[{}] * 5, {"minutes": 3.0}],
    "reporter": [{"reporter": "Data contact"}],
}  # fmt: skip


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(SMALL, tmp_path)


def sent(plan: Collaborative, table: str = TABLE, **words: Any) -> Submission:
    return read_bytes(workbook(plan, table, **words), "oak.xlsx", plan)


def trimmed(rows: Any) -> list[dict[str, Any]]:
    """Rows up to the last filled one, without the printed labels."""
    found = [{k: v for k, v in row.items() if k not in ("metric", "record")} for row in rows]
    while found and not found[-1]:
        found.pop()
    return found


def test_the_same_plan_gives_the_same_content(plan: Collaborative) -> None:
    carried = carry_over(plan, [sent(plan, **WORDS)])
    assert carried.left_behind == ()
    assert carried.filled.data == filled(TABLE).data
    assert carried.numbers == 7
    for name in ("changes", "phases", "reporter"):
        assert [dict(row) for row in carried.filled.rows[name]] == WORDS[name], name
    for name in ("story", "trial"):
        assert trimmed(carried.filled.rows[name]) == trimmed(WORDS[name]), name


def test_the_eligible_cases_of_a_sample_are_carried(tmp_path: Path) -> None:
    text = SMALL.replace("goal = 0.75\n", 'goal = 0.75\nsampling = "random"\ntarget_n = 20\n')
    plan = plan_from(text, tmp_path)
    read = sent(plan, TABLE, effort=[{"eligible": 240.0}])
    assert carry_over(plan, [read]).filled.rows["effort"][0]["eligible"] == 240.0


def test_minutes_that_nobody_can_have_taken_stay_as_they_were_typed(plan: Collaborative) -> None:
    typed = ["nan", "inf", "1.7e+308", "1.7e+308"]
    read = sent(plan, TABLE, trial=[{"minutes": m} for m in typed])
    carried = carry_over(plan, [read])
    rows = trimmed(carried.filled.rows["trial"])
    assert [row["minutes"] for row in rows] == typed
    again = build_reporting_workbook(plan, plan.teams[0], carried.filled)
    assert read_bytes(again, "oak.xlsx", plan).points == read.points


def test_and_the_same_workbook_again(plan: Collaborative) -> None:
    """Sent, carried over, sent again: nothing wears off."""
    first = workbook(plan, TABLE, **WORDS)
    read = read_bytes(first, "oak.xlsx", plan)
    again = build_reporting_workbook(plan, plan.teams[0], carry_over(plan, [read]).filled)
    assert read_bytes(again, "oak.xlsx", plan).points == read.points


def test_the_newest_file_of_each_month_is_carried(plan: Collaborative) -> None:
    old = sent(plan, "month  BP  BP/\n2025-12  1  10\n2026-01  2  10")
    new = sent(plan, "month  BP  BP/\n2026-01  3  10\n2026-02  4  10")
    assert (
        carry_over(plan, [old, new]).filled.data
        == filled("month  BP  BP/\n2025-12  1  10\n2026-01  3  10\n2026-02  4  10").data
    )


def test_what_cannot_be_carried_is_named(tmp_path: Path) -> None:
    old = plan_from(SMALL.replace("goal = 0.75\n", GROUPS), tmp_path)
    table = (
        "month  BP  BP/  BP.1  BP.1/  BP.2  BP.2/  CALLS\n"
        "2025-10  15  20  10  12  5  8  3\n2026-01  15  20  10  12  5  8  3"
    )
    text = SMALL.replace("goal = 0.75\n", GROUPS.replace('"Other"', '"French", "Other"'))
    text = text.replace("baseline_months = 3", "baseline_months = 1")
    text = text.replace('id = "CALLS"', 'id = "VISITS"')
    new = plan_from(text, tmp_path)
    read = read_bytes(workbook(old, table, story=[{"help": "old"}]), "oak.xlsx", new)
    carried = carry_over(new, [read])
    # The groups that are still in the plan go along, by their names.
    table = "month  BP  BP/  BP.1  BP.1/  BP.3  BP.3/\n2026-01  15  20  10  12  5  8"
    assert carried.filled.data == filled(table).data
    assert set(carried.left_behind) == {
        "BP control, October 2025: not reported for this month any more (oak.xlsx).",
        "BP control, English, October 2025: not reported for this month any more (oak.xlsx).",
        "BP control, Other, October 2025: not reported for this month any more (oak.xlsx).",
        "metric CALLS is no longer in the plan (oak.xlsx).",
        "Story, October 2025: no month of the plan any more (oak.xlsx).",
    }


def test_more_rows_than_fit_are_counted(plan: Collaborative) -> None:
    read = sent(plan, changes=[{"label": f"Change {i}"} for i in range(40)])
    longer = replace(read, changes=(*read.changes, *read.changes[:3]))
    carried = carry_over(plan, [longer])
    assert len(carried.filled.rows["changes"]) == 40
    assert carried.left_behind == ("3 rows of Changes: the new workbook has room for 40.",)


def test_build_carries_over_and_data_wins(
    lcxl: Callable[..., CompletedProcess[str]], plan: Collaborative, tmp_path: Path
) -> None:
    host_folder(plan, tmp_path)
    inbox = tmp_path / "submissions"
    inbox.mkdir()
    (inbox / "back.xlsx").write_bytes(workbook(plan, TABLE))
    (inbox / "cut.xlsx").write_bytes(b"PK\x03\x04")
    (tmp_path / "data.csv").write_text(
        "team_id,metric_id,month,numerator,denominator\noak,BP,2025-12,99,200\n", encoding="utf-8"
    )
    done = lcxl("build", tmp_path, "--data", "data.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Oak Street Clinic: carried over 7 numbers from what it sent." in done.stdout
    path = tmp_path / "reporting" / "oak.xlsx"
    read = read_bytes(path.read_bytes(), "oak.xlsx", plan)
    december = read.points["BP", Period(date(2025, 12, 1))]
    assert december.numerator is not None
    assert december.numerator.value == 99
    assert read.points["BP", Period(JAN)].reason == "none seen"
    untouched = read_bytes((tmp_path / "reporting" / "elm.xlsx").read_bytes(), "elm.xlsx", plan)
    assert not untouched.points


def test_filled_entries_take_each_others_place() -> None:
    one = Filled({("BP", JAN, "numerator", None): 1.0}, {"story": []})
    other = Filled({("BP", JAN, "numerator", None): 2.0})
    assert one.updated(other).data == other.data
    assert one.updated(None) is one


def test_submissions_of_the_new_workbook_are_clean(tmp_path: Path) -> None:
    """After a definition changed, the re-issued workbook asks nothing about versions."""
    from lcxl.rules.base.judging import validate

    new = plan_from(
        OPTIONAL.replace("goal = 0.75", 'goal = 0.75\nversion = "1.1"\neffective_from = "2026-02"'),
        tmp_path,
    )
    old = plan_from(OPTIONAL, tmp_path)
    table = "month  BP  BP/\n2026-01  15  20\n2026-02  14  20"
    first = read_bytes(workbook(old, table), "oak.xlsx", new)
    assert {f.code for f in validate(first, new)} == {"V02"}
    again = build_reporting_workbook(new, new.teams[0], carry_over(new, [first]).filled)
    assert validate(read_bytes(again, "oak.xlsx", new), new) == []
    assert submission(new, table).definitions["BP"] == "1.1"
