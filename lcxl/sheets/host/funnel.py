"""The sheet Funnel: targets, forecast, the funnel with its chart, exits and channels."""

from __future__ import annotations

from collections.abc import Mapping

from lcxl import templates
from lcxl.cells import Range, a1
from lcxl.plan.organisations import FUNNEL
from lcxl.sheets.block_cells import value_of
from lcxl.sheets.blocks import write_form
from lcxl.sheets.host.funnel_figures import (
    CONTACTED,
    ENROLLED,
    FUNNEL_SHEET,
    TODAY,
    Funnel,
    rounded,
)
from lcxl.sheets.host.tracker import Tracker
from lcxl.sheets.pages import Pages
from lcxl.words import locale, percent_format
from lcxl.words import number as in_decimals
from lcxl.xl.bars import insert_bars
from lcxl.xl.charts import Frame
from lcxl.xl.live import Live, counted, day_and_month, first_true, sentence, words
from lcxl.xl.sheet import SheetWriter

__all__ = ["write"]

NOTHING = Live('""', "")
CHART_SIZE = (520, 300)
CHART_COL = 6


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Write the sheet, and the hidden one with the figures behind it."""
    book, funnel = pages.book, pages.of(Tracker).funnel
    targets = pages.placed[spec.id]["targets"]
    last_col = len(spec.widths) - 1
    sheet = pages.open(spec, last_col)
    sheet.widths(spec.widths)
    _heading(sheet, targets.first_row - 1, targets.block.heading, last_col)
    write_form(sheet, targets, funnel.answers, {}, help_text=False)
    for i, field in enumerate(targets.block.fields):
        sheet.put(targets.first_row + i, 2, field.help, "quiet")
    share = targets.range("conversion")
    value = value_of(funnel.answers.get("conversion"))
    sheet.put(share.first_row, share.first_col, value, "input", num_format=percent_format())
    row = targets.last_row + 2
    _heading(sheet, row, spec.texts["forecast_heading"], last_col)
    for i, line in enumerate(_Forecast(funnel, spec.texts).lines()):
        row += 1
        sheet.put(row, 0, line, "line" if i else "strong")
    row = _write_stages(sheet, funnel, spec, row + 2)
    row = _write_exits(sheet, funnel, spec, row + 2)
    row = _write_channels(sheet, funnel, spec, row + 2)
    sheet.put(row + 1, 0, spec.texts["channels_note"], "quiet")
    pages.page(sheet, row + 1, last_col, one_page=True)
    hidden = book.sheet(FUNNEL_SHEET)
    for i, (name, live) in enumerate(funnel.figures.items()):
        hidden.put(i, 0, name, "machine")
        hidden.put(i, 1, live, "machine")
    book.name_formula(TODAY, "TODAY()")
    hidden.raw.protect("")
    hidden.raw.hide()


def _heading(sheet: SheetWriter, row: int, text: str, last_col: int) -> None:
    sheet.put(row, 0, text, "heading")
    sheet.fill(row, 1, last_col, "rule")


def _heads(sheet: SheetWriter, spec: templates.Sheet, block: str, row: int) -> None:
    sheet.heads(row, (field.heading for field in spec.block(block).fields))
    sheet.raw.set_row(row, 32)


def _percent(cell: str, share: float) -> Live:
    """A share in a cell, as a sentence shows it."""
    fixed = Live(f"FIXED({cell}*100,0,TRUE)", in_decimals(rounded(100 * share)))
    return sentence(locale().percent.replace("{n}", "{number}"), number=fixed)


class _Forecast:
    """The sentences about how far the recruiting will come."""

    def __init__(self, funnel: Funnel, texts: Mapping[str, str]) -> None:
        self.funnel, self.texts = funnel, texts
        self.share = _percent(self._cell("share"), self._number("share"))
        self.is_done = self._live("{teams}>={goal}", self._number("teams") >= self._number("goal"))
        self.none_new = self._live("{new}=0", self._number("new") == 0)

    def lines(self) -> list[Live]:
        """How many organisations are still needed, when they will be there, and for what."""
        return [self._approaches(), self._pace(), self._in_time(), self._minimum()]

    def _number(self, name: str) -> float:
        return float(self.funnel[name].value)

    def _cell(self, name: str) -> str:
        return self.funnel[name].formula

    def _day(self, name: str) -> Live:
        return day_and_month(self._cell(name), self.funnel.day(name))

    def _live(self, formula: str, value: bool) -> Live:
        """A test over figures, named in braces."""
        names = {name: self._cell(name) for name in self.funnel.figures if f"{{{name}}}" in formula}
        return Live(formula.format(**names), value)

    def _approaches(self) -> Live:
        f, texts = self.funnel, self.texts
        parts: dict[str, Live | str | int | float] = {
            "goal": f["goal"],
            "enrolled": counted("counts.enrolled", f["teams"]),
            "under_way": counted("counts.under_way", f["pending"]),
            "still_missing": counted("counts.the_teams", f["missing"]),
            "more": counted("counts.more_approaches", f["needed"]),
            "wanted": counted("counts.teams", f["goal"]),
            "pending": counted("counts.are", f["pending"]),
            "new": counted("counts.are", f["new"]),
        }
        return first_true(
            [
                (self.is_done, sentence(texts["reached_goal"], **parts)),
                (self.none_new, sentence(texts["enough"], share=self.share, **parts)),
            ],
            sentence(texts["need"], share=self.share, **parts),
        )

    def _pace(self) -> Live:
        f, texts = self.funnel, self.texts
        pace = float(f"{rounded(self._number('pace') * 10) / 10:g}")
        enough = sentence(
            texts["pace_enough"],
            days=counted("counts.days", f["days"]),
            goal=f["goal"],
            date=self._day("enrols"),
        )
        return first_true(
            [
                (self.is_done, words(texts["no_more"])),
                (self._live("{enrols}=0", self._number("enrols") == 0), words(texts["no_pace"])),
                (self.none_new, enough),
            ],
            sentence(
                texts["pace"],
                pace=Live(f"ROUND({self._cell('pace')},1)", pace),
                as_of=self._day("as_of"),
                last=self._day("last"),
                goal=f["goal"],
                date=self._day("enrols"),
            ),
        )

    def _in_time(self) -> Live:
        texts, signed = self.texts, self._day("signed")
        enrols, last = self._number("enrols"), self._number("signed")
        is_silent = bool(self.is_done.value) or enrols == 0
        return first_true(
            [
                (self._live("OR({teams}>={goal},{enrols}=0)", is_silent), NOTHING),
                (self._live("{signed}=0", last == 0), words(texts["no_kickoff"])),
                (
                    self._live("{enrols}<={signed}", enrols <= last),
                    sentence(texts["in_time"], signed=signed),
                ),
            ],
            sentence(texts["too_late"], signed=signed),
        )

    def _minimum(self) -> Live:
        minimum = counted("counts.teams", self.funnel["minimum"])
        below = self._number("teams") < self._number("minimum")
        test = self._live("{teams}<{minimum}", below)
        return first_true([(test, sentence(self.texts["below_minimum"], minimum=minimum))], NOTHING)


def _write_stages(sheet: SheetWriter, funnel: Funnel, spec: templates.Sheet, row: int) -> int:
    """The funnel's table and chart; the last row."""
    _heading(sheet, row, spec.texts["funnel_heading"], len(spec.widths) - 1)
    _heads(sheet, spec, "funnel", row + 1)
    first = row + 2
    counts = [funnel.stage_count(step) for step in range(1, len(FUNNEL) + 1)]
    for i, stage in enumerate(FUNNEL):
        at = first + i
        sheet.put(at, 0, templates.word_of("stage", stage), "row_label")
        sheet.put(at, 1, counts[i], "cell_number", num_format="0")
        for col, other in ((2, i - 1), (3, CONTACTED - 1)):
            known = other >= 0 and (col == 2 or i >= other)
            live = _share(a1(at, 1), a1(first + other, 1), counts[i], counts[other])
            sheet.put(at, col, live if known else None, "cell_number", num_format=percent_format())
        days = funnel.mean_days(i + 1) if i >= CONTACTED else None
        sheet.put(at, 4, days, "cell_number", num_format="0")
    last = first + len(FUNNEL) - 1
    insert_bars(
        sheet,
        Frame((row + 1, CHART_COL), CHART_SIZE, spec.texts["chart_alt"], spec.texts["chart_title"]),
        spec.texts["chart_name"],
        Range.column(spec.name, 0, first, last),
        Range.column(spec.name, 1, first, last),
        [float(live.value) for live in counts],
    )
    return last


def _write_exits(sheet: SheetWriter, funnel: Funnel, spec: templates.Sheet, row: int) -> int:
    _heading(sheet, row, spec.texts["exits_heading"], 4)
    _heads(sheet, spec, "exits", row + 1)
    row += 1
    for stage in templates.ids_of("stage"):
        if stage not in FUNNEL:
            row += 1
            sheet.put(row, 0, templates.word_of("stage", stage), "row_label")
            sheet.put(row, 1, funnel.at(stage), "cell_number", num_format="0")
    return row


def _write_channels(sheet: SheetWriter, funnel: Funnel, spec: templates.Sheet, row: int) -> int:
    _heading(sheet, row, spec.texts["channels_heading"], 4)
    _heads(sheet, spec, "channels", row + 1)
    row += 1
    published = templates.recruiting().yields
    for channel in templates.ids_of("channel"):
        row += 1
        counts = [funnel.channel_count(channel, step) for step in (CONTACTED, ENROLLED)]
        sheet.put(row, 0, templates.word_of("channel", channel), "row_label")
        for col, count in enumerate(counts, start=1):
            sheet.put(row, col, count, "cell_number", num_format="0")
        share = _share(a1(row, 2), a1(row, 1), counts[1], counts[0])
        sheet.put(row, 3, share, "cell_number", num_format=percent_format())
        sheet.put(row, 4, published.get(channel), "cell_number", num_format=percent_format(1))
    return row


def _share(part: str, whole: str, count: Live, of: Live) -> Live:
    value = float(count.value) / float(of.value) if of.value else ""
    return Live(f'IF({whole}>0,{part}/{whole},"")', value)
