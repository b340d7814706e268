"""The driver diagram on one page: plain cells whose borders follow what is typed on Drivers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from lcxl import templates
from lcxl.cells.address import a1, absolute
from lcxl.practice.tree import (
    COLUMNS,
    IDEA,
    IN_1,
    IN_2,
    METRIC,
    OUT_1,
    OUT_2,
    PRIMARY,
    SECONDARY,
    STUB,
    TEAMS,
    Look,
    Tree,
)
from lcxl.sheets.pages import Pages
from lcxl.sheets.planning.aim import aim_cell, is_empty
from lcxl.sheets.planning.behind import PlanningData, named_by, placed, write_behind
from lcxl.sheets.planning.diagram_formulas import IDEA_AT, P, Placed, S, line_cell, looks
from lcxl.words import day
from lcxl.xl.live import Live, first_true, quote, sentence, words
from lcxl.xl.sheet import SheetWriter

__all__ = ["FIRST_ROW", "write"]

WIDTHS = (3, 2.6, 30, 2.6, 2.6, 34, 2.6, 2.6, 50, 18, 16)
AIM_ROW, AIM_LINES, AIM_WIDTH = 4, 3, 120
"""The aim is broken into lines of so many characters, since no cell is as wide as the page."""
HEADS_ROW = AIM_ROW + AIM_LINES + 1
FIRST_ROW = HEADS_ROW + 1
GAP, LINE = 8, 32
"""Pixels of the row that carries only lines, and of the row with words."""
SPARE = 4
"""Lines that are printed beyond those in use."""
LEAST = 10
LOOKS = COLUMNS + 1
"""First of the hidden columns with the looks."""


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Write the diagram; the hidden sheet behind it is written at the end."""
    sheet, tables = pages.open(spec, COLUMNS - 1), placed(pages)
    sheet.widths(WIDTHS)
    _aim(pages, spec, sheet)
    texts, data = spec.texts, pages.of(PlanningData)
    heads = ((PRIMARY, "primary"), (SECONDARY, "secondary"), (IDEA, "ideas"))
    for col, name in (*heads, (METRIC, "metric"), (TEAMS, "tested")):
        sheet.put(HEADS_ROW, col, texts[name], "label")
    _trunk(sheet)
    note = texts["note"]
    if data.as_of:
        note += " " + texts["as_of"].replace("{day}", day(data.as_of))
    sheet.put(3, 0, note, "quiet")
    last = FIRST_ROW + 2 * tables.lines - 1
    for line in range(1, tables.lines + 1):
        row = FIRST_ROW + 2 * line - 2
        sheet.raw.set_row_pixels(row, GAP)
        sheet.raw.set_row_pixels(row + 1, LINE)
        _words(pages, sheet, tables, line)
    for at, col, look in looks(tables):
        sheet.put(FIRST_ROW + at, LOOKS + col, look, "machine")
    sheet.raw.set_column(LOOKS, LOOKS + COLUMNS - 1, None, None, {"hidden": True})
    for col, roles in _DRAWN.items():
        for shown_as, role in roles.items():
            _draw(sheet, col, shown_as, role, last)
    shown = max(LEAST, len(tables.tree.leaves) + SPARE)
    pages.at_end(lambda: write_behind(pages))
    pages.page(sheet, min(last, FIRST_ROW + 2 * shown - 1), COLUMNS - 1, one_page=True)


def _trunk(sheet: SheetWriter) -> None:
    """From the aim down to the first driver, if there is one."""
    begun = f"={_code(STUB, 0)}>{Look.NONE.value}"
    rule = {"type": "formula", "criteria": begun, "format": sheet.book.format("trunk_left")}
    sheet.raw.conditional_format(AIM_ROW + AIM_LINES, STUB, HEADS_ROW, STUB, rule)


class _Line(NamedTuple):
    """A line of the diagram, and where its words stand."""

    tables: Placed
    tree: Tree
    number: int

    def row(self, name: str) -> Mapping[str, object]:
        """The row of Drivers that the line shows; empty where there is none."""
        if self.number > len(self.tree.leaves):
            return {}
        leaf = self.tree.leaves[self.number - 1]
        at = {"primary": leaf.primary, "secondary": leaf.secondary, "ideas": leaf.idea}[name]
        rows = self.tables.padded(name)
        return rows[at - 1] if 0 < at <= len(rows) else {}

    def cell(self, name: str, field: str) -> str:
        """The formula of a cell of that row."""
        block = getattr(self.tables, name)
        col = {"primary": P, "secondary": S, "ideas": IDEA_AT}[name]
        return f"INDEX({block.range(field).reference},{line_cell(col, self.number)})"


def _words(pages: Pages, sheet: SheetWriter, tables: Placed, number: int) -> None:
    """The words of one line; the other cells have a format, so that their borders show."""
    texts, data = pages.texts("diagram"), pages.of(PlanningData)
    line = _Line(tables, tables.tree, number)
    row = FIRST_ROW + 2 * number - 1
    drawn = line.tree.looks(number)[1]
    for col, name, missing, role in (
        (PRIMARY, "primary", "no_primary", "node_strong"),
        (SECONDARY, "secondary", "no_secondary", "node"),
        (IDEA, "ideas", "no_idea", "node"),
    ):
        at = _code(col, 2 * number - 1)
        text = line.cell(name, "text")
        none = quote(texts[missing])
        formula = (
            f'IF({at}={Look.NODE.value},IF({text}="",{none},{text}),'
            f'IF({at}={Look.MISSING.value},{none},""))'
        )
        value = ""
        if drawn[col] == Look.NODE:
            value = str(line.row(name).get("text") or texts[missing])
        elif drawn[col] == Look.MISSING:
            value = texts[missing]
        sheet.put(row, col, Live(formula, value), role)
    idea, middle = line.row("ideas"), line.row("secondary")
    id_ = str(idea.get("id") or "").casefold()
    is_idea = drawn[IDEA] == Look.NODE
    named = named_by(data, line.cell("ideas", "id"))
    own = f'{line.cell("ideas", "metric")}&""'
    above = f'IF({line_cell(S, number)}=0,"",{line.cell("secondary", "metric")}&"")'
    shown = f'IF({named}<>"",{named},IF({own}<>"",{own},{above}))'
    value = data.named.get(id_) or str(idea.get("metric") or middle.get("metric") or "")
    for col, formula, text in (
        (METRIC, shown, value),
        (TEAMS, named_by(data, line.cell("ideas", "id"), teams=True), data.teams.get(id_, "")),
    ):
        here = f'IF({_code(col, 2 * number - 1)}={Look.NODE.value},{formula},"")'
        sheet.put(row, col, Live(here, text if is_idea else ""), "node_small")


def _aim(pages: Pages, spec: templates.Sheet, sheet: SheetWriter) -> None:
    """The aim in up to three lines across the page."""
    aim = first_true([(is_empty(pages), words(spec.texts["no_aim"]))], aim_cell(pages))
    aim = sentence(spec.texts["aim"], aim=aim)
    rest, value = aim.formula, str(aim.value)
    before: list[str] = []
    for i in range(AIM_LINES):
        row = AIM_ROW + i
        sheet.raw.set_row_pixels(row, 24)
        sheet.fill(row, 0, COLUMNS - 1, "band")
        shown, left = _broken(rest, value, is_last=i == AIM_LINES - 1)
        sheet.put(row, PRIMARY, shown, "band")
        before.append(f"LEN({a1(row, PRIMARY)})")
        rest, value = f"TRIM(MID({aim.formula},{'+'.join(before)}+{len(before)},700))", left


def _broken(text: str, value: str, is_last: bool) -> tuple[Live, str]:
    """The first line of a text, up to a space, and the rest of it."""
    cut = f"LEFT({text},{AIM_WIDTH})"
    spaces = f'LEN({cut})-LEN(SUBSTITUTE({cut}," ",""))'
    at = f'FIND("|",SUBSTITUTE({cut}," ","|",{spaces}))'
    line = f"IFERROR(LEFT({cut},{at}-1),{cut})"
    more = '&"…"' if is_last else ""
    formula = f"IF(LEN({text})<={AIM_WIDTH},{text},{line}{more})"
    if len(value) <= AIM_WIDTH:
        return Live(formula, value), ""
    head = value[:AIM_WIDTH]
    first = head[: head.rindex(" ")] if " " in head else head
    rest = " ".join(value[len(first) :].split())
    return Live(formula, first + ("…" if is_last else "")), rest


def _code(col: int, row: int) -> str:
    """The cell with the look of a cell of the diagram, counted from its first row (0)."""
    return absolute(FIRST_ROW + row, LOOKS + col)


def _draw(sheet: SheetWriter, col: int, look: Look, role: str, last: int) -> None:
    """One look of a column as a conditional format."""
    rule = {
        "type": "formula",
        "criteria": f"={_code(col, 0).replace('$', '')}={look.value}",
        "format": sheet.book.format(role),
    }
    sheet.raw.conditional_format(FIRST_ROW, col, last, col, rule)


_TRUNK = {Look.LEFT: "trunk_left", Look.BOTTOM: "trunk_bottom", Look.CORNER: "trunk_corner"}
_BRANCH = {Look.LEFT: "branch_left", Look.BOTTOM: "branch_bottom", Look.CORNER: "branch_corner"}
_DRAWN: Mapping[int, Mapping[Look, str]] = {
    STUB: _TRUNK,
    PRIMARY: {Look.NODE: "node_primary", Look.MISSING: "node_missing"},
    OUT_1: _BRANCH,
    IN_1: _BRANCH,
    SECONDARY: {
        Look.NODE: "node_secondary",
        Look.BOTTOM: "branch_bottom",
        Look.MISSING: "node_missing",
    },
    OUT_2: _BRANCH,
    IN_2: _BRANCH,
    IDEA: {Look.NODE: "node_idea", Look.MISSING: "node_missing"},
    METRIC: {Look.NODE: "node_quiet"},
    TEAMS: {Look.NODE: "node_quiet"},
}
"""Column -> the style role that is drawn for each look."""
