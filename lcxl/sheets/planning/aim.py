"""The sheet Aim: the sentence as it stands, live, above its parts."""

from __future__ import annotations

from lcxl import templates
from lcxl.cells import Range
from lcxl.layout import PlacedBlock
from lcxl.plan.check_planning import lacking_in, words_of_time
from lcxl.plan.planning import AimStatement
from lcxl.practice.aim import month_offered, parts_of, sentence_of
from lcxl.sheets import blocks
from lcxl.sheets.pages import Pages
from lcxl.sheets.planning.behind import PlanningData, field, of_metric
from lcxl.words import say, text_of
from lcxl.xl.live import Live, first_true, month_and_year, quote, sentence, words

__all__ = ["aim_cell", "is_empty", "said_in", "typed_aim", "write"]

YEARS = "ROW($1900:$2099)"
"""The years, as numbers of rows."""
SIGNS = ",.;:()-/?*~'’"
"""What ends a word, or would mean something to SEARCH."""
MOST_WORDS, WIDE, LONG = 20, 120, 4
"""Words of “For whom” that are looked for, room for each, and letters of those that count."""
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


def typed_aim(pages: Pages) -> AimStatement:
    """What stands in the form, with the metric by its id."""
    rows = pages.rows.get("aim_statement", ())
    data = pages.of(PlanningData)
    given: dict[str, object] = dict(rows[0]) if rows else {}
    ids = {m.short_name.casefold(): m.id for m in data.metrics}
    chosen = str(given.get("metric") or "")
    given["metric"] = ids.get(chosen.strip().casefold(), chosen)
    known = {k: v for k, v in given.items() if k in AimStatement.__dataclass_fields__}
    return AimStatement.of({k: v for k, v in known.items() if v is not None})


def _form(pages: Pages) -> PlacedBlock:
    return pages.placed["aim"]["aim_statement"]


def is_empty(pages: Pages) -> Live:
    """Whether nobody has said what gets better."""
    form, typed = _form(pages), typed_aim(pages)
    own, what = field(form, "own_sentence"), field(form, "what")
    empty = not (str(typed.own_sentence).strip() or str(typed.what).strip())
    return Live(f'AND(TRIM({own})="",TRIM({what})="")', empty)


def _aim(pages: Pages) -> Live:
    """The sentence as a formula over the form, and what it is now."""
    form, typed, data = _form(pages), typed_aim(pages), pages.of(PlanningData)
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
    cell = _first_col(spec.name, pages.placed[spec.id]["aim_line"].first_row + LINE)
    found = said_in(pages, Live(cell, aim.value))
    is_none = is_empty(pages)
    line: Live = words(spec.texts["checks"])
    for name, mark in (("to", "number"), ("by", "date"), ("whom", "people")):
        label = spec.texts[mark]
        yes, no = (words(f" {label} {spec.texts[sign]}") for sign in ("yes", "no"))
        tick = first_true([(found[name], yes)], no)
        if name == "whom":
            whom = field(_form(pages), "whom")
            typed = bool(str(typed_aim(pages).whom).strip())
            tick = first_true([(Live(f'TRIM({whom})=""', not typed), words(""))], tick)
        line = Live(f"{line.formula}&{tick.formula}", f"{line.value}{tick.value}")
    return first_true([(is_none, words(""))], line)


def said_in(pages: Pages, aim: Live) -> dict[str, Live]:
    """Whether a sentence has a number that is no year, a date and the people: to, by, whom.

    `lcxl.plan.check_planning.lacking_in` as formulas; without people nothing is lacking.
    """
    cell, whom = aim.formula, field(_form(pages), "whom")
    text = str(aim.value)
    lacking = set(lacking_in(text, str(typed_aim(pages).whom)))
    digits = _letters_of(cell, f"{{{','.join(quote(str(n)) for n in range(10))}}}")
    years = _letters_of(cell, YEARS)
    listed = ",".join(map(quote, words_of_time()))
    named = f"SUMPRODUCT(--ISNUMBER(SEARCH({{{listed}}},{cell})))"
    plain = whom
    for sign in SIGNS:
        plain = f'SUBSTITUTE({plain},"{sign}"," ")'
    nth = f"({{{','.join(map(str, range(MOST_WORDS)))}}}*{WIDE}+1)"
    word = f'TRIM(MID(SUBSTITUTE({plain}," ",REPT(" ",{WIDE})),{nth},{WIDE}))'
    long_ones = f"(LEN({word})>={LONG})"
    here = f"SUMPRODUCT({long_ones}*ISNUMBER(SEARCH({word},{cell})))"
    formulas = {
        "to": f"{digits}>{years}",
        "by": f"{years}+{named}>0",
        "whom": f"OR({here}>0,SUMPRODUCT(--{long_ones})=0)",
    }
    return {name: Live(formula, name not in lacking) for name, formula in formulas.items()}


def _letters_of(cell: str, texts: str) -> str:
    """How many letters of a cell belong to any of these texts."""
    return f'SUMPRODUCT(LEN({cell})-LEN(SUBSTITUTE({cell},{texts},"")))'
