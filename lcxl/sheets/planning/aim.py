"""The sheet Aim: the sentence as it stands, live, above its parts."""

from __future__ import annotations

import re

from lcxl import templates
from lcxl.cells import Range
from lcxl.layout import PlacedBlock
from lcxl.plan.planning import AimStatement
from lcxl.practice.aim import month_offered, parts_of, sentence_of
from lcxl.sheets import blocks
from lcxl.sheets.pages import Pages
from lcxl.sheets.planning.behind import PlanningData, field, of_metric
from lcxl.words import locale, say, text_of
from lcxl.xl.live import Live, first_true, month_and_year, quote, sentence, words

__all__ = ["aim_cell", "is_empty", "write"]

LINE = 1
"""Row of the sentence within its block."""


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The sentence, what it has of an aim, and the form."""
    sheet = blocks.write(pages, spec)
    first = pages.placed[spec.id]["aim_line"].first_row
    pages.heading(sheet, first, spec.texts["sentence"], 2)
    live = _aim(pages)
    empty = is_empty(pages)
    shown = first_true([(empty, words(spec.texts["empty"]))], live)
    sheet.put(first + LINE, 0, shown, "strong")
    sheet.put(first + LINE + 1, 0, _checks(pages, spec, live), "quiet")
    pages.page(sheet, pages.placed[spec.id]["aim_questions"].last_row, 2, one_page=True)


def aim_cell(pages: Pages) -> Live:
    """The cell with the sentence, for other sheets."""
    first = pages.placed["aim"]["aim_line"]
    shown = pages.spec.sheet("aim").texts["empty"] if is_empty(pages).value else _aim(pages).value
    sheet = pages.spec.sheet("aim").name
    return Live(_first_col(sheet, first.first_row + LINE), shown)


def _first_col(sheet: str, row: int) -> str:
    """A cell of the first column, as other sheets write it."""
    return Range.cell(sheet, row, 0).reference


def _typed(pages: Pages) -> AimStatement:
    rows = pages.rows.get("aim_statement", ())
    data = pages.of(PlanningData)
    given = dict(rows[0]) if rows else {}
    ids = {m.short_name.casefold(): m.id for m in data.metrics}
    chosen = str(given.get("metric") or "")
    given["metric"] = ids.get(chosen.strip().casefold(), chosen)
    known = {k: v for k, v in given.items() if k in AimStatement.__dataclass_fields__}
    return AimStatement(**{k: v for k, v in known.items() if v is not None})


def _form(pages: Pages) -> PlacedBlock:
    return pages.placed["aim"]["aim_statement"]


def is_empty(pages: Pages) -> Live:
    """Whether nobody has said what gets better."""
    form, typed = _form(pages), _typed(pages)
    own, what = field(form, "own_sentence"), field(form, "what")
    empty = not (str(typed.own_sentence).strip() or str(typed.what).strip())
    return Live(f'AND(TRIM({own})="",TRIM({what})="")', empty)


def _aim(pages: Pages) -> Live:
    """The sentence as a formula over the form, and what it is now."""
    form, typed, data = _form(pages), _typed(pages), pages.of(PlanningData)
    at = {f.id: field(form, f.id) for f in form.block.fields}
    parts = parts_of(typed, data.plan)
    last = quote(month_offered(None, data.plan))
    offered = of_metric(data, "by", at["metric"], "").formula
    by = f'IF({offered}="",{last},{offered})'
    none = quote(say("practice.aim_none"))
    direction = of_metric(data, "direction", at["metric"], "").formula
    values = {
        "by": f"IF(ISNUMBER({at['by']}),{month_and_year(at['by'], typed.by).formula},{by})",
        "where": f'IF(TRIM({at["where"]})="",{quote(say("practice.aim_teams"))},{at["where"]})',
        "direction": f'IF({direction}="",{none},{direction})',
        "what": at["what"],
        "whom": f'IF(TRIM({at["whom"]})="",{of_metric(data, "whom", at["metric"], "").formula},'
        f"{at['whom']})",
        "start": f'{at["start"]}&""',
        "to": f'IF(TRIM({at["to"]})="",{of_metric(data, "goal", at["metric"], "").formula},'
        f"{at['to']})",
        "safeguard": f'{at["safeguard"]}&""',
    }
    lives = {name: Live(formula, getattr(parts, name)) for name, formula in values.items()}
    pieces = [
        f'IF({values[name]}="","",'
        f"{sentence(text_of(f'practice.aim_part_{name}'), **lives).formula})"
        for name in ("by", "where", "whom", "start", "to", "safeguard")
    ]
    made = "&".join([*pieces, quote(say("practice.aim_end"))])
    own = at["own_sentence"]
    value = typed.own_sentence or sentence_of(parts)
    return Live(f'IF(TRIM({own})="",{made},{own})', value)


def _checks(pages: Pages, spec: templates.Sheet, aim: Live) -> Live:
    """Ticks for a number, a date and the people, of the sentence as it stands."""
    form, typed = _form(pages), _typed(pages)
    cell = _first_col(spec.name, pages.placed[spec.id]["aim_line"].first_row + LINE)
    whom = field(form, "whom")
    text, first = str(aim.value), (str(typed.whom).split() or [""])[0]
    times = [*locale().months, *(w.strip() for w in text_of("plan_parts.times").split(";"))]
    found = {
        "number": (_one_of(cell, [str(n) for n in range(10)]), bool(re.search(r"\d", text))),
        "date": (
            _one_of(cell, ["19", "20", *times]),
            any(word.casefold() in text.casefold() for word in ("19", "20", *times)),
        ),
        "people": (
            f'AND(TRIM({whom})<>"",ISNUMBER(SEARCH(LEFT({whom},FIND(" ",{whom}&" ")-1),{cell})))',
            bool(first) and first.casefold() in text.casefold(),
        ),
    }
    is_none = is_empty(pages)
    line: Live = words(spec.texts["checks"])
    for name, (formula, value) in found.items():
        yes, no = quote(spec.texts["yes"]), quote(spec.texts["no"])
        mark = spec.texts["yes"] if value else spec.texts["no"]
        label = f" {spec.texts[name]} "
        line = Live(
            f"{line.formula}&{quote(label)}&IF({formula},{yes},{no})", f"{line.value}{label}{mark}"
        )
    return first_true([(is_none, words(""))], line)


def _one_of(cell: str, texts: list[str]) -> str:
    listed = ",".join(map(quote, texts))
    return f"SUMPRODUCT(--ISNUMBER(SEARCH({{{listed}}},{cell})))>0"
