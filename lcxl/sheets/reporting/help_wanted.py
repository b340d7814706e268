"""The newest help that a team asks for on Story, in lines that fit across a page."""

from __future__ import annotations

from lcxl.sheets.reporting.working import Working
from lcxl.xl.live import Live

__all__ = ["LINE", "help_lines"]

LINE = 92
"""Characters of a line."""


def help_lines(working: Working) -> dict[str, Live]:
    """Formulas and values of `CalculationLayout.HELP`."""
    place = working.place
    answers = working.layout.blocks["story"].range("help").reference
    rows = next(iter(working.series.values())).filled.rows.get("story", ())
    typed = [str(row.get("help") or "") for row in rows]
    newest = next((text for text in reversed(typed) if text), "")
    value = " ".join(newest.split())
    found = f'LOOKUP(2,1/({answers}<>""),{answers})&""'
    flat = f'SUBSTITUTE(SUBSTITUTE({found},CHAR(13)," "),CHAR(10)," ")'
    lines = {"help": Live(f'TRIM(IFERROR({flat},""))', value)}

    def cell(name: str) -> str:
        return place.total(name).local

    left, before = value, "help"
    for k in (1, 2):
        line = _first_line(left)
        lines[f"help_{k}"] = Live(_first_line_formula(cell(before)), line)
        left = left[len(line) :].strip()
        rest = f"TRIM(MID({cell(before)},LEN({cell(f'help_{k}')})+1,1000))"
        lines[f"rest_{k}"] = Live(rest, left)
        before = f"rest_{k}"
    last = left if len(left) <= LINE else left[: LINE - 1] + "…"
    text = cell(before)
    lines["help_3"] = Live(f'IF(LEN({text})<={LINE},{text},LEFT({text},{LINE - 1})&"…")', last)
    return lines


def _first_line(text: str) -> str:
    if len(text) <= LINE:
        return text
    cut = text[: LINE + 1].rfind(" ")
    return text[:LINE] if cut < 0 else text[:cut]


def _first_line_formula(cell: str) -> str:
    """As much as fits, cut at the last space."""
    start = f"LEFT({cell},{LINE + 1})"
    spaces = f'LEN({start})-LEN(SUBSTITUTE({start}," ",""))'
    cut = f'FIND(CHAR(1),SUBSTITUTE({start}," ",CHAR(1),{spaces}))-1'
    return f"IF(LEN({cell})<={LINE},{cell},IFERROR(LEFT({cell},{cut}),LEFT({cell},{LINE})))"
