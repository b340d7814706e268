"""What the chart of a metric says, in sentences that follow the numbers."""

from __future__ import annotations

from lcxl.metrics import in_words, shown, shown_formula
from lcxl.metrics.goal import has_goal, meets_goal_formula
from lcxl.plan import Metric
from lcxl.plan.dates import month_in_words
from lcxl.sheets.reporting.calculation import Calculation
from lcxl.words import say, text_of
from lcxl.xl.live import Live, first_true, sentence, words

__all__ = ["newest", "planned", "signal_word"]


def signal_word(calculation: Calculation, metric: Metric) -> Live:
    """The verdict in a few words, for the list on Start."""
    return calculation.notes(metric).short()


def planned(metric: Metric, number: float) -> Live:
    """A number of the plan, such as a goal, with the decimal sign of whoever opens the workbook."""
    return Live(shown_formula(metric, repr(number)), shown(metric, number))


def newest(calculation: Calculation, metric: Metric) -> Live:
    """The newest value, against the goal where there is one (T22)."""
    value, latest = (calculation.figure(metric.id, name) for name in ("value_now", "latest"))
    text = shown(metric, float(value.value)) if value.value != "" else ""
    v = Live(shown_formula(metric, value.formula), text)
    none = Live(f"{latest.formula}=0", latest.value == 0)
    cases = [(none, words(say("metrics.newest_none")))]
    if metric.goal is None or not has_goal(metric):
        plain = text_of("metrics.newest")
        return first_true(cases, sentence(plain, v=v, month=calculation.month_label(latest)))
    said = {s.id: s for s in calculation.series[metric.id].verdict.notes}
    months = calculation.series[metric.id].months
    places: dict[str, Live | str | int | float] = {
        "v": v,
        "g": planned(metric, metric.goal),
    }
    if metric.goal_date is not None:
        places["date"] = month_in_words(metric.goal_date)

    def told(key: str) -> Live:
        live = sentence(text_of(f"charts.{key}"), **places)
        reports = calculation.periods
        return Live(live.formula, in_words(metric, said[key], reports) if key in said else "")

    met = Live(meets_goal_formula(metric, value.formula), "T22" in said)
    cases.append((met, told("T22")))
    ahead = [m for m in months if metric.goal_date is not None and m < metric.goal_date]
    if ahead:
        is_ahead = Live(f"{latest.formula}<={len(ahead)}", "T22_not_yet" in said)
        cases.append((is_ahead, told("T22_not_yet")))
    return first_true(cases, told("T22_not_met"))
