"""The sheet Checks: what the host would ask, live."""

from __future__ import annotations

from lcxl import templates
from lcxl.calculation_layout import CalculationLayout
from lcxl.cells.address import absolute
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
from lcxl.xl.book import SheetWriter
from lcxl.xl.live import Live, first_true, quote, sentence

__all__ = ["other_matters", "write"]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """What the host would ask, live; "Ready to send" only when nothing needs mending."""
    calculation, events = pages.of(Calculation), pages.of(EventCalculation)
    texts = spec.texts
    sheet = pages.open(spec, 3)
    sheet.widths(spec.widths)
    pages.heading(sheet, 4, texts["ready_heading"], 3)
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
        sheet.raw.conditional_format(5, 0, 5, 0, {**rule, "format": pages.book.format(look)})
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
    more = filled(texts["more"], rows=CalculationLayout.LINES)
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
    pages.page(sheet, last + 1, 3, (head, head))


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
