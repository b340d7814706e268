"""The sheet Set on a page: all metrics in one table, and what is to be said of them together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lcxl import templates
from lcxl.sheets.host.answers import Answers, is_filled, way_of
from lcxl.sheets.host.needs import Needs
from lcxl.sheets.pages import Pages
from lcxl.templates import word_of
from lcxl.words import number, say, text_of
from lcxl.xl.fit import lines_of
from lcxl.xl.live import Live, counted, first_true, quote, sentence, words
from lcxl.xl.sheet import SheetWriter

__all__ = ["write"]

FEWEST, MOST = 3, 5
"""How many metrics are usual (Institute for Healthcare Improvement, How to Improve)."""
MINUTES = 5
"""Taken for looking at one record, until the trial run says how many it takes."""
NOTHING = words("")
LINE, MORE = 22, 14
"""Pixels of a line of the table, and of what stands around it."""


def write(pages: Pages, spec: templates.Sheet) -> None:
    """What is to be said of the set, and the table below it."""
    metrics = pages.spec.sheet("metrics")
    block = metrics.blocks[0].id
    place = pages.placed[metrics.id][block]
    answers = Answers(place, pages.rows.get(block, ()))
    table = spec.block("set")
    last_col = len(table.fields) - 1
    sheet = pages.open(spec, last_col)
    sheet.widths([field.width for field in table.fields])
    row = 4
    pages.heading(sheet, row, spec.texts["checks"], last_col)
    for line in _checks(answers, spec.texts):
        row += 1
        sheet.put(row, 0, line, "line", indent=1)
        sheet.raw.set_row_pixels(row, LINE)
    head = row + 2
    for col, field in enumerate(table.fields):
        sheet.put(head, col, field.heading, "head")
    sheet.raw.set_row_pixels(head, 26)
    for i in range(place.columns):
        _write_metric(sheet, head + 1 + i, table, answers, i)
    sheet.raw.freeze_panes(head + 1, 0)
    used = max(1, len(answers.rows))
    pages.page(sheet, head + used, last_col, one_page=True)


def _write_metric(
    sheet: SheetWriter, row: int, table: templates.Block, answers: Answers, i: int
) -> None:
    """One line of the table; empty for a column of Metrics that is not begun."""
    cells: dict[str, Live] = {
        f.id: answers.cell(f.id, i) for f in table.fields if f.id in answers.fields
    }
    kind, unit = answers.cell("kind", i), answers.cell("unit", i)
    cells["goal"] = Answers.goal(cells["goal"], kind, unit)
    cells["direction"] = way_of(cells["direction"], "better")
    cells["data_source"] = _source(answers, i)
    lines = 1
    for col, field in enumerate(table.fields):
        at = answers.cell(field.id, i)
        live = first_true([(is_filled(at), cells[field.id])], NOTHING)
        sheet.put(row, col, live, "cell_wrap", valign="vcenter", bold=field.id == "short_name")
        lines = max(lines, lines_of(str(live.value), field.width))
    sheet.raw.set_row_pixels(row, LINE * lines + MORE)


def _source(answers: Answers, i: int) -> Live:
    """Where a metric's numbers come from, and of which cases."""
    method, n = answers.cell("sampling", i), answers.cell("target_n", i)
    cases = first_true(
        [(is_filled(n), counted("counts.cases", n)), (is_filled(method), method)],
        words(say("definitions.all_cases")),
    )
    text = text_of("definitions.source_and_cases")
    return sentence(text, source=answers.cell("data_source", i), cases=cases)


def _checks(answers: Answers, texts: Mapping[str, str]) -> Iterator[Live]:
    """Number, parts, directions, work: each with a mark for what is as usual, or not."""

    def count(name: str, list_id: str, id_: str) -> Live:
        word = word_of(list_id, id_)
        n = sum(value == word for value in answers.values(name))
        return Live(f"COUNTIF({answers.all(name)},{quote(word)})", n)

    def marked(is_well: Live, text: Live) -> Live:
        mark = first_true([(is_well, words(texts["good"]))], words(texts["look"]))
        return sentence("{mark}  {text}", mark=mark, text=text)

    ids = answers.values("id")
    n = Live(f"COUNTA({answers.all('id')})", sum(value != "" for value in ids))
    few = Live(f"AND({n.formula}>={FEWEST},{n.formula}<={MOST})", FEWEST <= float(n.value) <= MOST)
    yield marked(few, sentence(texts["number"], n=n))
    outcome, process = (count("family", "family", part) for part in ("outcome", "process"))
    both = Live(
        f"AND({outcome.formula}>0,{process.formula}>0)", bool(outcome.value and process.value)
    )
    yield marked(both, sentence(texts["parts"], outcome=outcome, process=process))
    balancing = count("family", "family", "balancing")
    some = Live(f"{balancing.formula}>0", bool(balancing.value))
    yield marked(
        some,
        first_true([(some, sentence(texts["balancing"], n=balancing))], words(texts["unbalanced"])),
    )
    said = answers.values("direction")
    unsaid = Live(
        f"({n.formula}-COUNTA({answers.all('direction')}))",
        float(n.value) - sum(value != "" for value in said),
    )
    none = Live(f"{unsaid.formula}<=0", float(unsaid.value) <= 0)
    yield marked(
        none,
        first_true([(none, words(texts["directed"]))], sentence(texts["undirected"], n=unsaid)),
    )
    yield marked(*_review(answers, texts))
    yield marked(*_complete(answers, texts, n))


def _review(answers: Answers, texts: Mapping[str, str]) -> tuple[Live, Live]:
    """Whether no record is looked at by hand; else how much work that is."""
    word = word_of("data_source", "chart_audit")
    source, sizes = answers.values("data_source"), answers.values("target_n")
    sources, targets = answers.all("data_source"), answers.all("target_n")
    n = Live(f"COUNTIF({sources},{quote(word)})", source.count(word))
    looked = sum(
        size
        for by, size in zip(source, sizes, strict=True)
        if by == word and isinstance(size, int | float)
    )
    charts = Live(f"SUMIF({sources},{quote(word)},{targets})", looked)
    hours = round(looked * MINUTES / 60 + 1e-9, 1)
    spent = Live(f"ROUND({charts.formula}*{MINUTES}/60+0.000000001,1)", hours)
    work = sentence(texts["review"], n=n, charts=charts, hours=spent, minutes=number(MINUTES))
    none = Live(f"{n.formula}=0", n.value == 0)
    unknown = (Live(f"{charts.formula}=0", charts.value == 0), sentence(texts["unsized"], n=n))
    return none, first_true([(none, words(texts["no_review"])), unknown], work)


def _complete(answers: Answers, texts: Mapping[str, str], n: Live) -> tuple[Live, Live]:
    """Whether all metrics have what they need, and how many do."""
    needs, ready = Needs(answers.place), texts["ready"]
    done = sum(needs.missing(metric) == 0 for metric in answers.rows if metric)
    complete = Live(f"COUNTIF({needs.above},{quote(ready)})", done)
    is_all = Live(f"{complete.formula}={n.formula}", complete.value == n.value)
    return is_all, sentence(texts["complete"], n=complete, all=n)
