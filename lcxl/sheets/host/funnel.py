"""The sheet Funnel: targets, forecast, the funnel with its chart, exits and channels."""

from __future__ import annotations

from collections.abc import Mapping

from lcxl import templates
from lcxl.cells import Range, a1
from lcxl.plan.organisations import FUNNEL
from lcxl.sheets.blocks import write_form
from lcxl.sheets.host.funnel_figures import CONTACTED, ENROLLED, FUNNEL_SHEET, Funnel, rounded
from lcxl.sheets.host.tracker import Tracker
from lcxl.sheets.pages import Pages
from lcxl.words import locale, percent_format
from lcxl.words import number as in_decimals
from lcxl.xl.book import SheetWriter
from lcxl.xl.charts import insert_bars
from lcxl.xl.live import Live, counted, day_and_month, first_true, sentence, words

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
    value = funnel.answers.get("conversion")
    sheet.put(share.first_row, share.first_col, value, "input", num_format=percent_format())
    row = targets.last_row + 2
    _heading(sheet, row, spec.texts["forecast_heading"], last_col)
    for i, line in enumerate(_forecast(funnel, spec.texts)):
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
    hidden.raw.protect("")
    hidden.raw.hide()


def _heading(sheet: SheetWriter, row: int, text: str, last_col: int) -> None:
    sheet.put(row, 0, text, "heading")
    sheet.fill(row, 1, last_col, "rule")


def _heads(sheet: SheetWriter, spec: templates.Sheet, block: str, row: int) -> None:
    for col, field in enumerate(spec.block(block).fields):
        sheet.put(row, col, field.heading, "head")
    sheet.raw.set_row(row, 32)


def _percent(cell: str, share: float) -> Live:
    """A share in a cell, as a sentence shows it."""
    fixed = Live(f"FIXED({cell}*100,0,TRUE)", in_decimals(rounded(100 * share)))
    return sentence(locale().percent.replace("{n}", "{number}"), number=fixed)


def _forecast(f: Funnel, texts: Mapping[str, str]) -> list[Live]:
    def is_true(formula: str, value: bool) -> Live:
        return Live(formula, value)

    def number(name: str) -> float:
        return float(f[name].value)

    def day(name: str) -> Live:
        return day_and_month(f[name].formula, f.day(name))

    def cell(name: str) -> str:
        return f[name].formula

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
    share = _percent(cell("share"), number("share"))
    done = is_true(f"{cell('teams')}>={cell('goal')}", number("teams") >= number("goal"))
    none_new = is_true(f"{cell('new')}=0", number("new") == 0)
    dates = {name: day(name) for name in ("last", "as_of", "enrols", "signed")}
    pace = Live(f"ROUND({cell('pace')},1)", float(f"{rounded(number('pace') * 10) / 10:g}"))
    by = is_true(f"{cell('enrols')}<={cell('signed')}", number("enrols") <= number("signed"))
    return [
        first_true(
            [
                (done, sentence(texts["reached_goal"], **parts)),
                (none_new, sentence(texts["enough"], share=share, **parts)),
            ],
            sentence(texts["need"], share=share, **parts),
        ),
        first_true(
            [
                (done, words(texts["no_more"])),
                (
                    is_true(f"{cell('enrols')}=0", number("enrols") == 0),
                    words(texts["no_pace"]),
                ),
                (
                    none_new,
                    sentence(
                        texts["pace_enough"],
                        days=counted("counts.days", f["days"]),
                        goal=f["goal"],
                        date=dates["enrols"],
                    ),
                ),
            ],
            sentence(
                texts["pace"],
                pace=pace,
                as_of=dates["as_of"],
                last=dates["last"],
                goal=f["goal"],
                date=dates["enrols"],
            ),
        ),
        first_true(
            [
                (
                    is_true(
                        f"OR({done.formula},{cell('enrols')}=0)",
                        bool(done.value) or number("enrols") == 0,
                    ),
                    NOTHING,
                ),
                (
                    is_true(f"{cell('signed')}=0", number("signed") == 0),
                    words(texts["no_kickoff"]),
                ),
                (by, sentence(texts["in_time"], signed=dates["signed"])),
            ],
            sentence(texts["too_late"], signed=dates["signed"]),
        ),
        first_true(
            [
                (
                    is_true(
                        f"{cell('teams')}<{cell('minimum')}",
                        number("teams") < number("minimum"),
                    ),
                    sentence(texts["below_minimum"], minimum=counted("counts.teams", f["minimum"])),
                )
            ],
            NOTHING,
        ),
    ]


def _write_stages(sheet: SheetWriter, funnel: Funnel, spec: templates.Sheet, row: int) -> int:
    """The funnel's table and chart; the last row."""
    _heading(sheet, row, spec.texts["funnel_heading"], len(spec.widths) - 1)
    _heads(sheet, spec, "funnel", row + 1)
    first = row + 2
    counts = [funnel.stage_count(step) for step in range(1, len(FUNNEL) + 1)]
    for i, stage in enumerate(FUNNEL):
        at = first + i
        sheet.put(at, 0, templates.word_of("stage", stage).replace("_", " "), "row_label")
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
        sheet.book,
        (row + 1, CHART_COL),
        CHART_SIZE,
        title=spec.texts["chart_title"],
        alt_text=spec.texts["chart_alt"],
        name=spec.texts["chart_name"],
        labels=Range.column(spec.name, 0, first, last),
        place=Range.column(spec.name, 1, first, last),
        values=[float(live.value) for live in counts],
    )
    return last


def _write_exits(sheet: SheetWriter, funnel: Funnel, spec: templates.Sheet, row: int) -> int:
    _heading(sheet, row, spec.texts["exits_heading"], 4)
    _heads(sheet, spec, "exits", row + 1)
    row += 1
    for stage in templates.ids_of("stage"):
        if stage not in FUNNEL:
            row += 1
            sheet.put(row, 0, templates.word_of("stage", stage).replace("_", " "), "row_label")
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
