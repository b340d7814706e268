"""The sheet Plain words: for patients and families, each share as people out of twenty.

Numbers and pictures together, one denominator everywhere (PIF TICK; Gigerenzer).  Shares of few
people are left out, by the plan's rule for small numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap

from lcxl import templates
from lcxl.audience.suppress import LIMITS
from lcxl.cells import Range
from lcxl.metrics import kind_of
from lcxl.plan import Metric, Team
from lcxl.runchart.rounding import round_half_away
from lcxl.sheets.pages import Pages
from lcxl.sheets.reporting.calculation import Calculation
from lcxl.words import filled
from lcxl.xl.live import Live, first_true, sentence, words
from lcxl.xl.sheet import SheetWriter

__all__ = ["OUT_OF", "plain_metrics", "write"]

OUT_OF = 20
"""People that are drawn."""
LABEL, GLYPH, TEXT = 20.0, 2.6, 30.0
LAST_COL = OUT_OF + 1
SHARE_COL = LAST_COL + 2
"""A hidden column with the shares themselves."""
FULL, EMPTY = "●", "○"
ROUNDED_UP_TO = 7
"""Counts that the rule of rounding hides."""
KINDS_OF_VERDICT = {
    "better": ("T05",),
    "worse": ("T04",),
    "higher": ("T05_higher",),
    "lower": ("T05_lower",),
    "none": ("T07", "T06", "T06w", "T06_higher", "T06_lower"),
    "before": ("T07_before",),
    "more": ("T09",),
    "chance": ("T10",),
    "early": ("T08", "T11"),
}
"""Words of the page -> ids of the verdicts of which they are true."""
HEAD, LINE = 26, 24
A_PAGE = 46
"""Rows that are shrunk to a page."""
SMALL = 125
"""Letters of a line across the page in small letters."""
NAME = "\N{WHITE SQUARE}"
"""Stands for each letter of a team's name, so that lines end alike for all teams."""
GROUP_LETTERS = 17
"""Letters of a group's name in one line."""
NOTHING = words("")


def plain_metrics(calculation: Calculation) -> list[Metric]:
    """Shares that can be said as so many of twenty people."""
    return [m for m in calculation.metrics if kind_of(m).part_of_whole]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Write the sheet."""
    calculation, texts = pages.of(Calculation), spec.texts
    sheet = pages.open(spec, LAST_COL)
    sheet.widths([LABEL, *[GLYPH] * OUT_OF, TEXT])
    sheet.raw.set_column(SHARE_COL, SHARE_COL + 1, None, None, {"hidden": True})
    sheet.put(3, 0, texts["how"], "line", font_size=12)
    row = 5
    metrics = plain_metrics(calculation)
    asked = [m for m in metrics if m.family != "balancing"]
    for metric in asked:
        row = _metric(pages, sheet, row, metric)
    harms = [m for m in metrics if m.family == "balancing"]
    divided = [m for m in metrics if m.strata]
    if harms or divided:
        pages.heading(sheet, row, texts["worse_off_heading"], LAST_COL)
        row += 1
    for metric in harms:
        row = _metric(pages, sheet, row, metric)
    for metric in divided:
        row = _groups(pages, sheet, row, metric)
    if not metrics:
        sheet.put(row, 0, texts["none"], "line", font_size=12)
        row += 2
    pages.heading(sheet, row, texts["hear_heading"], LAST_COL)
    sheet.put(row + 1, 0, texts["hear"], "line", font_size=12)
    longest = NAME * max(len(team.name) for team in calculation.plan.teams)
    counts = texts["counts_overlap" if any(m.overlaps for m in metrics) else "counts"]
    lines = wrap(filled(counts, team=longest), SMALL, break_long_words=False)
    named = [line.replace(longest, pages.of(Team).name) for line in lines]
    row = sheet.lines(row + 3, named, "quiet", font_size=9) - 1
    pages.page(sheet, row, LAST_COL, portrait=True, one_page=row <= A_PAGE)


def _metric(pages: Pages, sheet: SheetWriter, row: int, metric: Metric) -> int:
    """A question, three rows of people, and one plain verdict; gives the next row."""
    calculation, texts = pages.of(Calculation).of(metric), pages.texts("plain_words")
    colours = sheet.book.theme.colours
    rule = {"bottom": 1, "bottom_color": colours["line"]}
    sheet.fill(row, 0, LAST_COL, "line", **rule)
    sheet.put(row, 0, _question(metric), "figure", **rule)
    sheet.raw.set_row_pixels(row, HEAD + 4)
    shares = _shares(calculation, metric)
    looks = {"began": ("slate", False), "now": ("navy", True), "aim": ("goal", False)}
    for k, (name, (colour, bold)) in enumerate(looks.items(), start=1):
        look = {"font_size": 12, "font_color": colours[colour], "bold": bold, "valign": "vcenter"}
        sheet.raw.set_row_pixels(row + k, LINE)
        sheet.put(row + k, 0, texts[name], "line", indent=1, **look)
        _write_people(sheet, row + k, shares[name], texts, look)
    sheet.put(row + 4, 0, _verdict(calculation, metric, texts), "line", font_size=12, indent=1)
    sheet.raw.set_row_pixels(row + 4, LINE)
    return row + 6


def _question(metric: Metric) -> str:
    """What patients ask of it."""
    return dict(metric.about).get("patient_question") or metric.name


def _groups(pages: Pages, sheet: SheetWriter, row: int, metric: Metric) -> int:
    """Each group now; none of them where one is small, or the others would tell of it."""
    calculation, texts = pages.of(Calculation).of(metric), pages.texts("plain_words")
    colours = sheet.book.theme.colours
    rule = {"bottom": 1, "bottom_color": colours["line"]}
    sheet.fill(row, 0, LAST_COL, "line", **rule)
    told = filled(texts["of_groups"], question=_question(metric), groups=metric.strata_name)
    sheet.put(row, 0, told, "figure", **rule)
    sheet.raw.set_row_pixels(row, HEAD + 4)
    own = [_now(calculation, metric, f"group{k}") for k in range(1, len(metric.strata) + 1)]
    place = Range.column(sheet.name, SHARE_COL + 1, row + 1, row + len(own))
    all_known = all(share.value != "" for share in own)
    look = {"font_size": 12, "font_color": colours["navy"], "valign": "vcenter"}
    for k, (name, share) in enumerate(zip(metric.strata, own, strict=True), start=1):
        sheet.raw.set_row_pixels(row + k, LINE * max(1, -(-len(name) // GROUP_LETTERS)))
        sheet.put(row + k, 0, name, "body", indent=1, **look)
        sheet.put(row + k, SHARE_COL + 1, share, "machine")
        cell = Range.cell(sheet.name, row + k, SHARE_COL + 1).local
        shown = f'IF(COUNT({place.local})={len(own)},{cell},"")'
        of_all = Live(shown, share.value if all_known else "")
        _write_people(sheet, row + k, of_all, texts, look)
    return row + len(own) + 2


def _write_people(
    sheet: SheetWriter,
    row: int,
    of_all: Live,
    texts: Mapping[str, str],
    look: Mapping[str, object],
) -> None:
    """A share as twenty people, and in words; the share itself stands in a hidden column."""
    sheet.put(row, SHARE_COL, of_all, "machine")
    share = Live(Range.cell(sheet.name, row, SHARE_COL).local, of_all.value)
    number = _people(share)
    people = Live(f"ROUND({OUT_OF}*{share.formula},0)", number)
    known = Live(f"ISNUMBER({share.formula})", share.value != "")
    for i in range(1, OUT_OF + 1):
        full = Live(f"{i}<={people.formula}", bool(known.value and i <= number))
        glyph = first_true([(full, words(FULL))], words(EMPTY))
        cell = Live(f'IF({known.formula},{glyph.formula},"")', glyph.value if known.value else "")
        sheet.put(row, i, cell, "line", **{**look, "font_size": 14, "align": "center"})
    told = _told(texts, share, people, known)
    sheet.put(row, LAST_COL, told, "line", align="right", **look)


def _people(share: Live) -> int:
    return 0 if share.value == "" else int(round_half_away(OUT_OF * float(share.value)) + 0.5)


def _told(texts: Mapping[str, str], share: Live, people: Live, known: Live) -> Live:
    """13 of 20 people; none and all only where it is none and all."""
    number, value = people.value, share.value
    few = Live(f"AND({people.formula}=0,{share.formula}>0)", bool(number == 0 and value))
    most = Live(
        f"AND({people.formula}={OUT_OF},{share.formula}<1)", number == OUT_OF and value != 1
    )
    unknown = Live(f"NOT({known.formula})", not known.value)
    return first_true(
        [
            (unknown, words(texts["unknown"])),
            (few, words(filled(texts["fewer"], of=OUT_OF))),
            (most, words(filled(texts["more"], of=OUT_OF, most=OUT_OF - 1))),
        ],
        sentence(texts["of"], n=people, of=OUT_OF),
    )


def _shares(calculation: Calculation, metric: Metric) -> dict[str, Live]:
    """Before the start, now, and the goal; "" where there is none or it is of too few people."""

    def figure(name: str) -> Live:
        return calculation.figure(metric.id, name)

    x0, n0 = figure("x0"), figure("n0")
    found = {"began": _shown(calculation, (x0.formula, n0.formula), (x0.value, n0.value))}
    if metric.overlaps:
        found["now"] = _shown(
            calculation,
            (figure("x1").formula, figure("n1").formula),
            (figure("x1").value, figure("n1").value),
        )
    else:
        found["now"] = _now(calculation, metric, "now")
    goal = metric.goal
    found["aim"] = NOTHING if goal is None else Live(repr(goal), goal)
    return found


def _now(calculation: Calculation, metric: Metric, name: str) -> Live:
    """The share of the people of `people_sums` with that name."""
    sums = calculation.people(metric)
    x, n = (f"{name}_{part}" for part in ("x", "n"))
    place = calculation.place
    cells = place.figure(metric.id, x).reference, place.figure(metric.id, n).reference
    return _shown(calculation, cells, (sums[x].value, sums[n].value))


def _shown(calculation: Calculation, cells: tuple[str, str], values: tuple[object, object]) -> Live:
    """The share of two sums; nothing where one of the three counts of people is small."""
    rule = calculation.plan.small_numbers
    most = ROUNDED_UP_TO if rule == "NHS rounding" else LIMITS[rule]
    x, n = cells
    numbers = [float(v) if isinstance(v, int | float) else 0.0 for v in values]
    counts = (numbers[0], numbers[1], numbers[1] - numbers[0])
    hidden = numbers[1] <= 0 or counts[2] < 0 or any(0 < c <= most for c in counts)
    small = ",".join(f"AND({c}>0,{c}<={most})" for c in (x, n, f"({n}-{x})"))
    share = f'IF({n}<=0,"",IF(OR({x}>{n},{small}),"",{x}/{n}))'
    return Live(share, "" if hidden else numbers[0] / numbers[1])


def _verdict(calculation: Calculation, metric: Metric, texts: Mapping[str, str]) -> Live:
    """One plain sentence; nothing where the chart is not judged."""
    verdict = calculation.place.figure(metric.id, "verdict").reference
    main = calculation.series[metric.id].verdict.main
    return first_true(
        [
            (
                Live(
                    "OR(" + ",".join(f'{verdict}="{i}"' for i in ids) + ")",
                    main is not None and main.id in ids,
                ),
                words(texts[f"verdict_{name}"]),
            )
            for name, ids in KINDS_OF_VERDICT.items()
        ],
        words(texts["verdict_other"]),
    )
