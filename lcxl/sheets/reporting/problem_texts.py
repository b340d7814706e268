"""What the sheet Checks says of each concern: the sentences of the rules, from their catalogue.

A rule names one number of a group exactly, where Checks speaks of all groups of a month: for that
it has sentences of its own, under the same code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lcxl.findings.catalogue import Part, template
from lcxl.metrics import Concern, Kind, kind_of
from lcxl.plan import Metric
from lcxl.rules.outside_usual_range import usual_range
from lcxl.words import Text, in_words

__all__ = ["SAID", "cell_text", "number_of", "parts_of_metric"]

ONE = "|1"
"""After the id of a sentence: the form for a single thing."""
SAID: Mapping[Concern, tuple[str, tuple[str, ...]]] = {
    Concern.NOT_A_NUMBER: ("V05", ("text", "error", "percentage")),
    Concern.NEGATIVE: ("V05", ("negative",)),
    Concern.OUT_OF_BOUNDS: ("V05", ("near_zero", "too_large")),
    Concern.FRACTION: ("V05", ("fraction",)),
    Concern.HALF: ("V06", ("no_denominator", "no_numerator")),
    Concern.TOO_MANY: ("V04", ("more",)),
    Concern.NONE_OF_NONE: ("V07", ("people", "nothing", "events")),
    Concern.NO_REASON: ("V20", ("no_reason",)),
    Concern.LEFT_OUT: ("V20", ("left_out" + ONE,)),
    Concern.SAMPLE_SIZE: (
        "V08",
        ("many", "few", "few" + ONE, "few_unplanned", "few_unplanned" + ONE),
    ),
    Concern.IMPLAUSIBLE: ("V12", ("outside", "outside_value")),
    Concern.STRATA_ABOVE: ("V19", ("group_above",)),
    Concern.STRATA_SUM: ("V19", ("groups_differ",)),
    Concern.GROUP_UNUSABLE: ("V05", ("group",)),
    Concern.MIRRORED: ("V14", ("others",)),
    Concern.SLIPPED: ("V13", ("above", "below")),
    Concern.TOO_FAST: ("V17", ("too_fast",)),
    Concern.YEARLY: ("V17", ("yearly",)),
    Concern.SIZE: ("V15", ("size",)),
    Concern.SURPRISE: ("V12", ("all", "none")),
    Concern.STEP: ("V11", ("step",)),
    Concern.MONTH_REPEATED: ("V10", ("all",)),
    Concern.REPEATED: ("V09", ("as_in", "since")),
    Concern.APART: ("V18", ("equals", "not_above", "not_below")),
}
"""Concern -> code, and the sentences of it that may be said."""
_SHAPED = re.compile(r"\{(\w+):[^{}]*\}")


def number_of(concern: Concern, text: str) -> int:
    """Which of a concern's sentences, from 1."""
    return SAID[concern][1].index(text) + 1


def cell_text(concern: Concern, number: int, part: Part) -> str:
    """A sentence as a cell holds it: its places are filled by formulas."""
    code, texts = SAID[concern]
    text = texts[number - 1]
    sentence = template(code, text.removesuffix(ONE), part, text.endswith(ONE))
    return _SHAPED.sub(r"{\1}", sentence)


def parts_of_metric(metric: Metric) -> dict[str, str | int]:
    """What fills places in any month of a metric, and which sentences it has (`OF_METRIC`)."""
    kind: Kind = kind_of(metric)
    is_whole = all(i.whole for i in kind.inputs)
    again = Text("rules.number_again")
    if metric.unit:
        again = Text("rules.number_again_in", unit=metric.unit)
    least = metric.min_n or 1
    few = ("few" if metric.target_n else "few_unplanned") + (ONE if least == 1 else "")
    parts: dict[str, object] = {
        "whole": Text("rules.whole_number" if is_whole else "rules.any_number"),
        "planned": metric.target_n or "",
        "least": least,
        "window": metric.time_window.word,
        "window_months": metric.time_window.months or 1,
        "again": again,
    }
    is_bounded = metric.plausible_low is not None or metric.plausible_high is not None
    parts["range"] = usual_range(metric) if is_bounded else ""
    return {
        **{name: in_words(value) for name, value in parts.items()},
        "none": number_of(Concern.NONE_OF_NONE, "people" if kind.part_of_whole else "nothing"),
        "few": number_of(Concern.SAMPLE_SIZE, few),
        "outside": number_of(Concern.IMPLAUSIBLE, "outside_value" if kind.divides else "outside"),
    }
