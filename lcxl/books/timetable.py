"""timetable.xlsx: every date as a formula of the kickoff, and what the host typed beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lcxl import templates
from lcxl.cells import Book, Range, a1
from lcxl.keep.dates_sent import DATES, dates_told, todays_keys
from lcxl.keep.timetable import (
    DAYS_OFF,
    TIMETABLE,
    YEARS_AFTER,
    YEARS_BEFORE,
    Line,
    TimetableEdits,
    listed_days,
)
from lcxl.keep.typed import Old, Rebuilt, rebuilt
from lcxl.layout import BACK_ROW, FIRST_BLOCK_ROW, PlacedBlock, place_blocks
from lcxl.plan import Collaborative
from lcxl.plan.dates import WEEKDAYS, add_months, month_of, serial
from lcxl.plan.timetable import Item, Timetable
from lcxl.sheets.blocks import list_ranges, write_block_sheet, write_form
from lcxl.sheets.host.gantt_sheet import write_gantt_sheet
from lcxl.sheets.host.timetable_formulas import DateFormulas, month_formula
from lcxl.sheets.machine import write_machine_sheet
from lcxl.xl.beside import NOTHING_BESIDE, Beside
from lcxl.xl.book import BookWriter, SheetWriter
from lcxl.xl.inputs import field_rule
from lcxl.xl.live import Live, month_and_year, quote, sentence

__all__ = ["AS_OF", "SPARE_LINES", "build_timetable", "rebuild_timetable"]

AS_OF = "as_of"
SPARE_LINES = 30
"""Empty lines for the host at the end."""
SOON_DAYS = 14
EVENTS = ("session", "action period", "call", "reminder", "message", "report")
"""Kinds that take place on their day: afterwards they are past, never overdue."""
DATE = "ddd d mmm yyyy"
LEAST_DAYS = 2
"""Rows of the list of days off, even of an empty one: what a formula makes of a single blank
cell differs from program to program."""
MAIN = ("milestone", "session", "report")
"""Kinds whose lines stand out."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the sheet: an item of the plan, or a line of the host's own."""

    item: Item | None
    line: Line
    day: date | None
    planned: date | None


def rebuild_timetable(
    plan: Collaborative, timetable: Timetable, edits: TimetableEdits, old: Book | None = None
) -> Rebuilt:
    """The workbook, with what the host put into the one whose place it takes.

    Raises:
        Unreadable: a part of the old one is broken.
    """
    place = old and old.anchors.get("days.day")
    name = place.sheet if place else templates.workbook("timetable").sheet("days_off").name
    done = {(name, day.row, col) for day in edits.days for col in range(3)}
    keys = todays_keys(old, timetable) if old else {}
    olds = [Old(old, TIMETABLE, done, keys=keys, given=edits.given)] if old else []
    return rebuilt(olds, lambda beside: build_timetable(plan, timetable, edits, beside))


def build_timetable(
    plan: Collaborative,
    timetable: Timetable,
    edits: TimetableEdits,
    beside: Beside = NOTHING_BESIDE,
) -> bytes:
    """The workbook, with what somebody put beside lcxl's own cells."""
    spec = templates.workbook("timetable")
    book = BookWriter(spec.title.format(title=plan.title), spec.subject, plan.host)
    writer = _Writer(book, spec, plan, timetable, edits)
    lists = list_ranges(spec)
    far = {key: place.reference for key, place in writer.cells.items()}
    formulas = DateFormulas(plan.calendar, far, writer.moved)
    context = {"title": plan.title}
    for sheet in spec.sheets:
        if sheet.writer == "timetable":
            writer.write_lines(sheet, lists)
        elif sheet.writer == "gantt":
            write_gantt_sheet(
                book, spec, plan, timetable, edits, writer.columns, writer.cells, formulas
            )
        elif sheet.writer == "days_off":
            writer.write_days_off(sheet)
        else:
            footer = spec.texts["footer_page"]
            write_block_sheet(book, spec, sheet, lists, context, {}, footer)
    data = {
        "workbook": spec.id,
        "layout_version": str(spec.version),
        "collaborative_id": plan.id,
        "kickoff": plan.calendar.kickoff.isoformat(),
        "own_lines": str(edits.own_lines),
        DATES: dates_told(timetable),
    }
    write_machine_sheet(book, data, writer.anchors())
    return book.finish(beside)


class _Writer:
    def __init__(
        self,
        book: BookWriter,
        spec: templates.Workbook,
        plan: Collaborative,
        timetable: Timetable,
        edits: TimetableEdits,
    ) -> None:
        self.book, self.spec, self.plan = book, spec, plan
        self.timetable, self.edits = timetable, edits
        self.rows = _in_order(timetable, edits)
        sheet = spec.sheet("timetable")
        placed = place_blocks(sheet, {"lines": len(self.rows) + SPARE_LINES})
        self.form, self.table = placed["dates"], placed["lines"]
        self.columns = {f.id: self.table.range(f.id) for f in self.table.block.fields}
        first = self.table.first_row
        self.cells = {
            row.item.key: Range.cell(sheet.name, first + i, self.columns["date"].first_col)
            for i, row in enumerate(self.rows)
            if row.item is not None
        }
        self.closed = listed_days(plan)
        self.days = self._place_days()
        self.moved = self._moved_place()
        local = {key: place.local for key, place in self.cells.items()}
        self.formulas = DateFormulas(plan.calendar, local, self.moved)

    def anchors(self) -> dict[str, Range]:
        """Key and place of everything that is read again."""
        days = (anchor for place in self.days.values() for anchor in place.anchors())
        return dict((*self.form.anchors(), *self.table.anchors(), *days))

    def write_lines(self, spec: templates.Sheet, lists: dict[str, Range]) -> None:
        """The sheet Timetable."""
        sheet, table = self.book.sheet(spec.name), self.table
        fields = table.block.fields
        last_col = len(fields) - 1
        sheet.widths([f.width for f in fields])
        sheet.title(spec.title, spec.subtitle.format(title=self.plan.title), last_col)
        sheet.link(BACK_ROW, 0, self.spec.sheets[0].name, self.spec.texts["back"])
        calendar = self.plan.calendar
        answers = {"kickoff": calendar.kickoff, "as_of": self.edits.as_of}
        write_form(sheet, self.form, answers, {}, help_text=False)
        for i, field in enumerate(self.form.block.fields):
            sheet.put(self.form.first_row + i, 3, field.help, "quiet")
            self.book.name(field.id, self.form.range(field.id))
        for col, field in enumerate(fields):
            sheet.put(table.head_row, col, field.heading, "head")
        spare = Row(None, Line(), None, None)
        rows = [*self.rows, *[spare] * SPARE_LINES]
        for i, row in enumerate(rows):
            self._write_line(sheet, spec, table.first_row + i, row)
        for field in fields:
            if field.type != "shown":
                place = table.range(field.id)
                sheet.validate(place, field_rule(field, lists), field.heading, field.help)
        self._colour_states(sheet, spec)
        sheet.raw.autofilter(table.head_row, 0, table.last_row, last_col)
        sheet.raw.freeze_panes(table.first_row, 4)
        sheet.page(
            table.first_row + len(self.rows) - 1,
            self.columns["notes"].first_col,
            footer=self.spec.texts["footer_page"],
            repeat=(table.head_row, table.head_row),
            filters=True,
        )

    def _write_line(self, sheet: SheetWriter, spec: templates.Sheet, at: int, row: Row) -> None:
        col = {name: place.first_col for name, place in self.columns.items()}
        cell = {name: a1(at, c) for name, c in col.items()}
        item, line, day = row.item, row.line, row.day

        def put(
            name: str, value: Live | str | date | None, role: str, **changes: str | bool
        ) -> None:
            sheet.put(at, col[name], value, role, **changes)

        if item is None:
            put("key", line.key, "row_text")
            put("phase", None, "row_text")
            is_used = bool(line.what)
            put("kind", Live(f'IF({cell["what"]}="","",{quote(spec.texts["own"])})',
                             spec.texts["own"] if is_used else ""), "row_text")  # fmt: skip
            put("what", line.what, "input", num_format="@")
            put("planned", line.last, "computed", num_format=DATE)
            other = f'IF(ISNUMBER({cell["planned"]}),{cell["planned"]},"")'
        else:
            put("key", item.key, "row_text")
            put("phase", item.phase, "row_text")
            put("kind", item.kind, "row_text")
            put("what", self._words(item), "row_label" if item.kind in MAIN else "row_text")
            planned = Live(self.formulas.of(item.timing), _shown(row.planned))
            put("planned", planned, "computed", num_format=DATE, align="left")
            put("role", item.role, "row_text")
            put("deliverable", item.deliverable, "row_text")
            other = cell["planned"]
        if item is not None and item.is_fixed:
            put("moved", line.moved, "closed", num_format="d mmm yyyy")
            formula = other
        else:
            put("moved", line.moved, "input", num_format="d mmm yyyy")
            formula = f"IF(ISNUMBER({cell['moved']}),{cell['moved']},{other})"
        put(
            "date", Live(formula, _shown(day)), "computed", num_format=DATE, bold=True, align="left"
        )
        put("state", self._state(spec, row, cell), "row_text")
        put("status", line.status, "input", num_format="@")
        put("owner", line.owner, "input", num_format="@")
        put("notes", line.notes, "input_wrap", num_format="@")

    def _words(self, item: Item) -> Live | str:
        if item.month is None:
            return item.what
        month = add_months(self.plan.calendar.start, item.month)
        return sentence(item.what, month=month_and_year(month_formula(item.month), month))

    def _state(self, spec: templates.Sheet, row: Row, cell: dict[str, str]) -> Live:
        words, as_of, day = spec.texts, self.edits.as_of, row.day
        is_event = row.item is not None and row.item.kind in EVENTS
        over, still = ("past", "planned") if is_event else ("overdue", "open")
        said = row.line.status.casefold()
        if said in (words["done"], words["not_needed"]):
            state = said
        elif day is None:
            state = ""
        elif as_of is None or day > as_of + timedelta(days=SOON_DAYS):
            state = words[still]
        else:
            state = words[over] if day < as_of else words["soon"]
        date_cell, status = cell["date"], cell["status"]
        by_day = (
            f"IF({date_cell}<{AS_OF},{quote(words[over])},"
            f"IF({date_cell}<={AS_OF}+{SOON_DAYS},{quote(words['soon'])},{quote(words[still])}))"
        )
        return Live(
            f"IF(OR({status}={quote(words['done'])},{status}={quote(words['not_needed'])}),"
            f"LOWER({status}),"
            f'IF(ISNUMBER({date_cell}),IF(ISNUMBER({AS_OF}),{by_day},{quote(words[still])}),""))',
            state,
        )

    def _colour_states(self, sheet: SheetWriter, spec: templates.Sheet) -> None:
        """Colours, and by today's date words too, so that no cell changes by itself."""
        words, table = spec.texts, self.table
        state, day = (
            "$" + a1(table.first_row, self.columns[n].first_col) for n in ("state", "date")
        )
        now = f"NOT(ISNUMBER({AS_OF}))"
        still, events = (f"{state}={quote(words[n])}" for n in ("open", "planned"))
        rules = [
            (f"{state}={quote(words['overdue'])}", "error", ""),
            (f"AND({now},{still},{day}<TODAY())", "error", "overdue"),
            (f"AND({now},{events},{day}<TODAY())", "past", "past"),
            (f"{state}={quote(words['soon'])}", "look", ""),
            (
                f"AND({now},OR({still},{events}),{day}<=TODAY()+{SOON_DAYS})",
                "look",
                "soon",
            ),
            (f"{state}={quote(words['done'])}", "ok", ""),
        ]
        place = self.columns["state"]
        for formula, role, word in rules:
            look = {"num_format": f'General;General;General;"{words[word]}"'} if word else {}
            sheet.raw.conditional_format(
                place.first_row,
                place.first_col,
                place.last_row,
                place.last_col,
                {
                    "type": "formula",
                    "criteria": "=" + formula,
                    "format": self.book.format(role, **look),
                    "stop_if_true": True,
                },
            )

    def _place_days(self) -> dict[str, PlacedBlock]:
        """The tables of the sheet Days off that have rows, and the list of days."""
        spec = self.spec.sheet("days_off")
        lengths = {
            "days": max(LEAST_DAYS, len(self.closed)),
            "added": len(self.edits.days),
            "moved": len(self.plan.calendar.due_dates),
        }
        placed: dict[str, PlacedBlock] = {}
        row = FIRST_BLOCK_ROW
        for block in spec.blocks:
            length = lengths[block.id]
            if length:
                first = row + 2
                placed[block.id] = PlacedBlock(
                    spec.name, block, row, None, row + 1, None, first, first + length - 1
                )
                row = first + length + 1
        return placed

    def _moved_place(self) -> tuple[Range, Range] | None:
        """Months and days of the due dates that the host moved, on the sheet Days off."""
        place = self.days.get("moved")
        return (place.range("month"), place.range("due")) if place else None

    def write_days_off(self, spec: templates.Sheet) -> None:
        """The sheet Days off; the column of days has the name that formulas use."""
        sheet, words, calendar = self.book.sheet(spec.name), spec.texts, self.plan.calendar
        sheet.widths(spec.widths)
        sheet.title(spec.title, spec.subtitle, 2)
        sheet.link(BACK_ROW, 0, self.spec.sheets[0].name, self.spec.texts["back"])
        years = {
            "first": calendar.kickoff.year - YEARS_BEFORE,
            "last": calendar.end.year + YEARS_AFTER,
        }
        for name, place in self.days.items():
            heads = [field.heading for field in place.block.fields]
            heading = words[f"{name}_heading"].format_map(years)
            self._heads(sheet, place.head_row - 1, heading, heads)
        list_of_days = self.days["days"]
        for i, (day, name) in enumerate(self.closed.items()):
            row = list_of_days.first_row + i
            sheet.put(row, 0, day, "cell", num_format="d mmm yyyy", align="left")
            sheet.put(row, 1, WEEKDAYS[day.weekday()], "cell")
            sheet.put(row, 2, name, "cell")
        if not self.closed:
            sheet.put(list_of_days.first_row, 2, words["none"], "cell")
        self.book.name(DAYS_OFF, list_of_days.range("day"))
        for i, added in enumerate(self.edits.days):
            row = self.days["added"].first_row + i
            sheet.put(row, 0, added.day, "input", num_format="d mmm yyyy")
            sheet.put(row, 1, added.weekday, "input", num_format="@")
            sheet.put(row, 2, added.name, "input", num_format="@")
        for i, moved in enumerate(calendar.due_dates):
            row = self.days["moved"].first_row + i
            sheet.put(row, 0, month_of(moved.month), "cell", num_format="mmm yyyy", align="left")
            sheet.put(row, 1, moved.due, "cell", num_format="d mmm yyyy", align="left")
            sheet.put(row, 2, moved.reason, "cell")
        last = max(place.last_row for place in self.days.values())
        sheet.page(last, 2, footer=self.spec.texts["footer_page"], portrait=True)

    def _heads(self, sheet: SheetWriter, row: int, heading: str, heads: Sequence[str]) -> None:
        sheet.put(row, 0, heading, "heading")
        sheet.fill(row, 1, len(heads) - 1, "rule")
        for col, text in enumerate(heads):
            sheet.put(row + 1, col, text, "head")


def _in_order(timetable: Timetable, edits: TimetableEdits) -> list[Row]:
    """Lines of the plan and of the host by date; those without one last."""
    rows = [
        Row(item, edits.line(item), timetable.dates[item.key], timetable.planned[item.key])
        for item in timetable.items
    ]
    for line in edits.own:
        day = line.moved if isinstance(line.moved, date) else line.last
        rows.append(Row(None, line, day, line.last))
    return sorted(rows, key=lambda row: row.day or date.max)


def _shown(day: date | None) -> float | str:
    return serial(day) if day else ""
