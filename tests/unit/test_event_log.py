"""Rare events: a sheet with one row an event, from the plan to the combined data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lcxl.books import build_reporting_workbook, carry_over
from lcxl.books.copies import views
from lcxl.books.master import build_master_workbook
from lcxl.cells import Book
from lcxl.combine import Master
from lcxl.combine.combine import Combined, combine
from lcxl.combine.events import chart_of
from lcxl.errors import PlanError
from lcxl.intake import Submission
from lcxl.intake.read import read_bytes
from lcxl.metrics.events import event_sentences
from lcxl.plan import Collaborative
from lcxl.rules.base.advice import Total, advice
from lcxl.rules.base.judging import validate
from lcxl.words import in_language
from tests.helpers.plans import OPTIONAL, plan_from
from tests.helpers.tables import filled, workbook

T_METRIC = """
[[metrics]]
id = "INJ"
short_name = "Falls with injury"
name = "Days from one fall with injury to the next"
kind = "count"
family = "outcome"
direction = "increase"
chart = "t"
goal = 60
numerator = "A fall with injury"
"""
G_METRIC = """
[[metrics]]
id = "SSI"
short_name = "Infections"
name = "Operations from one infection to the next"
kind = "count"
family = "outcome"
direction = "increase"
requirement = "optional"
chart = "g"
goal = 200
numerator = "An infection of the wound"
"""
TABLE = "month  BP  BP/\n2026-01  12  20"


def with_events(*metrics: str) -> str:
    return OPTIONAL.replace("\n[[teams]]", "".join(metrics) + "\n[[teams]]", 1)


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(with_events(T_METRIC, G_METRIC), tmp_path)


def fall(day: Any, cases: Any = None, metric: str | None = "Falls with injury") -> dict[str, Any]:
    return {"metric": metric, "date": day, "cases": cases}


def infection(day: Any, cases: Any = None) -> dict[str, Any]:
    return fall(day, cases, "Infections")


def sent(plan: Collaborative, events: Any, logs: Any = None, **options: Any) -> Submission:
    """A workbook that a team filled in, read again."""
    logs = logs or [{"complete_to": date(2026, 1, 31)}, {"complete_to": date(2026, 1, 31)}]
    content = workbook(plan, TABLE, events=events, logs=logs)
    submission = read_bytes(content, "oak.xlsx", plan)
    return replace(submission, sha256=str(options), **options)


def codes(plan: Collaborative, submission: Submission, *earlier: Submission) -> dict[str, str]:
    """Code -> cell of its first finding, of those about event logs."""
    found: dict[str, str] = {}
    for f in validate(submission, plan, earlier):
        if f.code in ("V48", "V49", "V50", "V51"):
            found.setdefault(f.code, f.where)
    return found


def gaps(result: Combined, metric_id: str = "INJ") -> list[tuple[str, float | None, str]]:
    return [(str(r.period), r.value, r.frequency) for r in result.rows if r.metric_id == metric_id]


def test_each_event_is_a_row_with_the_days_since_the_one_before(plan: Collaborative) -> None:
    events = [fall(date(2026, 1, 20)), fall(date(2025, 11, 3)), fall(date(2026, 1, 20))]
    result = combine(plan, [sent(plan, [*events, infection(date(2026, 1, 5), 120)])])
    assert gaps(result) == [
        ("2025-11-03", None, "event"), ("2026-01-20", 78, "event"), ("2026-01-20", 0.5, "event"),
    ]  # fmt: skip
    assert gaps(result, "SSI") == [("2026-01-05", None, "event")]  # no event before it is known
    by_month = [(str(r.period), r.frequency) for r in result.rows if r.metric_id == "BP"]
    assert by_month == [("2026-01-01", "monthly")]


def test_a_known_earlier_event_makes_the_first_gap(plan: Collaborative) -> None:
    logs = [{"earlier": date(2025, 10, 1)}, {"earlier": date(2025, 12, 30)}]
    events = [
        fall(date(2025, 11, 3)),
        infection(date(2026, 1, 5), 120),
        infection(date(2026, 2, 1), 0),
    ]
    result = combine(plan, [sent(plan, events, logs)])
    assert gaps(result) == [("2025-11-03", 33, "event")]
    assert [g[1] for g in gaps(result, "SSI")] == [120, 0]


def test_the_metric_may_be_left_out_where_there_is_only_one(tmp_path: Path) -> None:
    plan = plan_from(with_events(T_METRIC), tmp_path)
    found = sent(plan, [fall(date(2026, 1, 2), metric=None)], [{"complete_to": date(2026, 1, 31)}])
    assert gaps(combine(plan, [found])) == [("2026-01-02", None, "event")]


@pytest.mark.parametrize(
    ("row", "code", "is_used"),
    [
        (fall("last week"), "V48", False),
        (fall(None, 3), "V48", False),
        (fall(date(2062, 1, 2)), "V48", False),  # after the file was saved
        (fall(date(2025, 9, 1)), "V48", False),  # before the earlier event
        (fall(date(2026, 1, 2), metric="BP control"), "V48", False),
        (infection(date(2026, 1, 2), "many"), "V48", False),
        (infection(date(2026, 1, 2)), "V49", True),
        (fall(date(2025, 9, 15)), "V49", True),  # before the first month
        (fall(date(2026, 2, 15)), "V49", True),  # after the log's end
    ],
)
def test_a_row_is_judged_once_and_named_with_its_cell(
    plan: Collaborative, row: dict[str, Any], code: str, is_used: bool
) -> None:
    logs = [{"complete_to": date(2026, 1, 31), "earlier": date(2025, 9, 10)},
            {"complete_to": date(2026, 1, 31)}]  # fmt: skip
    submission = sent(plan, [row], logs, saved_at="2026-03-02T10:00:00Z")
    found = codes(plan, submission)
    assert set(found) == {code}
    assert found[code].startswith("Event log!")
    assert found[code][-1].isdigit()
    result = combine(plan, [submission])
    assert bool([r for r in result.rows if r.frequency == "event"]) == is_used


def test_two_rows_of_one_day_are_asked_about_and_both_used(plan: Collaborative) -> None:
    submission = sent(plan, [fall(date(2026, 1, 2)), fall(date(2026, 1, 2))])
    assert set(codes(plan, submission)) == {"V49"}
    result = combine(plan, [submission])
    assert [g[1] for g in gaps(result)] == [None, 0.5]
    assert [r.status for r in result.rows if r.metric_id == "INJ"] == ["accepted", "question"]


def test_nothing_typed_is_told_from_no_event(plan: Collaborative) -> None:
    nothing = sent(plan, [], [{}, {}])
    assert set(codes(plan, nothing)) == {"V50"}
    assert codes(plan, sent(plan, [], [{"complete_to": date(2026, 1, 31)}, {}])) == {}
    behind = sent(plan, [], [{"complete_to": date(2026, 1, 15)}, {}])
    assert set(codes(plan, behind)) == {"V50"}


def test_where_nothing_is_typed_the_cell_is_that_of_the_teams_workbook(plan: Collaborative) -> None:
    with in_language("fr-CA"):
        data = build_reporting_workbook(plan, plan.team("oak"), filled(TABLE))
    (sheet,) = [s.name for s in Book(data).sheets if s.name.startswith("Journal")]
    assert codes(plan, read_bytes(data, "oak.xlsx", plan)) == {"V50": f"{sheet}!B7"}


@pytest.mark.parametrize("goal", ["goal = 60", ""])
def test_there_is_a_master_before_the_first_event(tmp_path: Path, goal: str) -> None:
    metric = T_METRIC.replace("goal = 60", goal)
    metric = metric if goal else metric.replace("increase", "monitor")
    plan = plan_from(with_events(metric), tmp_path)
    master = Master(plan, combine(plan, [sent(plan, [], [{}])]))
    assert "Team page" in [s.name for s in Book(build_master_workbook(master)).sheets]


def test_the_newest_log_stands_as_a_whole_and_what_vanished_is_named(plan: Collaborative) -> None:
    old = sent(plan, [fall(date(2025, 12, 1)), fall(date(2026, 1, 2))], file="a.xlsx",
               saved_at="2026-02-01T10:00:00Z")  # fmt: skip
    new = sent(plan, [fall(date(2026, 1, 2))], file="b.xlsx", saved_at="2026-03-01T10:00:00Z")
    result = combine(plan, [old, new])
    assert gaps(result) == [("2026-01-02", None, "event")]
    assert [f.code for f in result.findings if f.code == "V51"] == ["V51"]
    (restated,) = [r for r in result.restatements if r.metric_id == "INJ"]
    assert (restated.period.start, restated.old, restated.new) == (
        date(2025, 12, 1), (1.0, None), (0.0, None),
    )  # fmt: skip


def test_patients_on_the_sheet_are_refused(plan: Collaborative) -> None:
    row = fall(date(2026, 1, 2), "MRN 4471902, Mrs. Jane Miller, born 12 Mar 1941")
    found = validate(sent(plan, [row]), plan)
    assert "V24" in {f.code for f in found}
    assert not any("Miller" in f.message or "4471902" in f.message for f in found)


def test_a_new_workbook_has_the_log_again(plan: Collaborative) -> None:
    events = [fall("soon"), fall(date(2026, 1, 2), 7)]
    logs = [{"complete_to": date(2026, 1, 31), "earlier": date(2025, 9, 10)}, {"open_cases": 12}]
    rows = carry_over(plan, [sent(plan, events, logs)]).filled.rows
    assert [(r["date"], r.get("cases")) for r in rows["events"]] == [
        ("soon", None), (date(2026, 1, 2), 7.0),
    ]  # fmt: skip
    assert [{k: v for k, v in row.items() if k != "metric"} for row in rows["logs"]] == logs


def test_a_rare_event_has_no_rows_on_trial_run(tmp_path: Path) -> None:
    """Nor does it shift those of the metrics after it."""
    first = OPTIONAL.replace("\n[[metrics]]", T_METRIC + "\n[[metrics]]", 1)
    plan = plan_from(first, tmp_path)
    trial = [{"minutes": 6.5}, *[{}] * 4, {"minutes": 3.0}]
    submission = read_bytes(workbook(plan, TABLE, trial=trial), "oak.xlsx", plan)
    rows = carry_over(plan, [submission]).filled.rows
    assert [row.get("minutes") for row in rows["trial"]][:6] == [6.5, None, None, None, None, 3.0]


def test_an_older_workbook_without_the_sheet_is_read_without_a_word(
    plan: Collaborative, tmp_path: Path
) -> None:
    before = plan_from(OPTIONAL, tmp_path)
    submission = read_bytes(workbook(before, TABLE), "oak.xlsx", plan)
    assert submission.points
    assert not [f for f in submission.findings if f.code == "V26"]
    assert codes(plan, submission) == {}


def test_what_was_asked_monthly_before_is_named(plan: Collaborative, tmp_path: Path) -> None:
    before = plan_from(with_events(T_METRIC.replace('chart = "t"\n', "")), tmp_path)
    submission = read_bytes(workbook(before, TABLE + "\n2026-02  13  20"), "oak.xlsx", plan)
    assert [f.metric_id for f in submission.findings if f.code == "V26"] == ["INJ"]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        (('kind = "count"\nfamily = "outcome"', 'kind = "value"\nfamily = "outcome"'), ""),
        (('direction = "increase"\nchart', 'direction = "decrease"\nchart'), "direction"),
        (("goal = 60", 'strata = ["A", "B"]\ngoal = 60'), "groups"),
        (("goal = 60", "goal = 60"), "main metric"),
    ],
)
def test_a_rare_event_has_parts_that_fit(
    tmp_path: Path, change: tuple[str, str], column: str
) -> None:
    text = with_events(T_METRIC.replace(*change))
    if column == "main metric":
        text = text.replace("months = 6", 'months = 6\nmain_metric = "INJ"', 1)
    if not column:
        assert plan_from(text, tmp_path).event_metrics
        return
    with pytest.raises(PlanError) as caught:
        plan_from(text, tmp_path)
    assert any(f.code == "V35" for f in caught.value.findings)


def rows_of(values: list[tuple[float, float]], metric_id: str = "BP") -> list[Total]:
    return [Total(metric_id, "oak", n, d, n / d) for n, d in values]


@pytest.mark.parametrize(
    ("chart", "values", "codes"),
    [
        ("run", [(0, 20)] * 3 + [(1, 20)] * 3, ["V57"]),
        ("run", [(0, 20)] * 2 + [(1, 20)] * 4, []),
        ("run", [(20, 20)] * 4 + [(19, 20)] * 3, ["V57"]),
        ("run", [(0, 20)] * 5, []),  # too few to say anything
        ("p", [(10, 20)] * 8, []),
        ("p", [(1, 20)] * 8, ["V58"]),
        ("p", [(19, 20)] * 8, ["V58"]),
        ("run", [(1, 20)] * 8, []),
    ],
)
def test_the_host_is_told_where_another_chart_shows_more(
    tmp_path: Path, chart: str, values: list[tuple[float, float]], codes: list[str]
) -> None:
    plan = plan_from(OPTIONAL.replace("goal = 0.75", f'goal = 0.75\nchart = "{chart}"'), tmp_path)
    found = list(advice(plan, rows_of(values)))
    assert [f.code for f in found] == codes
    assert all(f.severity == "note" and f.team_id is None for f in found)


def test_a_chart_that_fits_the_rate_of_events_is_proposed(tmp_path: Path) -> None:
    counted = OPTIONAL.replace('direction = "monitor"\n', 'direction = "monitor"\nchart = "c"\n')
    plan = plan_from(counted.replace("\n[[teams]]", T_METRIC + "\n[[teams]]", 1), tmp_path)

    def told(metric_id: str, values: list[float]) -> list[str]:
        totals = [Total(metric_id, "oak", None, None, value) for value in values]
        return [f.code for f in advice(plan, totals)]

    assert told("CALLS", [0, 1, 1, 0, 1, 1, 1]) == ["V57"]
    assert told("CALLS", [1, 1, 2, 0, 1, 1, 1]) == []
    assert told("INJ", [3, 4, 5, 4, 3, 6, 5, 4]) == ["V59"]
    assert told("INJ", [3, 4, 5, 4, 3, 6, 5]) == []
    assert told("INJ", [13, 4, 5, 4, 3, 6, 5, 4]) == []


def test_the_master_shows_events_to_the_host_alone(plan: Collaborative, tmp_path: Path) -> None:
    events = [fall(date(2025, 11, 3)), fall(date(2026, 1, 20))]
    master = Master(plan, combine(plan, [sent(plan, events, team_id="elm")]))
    path = tmp_path / "master.xlsx"
    path.write_bytes(build_master_workbook(master))
    book = Book(path.read_bytes())
    page = {str(cell.value) for cell in book.cells("Team page").values()}
    assert {"20 Jan 2026", "78 days"} <= page
    assert any(text.startswith("The newest event was on 20 January 2026") for text in page)
    summary = {str(cell.value) for cell in book.cells("Change in numbers").values()}
    named = [text for text in summary if "Falls with injury" in text]
    assert len(named) == 1  # no figure of all teams, and said so
    assert named[0].startswith("Rare events (Falls with injury, Infections)")
    for view in views(master, "teams"):
        assert not [row for row in view.master.rows if row.frequency == "event"]
        assert not view.master.combined.logs


def test_cells_and_python_say_the_same_sentences(plan: Collaborative) -> None:
    events = [fall(date(2025, 11, 3 + 2 * i)) for i in range(12)]
    logs = [{"complete_to": date(2026, 1, 31)}, {"complete_to": date(2026, 1, 31)}]
    content = workbook(plan, TABLE, events=events, logs=logs)
    log = combine(plan, [read_bytes(content, "oak.xlsx", plan)]).logs["oak", "INJ"]
    charts = {str(cell.value) for cell in Book(content).cells("Charts").values()}
    said = event_sentences(chart_of(plan, plan.metric("INJ"), log))
    assert said
    assert set(said) <= charts


def test_a_log_saved_after_a_freeze_changes_no_frozen_month(tmp_path: Path) -> None:
    """As for monthly numbers: later months are taken, frozen ones stand and are told."""
    text = with_events(T_METRIC).replace(
        "months = 6", 'months = 6\nfrozen_through = "2026-01"\nfrozen_on = 2026-03-15', 1
    )
    plan = plan_from(text, tmp_path)
    may = date(2026, 3, 31)
    first = sent(plan, [fall(date(2025, 12, 1)), fall(date(2026, 1, 21))], file="a.xlsx",
                 saved_at="2026-03-01T10:00:00Z")  # fmt: skip
    changed = [fall(date(2025, 12, 1)), fall(date(2026, 1, 2)), fall(date(2026, 1, 3))]
    changed += [fall(date(2026, 2, 20)), fall(date(2026, 3, 2))]
    late = sent(plan, changed, [{"complete_to": may}], file="b.xlsx",
                saved_at="2026-03-20T10:00:00Z")  # fmt: skip
    result = combine(plan, [late, first])
    assert gaps(result) == [
        ("2025-12-01", None, "event"), ("2026-01-21", 51, "event"), ("2026-02-20", 30, "event"),
        ("2026-03-02", 10, "event"),
    ]  # fmt: skip
    assert [r.submitted_in for r in result.rows if r.metric_id == "INJ"] == ["a.xlsx"] * 2 + [
        "b.xlsx"
    ] * 2
    assert result.logs["oak", "INJ"].complete_to == may
    told = [
        (r.period.start, r.old, r.new, r.taken) for r in result.restatements if r.metric_id == "INJ"
    ]
    assert told == [(date(2026, 1, 1), (1.0, None), (2.0, None), False)]
    carried = carry_over(plan, [late, first])
    assert [row["date"] for row in carried.filled.rows["events"]] == [
        date(2025, 12, 1), date(2026, 1, 21), date(2026, 2, 20), date(2026, 3, 2),
    ]  # fmt: skip
    told_apart = [line.partition(" was typed")[0] for line in carried.left_behind]
    assert told_apart[:2] == [
        "Falls with injury: Friday 2 January 2026", "Falls with injury: Saturday 3 January 2026",
    ]  # fmt: skip


def test_a_log_of_frozen_months_that_nobody_had_sent(tmp_path: Path) -> None:
    text = with_events(T_METRIC).replace(
        "months = 6", 'months = 6\nfrozen_through = "2026-01"\nfrozen_on = 2026-03-15', 1
    )
    plan = plan_from(text, tmp_path)
    late = sent(plan, [fall(date(2026, 1, 2))], [{"complete_to": date(2026, 1, 31)}],
                file="b.xlsx", saved_at="2026-03-20T10:00:00Z")  # fmt: skip
    result = combine(plan, [replace(late, points={})])
    assert gaps(result) == []
    (file,) = result.files
    assert file.why == "It was saved after the freeze and changes frozen months only."
    (told,) = result.restatements
    assert (told.old, told.new, told.taken) == ((None, None), (1.0, None), False)
