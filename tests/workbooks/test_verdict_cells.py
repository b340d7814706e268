"""What the sheet Charts says as numbers are typed: the verdict, in the words of the one list."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import openpyxl
import pytest

from lcxl.books import Filled, build_reporting_workbook
from lcxl.figures.charts_of_teams import chart_of
from lcxl.keep.filled import DataKey
from lcxl.metrics import Entry, in_words
from lcxl.periods import Period, add_months
from lcxl.plan import Collaborative
from lcxl.sheets.reporting.series import Series
from lcxl.words import messages
from tests.helpers.office import Office
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.recalc import differences, formula_values, recalculated
from tests.unit.test_change import row
from tests.workbooks.test_reporting_formulas import random_filled, random_plan

BEFORE = [140, 150, 145, 138, 152, 147, 143, 149, 141, 151, 144, 148]


def year_before(folder: Path, **changes: object) -> Collaborative:
    """The small plan with twelve months before the kickoff, its first metric changed."""
    text = SMALL.replace("baseline_months = 3", "baseline_months = 12")
    text = text.replace("months = 6\n", "months = 12\n", 1)
    plan = plan_from(text, folder)
    first, *others = plan.metrics
    return replace(plan, metrics=(replace(first, **changes), *others))


def typed(plan: Collaborative, numerators: Sequence[int | None], size: int = 200) -> Filled:
    """The first metric's numbers, from the first reported month on."""
    metric, first = plan.metrics[0], plan.calendar.reported[0]
    data: dict[DataKey, Entry] = {}
    for i, numerator in enumerate(numerators):
        if numerator is not None:
            month = add_months(first, i)
            data[metric.id, month, "numerator", None] = float(numerator)
            data[metric.id, month, "denominator", None] = float(size)
    return Filled(data, {})


def said(plan: Collaborative, numerators: Sequence[int | None], size: int = 200) -> list[str]:
    """The verdict on the first metric, and its notes."""
    metric = plan.metrics[0]
    found = Series(plan, plan.teams[0], metric, typed(plan, numerators, size)).verdict
    sentences = [*([found.main] if found.main else []), *found.notes]
    return [in_words(metric, one, plan.calendar.reports) for one in sentences]


def on_charts(office: Office, folder: Path, plan: Collaborative, filled: Filled) -> list[str]:
    """What stands beside the first metric's chart, and the remarks on it, computed anew.

    The newest value against the goal, the verdict, then the remarks.
    """
    path, again = folder / "oak.xlsx", folder / "again.xlsx"
    path.write_bytes(build_reporting_workbook(plan, plan.teams[0], filled))
    assert differences(formula_values(path), recalculated(office, path, again)) == []
    office.open(again)
    beside = [str(row[0]) for row in office.read("Charts", "I7:I20")]
    lines = [str(row[0]) for row in office.read("Charts", "A1:A200") if row[0]]
    office.close()
    name = f"{plan.metrics[0].short_name}: "
    remarks = lines[lines.index("All remarks on the charts") :]
    return [beside[3], beside[1], *(r.removeprefix(name) for r in remarks if r.startswith(name))]


def test_a_lasting_change_after_a_year_before(libreoffice: Office, tmp_path: Path) -> None:
    plan = year_before(tmp_path)
    after = [150, 165, 170, 168, 172, 171, 169]
    assert on_charts(libreoffice, tmp_path, plan, typed(plan, [*BEFORE, *after])) == [
        "Newest value 85%: goal 75% met.",
        "Better than the baseline since February 2026: 6 values in a row.",
        "Baseline: median of the 12 values before the start.",
    ]


def test_three_months_before_never_say_better(libreoffice: Office, tmp_path: Path) -> None:
    plan = plan_from(SMALL.replace("months = 6\n", "months = 12\n", 1), tmp_path)
    lines = on_charts(
        libreoffice, tmp_path, plan, typed(plan, [140, 150, 145, 150, 165, 170, 168, 172, 171, 169])
    )
    assert lines[1].startswith("3 months before 72.5%, 6 months since 84.6%: +12.1 points (")
    assert lines[1].endswith("More than chance would give.")
    assert "Only 3 values before the start: the dashed line is provisional." in lines
    assert not any("etter than" in line for line in lines)


def test_values_that_share_patients_are_compared_and_not_judged(
    libreoffice: Office, tmp_path: Path
) -> None:
    plan = year_before(tmp_path, window="rolling_12m", chart="p")
    lines = on_charts(
        libreoffice, tmp_path, plan, typed(plan, [*BEFORE, 150, 165, 170, 168, 172, 171])
    )
    assert lines[1] == (
        "74.0% in the last report before the start, 85.5% in the newest; 5 of its 12 months are "
        "since the start. So far +11.5 points (+6.4 to +16.6); the full change shows only after "
        "12 months."
    )
    assert lines[2] == "Each value shares patients with the one before it: run rules do not apply."


def test_the_year_to_date_says_how_much_of_it_is_since_the_start(
    libreoffice: Office, tmp_path: Path
) -> None:
    plan = year_before(tmp_path, window="ytd")
    before = [*[None] * 10, 140, 145]
    lines = on_charts(libreoffice, tmp_path, plan, typed(plan, [*before, 150, 165, 170]))
    assert lines[1] == (
        "72.5% in the last report before the start, 85.0% in the newest; 2 of its 3 months are "
        "since the start. The full change shows only in a year that begins after the start."
    )
    assert said(plan, [*before, 150, 165])[0].startswith(
        "72.5% in the last report before the start, 82.5% in the newest; 1 of its 2 months is"
    )
    later = replace(plan.calendar, kickoff=date(2025, 12, 10))
    told = said(replace(plan, calendar=later), [*before, None, 150, 170])[0]
    assert told.startswith(
        "72.5% in the last report before the start, 85.0% in the newest, whose months are all "
        "since the start: +12.5 points (+"
    )


def test_a_control_chart_is_judged_by_its_own_limits(libreoffice: Office, tmp_path: Path) -> None:
    plan = year_before(tmp_path, chart="xmr", goal=None, direction="monitor")
    lines = on_charts(
        libreoffice,
        tmp_path,
        plan,
        typed(plan, [*BEFORE, 147, 150, 149, 148, 151, 146, 147, 145, 190]),
    )
    assert lines[1] == "No lasting change seen. A small one could be missed."
    assert "Outside the limits in September 2026: 95%. Find out what was different." in lines


def test_a_control_chart_needs_eight_in_a_row(tmp_path: Path) -> None:
    plan = year_before(tmp_path, chart="xmr")
    up = [150, *[152] * 8]
    assert said(plan, [*BEFORE, *up[:8]])[0].startswith("Too early: 7 of the 8 values")
    assert said(plan, [*BEFORE, *up])[0] == (
        "Better than the baseline since February 2026: 8 values in a row."
    )


@pytest.mark.parametrize(
    ("op", "origin", "newest", "words"),
    [
        ("not above", "baseline", 160, "Newest value 80%: not above its limit of 82.8%."),
        ("not above", "baseline", 170, "Newest value 85%: above its limit of 82.8%."),
        ("not below", "baseline", 120, "Newest value 60%: below its limit of 62.8%."),
        ("within", "baseline", 150, "Newest value 75%: within its limits of 62.8% and 82.8%."),
        ("not above", "zero", 10, "Newest value 5%: not above its limit of 10.0%."),
    ],
)
def test_a_limit_to_keep_is_said(
    libreoffice: Office, tmp_path: Path, op: str, origin: str, newest: int, words: str
) -> None:
    plan = year_before(
        tmp_path,
        direction="maintain",
        goal=None,
        maintain_op=op,
        maintain_value=0.1,
        maintain_from=origin,
    )
    lines = on_charts(libreoffice, tmp_path, plan, typed(plan, [*BEFORE, newest]))
    assert words in lines


def test_a_goal_date_that_is_not_reached(tmp_path: Path) -> None:
    plan = year_before(tmp_path, goal=0.9)
    later = replace(plan.metrics[0], goal_date=add_months(plan.calendar.start, 5))
    plan = replace(plan, metrics=(later, *plan.metrics[1:]))
    assert "Newest value 75%: goal 90% not met yet; its date is June 2026." in said(
        plan, [*BEFORE, 150, 150]
    )
    assert "Newest value 75%: goal 90% not met." in said(plan, [*BEFORE, *[150] * 6])


def test_sentences_have_no_slip_with_none_one_and_two(tmp_path: Path) -> None:
    plan = plan_from(SMALL.replace("months = 6\n", "months = 12\n", 1), tmp_path)
    assert said(plan, []) == ["No value before the start: this chart cannot show a change made "
                              "at the start."]  # fmt: skip
    assert said(plan, [140])[0].startswith("One value before the start: this chart cannot")
    assert said(plan, [140, 150])[0].startswith("2 values before the start: this chart cannot")
    assert said(plan, [140, 150, 145])[0] == "Too early: 0 of 3 months since the start."


def test_months_are_said_of_monthly_reports_only(tmp_path: Path) -> None:
    plan = plan_from(SMALL.replace("baseline_months = 3", "baseline_months = 9"), tmp_path)
    quarterly = replace(plan.metrics[0], schedule="quarterly")
    plan = replace(plan, metrics=(quarterly, *plan.metrics[1:]))
    due = [plan.is_due(quarterly, month) for month in plan.calendar.reports]
    told = said(plan, [140 if asked else None for asked in due])
    # The first quarter holds the kickoff: a part of its patients came before the start.
    assert told[0] == "Too early: 1 of 3 reports since the start."
    plan = replace(plan, metrics=(replace(quarterly, schedule="monthly"), *plan.metrics[1:]))
    assert said(plan, [140, 140, 140])[0] == "Too early: 0 of 3 months since the start."


def test_random_workbooks_come_to_every_verdict() -> None:
    """What the formulas are tested with has each sentence, and the baselines there are."""
    found: Counter[str] = Counter()
    before: Counter[int] = Counter()
    for seed in range(60):
        rng = Random(seed)
        plan = random_plan(rng)
        filled = random_filled(rng, plan)
        for metric in plan.metrics:
            verdict = Series(plan, plan.teams[0], metric, filled).verdict
            before[verdict.before] += 1
            found.update([verdict.main.id] if verdict.main else [])
    verdicts = {key for key, entry in messages("charts").items() if "short" in entry and
                "T04" <= key[:3] <= "T16"}  # fmt: skip
    assert verdicts - set(found) <= {"T06_higher", "T06_lower", "T07_before"}  # rare by chance
    assert set(range(15)) <= set(before)


def test_every_sentence_of_a_chart_says_when_it_is_true() -> None:
    for key, entry in messages("charts").items():
        assert {"text", "when", "never"} <= entry.keys(), key
        for claim in ("one chart out of four", "the true value lies", "as chance alone would"):
            assert claim not in entry["text"]
        if key.startswith("T") and "short" in entry and key <= "T16":
            assert len(entry["short"]) <= 30, f"{key} is cut off on Start"


def test_months_before_a_team_joined_and_after_it_left_are_not_missing(tmp_path: Path) -> None:
    """In its own cells and in the master alike; the baseline months are asked of every team."""
    plan = year_before(tmp_path)
    start = plan.calendar.start
    late = replace(plan.teams[0], enrolled_on=add_months(start, 4))
    left = replace(plan.teams[0], stage="withdrew", withdrew_on=add_months(start, 4))
    everyone = plan.teams[0]
    gone = [None] * 4
    sent = [*BEFORE, *gone, 150, 151, None, 149]
    many = "{} due reports are missing; they may not be like the others."
    expected = {
        everyone: (many.format("5 of 20"), "No value for 5 months, first January 2026"),
        late: ("", "No value for July 2026"),
        left: (many.format("3 of 15"), "No value for 3 months, first January 2026"),
    }
    months = plan.calendar.reported
    for team, (sentence, gaps) in expected.items():
        one = Series(plan, team, plan.metrics[0], typed(plan, sent))
        rows = {
            Period(month): row(plan, team.id, month, (one.counts[i] or 0, one.sizes[i]))
            for i, month in enumerate(months)
            if one.values[i] is not None
        }
        chart = chart_of(plan, team, plan.metrics[0], rows, ())
        assert chart.verdict == one.verdict
        reports = plan.calendar.reports
        told = [in_words(plan.metrics[0], note, reports) for note in one.verdict.notes]
        assert [text for text in told if "due report" in text] == ([sentence] if sentence else [])
        book = build_reporting_workbook(plan, team, typed(plan, sent))
        cells = [
            str(cell)
            for line in openpyxl.load_workbook(io.BytesIO(book), data_only=True)["Charts"].values
            for cell in line
        ]
        assert any("due report" in text for text in cells) == bool(sentence)
        assert all(sentence in text for text in cells if "due report" in text)
        assert any(gaps in text for text in cells)


def marks(plan: Collaborative, numerators: Sequence[int | None]) -> tuple[int, str]:
    """How many values the first metric's chart marks, and its verdict."""
    one = Series(plan, plan.teams[0], plan.metrics[0], typed(plan, numerators))
    name = "y_row_" if plan.metrics[0].chart == "xmr" else "y_shift_"
    drawn = [one.columns[name + kind] for kind in ("better", "worse", "other")]
    count = sum(isinstance(v, int | float) for column in drawn for v in column)
    main = one.verdict.main
    return count, "" if main is None else in_words(plan.metrics[0], main, plan.calendar.reports)


@pytest.mark.parametrize(("chart", "row"), [("run", 6), ("xmr", 8)])
def test_as_many_values_are_marked_as_the_sentence_counts(
    tmp_path: Path, chart: str, row: int
) -> None:
    """Neither the kickoff's own month nor those before it, of a row that goes back further."""
    plan = year_before(tmp_path, chart=chart)
    high = [[*BEFORE[: 12 - early], *[165] * early, 166] for early in range(3)]
    for early in high:
        lasting = [*early, *[165, 167] * (row // 2)]
        assert marks(plan, lasting) == (
            row, f"Better than the baseline since February 2026: {row} values in a row."
        )  # fmt: skip
        assert marks(plan, lasting[:-1])[0] == 0
        assert marks(plan, lasting[:-1])[1].startswith("Too early")
        count, sentence = marks(plan, [*lasting, 120, 121])
        assert count == row
        assert sentence.startswith("Was better from February 2026 to ")
    low = 4 if chart == "xmr" else 6
    count, sentence = marks(
        plan, [*[140, 141] * (low // 2), *[165] * (12 - low), 166, *[167] * row]
    )
    # Rows that were there before the start are marked whole: of six values two, of eight one.
    assert count == (12 if chart == "run" else 8) + 1 + row
    assert sentence.startswith("The newest values lie on one side of the baseline since before")
