"""The sheet Checks: what the host would ask, live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lcxl import templates
from lcxl.calculation_layout import CalculationLayout
from lcxl.cells.address import Range, absolute
from lcxl.sheets.pages import Pages
from lcxl.sheets.reporting.calculation import Calculation
from lcxl.sheets.reporting.date_checks import doubtful_dates
from lcxl.sheets.reporting.event_calculation import EventCalculation
from lcxl.sheets.reporting.event_checks import (
    doubtful_events,
    event_matters,
    open_logs,
    unusable_rows,
)
from lcxl.words import filled
from lcxl.xl.live import Live, first_true, quote, sentence
from lcxl.xl.sheet import SheetWriter

__all__ = ["other_matters", "to_mend", "write"]

LINES = CalculationLayout.LINES
LINES_OF_OTHERS = 12
"""Lines about periods shorter than months."""


def write(pages: Pages, spec: templates.Sheet) -> None:
    """What the host would ask, live; "Ready to send" only when nothing needs mending."""
    calculation, events = pages.of(Calculation), pages.of(EventCalculation)
    texts = spec.texts
    sheet = pages.open(spec, 3)
    sheet.widths(spec.widths)
    pages.heading(sheet, 4, texts["ready_heading"], 3)
    head = 7
    _write_other_line(sheet, calculation, events, head - 1)
    sheet.put(5, 0, _next_step(calculation, events, texts), "next_step")
    sheet.raw.set_row(5, 26)
    # On this sheet: a plain format may name no other one.
    step = LINES_OF_OTHERS + 3
    heads = [head + LINES + 3 + k * step for k in range(len(calculation.others))]
    firsts = [head - 1, head + 1, *(row + 1 for row in heads)]
    clear = "AND(" + ",".join(f'{absolute(row, 0)}=""' for row in firsts)
    clear += f",{absolute(5, 0)}<>{quote(texts['nothing_yet'])})"
    for test, look in ((f"={clear}", "ok"), (f"=NOT({clear})", "look")):
        rule = {"type": "formula", "criteria": test}
        sheet.raw.conditional_format(5, 0, 5, 0, {**rule, "format": pages.book.format(look)})
    for col, name in enumerate(("number", "what", "where", "mend")):
        sheet.put(head, col, texts[name], "head")
    last = _write_lines(sheet, calculation, head, LINES, texts["more"])
    for one, row in zip(calculation.others, heads, strict=True):
        own = "of_" + next(iter(one.progress))
        pages.heading(sheet, row, texts[own if own in texts else "of_other"], 3)
        last = _write_lines(sheet, one, row, LINES_OF_OTHERS, texts["more"])
    sheet.raw.freeze_panes(head + 1, 0)
    pages.page(sheet, last, 3, (head, head))


def _next_step(
    calculation: Calculation, events: EventCalculation, texts: Mapping[str, str]
) -> Live:
    """Whether the workbook is ready to send, and what is to be done before."""
    mend, errors = to_mend(calculation), _errors(calculation)
    none_left = Live(f"{mend.formula}=0", mend.value == 0)
    no_errors = Live(f"{errors.formula}=0", errors.value == 0)
    one_question = Live(
        f"AND({errors.formula}=0,{mend.formula}=1)", errors.value == 0 and mend.value == 1
    )
    elsewhere = [
        (
            Live(
                f"AND({none_left.formula},{matter.formula}>0)",
                bool(not mend.value and matter.value),
            ),
            Live(quote(texts[f"only_{name}"]), texts[f"only_{name}"]),
        )
        for name, matter in other_matters(calculation, events).items()
    ]
    blank = _is_blank(calculation)
    is_blank = Live(
        f"AND({none_left.formula},{blank.formula})", bool(none_left.value and blank.value)
    )
    cases = [
        *elsewhere,
        (is_blank, Live(quote(texts["nothing_yet"]), texts["nothing_yet"])),
        (none_left, Live(quote(texts["ready"]), texts["ready"])),
        (one_question, Live(quote(texts["only_questions_one"]), texts["only_questions_one"])),
        (no_errors, sentence(texts["only_questions"], n=mend)),
    ]
    return first_true(cases, sentence(texts["not_ready"], n=mend))


def _is_blank(calculation: Calculation) -> Live:
    """Whether nothing is typed on Data, where something is to be typed."""
    layout = calculation.layout
    begun, blocks = [one.total("begun") for one in calculation.every], []
    for axis in layout.axes:
        rows = [line.at for metric in axis.metrics for line in layout.lines_of(metric.id)]
        first, last = layout.place(axis, min(rows)), layout.place(axis, max(rows))
        blocks.append(Range(*first[:3], *last[3:]).reference)
    if not blocks:
        return Live("FALSE", False)
    counts = "+".join([*(f"COUNT({block})" for block in blocks), *(one.formula for one in begun)])
    pairs = (
        pair
        for of in calculation.every
        for one in of.series.values()
        for i in range(len(one.months))
        for pair in (one.entries(i), *one.parts(i))
    )
    has_number = any(isinstance(entry, int | float) for pair in pairs for entry in pair)
    return Live(f"{counts}=0", not has_number and not any(one.value for one in begun))


def to_mend(calculation: Calculation) -> Live:
    """How many entries of all periods are to be mended or answered."""
    return _sum([one.problems.count for one in calculation.every])


def _errors(calculation: Calculation) -> Live:
    """How many of them no reason can answer."""
    return _sum([one.problems.errors for one in calculation.every])


def _sum(counts: Sequence[Live]) -> Live:
    if len(counts) == 1:
        return counts[0]
    formula = "+".join(count.formula for count in counts)
    return Live(f"({formula})", sum(int(count.value) for count in counts))


def _write_lines(
    sheet: SheetWriter, calculation: Calculation, head: int, lines: int, more: str
) -> int:
    """A line for each problem, below them that there are more; gives the last row."""
    mend = calculation.problems.count
    for number in range(1, lines + 1):
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
    more = filled(more, rows=lines)
    too_many = Live(f"{mend.formula}>{lines}", int(mend.value) > lines)
    told = first_true([(too_many, Live(quote(more), more))], Live('""', ""))
    sheet.put(head + lines + 1, 1, told, "quiet")
    return head + lines + 1


def _write_other_line(
    sheet: SheetWriter, calculation: Calculation, events: EventCalculation, row: int
) -> None:
    """What is to be looked at on other sheets than Data; nothing while all is well."""
    texts = calculation.layout.spec.sheet("checks").texts
    waiting = other_matters(calculation, events)
    told = {"dates": sentence(texts["dates"], dates=waiting["dates"])}
    if "events" in waiting:
        told["events"] = sentence(
            texts["event_log"],
            rows=unusable_rows(events),
            doubts=doubtful_events(events),
            logs=open_logs(calculation, events),
        )
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
    sheet.raw.set_row(row, 31 + (76 if "events" in parts else 0))


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
