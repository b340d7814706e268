"""Rules about what a team writes, scores and sends, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lcxl.findings import Finding
from lcxl.periods import Period
from lcxl.plan import Collaborative
from lcxl.rules import RULES
from lcxl.rules.base.judging import validate
from lcxl.rules.small_cell import small_cell
from tests.acceptance.test_rules_of_history import TELLS, TWELVE, codes, plan_of, read
from tests.helpers.plans import plan_from
from tests.helpers.tables import filled, findings, submission


def story(plan: Collaborative, *rows: dict[str, Any], calls: int = 4, **more: Any) -> list[Finding]:
    """Findings about a file with numbers from January on, and a story."""
    lines = "\n".join(f"2026-{m:02d}  {m + 3}" for m in range(1, calls + 1))
    data = filled("month  CALLS\n" + lines, story=[{}, {}, {}, *rows], **more)
    return validate(replace(read(plan, data), saved_at="2026-02-01"), plan)


def notes(found: Sequence[Finding]) -> list[tuple[str, str]]:
    return [(f.code, f.message) for f in found if f.code in ("V21", "V22", "V30")]


def test_a_story_that_repeats_or_falls_silent(tmp_path: Path) -> None:
    plan = plan_of({}, tmp_path)
    one, two = {"tried": "Huddle", "score": "2.0"}, {"tried": "Calls", "score": "2.0"}
    assert notes(story(plan, one, two, one, two)) == []
    assert notes(story(plan, one, two, one, one)) == [
        ("V21", "Story, April 2026, repeats March 2026.")
    ]
    assert notes(story(plan, one)) == [("V21", "Story, April 2026, is blank.")]
    assert "Nothing has been written so far" in notes(story(plan))[0][1]
    assert notes(story(plan, calls=2)) == []


def test_a_score_that_runs_ahead(tmp_path: Path) -> None:
    plan = plan_of({}, tmp_path)
    rows = [{"tried": str(i), "score": score} for i, score in enumerate(["1.5", "2.0", "2.5"])]
    high, top = {"tried": "x", "score": "3.5"}, {"tried": "x", "score": "4.5"}
    test = [{"label": "Huddle", "started": date(2026, 2, 2)}]
    assert notes(story(plan, *rows, high, changes=test)) == []
    assert (
        "scores itself 3.5 for April 2026, but no tested change"
        in (notes(story(plan, *rows, high))[0][1])
    )
    found = [m for _, m in notes(story(plan, *rows, top, changes=test))]
    assert ["up from 2.5" in m or "no chart shows a shift" in m for m in found] == [True, True]


def test_a_shift_about_the_median_of_all_values_bears_out_no_score(tmp_path: Path) -> None:
    """What was there before the start already, or has no baseline, shows no effect of a change."""

    def told(baseline: int, calls: list[int]) -> list[str]:
        text = TWELVE.replace("baseline_months = 3", f"baseline_months = {baseline}")
        plan = plan_from(text, tmp_path)
        lines = "\n".join(
            f"{month:%Y-%m}  {n}" for month, n in zip(plan.calendar.reported, calls, strict=False)
        )
        rows: list[dict[str, Any]] = [{} for _ in calls[:-1]]
        rows.append({"tried": "x", "score": "4.0"})
        changes = [{"label": "Huddle", "started": date(2026, 2, 2)}]
        found = validate(
            read(plan, filled("month  CALLS\n" + lines, story=rows, changes=changes)), plan
        )
        return [f.message for f in found if f.code == "V22"]

    about_all = told(3, [1, 14, 8, *[5, 6, 5], *[9, 8, 9] * 2])
    assert [m.partition(", but ")[2] for m in about_all] == ["no chart shows a shift yet."]
    assert told(3, [4, 5, 4, 4, *[9, 8, 9] * 2]) == []
    low_then_high = [4, 5, 4, 5, 4, 5, 9, 8, 9, 8, 9, 8, 9]
    assert len(told(12, low_then_high)) == 1
    assert told(12, [4, 5] * 6 + [7] + [9, 8] * 3) == []


def test_dates_outside_the_collaborative(tmp_path: Path) -> None:
    plan = plan_of({}, tmp_path)
    tests = [
        {"label": "Huddle", "started": date(2062, 3, 12)},
        {"label": "Calls", "started": date(2026, 3, 12), "ended": date(2026, 3, 2)},
        {"label": "Letters", "started": date(2026, 3, 12), "ended": date(2026, 4, 2)},
    ]
    found = story(plan, changes=tests, calls=1)
    assert [m.partition(", outside")[0] for _, m in notes(found)] == [
        "'Huddle' has the date Sunday 12 March 2062",
        "'Calls' ends on Monday 2 March 2026, before it starts.",
    ]
    assert [f.cell for f in found if f.code == "V30"] == ["C6", "K7"]


def test_a_report_after_its_due_date(tmp_path: Path) -> None:
    plan = plan_of({}, tmp_path)
    march = "month  BP  BP/\n2026-03  12  20"
    assert findings(plan, march, saved_at="2026-04-10T08:00:00Z") == []
    late = submission(plan, march, saved_at="2026-04-14T08:00:00Z")
    found = validate(late, plan)
    assert codes(found) == [("V28", "note")]
    assert "saved on Tuesday 14 April 2026; it was due on Friday 10 April" in found[0].message
    in_time = replace(late, saved_at="2026-04-09", sha256="", file="a.xlsx")
    assert validate(late, plan, [in_time]) == []


PEOPLE = """
[[people]]
name = "K. Ode"
email = "ode@oak.example"
team = "oak"
role = "data contact"
end = 2026-03-01

[[people]]
name = "A. Lee"
email = "lee@oak.example"
team = "oak"
role = "backup data contact"
"""


@pytest.mark.parametrize(
    ("name", "email", "words"),
    [
        ("A. Lee", "lee@oak.example", ""),
        ("A. Lee", "", ""),
        ("", "", ""),
        ("A. Lee", "lee@home.example", "another e-mail address"),
        ("K. Ode", "ode@oak.example", "who left on Sunday 1 March 2026"),
        ("P. Moss", "", "the contact list names A. Lee. Who is the data contact now?"),
    ],
)
def test_who_sent_it(tmp_path: Path, name: str, email: str, words: str) -> None:
    plan = plan_from(TWELVE + PEOPLE, tmp_path)
    found = findings(
        plan,
        "month  BP  BP/\n2026-03  12  20",
        saved_at="2026-04-09T08:00:00Z",
        reporter={"reporter": name, "reporter_email": email},
    )
    assert codes(found) == ([("V29", "note")] if words else [])
    assert words in (found[0].message if found else "")


def test_a_small_cell_outside(tmp_path: Path) -> None:
    plan = plan_of({}, tmp_path)
    found = small_cell(plan.team("oak"), plan.metric("BP"), "Other", Period(date(2026, 3, 1)), 3, 9)
    assert (found.code, found.severity, found.month) == ("V25", "error", "2026-03")
    assert "Oak Street Clinic, BP control, Other, March 2026: 3 of 9 is below" in found.message


def test_every_rule_is_tested() -> None:
    from tests.unit.test_rules import CASES

    alone = {"V01", "V02", "V16", *(f"V{n}" for n in (*range(18, 26), *range(27, 31)))}
    alone |= {f"V{n}" for n in range(48, 52)}  # in test_event_log
    assert {rule.code for rule in RULES} == {*alone, *(c[0] for c in CASES), *(t[0] for t in TELLS)}
    assert len(RULES) == 34
