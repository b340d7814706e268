"""planning.xlsx, sheet Start: what is still open follows what is typed, as the checks say it."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from lcxl.books import build_planning, values_of_plan
from lcxl.cells import Book, a1
from lcxl.plan import Collaborative
from lcxl.sheets.planning.open_matters import is_live
from tests.helpers.folder_book import column
from tests.helpers.office import Office
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.recalc import differences, formula_values, recalculated
from tests.helpers.trees import TABLES, trees

AIMS = (
    'own_sentence = "By June 2026, most adults are below it."\nwhom = "adults"\n',
    'own_sentence = "2026: 70 % of people."\nwhom = "adults, or who looks after them"\n',
    'own_sentence = "70 % of older adults."\nwhom = "the adults"\nmetric = "Weight"\n',
    'own_sentence = "Soon better."\n',
    'what = "control"\nmetric = "Rooming min"\n',
    'what = "control"\nmetric = "BP control"\n',
    'what = "control"\nto = "half"\n',
    'equity = "people who live alone"\n',
)
QUESTIONS = """
[[evaluation]]
id = "E1"
question = "Why?"
[[evaluation]]
id = "E2"
question = "Who?"
indicators = "BP"
"""
METRICS = ("BP control", "falls", "Weight", "", "", "")


def plan_of(number: int, folder: Path) -> Collaborative:
    """A plan with drivers as people leave them: a tree, an aim, metrics that name ids."""
    rng, rows = Random(number), list(trees(number + 1))[number]
    text = SMALL.replace('id = "BP"\n', 'id = "BP"\ndriver = "C3; s4; C99"\n')
    text = text.replace('id = "FALLS"\n', 'id = "FALLS"\ndriver = "P2"\n')
    text = text.replace("[[metrics]]", f"[aim_statement]\n{AIMS[number % 8]}\n[[metrics]]", 1)
    for table, listed in zip(TABLES, rows, strict=True):
        for row in listed:
            text += f'[[{table}]]\nid = "{row["id"]}"\ntext = "{row["text"]}"\n'
            text += f'parent = "{row["parent"]}"\n' if table != "primary" else ""
            metric = rng.choice(METRICS)
            text += f'metric = "{metric}"\n' if table != "primary" and metric else ""
    text += QUESTIONS.replace('id = "C4"', 'id = "C3"') if number % 2 else ""
    return plan_from(text.replace('id = "C8"', 'id = "c7"'), folder)


def written(plan: Collaborative, folder: Path) -> Path:
    path = folder / "planning.xlsx"
    path.write_bytes(build_planning(plan, values_of_plan(plan)))
    return path


def hidden(path: Path, name: str) -> list[str]:
    """A column of the hidden sheet behind Start."""
    cells = Book(path.read_bytes()).cells("_order")
    (col,) = (c for (row, c), cell in cells.items() if row == 0 and cell.value == name)
    rows = max(row for row, _ in cells)
    found = (cells.get((row, col)) for row in range(1, rows + 1))
    return [str(cell.value or "") if cell else "" for cell in found]


@pytest.mark.parametrize("number", [0, 1, 2, 4, 5])
def test_it_says_what_the_checks_say(number: int, tmp_path: Path) -> None:
    plan = plan_of(number, tmp_path)
    path = written(plan, tmp_path)
    asked = [f for f in plan.findings if is_live(f)]
    said = sorted(f"{f.message} {f.fix}".strip() for f in asked)
    assert sorted(filter(None, hidden(path, "open what"))) == said
    assert len(said) > 3
    shown = [text for text in column(path, "open.what") if text]
    assert set(shown) <= set(said)
    assert len(shown) == min(12, len(said))
    left = [f for f in plan.findings if "V60" <= f.code <= "V69" and not is_live(f)]
    assert len([text for text in column(path, "built.what") if text]) == max(1, len(left))


def test_libreoffice_comes_to_the_same(libreoffice: Office, tmp_path: Path) -> None:
    path = written(plan_of(1, tmp_path), tmp_path)
    fresh = recalculated(libreoffice, path, tmp_path / "again.xlsx")
    assert not differences(formula_values(path), fresh)


def test_a_line_goes_when_it_is_answered(libreoffice: Office, tmp_path: Path) -> None:
    plan = plan_from(SMALL, tmp_path)
    path = written(plan, tmp_path)
    assert column(path, "open.what")[0] == "Nothing."
    anchors = Book(path.read_bytes()).anchors
    libreoffice.open(path)

    def typed(field: str, text: str, row: int = 0) -> list[str]:
        place, lines = anchors[field], anchors["open.what"]
        libreoffice.type(place.sheet, a1(place.first_row + row, place.first_col), text)
        libreoffice.recalculate()
        area = f"{a1(lines.first_row, lines.first_col)}:{a1(lines.last_row, lines.last_col)}"
        return [
            str(what).partition(".")[0] for (what,) in libreoffice.read(lines.sheet, area) if what
        ]

    begun = "“Treatment by protocol” has no secondary driver and no change idea yet"
    *unlinked, last = typed("primary.text", "Treatment by protocol")
    assert last == begun
    assert unlinked == [
        "BP control is required and linked to no change idea",
        "Calls is required and linked to no change idea",
        "Rooming min is linked to no change idea",
    ]
    assert "“Cuffs lent out” belongs to no driver yet" in typed("ideas.text", "Cuffs lent out")
    seen = "No metric would move if “Cuffs lent out” worked"
    assert typed("ideas.parent", "p1 ") == [*unlinked, seen]
    assert typed("ideas.metric", "BP control") == unlinked
    assert typed("aim_statement.own_sentence", "Soon better")[:2] == [
        "The aim has no number",
        "The aim has no date",
    ]
    assert typed("aim_statement.own_sentence", "70 % by May 2026") == unlinked
    assert typed("ideas.text", "")[-1] == begun
    assert typed("primary.text", "") == ["Nothing"]
    libreoffice.close()
