"""The sheet Definitions: every field of every definition that is filled in."""

from __future__ import annotations

from lcxl import templates
from lcxl.metrics import kind_of, shown
from lcxl.metrics.display import shown_formula
from lcxl.plan import Metric
from lcxl.plan.dates import month_in_words
from lcxl.sheets.pages import Pages
from lcxl.sheets.reporting.calculation import Calculation
from lcxl.templates import word_of
from lcxl.words import filled, number, say
from lcxl.xl.live import Live, sentence

__all__ = ["write"]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Every field of every definition that is filled in."""
    calculation = pages.of(Calculation)
    sheet = pages.open(spec, 1)
    sheet.widths(spec.widths)
    row = 4
    for metric in calculation.layout.plan.metrics:
        sheet.put(row, 0, f"{metric.id}  {metric.name}", "heading")
        sheet.put(row, 1, None, "rule")
        row += 1
        for label, text in definition_lines(calculation, metric):
            sheet.put(row, 0, label, "label")
            sheet.put(row, 1, text, "body")
            length = len(str(text.value) if isinstance(text, Live) else text)
            sheet.raw.set_row(row, 16 * -(-length // 112) + 2)
            row += 1
        row += 1
    pages.page(sheet, row - 2, 1)


def definition_lines(calculation: Calculation, metric: Metric) -> list[tuple[str, str | Live]]:
    """Label and text of each part of a definition that says something."""
    spec = calculation.layout.spec.sheet("definitions")
    labels, texts = spec.words["labels"], spec.texts
    divides = kind_of(metric).divides
    counted = "numerator" if divides else "counted" if metric.kind == "count" else "measured"
    version = filled(texts["version_first"], version=metric.version)
    if metric.effective_from:
        version = filled(
            texts["version"], version=metric.version, month=month_in_words(metric.effective_from)
        )
    sampling = texts["all_cases"]
    if metric.sampling == "systematic" and metric.target_n:
        sampling = filled(texts["sampled_systematic"], target=metric.target_n)
    elif metric.sampling != "all":
        sampling = filled(
            texts["sampled"],
            method=word_of("sampling", metric.sampling),
            target=say("counts.cases", n=metric.target_n or "–"),
            minimum=metric.min_n or "–",
        )
    cohort = []
    if metric.lag_days:
        cohort.append(filled(texts["lag"], days=say("counts.days", n=metric.lag_days)))
    if metric.cohort_shift_months:
        months = say("counts.months", n=metric.cohort_shift_months)
        cohort.append(filled(texts["shift"], months=months))
    goal: str | Live = ""
    if metric.goal is not None:
        last = metric.goal_date or calculation.plan.calendar.reported[-1]
        goal = sentence(
            texts["goal"], goal=_number(metric, metric.goal), month=month_in_words(last)
        )
    strata = f"{metric.strata_name}: {', '.join(metric.strata)}" if metric.strata else ""
    parts = [
        ("conceptual_definition", metric.conceptual_definition),
        (counted, metric.numerator),
        ("denominator" if divides else "measured_on", metric.denominator),
        ("exclusions", metric.exclusions),
        ("exceptions", metric.exceptions),
        ("initial_population", metric.initial_population),
        ("window", metric.window),
        ("cohort", "; ".join(cohort)),
        ("schedule", _schedule(metric)),
        ("requirement", word_of("requirement", metric.requirement)),
        ("data_source", word_of("data_source", metric.data_source or "").replace("_", " ")),
        ("data_source_note", metric.data_source_note),
        ("sampling", sampling),
        ("collection_tool", metric.collection_tool),
        ("collected_by", metric.collected_by.replace("_", " ")),
        ("checked_by", metric.checked_by.replace("_", " ")),
        ("goal", goal),
        ("goal_basis", metric.goal_basis),
        ("maintain", _limit(calculation, metric)),
        ("strata", strata),
        ("version", version),
        ("change_note", metric.change_note),
        ("steward", metric.steward),
        ("interpretation", metric.interpretation),
    ]
    return [(labels[name], text) for name, text in parts if text and text != "none"]


def _number(metric: Metric, value: float) -> Live:
    """A value of the plan with the decimal sign of the reader's program."""
    return Live(shown_formula(metric, repr(value)), shown(metric, value))


def _schedule(metric: Metric) -> str:
    if metric.schedule == "named_periods":
        return ", ".join(month_in_words(m) for m in metric.named_months)
    return word_of("schedule", metric.schedule).replace("_", " ")


def _limit(calculation: Calculation, metric: Metric) -> str | Live:
    """A metric to maintain: the limit in words."""
    if metric.direction != "maintain" or metric.maintain_op is None:
        return ""
    texts = calculation.layout.spec.sheet("definitions").texts
    value = metric.maintain_value or 0.0
    text, op = _number(metric, abs(value)), word_of("maintain_op", metric.maintain_op)
    if metric.maintain_from == "zero":
        return sentence(texts["maintain_zero"], op=op, value=text)
    if metric.kind == "proportion":
        points = number(float(f"{abs(value) * 100:g}"))
        text = sentence(
            texts["points_one" if points == "1" else "points"],
            value=Live(repr(round(abs(value) * 100, 9)), points),
        )
    sign = {"within": "±", "not below": "-"}.get(metric.maintain_op, "+")
    return sentence(texts["maintain_baseline"], op=op, sign=sign, value=text)
