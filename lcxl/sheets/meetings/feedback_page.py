"""The sheet Feedback page: how each session was rated, and what people said of one of them."""

from __future__ import annotations

from functools import partial

from lcxl import templates
from lcxl.plan.survey import FEWEST, Rating, rating
from lcxl.practice.schedule import Meeting, Schedule
from lcxl.sheets.block_cells import BlockCells
from lcxl.sheets.blocks import write_form
from lcxl.sheets.hidden import hidden_of, pick
from lcxl.sheets.pages import Pages
from lcxl.words import filled, number
from lcxl.xl.live import Live, first_true, sentence, words
from lcxl.xl.sheet import SheetWriter

__all__ = ["write"]

SHOWN = 10
"""Answers that the page has room for."""
SCALE = (5, 4, 3, 2, 1)
LONGEST_BAR = 20
BAR_ROW, HEAD_ROW, QUOTE_ROW = 64.0, 34.0, 48.0
QUOTED = ("s2", "s3", "s4", "s5")


def write(pages: Pages, spec: templates.Sheet) -> None:
    """A row for each session, then the answers about the chosen one."""
    last_col = len(spec.widths) - 1
    sheet = pages.open(spec, last_col)
    sheet.widths(spec.widths)
    form, answers = BlockCells(pages, "feedback_page"), BlockCells(pages, "answers")
    write_form(sheet, form.place, form.rows[0] if form.rows else {}, pages.lists, False)
    row = form.place.last_row + 2
    heads = ("session", "answered", "mean", "read")
    for col, name in enumerate(heads):
        sheet.put(row, col, spec.texts[f"head_{name}"], "head")
    for one in pages.of(Schedule).sessions:
        row += 1
        _write_session(pages, sheet, row, spec, one)
    row += 2
    chosen = form.live("session")
    quotes = sentence(spec.texts["quotes"], session=chosen)
    sheet.put(row, 0, quotes, "heading")
    sheet.fill(row, 1, last_col, "rule")
    fields = {f.id: f.heading for f in answers.place.block.fields}
    for col, name in enumerate(QUOTED):
        sheet.put(row + 1, col, fields[name], "head")
    sheet.raw.set_row(row + 1, HEAD_ROW)
    last = _write_answers(pages, sheet, row + 2, chosen)
    sheet.put(last + 1, 0, _more(spec, chosen, answers), "quiet")
    pages.page(sheet, last + 1, last_col, one_page=True)


def _write_session(
    pages: Pages, sheet: SheetWriter, row: int, spec: templates.Sheet, meeting: Meeting
) -> None:
    answers, present = BlockCells(pages, "answers"), BlockCells(pages, "present")
    found = rating(answers.rows, present.rows, meeting.key)
    key = f'"{meeting.key}"'
    sessions, scores = answers.reference("session"), answers.reference("score")
    came = Live(
        f"SUMIFS({present.reference('people')},{present.reference('id')},{key})", found.present
    )
    answered = Live(f"COUNTIF({sessions},{key})", found.answered)
    counts = {
        n: Live(f"COUNTIFS({sessions},{key},{scores},{n})", found.counts[n - 1]) for n in SCALE
    }
    sheet.put(row, 0, f"{meeting.key}  {meeting.what}", "cell_wrap")
    known = Live(f"{came.formula}>0", found.present > 0)
    of = sentence(spec.texts["answered_of"], n=answered, present=came)
    plain = sentence(spec.texts["answered"], n=answered)
    sheet.put(row, 1, first_true([(known, of)], plain), "cell_wrap")
    sheet.put(row, 2, _mean(spec, found, counts, (sessions, scores, key)), "cell_wrap")
    sheet.put(row, 3, _bars(counts), "cell_wrap", font_size=9)
    sheet.raw.set_row(row, BAR_ROW)


def _mean(
    spec: templates.Sheet, found: Rating, counts: dict[int, Live], places: tuple[str, str, str]
) -> Live:
    """The mean of enough answers, with one decimal, and how many were low."""
    sessions, scores, key = places
    rated = "+".join(live.formula for live in counts.values())
    low = Live(f"({counts[1].formula}+{counts[2].formula})", found.low)
    mean = Live(
        f'FIXED(AVERAGEIFS({scores},{sessions},{key},{scores},">0"),1)',
        "" if found.mean is None else number(found.mean, 1),
    )
    none = Live(f"{rated}=0", found.rated == 0)
    few = Live(f"{rated}<{FEWEST}", found.rated < FEWEST)
    too_few = words(filled(spec.texts["too_few"], least=FEWEST))
    said = sentence(spec.texts["mean"], mean=mean, low=low)
    return first_true([(none, words("")), (few, too_few)], said)


def _bars(counts: dict[int, Live]) -> Live:
    """A bar for each number of the scale, one above the other, in one cell."""
    largest = max([LONGEST_BAR, *(int(live.value) for live in counts.values())])
    highest = ",".join(live.formula for live in counts.values())
    formulas, shown = [], []
    for n, live in counts.items():
        length = f"ROUND({LONGEST_BAR}*{live.formula}/MAX({LONGEST_BAR},{highest}),0)"
        formulas.append(f'"{n} "&REPT("■",{length})&" "&{live.formula}')
        bar = "■" * int(LONGEST_BAR * int(live.value) / largest + 0.5)
        shown.append(f"{n} {bar} {int(live.value)}")
    return Live("&CHAR(10)&".join(formulas), "\n".join(shown))


def _write_answers(pages: Pages, sheet: SheetWriter, row: int, chosen: Live) -> int:
    answers = BlockCells(pages, "answers")
    keys = []
    for line in answers.lines:
        cell = answers.far("session", line)
        is_one = bool(chosen.value) and answers.value("session", line) == chosen.value
        keys.append(
            Live(f'IF(AND({cell}<>"",{cell}={chosen.formula}),{line + 1},"")',
                 line + 1 if is_one else "")
        )  # fmt: skip
    newest = pick(hidden_of(pages), "answers", keys, SHOWN, largest=True)
    for k in range(SHOWN):
        for col, name in enumerate(QUOTED):
            text = newest.of(k, answers.reference(name), partial(answers.value, name))
            sheet.put(row + k, col, text, "cell_wrap")
        sheet.raw.set_row(row + k, QUOTE_ROW)
    return row + SHOWN - 1


def _more(spec: templates.Sheet, chosen: Live, answers: BlockCells) -> Live:
    n = sum(row.get("session") == chosen.value for row in answers.rows) if chosen.value else 0
    formula = f"(COUNTIF({answers.reference('session')},{chosen.formula})-{SHOWN})"
    count = Live(formula, n - SHOWN)
    more = sentence(spec.texts["more"], n=count)
    return first_true([(Live(f"{formula}>0", n > SHOWN), more)], words(""))
