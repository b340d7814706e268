"""The slides of one metric: all teams together, each team, two groups of patients."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10

from lcxl import templates
from lcxl.audience.report import Line, MetricReport
from lcxl.documents.slides.deck import Chart, Series, Slide, Table
from lcxl.documents.slides.seen import Seen
from lcxl.figures.equity import gap_sentences
from lcxl.figures.figures import MetricFigures, pooled
from lcxl.figures.sentences import change_headline, change_sentences
from lcxl.figures.whole import Whole, whole_of
from lcxl.figures.wording import team_names
from lcxl.metrics import axis_bounds, number_format, shown
from lcxl.periods import Period
from lcxl.plan import Metric
from lcxl.sheets.master.equity import has_groups
from lcxl.words import filled, joined, number, say

__all__ = ["alt_of", "axis_of", "chart_of_whole", "metric_slides", "without_data"]

STEPS = 5
"""Steps of a value axis, or as many as round numbers ask for."""
FUZZ = 1e-9
Values = Sequence[float | None]


def metric_slides(seen: Seen, one: MetricFigures) -> Iterator[Slide]:
    """All slides of a metric; none where it has no data."""
    if seen.reports is not None:
        yield from _of_report(seen, one, seen.reports[one.metric.id])
        return
    whole = whole_of(one)
    last = _last(whole.values)
    if last is None:
        return
    yield _all_teams(seen, one, whole)
    if len(seen.plan.teams) > 1:
        yield _each_team(seen, one, whole.months[: last + 1])
    if seen.audience == "hosts" and has_groups(one.metric):
        yield from _two_groups(one, whole.months[: last + 1])


def without_data(seen: Seen) -> list[str]:
    """Short names of the metrics that have no slide."""
    return [
        one.metric.short_name
        for one in seen.figures.by_metric.values()
        if not any(True for _ in metric_slides(seen, one))
    ]


def _last(values: Values) -> int | None:
    return max((i for i, v in enumerate(values) if v is not None), default=None)


def axis_of(
    metric: Metric, values: Sequence[Values]
) -> tuple[float | None, float | None, float | None]:
    """Ends and step of an axis that several charts share: round numbers, five steps or so."""
    low, high = axis_bounds(metric)
    known = [v for line in values for v in line if v is not None]
    if not known:
        return low, high, None
    if low is None:
        low = min(0.0, *known)
    top = high if high is not None else max([*known, metric.goal or 0])
    step = _round_step((top - low) / STEPS)
    if not step:
        return low, high, None
    below = step * floor(low / step + FUZZ)
    return below, high if high is not None else step * ceil(top / step - FUZZ), step


def _round_step(least: float) -> float:
    """The smallest of 1, 2, 2.5, 5 and 10 times a power of ten that is no smaller; 0 for none."""
    if least <= 0:
        return 0.0
    power = float(10 ** floor(log10(least)))
    return next(n * power for n in (1, 2, 2.5, 5, 10) if n * power >= least * (1 - FUZZ))


def _all_teams(seen: Seen, one: MetricFigures, whole: Whole) -> Slide:
    metric, last = one.metric, _last(whole.values)
    assert last is not None
    value, size = whole.values[last], whole.denominators[last]
    assert value is not None
    said = change_sentences(one, seen.names)
    key = "newest" if size is None else "newest_size"
    newest = say(
        f"slides.{key}",
        period=whole.months[last].in_words(),
        value=shown(metric, value),
        teams=whole.teams[last],
        n=whole.set_size,
        size=number(size or 0, 0, grouped=True),
    )
    return Slide(
        "chart",
        say("slides.all_teams", metric=metric.short_name),
        [*change_headline(one, seen.names), newest],
        [chart_of_whole(one, whole)],
        notes=[
            metric.name,
            *said,
            *_about_limits(one, whole),
            *_tally(one),
            say("slides.ask", question=say(f"slides.ask_{_went(one)}")),
        ],
    )


def chart_of_whole(one: MetricFigures, whole: Whole) -> Chart:
    """The fixed set of teams, with its centre and limits, and the goal."""
    metric, last = one.metric, _last(whole.values) or 0
    months, values = whole.months[: last + 1], whole.values[: last + 1]
    series = [Series(say("slides.series_set"), values, "value")]
    if whole.limits is not None:
        centre = whole.limits.centre[: last + 1]
        solid, dotted = _before_and_after(one, whole, months, centre)
        series += [
            Series(say("slides.series_centre"), solid, "centre"),
            Series(say("slides.series_extended"), dotted, "extended"),
            Series(say("slides.series_upper"), whole.limits.upper[: last + 1], "limit"),
            Series(say("slides.series_lower"), whole.limits.lower[: last + 1], "limit"),
        ]
    goal = [metric.goal] * len(months)
    series.append(Series(say("slides.series_goal"), goal, "goal"))
    kept = [s for s in series if any(v is not None for v in s.values)]
    return Chart(
        [month.label for month in months],
        kept,
        number_format(metric),
        axis_of(metric, [s.values for s in kept]),
        alt_of("slides.alt_all", one, months, values),
    )


def _before_and_after(
    one: MetricFigures, whole: Whole, months: Sequence[Period], centre: Values
) -> tuple[Values, Values]:
    """A centre as a solid line where it was found, dotted where it is only drawn on."""
    if not whole.is_frozen:
        return [None] * len(centre), centre
    sides = [one.plan.side_of_start(one.metric, month) for month in months]
    solid = [c if side < 0 else None for c, side in zip(centre, sides, strict=True)]
    end = max((i for i, side in enumerate(sides) if side < 0), default=0)
    return solid, [c if i >= end else None for i, c in enumerate(centre)]


def alt_of(key: str, one: MetricFigures, months: Sequence[Period], values: Values) -> str:
    """What a chart shows, for those who do not see it."""
    known = [(m, v) for m, v in zip(months, values, strict=True) if v is not None]
    metric = one.metric
    if not known:
        return say(f"{key}_none", metric=metric.short_name)
    goal = "" if metric.goal is None else say("slides.alt_goal", goal=shown(metric, metric.goal))
    gaps = sum(v is None for v in values)
    return " ".join(
        filter(
            None,
            (
                say(
                    key,
                    metric=metric.short_name,
                    first=known[0][0].in_words(),
                    last=known[-1][0].in_words(),
                    start=shown(metric, known[0][1]),
                    end=shown(metric, known[-1][1]),
                ),
                goal,
                say("slides.alt_gaps", n=gaps) if gaps else "",
            ),
        )
    )


def _about_limits(one: MetricFigures, whole: Whole) -> Iterator[str]:
    """The sentences of the sheet All teams about the set and its limits."""
    texts = templates.workbook("master").sheet("whole").texts
    key = "set_all" if whole.all_teams else "set"
    yield filled(texts[key], k=whole.set_size, T=len(one.plan.teams))
    if one.metric.overlaps:
        yield texts["overlaps"]
    elif whole.limits is None or all(v is None for v in whole.limits.upper):
        yield texts["no_limits"]
    else:
        yield filled(texts[whole.about_limits], b=whole.before)


def _tally(one: MetricFigures) -> Iterator[str]:
    found = one.tally
    if found.judged:
        yield say(
            "slides.tally",
            charts=found.charts,
            n=found.judged,
            better=found.better,
            worse=found.worse,
        )


def _went(one: MetricFigures) -> str:
    verdict = one.change.verdict
    return "early" if verdict in ("none", "alike") else verdict


def _each_team(seen: Seen, one: MetricFigures, months: Sequence[Period]) -> Slide:
    """Small charts on one scale, in the order of the plan."""
    metric, plan = one.metric, one.plan
    together = [p.value if (p := pooled(metric, one.of_month(m))) else None for m in months]
    goal = [metric.goal] * len(months)
    lines = {}
    for team, name in zip(plan.teams, team_names(plan), strict=True):
        found = [one.row(team.id, month) for month in months]
        lines[team.id] = (name, [row.value if row else None for row in found])
    drawn = {i: pair for i, pair in lines.items() if _last(pair[1]) is not None}
    axis = axis_of(metric, [values for _, values in drawn.values()])
    charts = []
    for team_id, (name, values) in drawn.items():
        series = [
            Series(name, values, "value"),
            Series(say("slides.series_pooled"), together, "all"),
            Series(say("slides.series_goal"), goal, "goal"),
        ]
        verdict = one.charts[team_id].sentence
        alt = alt_of("slides.alt_team", one, months, values)
        charts.append(
            Chart(
                [month.label for month in months],
                [s for s in series if _last(s.values) is not None],
                number_format(metric),
                axis,
                say("slides.told", team=name, text=f"{alt} {verdict}".strip()),
                name,
            )
        )
    missing = [name for i, (name, _) in lines.items() if i not in drawn]
    return Slide(
        "grid",
        say("slides.each_team", metric=metric.short_name),
        [say("slides.grid_key")],
        charts,
        notes=[
            *(
                say("slides.told", team=name, text=said)
                for i, (name, _) in drawn.items()
                if (said := one.charts[i].sentence)
            ),
            *([say("slides.no_values", names=joined(missing))] if missing else []),
            say("slides.no_ranks"),
            say("slides.ask", question=say("slides.ask_teams")),
        ],
    )


def _two_groups(one: MetricFigures, months: Sequence[Period]) -> Iterator[Slide]:
    metric = one.metric
    names = (metric.reference_group, metric.priority_group)
    lines = [
        [p.value if (p := one.of_group(name, [m])) else None for m in months] for name in names
    ]
    if any(_last(line) is None for line in lines):
        return
    said = gap_sentences(one)
    series = [Series(names[0], lines[0], "reference"), Series(names[1], lines[1], "value")]
    yield Slide(
        "chart",
        say("slides.groups", metric=metric.short_name),
        said or [templates.workbook("master").sheet("equity").texts["no_sentence"]],
        [
            Chart(
                [month.label for month in months],
                series,
                number_format(metric),
                axis_of(metric, lines),
                filled(
                    templates.workbook("master").sheet("equity").texts["alt_groups"],
                    metric=metric.short_name,
                    reference=names[0],
                    priority=names[1],
                ),
            )
        ],
        notes=[*said, say("slides.ask", question=say("slides.ask_groups"))],
    )


# Where single numbers are hidden


def _of_report(seen: Seen, one: MetricFigures, report: MetricReport) -> Iterator[Slide]:
    metric = one.metric
    months = [m for m in one.months_with_data if m.id in report.months]
    if not months:
        return
    values = [report.months[m.id].value for m in months]
    hidden = sum(report.months[m.id].is_hidden for m in months)
    texts = templates.workbook("report").sheet("summary").texts
    said = head = [texts["change_hidden"]]
    if report.change is not None:
        said, head = change_sentences(one, seen.names), change_headline(one, seen.names)
    about = [say("slides.hidden_months", n=hidden)] if hidden else []
    series = [
        Series(say("slides.series_pooled"), values, "value"),
        Series(say("slides.series_goal"), [metric.goal] * len(months), "goal"),
    ]
    yield Slide(
        "chart",
        say("slides.all_teams", metric=metric.short_name),
        [*head, *about],
        [
            Chart(
                [month.label for month in months],
                [s for s in series if _last(s.values) is not None] or series[:1],
                number_format(metric),
                axis_of(metric, [values]),
                alt_of("slides.alt_all", one, months, values),
            )
        ],
        notes=[metric.name, *said, *about],
    )
    if seen.by_team and report.teams:
        yield _table_of_teams(seen, one, report)


def _table_of_teams(seen: Seen, one: MetricFigures, report: MetricReport) -> Slide:
    hidden = templates.workbook("report").sheet("summary").texts["hidden"]

    def told(line: Line, value: float | None, *, is_size: bool = False) -> str:
        if line.is_hidden:
            return hidden
        if value is None:
            return ""
        return number(value, 0, grouped=True) if is_size else shown(one.metric, value)

    rows = [
        (name, told(line, line.n, is_size=True), told(line, line.value))
        for team, name in zip(seen.plan.teams, team_names(seen.plan), strict=True)
        if (line := report.teams.get(team.id)) is not None
    ]
    head = [say(f"slides.col_{name}") for name in ("team", "denominator", "value")]
    return Slide(
        "table",
        say("slides.teams_recent", metric=one.metric.short_name),
        [say("slides.no_ranks")],
        table=Table(head, rows, (3, 1, 1)),
        notes=[say("slides.small_numbers")],
    )
