"""The columns and figures that a metric's chart, verdict and questions need, by name."""

from __future__ import annotations

from lcxl.metrics import chart_kind, kind_of
from lcxl.plan import Collaborative, Metric
from lcxl.runchart import formulas
from lcxl.runchart.axis import TICKS, Scale, axis_formulas
from lcxl.runchart.control_formulas import control_formulas
from lcxl.runchart.formulas import Formula
from lcxl.runchart.verdict_formulas import (
    Setup,
    by_definition,
    chain_columns,
    verdict_columns,
)

__all__ = [
    "ANNOTATIONS",
    "NOTES",
    "NOTE_LINES",
    "TYPED",
    "across",
    "breaking_lines",
    "control_columns_of",
    "counts_of",
    "definitions_of",
    "end_labels",
    "frame_figures",
    "keep_sides",
    "month_columns",
    "people_figures",
    "phase_column",
    "rule_columns",
    "scale_of",
    "setup_of",
    "slots_of",
    "typed_of",
]

ANNOTATIONS = 6
"""Changes tested that a metric's chart can show by their number."""
LEVELS = 2
"""New levels accepted by a team whose lines a chart can break for, besides the definitions."""
GIVEN = (
    "month",
    "due",
    "asked",
    "state",
    "answered",
    "concern",
    "starts",
    "d_starts",
    "part",
    "value",
    "at",
    "listed",
)
TYPED = ("typed_n", "typed_d")
COUNTS = ("count", "size")
NOTES = 12
"""Notes that a chart may have beside its verdict."""
NOTE_LINES = 9
"""How many of them can be true at once."""


def month_columns(plan: Collaborative, metric: Metric) -> tuple[str, ...]:
    """Month columns of a metric: what is given, the run chart, and limits if it has them."""
    names = [*typed_of(metric), *GIVEN, *(f.name for f in rule_columns(metric))]
    names += (f"y_change{k}" for k in range(1, ANNOTATIONS + 1))
    setup = setup_of(plan, metric)
    names += [f.name for f in chain_columns(setup)]
    names += counts_of(metric)
    names += [f.name for f in control_columns_of(metric)]
    if setup.overlapping and (setup.months or setup.to_date):
        names.append("since_n")
    if setup.to_date:
        names.append("covers_n")
    names += [f.name for f in verdict_columns(setup)]
    return (*names, *_frame_names(plan, metric))


def rule_columns(metric: Metric) -> tuple[Formula, ...]:
    """The columns of the run-chart rules; only those of the line where its rules do not apply."""
    if not metric.overlaps:
        return formulas.COLUMNS
    return tuple(f for f in formulas.COLUMNS if f.name not in formulas.MARKS)


def typed_of(metric: Metric) -> tuple[str, ...]:
    """The columns with the numbers as they stand on Data; an empty text for a blank cell."""
    return TYPED[: len(kind_of(metric).inputs)]


def counts_of(metric: Metric) -> tuple[str, ...]:
    """The columns with the numbers of the months that have a value, as they were typed."""
    return COUNTS[: len(kind_of(metric).inputs)]


def control_columns_of(metric: Metric) -> tuple[Formula, ...]:
    """The columns of a metric's control chart, about the phases of definitions."""
    kind = chart_kind(metric)
    found = control_formulas(kind, metric.per) if kind else ()
    return tuple(by_definition(f, rename=False) for f in found)


def keep_sides(metric: Metric) -> tuple[str, ...]:
    """On which sides a metric to maintain has a limit: "low", "high" or both."""
    if metric.direction != "maintain" or metric.maintain_value is None:
        return ()
    sides = {"not above": ("high",), "not below": ("low",), "within": ("low", "high")}
    return sides.get(metric.maintain_op or "", ())


def definitions_of(plan: Collaborative, metric: Metric) -> tuple[int, ...]:
    """Positions at which a definition begins, the first among them."""
    return tuple(sorted({0, *plan.phase_starts(metric)}))


def breaking_lines(metric: Metric) -> tuple[str, ...]:
    """Columns drawn as lines that start anew with each phase, from back to front."""
    if metric.overlaps:
        return ()  # run rules do not apply, and a line would ask for them
    if chart_kind(metric) is None:
        return ("y_provisional", "y_median", "y_baseline")
    return ("y_upper", "y_lower", "y_mean_provisional", "y_mean")


def phase_column(metric: Metric) -> str:
    """The column with the number of the phase that such a line belongs to."""
    return "phase" if chart_kind(metric) is None else "d_phase"


def across(metric: Metric) -> tuple[str, ...]:
    """Lines that are the same in all months: the goal, and limits that are to be kept."""
    goal = () if metric.goal is None else ("goal",)
    return (*goal, *(f"keep_{side}" for side in keep_sides(metric)))


def end_labels(metric: Metric) -> tuple[str, ...]:
    """Lines that are named at the right edge of a chart; the first keep their place."""
    found = [*across(metric)]
    if not metric.overlaps:
        found += ["median"] if chart_kind(metric) is None else ["mean", "upper", "lower"]
    return tuple(found)


def scale_of(metric: Metric) -> Scale:
    """What the value axis of a metric's chart is of."""
    kind = kind_of(metric)
    whole = not kind.divides and kind.inputs[0].whole
    return Scale(kind.in_percent, whole, metric.chart_axis == "from 0")


def slots_of(plan: Collaborative, metric: Metric) -> int:
    """Phases of a chart whose lines are drawn; of more the newest."""
    if metric.overlaps:
        return 1
    own = LEVELS if chart_kind(metric) is None else 0
    return len(definitions_of(plan, metric)) + own


def _frame_names(plan: Collaborative, metric: Metric) -> list[str]:
    """Month columns of a chart besides those of its rules (`lcxl.sheets.reporting.chart_frame`)."""
    slots, definitions = slots_of(plan, metric), len(definitions_of(plan, metric))
    names = ["y_last_above", "y_last_below", *(f"y_end_{name}" for name in end_labels(metric))]
    names += [f"y_{name}" for name in across(metric)]
    if slots > 1:
        names.append("slot")
        names += [f"{line}_{k + 1}" for line in breaking_lines(metric) for k in range(slots)]
    if definitions > 1:
        names += [*(f"y_part{k + 1}" for k in range(definitions)), "y_definition"]
    if breaking_lines(metric) and chart_kind(metric) is None:
        names.append("y_level")
    if kind_of(metric).divides:
        names.append("n_strip")
    return names


def frame_figures(metric: Metric) -> list[str]:
    """Single figures of a chart's axis and labels."""
    axis = axis_formulas("", scale_of(metric))
    names = [*(f.name for f in axis), "axis_span", *(f"tick{k}" for k in range(TICKS + 1))]
    names += ["label_last", "last_below"]
    for name in end_labels(metric):
        names += [f"level_{name}", f"label_{name}", f"at_{name}"]
    if kind_of(metric).divides:
        names += ["shows_n", "room_n"]
    return names


def people_figures(metric: Metric) -> tuple[str, ...]:
    """Single figures of sums of people: now, if they are not summed for the verdict, and groups."""
    if not kind_of(metric).part_of_whole:
        return ()
    of = [] if metric.overlaps else ["now"]
    of += [f"group{k + 1}" for k in range(len(metric.strata))]
    return tuple(f"{name}_{part}" for name in of for part in ("x", "n"))


def setup_of(plan: Collaborative, metric: Metric) -> Setup:
    """What the verdict's formulas know of a metric beforehand."""
    window, kind = metric.time_window, kind_of(metric)
    return Setup(
        control=chart_kind(metric),
        overlapping=metric.overlaps,
        months=window.months if window.additive else None,
        registry=window.registry,
        to_date=metric.overlaps and window.to_date,
        divides=kind.divides,
        proportion=kind.part_of_whole,
        per=metric.per,
        direction=metric.direction,
        worse=metric.worse,
        shift=plan.shift_points,
        starts=tuple(i + 1 for i in plan.phase_starts(metric)),
    )
