"""Words of the plan that steer figures: time windows, groups, charts, and what was dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lcxl import load_collaborative
from lcxl.intake.read import read_bytes
from lcxl.metrics import chart_kind
from lcxl.periods import Period
from lcxl.plan import Collaborative, load_example
from lcxl.plan.windows import nearest, recognised, window
from tests.helpers.host import answer_place, edit, host_folder
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.tables import workbook


@pytest.mark.parametrize(
    ("typed", "id_"),
    [
        ("month", "month"),
        ("Monthly", "month"),
        ("rolling_12m", "rolling_12m"),
        ("rolling 12 months", "rolling_12m"),
        ("Rolling 12m", "rolling_12m"),
        ("last 12 months", "rolling_12m"),
        ("Last twelve months.", "rolling_12m"),
        ("12-month rolling", "rolling_12m"),
        ("over the past year", "rolling_12m"),
        ("rolling 90 days", "rolling_90d"),
        ("trailing 13 weeks", "rolling_91d"),
        ("last quarter", "rolling_3m"),
        ("Year to date", "ytd"),
        ("Point-in-time", "point_in_time"),
        ("snapshot", "point_in_time"),
        ("lagged 56 days", "lagged_56d"),
        ("month, lookback 12 months", "month_lookback_12m"),
    ],
)
def test_free_words_for_a_window_are_recognised(typed: str, id_: str) -> None:
    assert recognised(typed) == id_


@pytest.mark.parametrize(
    ("typed", "id_"),
    [
        ("12 months", "rolling_12m"),
        ("30 days after discharge", "lagged_30d"),
        ("rolling", "rolling_12m"),
        ("as usual", "month"),
    ],
)
def test_doubtful_words_for_a_window_are_not(typed: str, id_: str) -> None:
    assert recognised(typed) is None
    assert nearest(typed) == id_


def test_what_is_known_of_each_window() -> None:
    known = {
        id_: (w.months, w.overlapping, w.additive, w.registry)
        for id_ in (
            "month",
            "rolling_1m",
            "rolling_6m",
            "rolling_90d",
            "rolling_30d",
            "ytd",
            "point_in_time",
            "lagged_30d",
            "month_lookback_12m",
        )
        if (w := window(id_))
    }
    assert known == {
        "month": (1, False, True, False),
        "rolling_1m": (1, False, True, False),
        "rolling_6m": (6, True, True, False),
        "rolling_90d": (3, True, True, False),
        "rolling_30d": (1, False, True, False),
        "ytd": (12, True, False, False),
        "point_in_time": (None, True, False, True),
        "lagged_30d": (1, False, True, False),
        "month_lookback_12m": (12, True, False, True),
    }


def with_metric(folder: Path, **fields: object) -> Collaborative:
    """The small plan, its first metric changed."""
    lines = "".join(f"{name} = {value}\n" for name, value in fields.items())
    return plan_from(SMALL.replace('id = "BP"\n', f'id = "BP"\n{lines}', 1), folder)


def asked(plan: Collaborative, code: str) -> list[str]:
    return [f"{f.severity} {f.cell} {f.message} {f.fix}" for f in plan.findings if f.code == code]


def test_a_window_in_other_words_is_the_same_window(tmp_path: Path) -> None:
    plan = with_metric(tmp_path, window='"Rolling 12 months"')
    assert plan.metric("BP").window == "rolling_12m"
    assert plan.metric("BP").overlaps
    assert asked(plan, "V52") == []


def test_a_window_that_nobody_knows_is_asked_about(tmp_path: Path) -> None:
    plan = with_metric(tmp_path, window='"90 days before the call"')
    assert plan.metric("BP").window == "rolling_90d"
    (question,) = asked(plan, "V52")
    assert question.startswith("question metrics[1].window ")
    assert "taken for 'the last 90 days' until you say" in question


def test_a_moving_window_reported_no_oftener_than_it_is_long_does_not_overlap() -> None:
    metric = replace(load_example("hypertension").metrics[0], window="rolling_3m")
    assert metric.overlaps
    assert not replace(metric, schedule="quarterly").overlaps
    assert replace(metric, schedule="two_monthly").overlaps
    half = (date(2026, 3, 1), date(2026, 9, 1))
    assert not replace(metric, schedule="named_periods", named_months=half).overlaps
    assert replace(metric, schedule="quarterly", window="point_in_time").overlaps


def test_groups_typed_with_commas_are_groups(tmp_path: Path) -> None:
    plan = with_metric(
        tmp_path,
        strata='["English, Spanish, Other"]',
        strata_name='"Language"',
        reference_group='"english"',
    )
    assert plan.metric("BP").strata == ("English", "Spanish", "Other")
    assert plan.metric("BP").reference_group == "English"
    (question,) = asked(plan, "V52")
    assert "metrics[1].strata" in question
    assert "taken for 3 groups: English; Spanish; Other" in question


def test_a_comma_in_the_name_of_a_group_stays(tmp_path: Path) -> None:
    plan = with_metric(
        tmp_path, strata='["Black, non-Hispanic", "White, non-Hispanic"]', strata_name='"Race"'
    )
    assert plan.metric("BP").strata == ("Black, non-Hispanic", "White, non-Hispanic")
    assert asked(plan, "V52") == []


@pytest.mark.parametrize(
    ("old", "new"), [("run chart", "run"), ("p' chart", "p'"), ("P", "p"), ("XmR chart", "xmr")]
)
def test_charts_by_the_words_of_an_earlier_version(tmp_path: Path, old: str, new: str) -> None:
    assert with_metric(tmp_path, chart=f'"{old}"').metric("BP").chart == new


def test_words_of_lists_count_in_any_case_of_letters(tmp_path: Path) -> None:
    plan = with_metric(tmp_path, schedule='"Quarterly"', selected_on='"yes"', missing_failed="true")
    metric = plan.metric("BP")
    assert metric.schedule == "quarterly"
    assert metric.was_selected_on
    assert metric.counts_missing_as_failed


def test_a_team_may_type_yes_in_small_letters(tmp_path: Path) -> None:
    plan = plan_from(SMALL, tmp_path)
    change = {"label": "Huddle", "metric": "BP control", "share": "yes", "decision": "Scale up"}
    sent = workbook(plan, "month  BP  BP/\n2026-01  150  200", changes=[change])
    (read,) = read_bytes(sent, "oak.xlsx", plan).changes
    assert (read.values["share"], read.values["decision"]) == ("Yes", "scale up")


def test_values_that_share_patients_have_no_limits(tmp_path: Path) -> None:
    plan = with_metric(tmp_path, chart='"p"', window='"rolling_12m"')
    assert chart_kind(plan.metric("BP")) is None
    (question,) = asked(plan, "V53")[:1]
    assert "no limits are drawn" in question
    assert "the last 12 months" in question


def test_a_plan_of_an_earlier_version_loads_and_says_what_is_no_longer_read(
    tmp_path: Path,
) -> None:
    plan = with_metric(tmp_path, stretch="0.9", baseline_method='"mean_prior_k"', baseline_k="3")
    notes = asked(plan, "V54")
    assert [note.split()[:2] for note in notes] == [
        ["note", "metrics[1].stretch"],
        ["note", "metrics[1].baseline_method"],
        ["note", "metrics[1].baseline_k"],
    ]


def test_the_hosts_workbook_says_where_an_unknown_word_stands(tmp_path: Path) -> None:
    folder = host_folder(plan_from(SMALL, tmp_path), tmp_path)
    path = folder / "metric-definitions.xlsx"
    place = answer_place(path, "window")
    edit(path, {place: "every fortnight or so"})
    plan = load_collaborative(folder)
    (question,) = asked(plan, "V52")
    assert place.removeprefix("Metrics!") in question
    assert plan.metric("BP").window == "month"


@pytest.mark.parametrize(
    ("months", "words"),
    [
        (0, "No month before the kickoff is asked for."),
        (1, "1 month before the kickoff is asked for."),
        (3, "3 months before the kickoff are asked for. With fewer than 8"),
        (9, "9 months before the kickoff are asked for; if some teams lack"),
    ],
)
def test_a_short_baseline_is_asked_about(tmp_path: Path, months: int, words: str) -> None:
    text = SMALL.replace("baseline_months = 3", f"baseline_months = {months}")
    (question,) = asked(plan_from(text, tmp_path), "V53")
    assert words in question
    assert "Ask for 10 to 12 months" in question


def test_a_long_baseline_is_not(tmp_path: Path) -> None:
    text = SMALL.replace("baseline_months = 3", "baseline_months = 10")
    assert asked(plan_from(text, tmp_path), "V53") == []


def test_a_scoring_that_does_not_fit_is_asked_about(tmp_path: Path) -> None:
    (question, _) = asked(with_metric(tmp_path, scoring='"median"'), "V53")
    assert "the scoring is median" in question
    assert "the kind of number is proportion" in question


def test_the_main_metric_is_one_of_the_plan(tmp_path: Path) -> None:
    plan = plan_from(f'main_metric = "bp"\n{SMALL}', tmp_path)
    assert plan.main_metric == "BP"


def test_the_side_of_the_start_follows_the_patients() -> None:
    plan = load_example("hypertension")  # kickoff on 14 January 2026
    own, back = plan.metrics[1], replace(plan.metrics[1], cohort_shift_months=2)
    sides = [plan.side_of_start(own, Period(date(2026, m, 1))) for m in (1, 2, 3)]
    assert sides == [0, 1, 1]
    assert plan.side_of_start(own, Period(date(2025, 12, 1))) == -1
    assert [plan.side_of_start(back, Period(date(2026, m, 1))) for m in (2, 3, 4)] == [-1, 0, 1]
    first = replace(plan, calendar=replace(plan.calendar, kickoff=date(2026, 1, 1)))
    assert first.side_of_start(own, Period(date(2026, 1, 1))) == 1


def test_the_quarter_of_the_kickoff_lies_on_neither_side() -> None:
    """A part of its patients came before the start, though its last month is later."""
    plan = load_example("hypertension")  # kickoff on 14 January 2026
    own = replace(plan.metrics[1], schedule="quarterly")
    fiscal = replace(own, schedule="fiscal_quarterly")
    back = replace(own, cohort_shift_months=3)
    months = [Period(date(2025, 12, 1)), *(Period(date(2026, m, 1)) for m in range(1, 8))]
    assert [plan.side_of_start(own, m) for m in months] == [-1, 0, 0, 0, 1, 1, 1, 1]
    assert [plan.side_of_start(back, m) for m in months[3:]] == [-1, 0, 0, 0, 1]
    plan = replace(plan, calendar=replace(plan.calendar, fiscal_month=2))
    assert [plan.side_of_start(fiscal, m) for m in months[:4]] == [0, 0, 1, 1]
    first = replace(plan, calendar=replace(plan.calendar, kickoff=date(2026, 1, 1)))
    assert first.side_of_start(own, months[3]) == 1
    rolling = replace(own, window="rolling_12m")  # its months since the start are told apart
    assert plan.side_of_start(rolling, months[3]) == 1


def test_examples_ask_for_a_year_before_but_one() -> None:
    months = {
        name: load_example(name).calendar.baseline_months
        for name in ("hypertension", "cancer-screening", "safer-opioids", "social-needs",
                     "deprescribing")
    }  # fmt: skip
    assert sorted(months.values()) == [3, 12, 12, 12, 12]
    for name in months:
        codes = {f.code for f in load_example(name).findings}
        # Some of the six metrics of safer-opioids could be optional.
        asked = {"deprescribing": {"V53"}, "safer-opioids": {"V63"}}.get(name, set())
        assert codes <= {"V55"} | asked
