"""Weekly, fortnightly, monthly and quarterly metrics at once, from the plan to the master."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lcxl.books.master import build_master_workbook
from lcxl.books.reporting import build_reporting_workbook
from lcxl.cells import Book
from lcxl.combine import Master, merge
from lcxl.combine.combine import combine
from lcxl.documents.chase import messages_on, status_lines
from lcxl.errors import LcxlError, PlanError
from lcxl.figures.completeness import by_month
from lcxl.figures.figures import Figures
from lcxl.figures.timeliness import timeliness
from lcxl.intake.formats.table import read_table
from lcxl.intake.read import read_bytes
from lcxl.keep.prefill import load_prefill
from lcxl.layout import ReportingLayout
from lcxl.periods import Period
from lcxl.plan import Collaborative
from lcxl.reissue.team import carry_over
from lcxl.rules.base.judging import validate
from lcxl.rules.running_total import window_step
from lcxl.tables.tidy import tidy_data
from tests.helpers.host import host_folder
from tests.helpers.plans import plan_from

HEAD = "team_id,metric_id,month,numerator,denominator\n"
METRIC = """
[[metrics]]
id = "{id}"
short_name = "{id}"
name = "The metric {id}"
kind = "proportion"
family = "process"
direction = "increase"
goal = 0.9
numerator = "Those that did"
denominator = "All"
{schedule}
"""
SCHEDULES = {
    "WEEK": 'schedule = "weekly"',
    "TWO": 'schedule = "fortnightly"',
    "MONTH": "",
    "QUARTER": 'schedule = "quarterly"',
    "FISCAL": 'schedule = "fiscal_quarterly"',
}
PLAN = """
id = "mixed"
title = "Mixed frequencies"
kickoff = 2026-01-12
months = 6
baseline_months = 2
fiscal_month = 2
{metrics}
[[teams]]
id = "oak"
name = "Oak"
[[teams]]
id = "elm"
name = "Elm"
"""
TEXT = PLAN.format(metrics="".join(METRIC.format(id=i, schedule=s) for i, s in SCHEDULES.items()))


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(TEXT, tmp_path)


def lines(plan: Collaborative, team: str, until: date) -> Iterator[str]:
    """A tenth more after the kickoff's period; the first day of each period as the month."""
    for metric in plan.metrics:
        for i, (report, own) in enumerate(metric.reports(plan.calendar).items()):
            if report.last_day <= until:
                more = 10 * (plan.side_of_start(metric, report) > 0)
                yield f"{team},{metric.id},{own.start},{50 + more + i % 3},100\n"


def table(plan: Collaborative, team: str, until: date = date(2026, 4, 19)) -> bytes:
    return (HEAD + "".join(lines(plan, team, until))).encode()


def test_each_metric_has_its_own_periods_and_due_dates(plan: Collaborative) -> None:
    """Weeks and fortnights are due three working days after they end, months on the 10th."""
    told = {
        m.id: [(p.start.isoformat(), plan.calendar.due(r).isoformat())
               for r, p in m.reports(plan.calendar).items() if r.start >= date(2026, 2, 1)][:2]
        for m in plan.metrics
    }  # fmt: skip
    assert told == {
        "WEEK": [("2026-02-02", "2026-02-11"), ("2026-02-09", "2026-02-18")],
        "TWO": [("2026-02-09", "2026-02-25"), ("2026-02-23", "2026-03-11")],
        "MONTH": [("2026-02-01", "2026-03-10"), ("2026-03-01", "2026-04-10")],
        "QUARTER": [("2026-01-01", "2026-04-10"), ("2026-04-01", "2026-07-10")],
        "FISCAL": [("2026-02-01", "2026-05-11")],
    }
    sides = [plan.side_of_start(plan.metric("WEEK"), Period(date(2026, 1, d), "week"))
             for d in (5, 12, 19)]  # fmt: skip
    assert sides == [-1, 1, 1]  # the kickoff is the Monday of its week


def test_a_due_date_that_no_weekly_metric_can_meet(tmp_path: Path) -> None:
    with pytest.raises(PlanError) as e:
        plan_from(TEXT.replace("fiscal_month = 2", "week_due = 2"), tmp_path)
    (found,) = e.value.findings
    assert (found.code, found.cell) == ("V38", "week_due")
    assert found.message.startswith("WEEK, TWO: the report about the week of 22 December 2025 ")
    assert found.fix == "Set 'Weeks: working days' to 3."


def test_frequency_is_another_word_for_schedule(tmp_path: Path) -> None:
    for words in ('frequency = "week"', 'schedule = "every week"', 'frequency = "Weekly"'):
        found = plan_from(TEXT.replace('schedule = "weekly"', words), tmp_path)
        assert found.metric("WEEK").schedule == "weekly", words
    with pytest.raises(PlanError) as e:
        plan_from(TEXT.replace('schedule = "weekly"', 'schedule = "hourly"'), tmp_path)
    assert "fortnightly" in e.value.findings[0].fix


@pytest.mark.parametrize("field", ["cohort_shift_months = 1", 'case_log = "Yes"'])
def test_what_only_months_have_is_asked_of_months_alone(tmp_path: Path, field: str) -> None:
    sampled = f'sampling = "systematic"\ntarget_n = 20\n{field}\n'
    with pytest.raises(PlanError) as e:
        plan_from(TEXT.replace('schedule = "weekly"', f'schedule = "weekly"\n{sampled}'), tmp_path)
    assert "is for metrics that are reported by month." in e.value.findings[0].message
    assert plan_from(TEXT.replace('id = "MONTH"', f'{sampled}id = "MONTH"'), tmp_path)


def test_a_window_that_moves_week_by_week_shares_patients(plan: Collaborative) -> None:
    """A window of a month overlaps where it is reported each week, one of a week does not."""
    week = replace(plan.metric("WEEK"), window="rolling_12m")
    assert window_step(week) == pytest.approx(7 / 365.25)
    assert [replace(week, window=w).overlaps for w in ("rolling_30d", "rolling_7d", "month")] == [
        True, False, False,
    ]  # fmt: skip
    assert not replace(plan.metric("MONTH"), window="rolling_30d").overlaps


def test_from_tables_to_the_master(plan: Collaborative, tmp_path: Path) -> None:
    host_folder(plan, tmp_path)
    inbox = tmp_path / "submissions"
    inbox.mkdir()
    for team in ("oak", "elm"):
        (inbox / f"{team}.csv").write_bytes(table(plan, team))
    master = merge(tmp_path)
    assert [(f.path, f.state) for f in master.files] == [
        ("submissions/elm.csv", "taken"), ("submissions/oak.csv", "taken"),
    ]  # fmt: skip
    assert not [f for f in master.findings if f.severity == "error"]
    rows = list(csv.DictReader(io.StringIO(tidy_data(master).as_csv().decode())))
    oak = [r for r in rows if r["team_id"] == "oak"]
    typed = [line.strip().split(",") for line in lines(plan, "oak", date(2026, 4, 19))]
    told = [[r[c] for c in ("team_id", "metric_id", "period", "numerator", "denominator")]
            for r in oak]  # fmt: skip
    assert told == typed
    assert {r["metric_id"]: r["frequency"] for r in oak} == {
        "WEEK": "weekly", "TWO": "fortnightly", "MONTH": "monthly",
        "QUARTER": "quarterly", "FISCAL": "fiscal_quarterly",
    }  # fmt: skip
    last = {r["metric_id"]: (r["period"], r["month"]) for r in oak}
    assert last["WEEK"] == ("2026-04-13", "2026-04-13")
    assert last["QUARTER"] == ("2026-01-01", "2026-03-01")
    figures = Figures(plan, master.combined)
    newest = [p.id for p in figures.by_metric["WEEK"].recent_months]
    assert (len(newest), newest[0], newest[-1]) == (13, "2026-01-19", "2026-04-13")
    assert figures.by_metric["WEEK"].change.result.change == pytest.approx(0.1, abs=0.005)
    assert "since" in figures.by_metric["WEEK"].charts["oak"].sentence
    book = Book(build_master_workbook(master))
    data = [str(c.value) for c in book.cells("Data").values()]
    assert data.count("fortnightly") == 2 * sum(r["metric_id"] == "TWO" for r in oak)


def test_status_and_chase_go_by_periods(plan: Collaborative) -> None:
    sent = read_table(
        table(plan, "oak", date(2026, 4, 12)), "oak.csv", plan, "2026-04-14T09:00:00Z"
    )
    found = timeliness(plan, combine(plan, sent), date(2026, 4, 23))
    week = Period(date(2026, 4, 13), "week")
    status = {team.id: found.of(team, week).status for team in plan.teams}
    assert status == {"oak": "missing", "elm": "missing"}
    assert found.of(plan.team("oak"), week.previous).status == "on time"
    told = list(status_lines(plan, found))
    assert "Report on the week of 6 April 2026 is missing from: Elm." in told
    assert told[0] == (
        "Report on the baseline month November 2025, the baseline from the two weeks from "
        "3 November 2025 to the two weeks from 1 December 2025, the baseline from the week of "
        "3 November 2025 to the week of 15 December 2025 is missing from: Elm."
    )
    asked = [m for m in messages_on(plan, found) if m.period == week]
    assert [t.id for t in asked[0].teams] == ["oak", "elm"]
    assert "the week of 13 April 2026" in asked[0].subject + asked[0].text


def test_rules_look_at_weeks(plan: Collaborative) -> None:
    text = HEAD + "oak,WEEK,2026-03-02,7,5\noak,WEEK,2026-03-09,,8\noak,WEEK,2026-04-13,1,9\n"
    (sent,) = read_table(text.encode(), "oak.csv", plan, "2026-04-16T09:00:00Z")
    found = {(f.code, f.period and f.period.id, f.month) for f in validate(sent, plan)}
    assert {("V04", "2026-03-02", "2026-03"), ("V06", "2026-03-09", "2026-03")} <= found
    early = next(f for f in validate(sent, plan) if f.code == "V03")
    assert early.as_dict()["period"] == "2026-04-13"
    assert "the week of 13 April 2026" in early.message


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("oak,WEEK,2026-03-03,1,2", "no period of WEEK begins on 2026-03-03"),
        ("oak,WEEK,2026-03,1,2", "no period of WEEK begins on 2026-03"),
        ("oak,QUARTER,2026-02,1,2", "QUARTER is not reported for 2026-02"),
        ("oak,MONTH,2027-03,1,2", "2027-03 is not a month of the collaborative"),
        ("oak,WEEK,soon,1,2", "'soon' is not a day"),
    ],
)
def test_a_line_of_no_period_is_said(plan: Collaborative, line: str, part: str) -> None:
    (sent,) = read_table((HEAD + line).encode(), "oak.csv", plan)
    assert [f.code for f in sent.findings] == ["V37"]
    assert part in sent.findings[0].message


def test_a_thousands_sign_of_a_table_moves_no_number(plan: Collaborative, tmp_path: Path) -> None:
    """A line with more cells than columns is said; one that ends with empty ones is not."""
    path = tmp_path / "known.csv"
    path.write_text(HEAD + "oak,MONTH,2026-03,1,234,2,000\n", encoding="utf-8")
    with pytest.raises(PlanError) as e:
        load_prefill(path, plan)
    assert [f.message for f in e.value.findings] == [
        "Line 2: '2 000' stands behind the last column."
    ]
    path.write_text(HEAD + "oak,MONTH,2026-03,1,234,,\n", encoding="utf-8")
    assert load_prefill(path, plan)["oak"].numbers == 2


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (HEAD + 'oak,MONTH,2026-03,1,2\n"oak,MONTH,2026-04,1,2\noak,MONTH,2026-05,1,2', "line 3"),
        (HEAD + '"oak,MONTH,2026-04,1,2\n' + "oak,MONTH,2026-05,1,2\n" * 9_000, "line 2"),
        (HEAD + '"oak"s,MONTH,2026-04,1,2\n', "line 2"),
        (HEAD.strip() + ",month\noak,MONTH,2026-03,1,2,2026-04\n", "more than one column month"),
    ],
)
def test_a_quotation_mark_swallows_no_lines(
    plan: Collaborative, tmp_path: Path, text: str, part: str
) -> None:
    """Nor is one of two columns of the same name taken."""
    path = tmp_path / "known.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LcxlError, match=part):
        load_prefill(path, plan)
    (sent,) = read_table(text.encode(), "known.csv", plan)
    assert [f.code for f in sent.findings] == ["V37"]
    assert part in sent.findings[0].message


@pytest.mark.parametrize("text", ["2026-03", "2026-03-01", "2026-01-01", "2026-01"])
def test_a_quarter_is_named_by_its_first_day_or_its_last_month(
    plan: Collaborative, text: str
) -> None:
    assert plan.report_named(plan.metric("QUARTER"), text) == Period(date(2026, 3, 1))


def test_numbers_of_every_frequency_are_filled_into_the_workbook(
    plan: Collaborative, tmp_path: Path
) -> None:
    """Those that are known, of a CSV; read again and carried over they are the same."""
    path = tmp_path / "known.csv"
    path.write_bytes(table(plan, "oak"))
    filled = load_prefill(path, plan)["oak"]
    workbook = build_reporting_workbook(plan, plan.team("oak"), filled)
    read = read_bytes(workbook, "oak.xlsx", plan)
    (sent,) = read_table(table(plan, "oak"), "oak.csv", plan)
    assert {key: point.contents for key, point in read.points.items()} == {
        key: point.contents for key, point in sent.points.items()
    }
    assert {period.frequency for _, period in read.points} == {"week", "fortnight", "month"}
    carried = carry_over(plan, [read])
    assert (carried.filled.data, carried.left_behind) == (filled.data, ())


@pytest.mark.parametrize("frequency", ["week", "fortnight", "month", "quarter", "fiscal_quarter"])
def test_each_frequency_has_its_own_block(plan: Collaborative, frequency: str) -> None:
    """One below the other, months first, each with its periods, its status and its name."""
    layout = ReportingLayout(plan)
    assert [axis.frequency for axis in layout.axes] == [
        "month", "week", "fortnight", "fiscal_quarter", "quarter",
    ]  # fmt: skip
    axis = next(axis for axis in layout.axes if axis.frequency == frequency)
    book = Book(build_reporting_workbook(plan, plan.team("oak")))
    cells = book.cells("Data")
    days = [book.as_date(cells[axis.head, col]) for col in range(1, len(axis.reports) + 1)]
    assert days == [report.start for report in axis.reports]
    assert cells[axis.head + 2, 1].value == "1 to go"
    assert f"this_{frequency}" in book.names


def test_tables_of_single_metrics_stand_beside_each_other(plan: Collaborative) -> None:
    """The later one does not take the other metric's numbers away."""
    one = read_table((HEAD + "oak,WEEK,2026-03-02,1,9\n").encode(), "a.csv", plan)
    other = read_table((HEAD + "oak,MONTH,2026-02,1,9\noak,WEEK,2026-03-02,2,9\n").encode(),
                       "b.csv", plan, "2026-03-12T09:00:00Z")  # fmt: skip
    month = read_table((HEAD + "oak,MONTH,2026-02,3,9\n").encode(), "c.csv", plan,
                       "2026-03-13T09:00:00Z")  # fmt: skip
    rows = combine(plan, [*one, *other, *month]).rows
    assert {(r.metric_id, r.numerator) for r in rows} == {("WEEK", 2.0), ("MONTH", 3.0)}
    assert Master(plan, combine(plan, one)).rows[0].numerator == 1.0


def test_how_much_is_in_a_month_counts_its_weeks(plan: Collaborative) -> None:
    """A metric of weeks is whole in a month when each week up to the newest has numbers."""
    weeks = [f"oak,WEEK,2026-02-{day:02},1,9" for day in (2, 9, 16, 23)]
    (whole,) = read_table(("\n".join([HEAD.strip(), *weeks])).encode(), "a.csv", plan)
    text = HEAD + "elm,WEEK,2026-02-02,1,9\nelm,TWO,2026-02-09,1,9\n"
    (part,) = read_table(text.encode(), "b.csv", plan)
    february = Period(date(2026, 2, 1))
    counts = by_month(plan, combine(plan, [whole, part]), [february])[february]
    assert counts == {"oak": (1, 3), "elm": (1, 3)}  # of WEEK, TWO and MONTH


@pytest.mark.parametrize("left", ["WEEK", "MONTH"])
def test_what_is_complete_is_said_of_its_own_periods(tmp_path: Path, left: str) -> None:
    """That all weeks are complete says nothing of months; and no sentence has two full stops."""
    names = {"WEEK": SCHEDULES["WEEK"], "MONTH": ""}
    text = "".join(METRIC.format(id=i, schedule=s) for i, s in names.items())
    plan = plan_from(PLAN.format(metrics=text), tmp_path)
    (tmp_path / "known.csv").write_text(
        HEAD + "".join(
            f"oak,{metric.id},{own.start},{50 + i % 3},100\n"
            for metric in plan.metrics if metric.id != left
            for i, own in enumerate(metric.reports(plan.calendar).values())
        )
    )  # fmt: skip
    filled = load_prefill(tmp_path / "known.csv", plan)["oak"]
    told = Book(build_reporting_workbook(plan, plan.team("oak"), filled)).cells("Start")[4, 0].value
    assert ("Every month" in str(told), "Every week" in str(told)) == (
        left == "WEEK",
        left == "MONTH",
    )
    assert ".." not in str(told)


def test_a_quarter_that_holds_the_kickoff_and_a_session_says_both(plan: Collaborative) -> None:
    (sent,) = read_table(table(plan, "oak"), "oak.csv", plan)
    book = Book(build_master_workbook(Master(plan, combine(plan, [sent]))))
    told = {str(cell.value) for cell in book.cells("All teams").values()}
    assert {"Kickoff", "Learning session", "Kickoff, Learning session"} <= told
