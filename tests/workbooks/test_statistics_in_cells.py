"""Control limits, the change of all teams and the funnel in cells are what Python says.

Random series with gaps, phases, frozen baselines, two-monthly and quarterly reports, every kind of
control chart, and random teams, in one workbook that LibreOffice computes.  ``LCXL_SERIES=1000`` in
the environment makes it a thousand of them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from lcxl.cells import Book
from lcxl.runchart import (
    analyse,
    change_of_teams,
    formulas,
    funnel_limits,
    funnel_side,
    overdispersion,
)
from lcxl.runchart.control_formulas import Reported, control_columns, control_formulas
from lcxl.runchart.control_results import ChartKind
from lcxl.runchart.formulas import Formula, Value
from lcxl.runchart.funnel import differs_even_so, more_than_chance, winsorised_by_chance
from lcxl.runchart.team_formulas import (
    change_columns,
    change_figures,
    funnel_columns,
    funnel_figures,
)
from tests.helpers.office import Office

KINDS: tuple[ChartKind, ...] = ("xmr", "p", "u", "p'", "u'", "c")
SERIES = 100
"""In one workbook."""
workbooks = pytest.mark.parametrize(
    "seed", range(-(-int(os.environ.get("LCXL_SERIES", "100")) // SERIES))
)


class Sheet:
    """Columns of cells from row 2 on, single figures beside them, as the writers lay them out."""

    def __init__(self, book: Workbook, name: str, rows: int, settings: Mapping[str, Value]) -> None:
        self.name, self.rows = name, rows
        self.sheet = book.add_worksheet(name)
        self.columns: dict[str, int] = {}
        self.singles: dict[str, int] = {}
        self.last: dict[str, int] = {}
        for setting, value in settings.items():
            self.singles["$" + setting] = len(self.singles)
            if value != "":
                self.sheet.write(self.singles["$" + setting], 1, value)

    def refer(self, row: int) -> formulas.Referrer:
        def address(mark: str, name: str, which: str) -> str:
            if mark:
                return xl_rowcol_to_cell(self.singles[mark + name], 1, True, True)
            col = self.columns[name]
            if which == ":":
                end = self.last.get(name, self.rows)
                first = xl_rowcol_to_cell(1, col, True, True)
                return first + ":" + xl_rowcol_to_cell(end, col, True, True)
            step = {"": 0, "<": -1, ">": 1}[which]
            return xl_rowcol_to_cell(1 + row + step, col)

        return address

    def give(self, name: str, values: Sequence[float | None]) -> None:
        """Cells as a calculating sheet has them: a gap is an empty text."""
        self.columns[name] = 3 + len(self.columns)
        self.last[name] = max(1, len(values))
        for i, value in enumerate(values):
            if value is None:
                self.sheet.write_formula(1 + i, self.columns[name], '=""')
            else:
                self.sheet.write_number(1 + i, self.columns[name], value)

    def write(self, columns: Sequence[Formula], figures: Sequence[Formula] = ()) -> None:
        for column in columns:
            self.columns[column.name] = 3 + len(self.columns)
            self.last[column.name] = self.rows
        for figure in figures:
            self.singles["#" + figure.name] = len(self.singles)
        for column in columns:
            for row in range(self.rows):
                text = formulas.expand(column.at(row, self.rows), self.refer(row))
                self.sheet.write_formula(1 + row, self.columns[column.name], "=" + text)
        for figure in figures:
            text = formulas.expand(figure.each, self.refer(0))
            self.sheet.write_formula(self.singles["#" + figure.name], 1, "=" + text)

    def found(self, book: Book, name: str) -> Any:
        """What the program computed: the cells of a column, or a single figure."""
        cells = book.cells(self.name)

        def value(row: int, col: int) -> Value:
            cell = cells.get((row, col))
            return "" if cell is None or cell.value is None else cell.value  # type: ignore[return-value]

        if name.startswith("#"):
            return value(self.singles[name], 1)
        return [value(1 + row, self.columns[name]) for row in range(self.rows)]


def same(mine: Any, theirs: Any) -> bool:
    if isinstance(mine, list):
        return all(same(a, b) for a, b in zip(mine, theirs, strict=True))
    if isinstance(mine, str) or isinstance(theirs, str):
        return str(mine or "") == str(theirs or "")
    return abs(mine - theirs) <= 1e-8 * max(1.0, abs(mine), abs(theirs))


@pytest.fixture
def compute(libreoffice: Office, tmp_path: Path) -> Any:
    def computed(written: Path) -> Book:
        saved = tmp_path / "saved.xlsx"
        libreoffice.open(written)
        libreoffice.recalculate()
        libreoffice.save(saved)
        libreoffice.close()
        return Book(saved.read_bytes())

    return computed


@workbooks
def test_control_charts(compute: Any, tmp_path: Path, seed: int) -> None:
    rng = Random(f"control {seed}")
    path = tmp_path / "control.xlsx"
    book = Workbook(path)
    expected: list[tuple[Sheet, dict[str, list[Value]]]] = []
    for number in range(SERIES):
        kind = KINDS[number % len(KINDS)]
        n, every = rng.choice([9, 24, 36]), rng.choice([1, 1, 2, 3])
        due = [i % every == 0 for i in range(n)]
        size = [float(rng.choice([8, 20, 50])) if d and rng.random() < 0.9 else None for d in due]
        share = rng.choice([0.0, 0.05, 0.3, 0.7, 1.0])
        count = [
            None if s is None else float(sum(rng.random() < share for _ in range(int(s))))
            for s in size
        ]
        per = 1000 if kind.startswith("u") else 1
        values = [
            None if x is None or s is None
            else x / s * per if kind[0] in "pu"
            else x + rng.choice([0.0, 0.5]) if kind == "xmr"
            else x
            for x, s in zip(count, size, strict=True)
        ]  # fmt: skip
        baseline = rng.choice([None, 4, 8, 12])
        starts = [int(i > 0 and rng.random() < 0.03) for i in range(n)]
        settings: dict[str, Value] = {
            "baseline": baseline or "",
            "shift": 6,
            "trend": 5,
            "better": rng.choice([1, -1, 0]),
        }
        chart = analyse(
            values,
            baseline,
            [i for i, s in enumerate(starts) if s],
            {1: "increase", -1: "decrease", 0: "monitor"}[settings["better"]],  # type: ignore[index]
        )
        sheet = Sheet(book, f"S{number}", n, settings)
        sheet.give("month", [i + 1.0 for i in range(n)])
        sheet.give("due", [float(d) for d in due])
        sheet.give("starts", [float(s) for s in starts])
        parts = [-1] * (n // 3) + [0] + [1] * (n - n // 3 - 1)
        sheet.give("part", [float(p) for p in parts])
        sheet.give("value", values)
        sheet.give("count", count)
        sheet.give("size", size)
        sheet.write([*formulas.COLUMNS, *control_formulas(kind, per)])
        wanted = control_columns(chart, kind, Reported(count, size, due), baseline, per)
        wanted |= {name: formulas.columns(chart, True, parts)[name] for name in ("run", "marked")}
        expected.append((sheet, wanted))
    book.close()
    computed = compute(path)
    wrong = [
        (sheet.name, name, mine, sheet.found(computed, name))
        for sheet, wanted in expected
        for name, mine in wanted.items()
        if not same(mine, sheet.found(computed, name))
    ]
    assert wrong == []


def random_side(rng: Random, teams: int, kind: str, spread: float) -> list[Any]:
    found: list[Any] = []
    for _ in range(teams):
        if rng.random() < 0.1:
            found.append((None, None) if rng.random() < 0.5 else (0.0, 0.0))
        else:
            n = float(rng.choice([5, 40, 60, 400, 4000]))
            share = min(1.0, max(0.0, rng.gauss(0.5, spread)))
            found.append((float(round(n * share)), n))
    return found if kind != "value" else [None if x is None else x / 7 for x, _ in found]


@workbooks
def test_the_change_of_teams(compute: Any, tmp_path: Path, seed: int) -> None:
    rng = Random(f"change {seed}")
    path = tmp_path / "change.xlsx"
    book = Workbook(path)
    expected: list[tuple[Sheet, Any]] = []
    for number in range(SERIES):
        kind = rng.choice(["proportion", "rate", "value"])
        teams = rng.choice([1, 3, 5, 6, 8, 20])
        spread = rng.choice([0.0, 0.1, 0.4])
        sides = [random_side(rng, teams, kind, spread) for _ in range(2)]
        months = [
            [rng.gauss(0.5, rng.choice([0.01, 0.1])) for _ in range(rng.choice([0, 2, 3, 12]))]
            for _ in range(2)
        ]
        direction = rng.choice(["increase", "decrease"])
        names = [f"T{i}" for i in range(teams)]
        before, after = (dict(zip(names, side, strict=True)) for side in sides)
        found = change_of_teams(
            before,
            after,
            kind=kind,  # type: ignore[arg-type]
            months=(months[0], months[1]),
            direction=direction,
        )
        sheet = Sheet(book, f"S{number}", teams, {"better": 1 if direction == "increase" else -1})
        for i, side in enumerate(sides):
            if kind == "value":
                sheet.give(f"x{i}", side)
            else:
                sheet.give(f"x{i}", [x for x, _ in side])
                sheet.give(f"n{i}", [n for _, n in side])
            sheet.give(f"months{i}", months[i])
        sheet.write(change_columns(kind), change_figures(kind))  # type: ignore[arg-type]
        expected.append((sheet, found))
    book.close()
    computed = compute(path)
    names = ("teams", "before", "after", "change", "lower", "upper", "df", "average",
             "average_lower", "average_upper", "median_change", "better")  # fmt: skip
    wrong = []
    for sheet, found in expected:
        for name in names:
            mine = getattr(found, name)
            theirs = sheet.found(computed, "#" + name)
            if not same("" if mine is None else mine, theirs):
                wrong.append((sheet.name, name, mine, theirs))
    assert wrong == []


@workbooks
def test_the_funnel(compute: Any, tmp_path: Path, seed: int) -> None:
    rng = Random(f"funnel {seed}")
    path = tmp_path / "funnel.xlsx"
    book = Workbook(path)
    expected: list[tuple[Sheet, Any, dict[str, Any]]] = []
    for number in range(SERIES):
        kind = rng.choice(["proportion", "rate"])
        teams = rng.choice([4, 10, 13, 25])
        base, spread = rng.choice([0.02, 0.3, 0.98, 1.0]), rng.choice([0.0, 0.05, 0.2])
        pairs = []
        for _ in range(teams):
            n = rng.choice([1, 20, 120, 900])
            share = min(1.0, max(0.0, rng.gauss(base, spread)))
            pairs.append((float(sum(rng.random() < share for _ in range(n))), float(n)))
        centre = sum(x for x, _ in pairs) / sum(n for _, n in pairs)
        spread_of = centre * (1 - centre) if kind == "proportion" else centre
        errors = [(max(0.0, spread_of) / n) ** 0.5 for _, n in pairs]
        values = [x / n for x, n in pairs]
        phi, tau = overdispersion(values, errors, centre)
        alone = [funnel_side(x, n, centre, kind) for x, n in pairs]  # type: ignore[arg-type]
        sides = alone
        if more_than_chance(phi, teams):
            sides = [
                differs_even_so(y, s, centre, tau) for y, s in zip(values, errors, strict=True)
            ]
        wanted: dict[str, Any] = {
            "#phi": phi,
            "#tau": tau,
            "alone": [float(s) for s in alone],
            "side": [float(s) if teams >= 10 else 0.0 for s in sides],
        }
        if kind == "proportion":
            drawn = [funnel_limits(centre, n) for _, n in pairs]
            wanted |= {"lower": [low for low, _ in drawn], "upper": [high for _, high in drawn]}
        sheet = Sheet(
            book,
            f"S{number}",
            teams,
            {"centre": centre, "by_chance": winsorised_by_chance(teams)},
        )
        sheet.give("x", [x for x, _ in pairs])
        sheet.give("n", [n for _, n in pairs])
        sheet.write(funnel_columns(kind), funnel_figures(kind))  # type: ignore[arg-type]
        expected.append((sheet, pairs, wanted))
    book.close()
    computed = compute(path)
    wrong = [
        (sheet.name, name, mine, sheet.found(computed, name))
        for sheet, _, wanted in expected
        for name, mine in wanted.items()
        if not same(mine, sheet.found(computed, name))
    ]
    assert wrong == []
