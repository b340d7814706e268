"""The sheet Start: what to send next, how things stand, four steps, and the metrics."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl import templates
from lcxl.cells.address import quoted
from lcxl.layout import START_FORM_ROW, PlacedBlock
from lcxl.metrics import shown, shown_formula
from lcxl.plan import Collaborative, Metric, Team
from lcxl.plan.wordings import only_in_first_words
from lcxl.sheets.blocks import write_form, write_steps
from lcxl.sheets.pages import Pages
from lcxl.sheets.reporting.calculation import Calculation
from lcxl.sheets.reporting.charts import chart_rows, event_chart_rows
from lcxl.sheets.reporting.checks import other_matters, to_mend
from lcxl.sheets.reporting.event_calculation import EventCalculation
from lcxl.sheets.reporting.event_reading import EventReading
from lcxl.sheets.reporting.next_step import at_month, next_steps
from lcxl.sheets.reporting.reading import planned, signal_word
from lcxl.words import filled, is_draft, joined, say
from lcxl.xl.live import Live, first_true, quote, sentence
from lcxl.xl.sheet import SheetWriter

__all__ = ["write"]

LAST_COL = 5
LINKS = ((6, 0), (6, 4), (6, 2), (5, 4))
"""Where links to the framed cells of Data stand, one for each of the first frequencies."""


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Write the sheet."""
    calculation, events = pages.of(Calculation), pages.of(EventCalculation)
    layout, plan = calculation.layout, calculation.plan
    texts = spec.texts
    sheet = pages.open(spec, LAST_COL)
    sheet.widths(spec.widths)
    _heading(sheet, 3, texts["next_heading"])
    sheet.put(4, 0, next_steps(calculation), "next_step")
    name, email = plan.contact_name, plan.contact_email
    contact = f"{name} ({email})" if name and email else name or email
    send = filled(texts["send_to"], contact=contact) if contact else texts["send_to_host"]
    sheet.put(5, 0, send, "line")
    sheet.raw.set_row(4, 24)
    for (row, col), link in zip(LINKS, _links_to_data(calculation), strict=False):
        sheet.put(row, col, link, "link")
    sheet.raw.set_row(6, 22)

    _heading(sheet, 7, texts["stand_heading"], last_col=1)
    _heading(sheet, 7, texts["team_heading"], first_col=3)
    row = 8
    for label, live in _standing(calculation, events):
        sheet.put(row, 0, label, "label")
        sheet.put(row, 1, live, "strong")
        row += 1
    _write_team(sheet, calculation, pages.of(Team))

    steps = spec.block("steps")
    _heading(sheet, 12, texts["steps_heading"])
    write_steps(sheet, _block(spec.name, steps, 13), layout.spec)
    _write_metrics(sheet, calculation, 18)
    row = 18 + 2 + len(calculation.metrics)
    for metric in layout.plan.event_metrics:
        _write_event_metric(sheet, calculation, events, metric, row)
        row += 1
    row += 1
    _heading(sheet, row, texts["sheets_heading"])
    write_steps(sheet, _block(spec.name, spec.block("more"), row + 1), layout.spec)
    row += 2 + len(spec.block("more").steps)
    if layout.case_rows:
        case_sheet = layout.spec.sheet("cases")
        sheet.link(row - 1, 0, case_sheet.name, case_sheet.name)
        sheet.put(row - 1, 1, texts["case_log"], "line")
        row += 1
    if layout.event_rows:
        event_sheet = layout.spec.sheet("events")
        sheet.link(row - 1, 0, event_sheet.name, event_sheet.name)
        sheet.put(row - 1, 1, texts["event_log"], "line")
        row += 1
    sheet.put(row, 0, texts["key_heading"], "label")
    sheet.put(row, 1, texts["key_input"], "input", locked=True)
    sheet.put(row, 2, texts["key_text"], "quiet")
    sheet.put(row + 1, 1, texts["works_with"], "quiet")
    for note in _notes_on_language(plan):
        row += 1
        sheet.put(row + 1, 1, note, "quiet")
    pages.page(sheet, row + 1, LAST_COL, one_page=True)


def _links_to_data(calculation: Calculation) -> Iterator[Live]:
    """To the first cell of the column that is framed on Data, of each frequency."""
    layout = calculation.layout
    for axis in layout.axes:
        progress = calculation.progress_of(axis)
        cell = progress.cell_to_type
        words = sentence(layout.spec.sheet("start").texts["go_to_period"], month=progress.told)
        target = f'"#{quoted(layout.data_sheet)}!"&{cell.formula}'
        yield Live(f"HYPERLINK({target},{words.formula})", words.value)


def _notes_on_language(plan: Collaborative) -> Iterator[str]:
    """That the translation is a draft, and which definitions are in the host's first language."""
    if is_draft():
        yield say("languages.draft_book")
    first = only_in_first_words(plan)
    if first:
        yield say("languages.first_words", metrics=joined(m.short_name for m in first))


def _heading(
    sheet: SheetWriter, row: int, text: str, first_col: int = 0, last_col: int = LAST_COL
) -> None:
    sheet.put(row, first_col, text, "heading")
    sheet.fill(row, first_col + 1, last_col, "rule")


def _block(sheet: str, block: object, row: int) -> PlacedBlock:
    return PlacedBlock(sheet, block, None, None, row, None, row, row)  # type: ignore[arg-type]


def _words(text: str) -> Live:
    return Live(quote(text), text)


def _standing(calculation: Calculation, events: EventCalculation) -> list[tuple[str, Live]]:
    """Months complete, earlier gaps, and what Checks finds."""
    texts = calculation.layout.spec.sheet("start").texts
    with_due = _with_due(calculation)
    gaps, mend = calculation.total("gaps"), to_mend(calculation)
    complete = calculation.total("complete")
    first_gap = at_month(calculation, "label", calculation.total("first_gap"))
    clear = (Live(f"{mend.formula}=0", mend.value == 0), _words(texts["checks_clear"]))
    checks = [clear]
    for name, matter in reversed(other_matters(calculation, events).items()):
        waits = Live(f"AND({clear[0].formula},{matter.formula}>0)",
                     bool(clear[0].value and matter.value))  # fmt: skip
        checks.insert(0, (waits, _words(texts[f"checks_{name}"])))
    done = sentence(texts["months_of"], n=complete, months=with_due)
    for one in calculation.others:
        own = "complete_" + next(iter(one.progress))
        named = filled(texts[own if own in texts else "complete_other"], months=_with_due(one))
        done = sentence(f"{{done}}; {named}", done=done, n=one.total("complete"))
    label = texts["months_complete" if calculation.layout.timelines[0].id == "" else "complete"]
    return [
        (label, done),
        (
            texts["gaps"],
            first_true(
                [(Live(f"{gaps.formula}=0", gaps.value == 0), _words(texts["gaps_none"]))],
                sentence(texts["gaps_some"], n=gaps, month=first_gap),
            ),
        ),
        (
            texts["checks"],
            first_true(checks, sentence(texts["checks_some"], n=mend)),
        ),
    ]


def _with_due(calculation: Calculation) -> int:
    """How many periods have a report."""
    return sum(int(v) > 0 for v in calculation.values_of("due_count"))


def _write_team(sheet: SheetWriter, calculation: Calculation, team: Team) -> None:
    layout = calculation.layout
    texts = layout.spec.sheet("start").texts
    sheet.put(START_FORM_ROW - 1, 3, texts["team_name"], "label")
    sheet.put(START_FORM_ROW - 1, 4, team.name, "strong")
    place = layout.blocks["reporter"]
    rows = next(iter(calculation.series.values())).filled.rows.get("reporter", ())
    write_form(sheet, place, rows[0] if rows else {}, {}, help_text=False)


def _write_metrics(sheet: SheetWriter, calculation: Calculation, row: int) -> None:
    layout = calculation.layout
    spec = layout.spec.sheet("start")
    texts = spec.texts
    _heading(sheet, row, texts["metrics_heading"])
    names = ("head", "tells", "latest", "goal", "direction", "signal")
    for col, name in enumerate(names):
        sheet.put(row + 1, col, texts["metric_" + name], "quiet")
    charts = layout.spec.sheet("charts").name
    anchors = chart_rows(calculation)
    for i, metric in enumerate(calculation.metrics):
        at, own = row + 2 + i, calculation.of(metric)
        sheet.link(
            at, 0, charts, f"{metric.id}  {metric.short_name}", cell=f"A{anchors[metric.id] + 1}"
        )
        sheet.put(at, 1, metric.name, "body")
        lines = -(-len(metric.name) // 36)
        sheet.raw.set_row(at, 16 * max(1, lines) + 2)
        sheet.put(at, 2, _latest(own, metric), "line")
        sheet.put(at, 3, _goal(metric, texts["no_goal"]), "line")
        sheet.put(at, 4, spec.words["direction"][metric.direction], "line")
        sheet.put(at, 5, signal_word(own, metric), "line")


def _write_event_metric(
    sheet: SheetWriter,
    calculation: Calculation,
    events: EventCalculation,
    metric: Metric,
    row: int,
) -> None:
    """A rare event in the list of metrics: its newest gap, and what its chart says."""
    layout = calculation.layout
    spec = layout.spec.sheet("start")
    at = f"A{event_chart_rows(calculation)[metric.id] + 1}"
    charts = layout.spec.sheet("charts").name
    sheet.link(row, 0, charts, f"{metric.id}  {metric.short_name}", cell=at)
    sheet.put(row, 1, metric.name, "body")
    sheet.raw.set_row(row, 16 * max(1, -(-len(metric.name) // 36)) + 2)
    reading = EventReading(events, metric)
    sheet.put(row, 2, reading.latest(spec.texts["no_value"]), "line")
    sheet.put(row, 3, _goal(metric, spec.texts["no_goal"]), "line")
    sheet.put(row, 4, spec.words["direction"][metric.direction], "line")
    sheet.put(row, 5, reading.word(), "line")


def _goal(metric: Metric, none: str) -> Live | str:
    """The goal beside the newest value, with the decimal sign that this has."""
    if metric.goal is None:
        return none
    return planned(metric, metric.goal)


def _latest(calculation: Calculation, metric: Metric) -> Live:
    texts = calculation.layout.spec.sheet("start").texts
    value = calculation.figure(metric.id, "value_now")
    latest = calculation.figure(metric.id, "latest")
    none = texts["no_value"]
    text = shown(metric, float(value.value)) if value.value != "" else ""
    return first_true(
        [(Live(f"{latest.formula}=0", latest.value == 0), _words(none))],
        sentence(
            "{value}, {month}",
            value=Live(shown_formula(metric, value.formula), text),
            month=calculation.month_label(latest),
        ),
    )
