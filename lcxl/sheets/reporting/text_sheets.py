"""The sheets Story, Definitions and Checks."""

from __future__ import annotations

from lcxl.calculation_layout import CalculationLayout
from lcxl.cells import Range
from lcxl.cells.address import absolute
from lcxl.layout import BACK_ROW
from lcxl.metrics import kind_of, shown
from lcxl.metrics.display import shown_formula
from lcxl.plan import Metric
from lcxl.plan.dates import month_in_words
from lcxl.sheets.blocks import Rows, write_table
from lcxl.sheets.reporting.calculation import Calculation
from lcxl.sheets.reporting.date_checks import doubtful_dates
from lcxl.sheets.reporting.event_calculation import EventCalculation
from lcxl.sheets.reporting.event_checks import event_matters, open_logs, unusable_rows
from lcxl.words import say
from lcxl.xl.book import BookWriter, SheetWriter
from lcxl.xl.live import Live, first_true, quote, sentence

__all__ = [
    "open_sheet",
    "other_matters",
    "write_checks_sheet",
    "write_definitions_sheet",
    "write_story_sheet",
]


def open_sheet(
    book: BookWriter, calculation: Calculation, sheet_id: str, team: str, last_col: int
) -> SheetWriter:
    """A new sheet with its title and the way back to Start."""
    layout = calculation.layout
    spec = layout.spec.sheet(sheet_id)
    sheet = book.sheet(spec.name)
    sheet.title(spec.title, spec.subtitle.format(team=team), last_col)
    sheet.link(BACK_ROW, 0, layout.spec.sheet("start").name, layout.spec.texts["back"])
    return sheet


def write_story_sheet(
    book: BookWriter, calculation: Calculation, team: str, rows: Rows, lists: dict[str, Range]
) -> SheetWriter:
    """One row for each month, one column for each prompt."""
    layout = calculation.layout
    place = layout.blocks["story"]
    fields = place.block.fields
    sheet = open_sheet(book, calculation, "story", team, len(fields) - 1)
    sheet.widths([f.width for f in fields])
    write_table(sheet, place, rows, lists)
    for i, month in enumerate(layout.months):
        sheet.put(place.first_row + i, 0, month, "row_label", num_format="mmm yyyy")
        sheet.raw.set_row(place.first_row + i, 48)
    sheet.raw.freeze_panes(place.first_row, 1)
    sheet.page(
        place.last_row,
        len(fields) - 1,
        footer=layout.spec.texts["footer_page"],
        repeat=(place.head_row, place.head_row),
    )
    return sheet


def write_definitions_sheet(book: BookWriter, calculation: Calculation, team: str) -> SheetWriter:
    """Every field of every definition that is filled in."""
    layout = calculation.layout
    spec = layout.spec.sheet("definitions")
    sheet = open_sheet(book, calculation, "definitions", team, 1)
    sheet.widths(spec.widths)
    row = 4
    for metric in layout.plan.metrics:
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
    sheet.page(row - 2, 1, footer=layout.spec.texts["footer_page"])
    return sheet


def definition_lines(calculation: Calculation, metric: Metric) -> list[tuple[str, str | Live]]:
    """Label and text of each part of a definition that says something."""
    spec = calculation.layout.spec.sheet("definitions")
    labels, texts = spec.words["labels"], spec.texts
    divides = kind_of(metric).divides
    counted = "numerator" if divides else "counted" if metric.kind == "count" else "measured"
    version = texts["version_first"].format(version=metric.version)
    if metric.effective_from:
        version = texts["version"].format(
            version=metric.version, month=month_in_words(metric.effective_from)
        )
    sampling = texts["all_cases"]
    if metric.sampling == "systematic" and metric.target_n:
        sampling = texts["sampled_systematic"].format(target=metric.target_n)
    elif metric.sampling != "all":
        sampling = texts["sampled"].format(
            method=metric.sampling,
            target=say("counts.cases", n=metric.target_n or "–"),
            minimum=metric.min_n or "–",
        )
    cohort = []
    if metric.lag_days:
        cohort.append(texts["lag"].format(days=say("counts.days", n=metric.lag_days)))
    if metric.cohort_shift_months:
        months = say("counts.months", n=metric.cohort_shift_months)
        cohort.append(texts["shift"].format(months=months))
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
        ("requirement", metric.requirement),
        ("data_source", (metric.data_source or "").replace("_", " ")),
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
    return metric.schedule.replace("_", " ")


def _limit(calculation: Calculation, metric: Metric) -> str | Live:
    """A metric to maintain: the limit in words."""
    if metric.direction != "maintain" or metric.maintain_op is None:
        return ""
    texts = calculation.layout.spec.sheet("definitions").texts
    value = metric.maintain_value or 0.0
    text = _number(metric, abs(value))
    if metric.maintain_from == "zero":
        return sentence(texts["maintain_zero"], op=metric.maintain_op, value=text)
    if metric.kind == "proportion":
        points = f"{abs(value) * 100:g}"
        text = sentence(
            texts["points_one" if points == "1" else "points"],
            value=Live(repr(round(abs(value) * 100, 9)), points),
        )
    sign = {"within": "±", "not below": "-"}.get(metric.maintain_op, "+")
    return sentence(texts["maintain_baseline"], op=metric.maintain_op, sign=sign, value=text)


def write_checks_sheet(
    book: BookWriter, calculation: Calculation, events: EventCalculation, team: str
) -> SheetWriter:
    """What the host would ask, live; "Ready to send" only when nothing needs mending."""
    layout = calculation.layout
    spec = layout.spec.sheet("checks")
    texts = spec.texts
    sheet = open_sheet(book, calculation, "checks", team, 3)
    sheet.widths(spec.widths)
    sheet.put(4, 0, texts["ready_heading"], "heading")
    sheet.fill(4, 1, 3, "rule")
    mend, errors = calculation.problems.count, calculation.problems.errors
    none_left = Live(f"{mend.formula}=0", mend.value == 0)
    no_errors = Live(f"{errors.formula}=0", errors.value == 0)
    cases = [
        (none_left, Live(quote(texts["ready"]), texts["ready"])),
        (
            Live(
                f"AND({errors.formula}=0,{mend.formula}=1)", errors.value == 0 and mend.value == 1
            ),
            Live(quote(texts["only_questions_one"]), texts["only_questions_one"]),
        ),
        (no_errors, sentence(texts["only_questions"], n=mend)),
    ]
    head = 7
    clear = f'{absolute(head + 1, 0)}=""'  # on this sheet: a plain format may name no other one
    waiting = other_matters(calculation, events)
    _write_other_line(sheet, calculation, events, head - 1)
    cases[:0] = [
        (
            Live(
                f"AND({none_left.formula},{matter.formula}>0)",
                bool(not mend.value and matter.value),
            ),
            Live(quote(texts[f"only_{name}"]), texts[f"only_{name}"]),
        )
        for name, matter in waiting.items()
    ]
    clear = f'AND({clear},{absolute(head - 1, 0)}="")'
    sheet.put(5, 0, first_true(cases, sentence(texts["not_ready"], n=mend)), "next_step")
    sheet.raw.set_row(5, 26)
    for test, look in ((f"={clear}", "ok"), (f"=NOT({clear})", "look")):
        rule = {"type": "formula", "criteria": test}
        sheet.raw.conditional_format(5, 0, 5, 0, {**rule, "format": book.format(look)})
    for col, name in enumerate(("number", "what", "where", "mend")):
        sheet.put(head, col, texts[name], "head")
    for number in range(1, CalculationLayout.LINES + 1):
        row = head + number
        problem = calculation.problems.entry(number)
        shown_number = Live(
            f'IF({mend.formula}<{number},"",{number})', number if number <= int(mend.value) else ""
        )
        sheet.put(row, 0, shown_number, "cell")
        sheet.put(row, 1, problem["text"], "cell_wrap")
        sheet.raw.set_row(row, 31)
        sheet.put(row, 2, _link(calculation, problem["cell"]), "cell_link")
        sheet.put(row, 3, problem["fix"], "cell_wrap")
    last = head + CalculationLayout.LINES
    more = texts["more"].format(rows=CalculationLayout.LINES)
    sheet.put(
        last + 1,
        1,
        first_true(
            [
                (
                    Live(
                        f"{mend.formula}>{CalculationLayout.LINES}",
                        int(mend.value) > CalculationLayout.LINES,
                    ),
                    Live(quote(more), more),
                )
            ],
            Live('""', ""),
        ),
        "quiet",
    )
    sheet.raw.freeze_panes(head + 1, 0)
    sheet.page(last + 1, 3, footer=layout.spec.texts["footer_page"], repeat=(head, head))
    return sheet


def _write_other_line(
    sheet: SheetWriter, calculation: Calculation, events: EventCalculation, row: int
) -> None:
    """What is to be looked at on other sheets than Data; nothing while all is well."""
    texts = calculation.layout.spec.sheet("checks").texts
    waiting = other_matters(calculation, events)
    told = {"dates": sentence(texts["dates"], dates=waiting["dates"])}
    if "events" in waiting:
        rows, logs = unusable_rows(events), open_logs(calculation, events)
        told["events"] = sentence(texts["event_log"], rows=rows, logs=logs)
    nothing = Live('""', "")
    parts = {
        name: first_true(
            [(Live(f"{matter.formula}=0", not matter.value), nothing)],
            Live(f'{told[name].formula}&" "', f"{told[name].value} "),
        )
        for name, matter in waiting.items()
    }
    matters = Live(
        f"({'+'.join(matter.formula for matter in waiting.values())})",
        sum(int(matter.value) for matter in waiting.values()),
    )
    none = (Live(f"{matters.formula}=0", not matters.value), nothing)
    sheet.put(row, 0, first_true([none], matters), "cell")
    sheet.put(row, 1, sentence("".join(f"{{{name}}}" for name in parts), **parts), "cell_wrap")
    sheet.raw.set_row(row, 31 * len(parts))


def other_matters(calculation: Calculation, events: EventCalculation) -> dict[str, Live]:
    """How much there is to look at on other sheets than Data: "events" and "dates"."""
    found = {"dates": doubtful_dates(calculation)}
    if calculation.layout.event_rows:
        found = {"events": event_matters(calculation, events), **found}
    return found


def _link(calculation: Calculation, cell: Live) -> Live:
    """A link to the cell on Data, while there is something to mend."""
    layout = calculation.layout
    words = sentence(layout.spec.sheet("checks").texts["link"], cell=cell)
    target = f'"#{layout.data_sheet}!"&{cell.formula}'
    return Live(
        f'IF({cell.formula}="","",HYPERLINK({target},{words.formula}))',
        words.value if cell.value else "",
    )
