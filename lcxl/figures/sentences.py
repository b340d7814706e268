"""What may be said of all teams together, in the order in which it is read.

Each sentence has its condition in ``templates_src/messages/charts.toml``; here it is tested.
Tests are made on the numbers as they are, not as they are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date

from lcxl.figures.change import Change
from lcxl.figures.figures import Figures, MetricFigures
from lcxl.figures.funnel import Funnel
from lcxl.metrics import kind_of
from lcxl.metrics.charts import months_since_start
from lcxl.metrics.display import shown_change, shown_end, shown_level
from lcxl.periods import months_between, years_between
from lcxl.plan import Metric
from lcxl.plan.dates import month_in_words
from lcxl.runchart.interval import Interval
from lcxl.runchart.states import MIN_BASELINE
from lcxl.words import number, percent, rounded, say

__all__ = [
    "Names",
    "change_headline",
    "change_sentences",
    "chart_sentences",
    "common_sentences",
    "diluted",
    "funder_sentences",
    "funnel_sentences",
    "metrics_sentence",
    "redefined",
]

Names = Callable[[Sequence[str]], str]
"""Ids of teams -> how a sentence names them."""

MIN_HELD = 3
"""Months after the last session from which on a change may be said to have held."""
MANY = 3
"""Metrics from which on a reader is told how often chance makes one of them stand out."""
FEWEST_TOGETHER = 3
"""Teams whose value together gives none of them away."""
MORE, FEWER = 1.25, 0.8
"""Patients of all teams a month, after to before, beyond which others may have been counted."""
TEAM_MORE, TEAM_FEWER, TEAM_WEIGHT = 1.5, 0.67, 0.1
"""The same for a team with a tenth of the weight."""


def _with(change: float, ends: Interval, metric: Metric) -> dict[str, str]:
    return {
        "D": shown_change(metric, change),
        "lo": shown_end(metric, ends[0]),
        "hi": shown_end(metric, ends[1]),
    }


def _ends(low: float | None, high: float | None) -> Interval | None:
    return None if low is None or high is None else (low, high)


def change_headline(one: MetricFigures, names: Names) -> list[str]:
    """What of `change_sentences` stands together where only one thing is said.

    M01 of overlapping reports is never without M08, nor M06 without the average team.
    """
    result = one.change.result
    if result.change is None:
        return [say("charts.M05_none")] if one.months_with_data else []
    said = [*_headline(one.change, len(one.plan.teams), names)]
    whole = said if result.one_team_holds_most else said[:1]
    return [*whole, *(diluted(one) if _has_interval(one.change) else ()), *redefined(one)]


def change_sentences(one: MetricFigures, names: Names) -> list[str]:
    """M01 to M10, M13 and M14 of one metric; nothing where there is nothing to compare yet."""
    change, metric = one.change, one.metric
    result = change.result
    if result.change is None:
        return change_headline(one, names)
    said = [*_headline(change, len(one.plan.teams), names)]
    said += _right_way(change)
    if change.left_out:
        said.append(say("charts.M04", names=names(change.left_out)))
        if (still := _if_others_had_not(one)) is not None:
            said.append(say("charts.M04_unchanged", D=shown_change(metric, still)))
    if _has_interval(change):
        said += diluted(one)
    if result.lower is not None and change.by_two:
        said.append(say("charts.M13"))
    return [*said, *redefined(one), *_season(one)]


def _has_interval(change: Change) -> bool:
    headline = change.result.headline
    return headline is not None and headline[1] is not None


def _if_others_had_not(one: MetricFigures) -> float | None:
    """The headline change, of all teams, if those left out had not changed."""
    result, share = one.change.result, one.change.share
    if result.headline is None or share is None:
        return None
    if result.one_team_holds_most:  # in the average team each counts once
        share = result.teams / len(one.plan.teams)
    return result.headline[0] * share


def _headline(change: Change, all_teams: int, names: Names) -> Iterable[str]:
    result, metric = change.result, change.metric
    assert result.change is not None
    assert result.average is not None
    ends = _ends(result.lower, result.upper)
    around = _ends(result.average_lower, result.average_upper)
    if result.alike:
        yield say("charts.M07" if change.verdict == "alike" else "charts.M07_unchanged")
    elif result.one_team_holds_most:
        team = max(result.shares, key=lambda t: result.shares[t])
        key = "M06" if kind_of(metric).part_of_whole else "M06_size"
        yield say(f"charts.{key}", team=names([team]), h=percent(result.shares[team]))
    elif ends is not None:
        assert result.before is not None
        assert result.after is not None
        yield say(
            f"charts.{_weighted('M01', metric)}",
            P0=shown_level(metric, result.before),
            P1=shown_level(metric, result.after),
            k=result.teams,
            T=all_teams,
            **_with(result.change, ends, metric),
        )
    else:
        yield say("charts.M05", k=result.teams)
    if around is not None and kind_of(metric).divides:
        yield say("charts.M02", **_with(result.average, around, metric))


def _weighted(key: str, metric: Metric) -> str:
    """The sentence that says by what the teams weigh: patients, size, or nothing."""
    kind = kind_of(metric)
    return key if kind.part_of_whole else key + ("_size" if kind.divides else "_alike")


def _right_way(change: Change) -> list[str]:
    result, metric = change.result, change.metric
    if result.median_change is None:
        return []
    key = "M03" if metric.direction in ("increase", "decrease") else "M03_up"
    middle = shown_change(metric, result.median_change)
    return [say(f"charts.{key}", a=result.better, k=result.teams, D=middle)]


def diluted(one: MetricFigures) -> list[str]:
    """M08: how much of an overlapping window lies after the kickoff."""
    window, months = one.metric.time_window, one.periods.after
    if not (one.metric.overlaps and (window.additive or window.to_date) and months):
        return []
    newest = months[-1]
    n, w = months_since_start(one.plan, one.metric, newest), window.covered(newest.last_day)
    if n >= w:
        return []
    right = one.change.meaning == 1
    key = "M08" if right else "M08_wrong_way"
    return [say(f"charts.{key}", n=n, w=w)]


def redefined(one: MetricFigures) -> list[str]:
    """M14: a new definition began between what is compared."""
    since, (before, after, *_) = one.metric.effective_from, one.periods
    if since is None or not before or not after:
        return []
    if not before[0].start < since <= after[-1].start:
        return []
    return [say("charts.M14", month=month_in_words(since))]


def _season(one: MetricFigures) -> list[str]:
    earlier = one.change_in_a_year
    if earlier is not None and one.plan.year_earlier == "Yes":
        result = earlier.result
        headline = result.headline
        if headline is not None and headline[1] is not None:
            parts = _with(headline[0], headline[1], one.metric)
            years = years_between(earlier.periods.before[0].start, earlier.periods.after[0].start)
            key = "M09" if years == 1 else "M09_years"
            return [say(f"charts.{key}", years=years, **parts)]
    window = one.metric.time_window
    if window.additive and window.months and window.months % 12 == 0:  # whole years
        return []
    before, after = ({m.season for m in months} for months in one.periods[:2])
    return [say("charts.M10")] if before != after else []


def common_sentences(figures: Figures) -> list[str]:
    """F01, once, where any change is said with an interval."""
    changes = (one.change for one in figures.by_metric.values())
    return [say("charts.F01")] if any(c.excludes_zero is not None for c in changes) else []


def chart_sentences(figures: Figures) -> list[str]:
    """M11 and M12 of all charts of teams together."""
    found = [(one.metric, one.tally) for one in figures.by_metric.values()]
    judged = sum(t.judged for _, t in found)
    said = []
    by_chance = sum(t.by_chance for _, t in found)
    if by_chance:
        chance = number(by_chance, 1)
        better = sum(t.better for _, t in found)
        said.append(say("charts.M11", s=better, j=judged, chance=chance))
    others = sum(t.charts - t.judged for _, t in found)
    if others:
        reasons = "; ".join(
            say(f"master.{reason}", n=n, metric=metric.short_name, least=MIN_BASELINE)
            for metric, t in found
            for reason, n in t.not_judged.items()
        )
        said.append(say("charts.M12", j0=others, reasons=reasons))
    return said


# What a funder's statistician asks next


def funder_sentences(
    one: MetricFigures, names: Names, last_session: date, small_are_hidden: bool
) -> list[str]:
    """F02 and F04 to F11 of one metric.

    ``small_are_hidden``: what a few teams have in common would give their numbers away.
    """
    change, metric, result = one.change, one.metric, one.change.result
    if result.change is None:
        return []
    return [
        *_beyond_chance(change, one.is_main),
        *_held(one, last_session),
        *([say("charts.F02")] if metric.was_selected_on else []),
        *_others(change, FEWEST_TOGETHER if small_are_hidden else 1),
        *_other_patients(change),
        *_recorded(metric),
        *_sampled(one),
    ]


def _beyond_chance(change: Change, is_main: bool) -> list[str]:
    if change.verdict == "better":
        return [say("charts.F09")] if is_main else []
    if change.verdict == "worse":
        return [say("charts.F11")]
    headline = change.result.headline
    if change.verdict != "chance" or not headline or not headline[1]:
        return []
    ends = headline[1]
    far = {"increase": ends[1], "decrease": ends[0]}.get(
        change.metric.direction, max(ends, key=abs)
    )
    return [say("charts.F10", hi=shown_change(change.metric, far))]


def _held(one: MetricFigures, last_session: date) -> list[str]:
    """Whether an improvement was still there after the last session."""
    if one.change.verdict != "better":
        return []
    later = one.change_after(last_session)
    after = later.periods.after
    months = months_between(last_session, after[-1].start) if after else 0
    if months < MIN_HELD:
        return [say("charts.F08_early", h=months)]
    headline = later.result.headline
    if headline is None or headline[1] is None or later.verdict != "better":
        return []
    parts = _with(headline[0], headline[1], one.metric)
    return [say("charts.F08", h=months, change=say("master.change_with_ends", **parts))]


def _others(change: Change, fewest: int) -> list[str]:
    before = change.result.before
    if before is None or change.left_out_before is None:
        return []
    if change.left_out_with_baseline < fewest:
        return []
    metric = change.metric
    return [
        say(
            "charts.F04",
            P0k=shown_level(metric, before),
            P0m=shown_level(metric, change.left_out_before),
        )
    ]


def _other_patients(change: Change) -> list[str]:
    before = sum(pair[0] for pair in change.sizes.values())
    after = sum(pair[1] for pair in change.sizes.values())
    if not before or not after or not kind_of(change.metric).part_of_whole:
        return []
    ratios = [
        pair[1] / pair[0]
        for team, pair in change.sizes.items()
        if change.result.shares[team] >= TEAM_WEIGHT and pair[0]
    ]
    ratio = after / before
    grew = ratio > MORE or max(ratios, default=1) > TEAM_MORE
    fell = ratio < FEWER or min(ratios, default=1) < TEAM_FEWER
    if (grew or fell) and rounded(100 * (ratio - 1), 0):
        key = "F05" if change.metric.sampling == "all" else "F05_sample"
        key = key if ratio > 1 else f"{key}_fell"
        return [say(f"charts.{key}", r=percent(abs(ratio - 1)))]
    return []


def _recorded(metric: Metric) -> list[str]:
    """Where a case without a record counts as failed: what better recording alone would do."""
    if not metric.counts_missing_as_failed:
        return []
    is_fewer_better = metric.direction == "decrease" or (
        metric.direction == "maintain" and metric.worse == "above"
    )
    return [say("charts.F06_lower" if is_fewer_better else "charts.F06")]


def _sampled(one: MetricFigures) -> list[str]:
    metric = one.metric
    if metric.sampling == "all" or not metric.target_n or one.is_weighted_by_patients:
        return []
    return [say("charts.F07", n=metric.target_n)]


def metrics_sentence(figures: Figures, hidden: Collection[str] = ()) -> list[str]:
    """F03: how many intervals are shown, and which metric was named beforehand.

    ``hidden``: ids of metrics whose change the reader does not see.
    """
    shown = [
        one
        for metric_id, one in figures.by_metric.items()
        if metric_id not in hidden and one.change.excludes_zero is not None
    ]
    main = [one.metric for one in figures.by_metric.values() if one.is_main]
    names = {"name": main[0].short_name} if main else {}
    if len(shown) < MANY:
        return [say("charts.F03_main", **names)] if main and shown else []
    chance = percent(1 - 0.95 ** len(shown))
    key = "F03" if main else "F03_no_main"
    return [say(f"charts.{key}", M=len(shown), chance=chance, **names)]


# Compare


def funnel_sentences(funnel: Funnel, names: Names) -> list[str]:
    """C01 to C05 of one metric."""
    n = len(funnel.points)
    if not n:
        return []
    if not funnel.is_judged:
        return [say("charts.C05", I=n)]
    outside = funnel.outside
    if funnel.differ:
        if not outside:
            return [say("charts.C02", phi=number(funnel.phi, 1))]
        key = "C03" if len(outside) == 1 else "C03_many"
        return [say(f"charts.{key}", team=names(list(outside)))]
    if not outside:
        return [say("charts.C04")]
    return [
        say(
            "charts.C01_higher" if side > 0 else "charts.C01_lower",
            team=names([team]),
            n=say("master.size", n=number(funnel.points[team].size, 0, grouped=True)),
        )
        for team, side in outside.items()
    ]
