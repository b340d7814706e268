"""metric-definitions.xlsx while a host types: what is missing, the set on a page, the card."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from lcxl.books import HostValues, build_metric_definitions
from lcxl.plan import load_example
from tests.helpers.host import answer_place, edit, host_folder
from tests.helpers.office import Office
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.recalc import formula_values, recalculated

NAME = "metric-definitions.xlsx"
GROUPS = ("Who and what, finer", "How it is collected", "Goal and chart", "Checks and groups",
          "Versions and upkeep")  # fmt: skip
SHEETS = ("Metrics", "Set on a page", "Card")
TEXT = SMALL.replace(
    "goal = 0.75\n",
    'goal = 0.75\nwindow = "rolling_12m"\ngoal_date = "2026-05"\nlag_days = 5\n'
    'strata_name = "Language"\nstrata = ["English", "Other"]\nsampling = "random"\n'
    'target_n = 20\ndata_source = "chart_audit"\nexclusions = "Hospice"\n'
    'initial_population = "Adults"\nconceptual_definition = "Strokes."\n',
)


def shown(values: dict[tuple[str, str], object]) -> dict[tuple[str, str], object]:
    return {at: value or None for at, value in values.items() if at[0] in SHEETS}


def test_what_is_typed_into_an_empty_workbook_shows_as_in_one_that_was_built_with_it(
    tmp_path: Path, libreoffice: Office
) -> None:
    built = host_folder(plan_from(TEXT, tmp_path), tmp_path) / NAME
    empty = tmp_path / "typed.xlsx"
    empty.write_bytes(build_metric_definitions(HostValues()))
    fresh = shown(recalculated(libreoffice, empty, tmp_path / "fresh.xlsx"))
    assert not any(at[0] == "Metrics" and value for at, value in fresh.items())
    answers = openpyxl.load_workbook(built)["Metrics"]
    typed = {
        f"Metrics!{cell.coordinate}": cell.value
        for row in answers.iter_rows(min_row=6, min_col=3)
        for cell in row
        if cell.value is not None
    }
    edit(empty, {**typed, "Card!B4": "BP control"})
    assert shown(recalculated(libreoffice, empty, tmp_path / "out.xlsx")) == shown(
        formula_values(built)
    )


def test_the_card_shows_the_metric_that_is_chosen(tmp_path: Path, libreoffice: Office) -> None:
    path = host_folder(plan_from(TEXT, tmp_path), tmp_path) / NAME
    said = {}
    for name in ("BP control", "Falls", "Calls", "Rooming min", "Nobody's"):
        edit(path, {"Card!B4": name})
        values = recalculated(libreoffice, path, tmp_path / "out.xlsx")
        said[name] = "\n".join(str(v) for at, v in values.items() if at[0] == "Card" and v)
    assert "75% by May 2026" in said["BP control"]
    assert "random: 20 a month" in said["BP control"]
    assert "5 days after the month" in said["BP control"]
    assert "Language: English; Other" in said["BP control"]
    assert "times 1000. For example 5 in 2000 are 2.5 per 1000. ▼ Lower is better." in said["Falls"]
    assert "What is counted" in said["Calls"]
    assert "Measured on" in said["Rooming min"]
    assert "not above 3, counted from baseline" in said["Rooming min"]
    assert "nobody is taken out" in said["Rooming min"]
    assert said["Nobody's"] == "Choose a metric in the yellow cell"


@pytest.mark.parametrize(
    ("field", "number", "said"),
    [
        ("numerator", 0, "1 answer missing"),
        ("denominator", 0, "1 answer missing"),
        ("denominator", 2, "ready"),
        ("goal", 0, "1 answer missing"),
        ("goal", 2, "ready"),
        ("goal", 3, "ready"),
        ("maintain_value", 3, "1 answer missing"),
        ("per", 1, "1 answer missing"),
        ("exclusions", 0, "ready"),
    ],
)
def test_what_is_missing_is_counted_while_one_types(
    tmp_path: Path, libreoffice: Office, field: str, number: int, said: str
) -> None:
    more = 'data_source = "log"\ninitial_population = "All"\nconceptual_definition = "Why."\n'
    text = SMALL.replace('numerator = "', f'{more}numerator = "')
    path = host_folder(plan_from(text, tmp_path), tmp_path) / NAME
    before = formula_values(path)
    assert [before["Metrics", f"{c}5"] or None for c in "CDEFG"] == ["ready"] * 4 + [None]
    edit(path, {answer_place(path, field, number): None})
    after = recalculated(libreoffice, path, tmp_path / "out.xlsx")
    assert after["Metrics", f"{'CDEF'[number]}5"] == said


def test_an_example_is_complete(tmp_path: Path) -> None:
    plan = load_example("hypertension")
    values = formula_values(host_folder(plan, tmp_path) / NAME)
    assert [values["Metrics", f"{column}5"] for column in "CDEFG"] == ["ready"] * 5


def test_only_needed_questions_are_in_view_until_one_unfolds_the_others(tmp_path: Path) -> None:
    path = host_folder(plan_from(SMALL, tmp_path), tmp_path) / NAME
    sheet = openpyxl.load_workbook(path)["Metrics"]
    in_view = [row for row in range(6, sheet.max_row + 1) if not sheet.row_dimensions[row].hidden]
    questions = [
        str(sheet.cell(r, 1).value).partition("\n")[0] for r in in_view if sheet.cell(r, 2).value
    ]
    assert len(questions) == 13
    assert questions[0] == "Short id"
    assert questions[-1] == "Goal"
    folded = [r for r in range(6, sheet.max_row + 1) if sheet.row_dimensions[r].outlineLevel]
    assert len(folded) == 46 + len(GROUPS)
    names = [sheet.cell(r, 1).value for r in folded if not sheet.cell(r, 3).has_style]
    assert names == list(GROUPS)
    assert not sheet.protection.sheet
    assert sheet.freeze_panes == "C8"
    assert sheet.print_title_cols == "$A:$B"
    assert [b.id for b in sheet.col_breaks.brk] == [3, 4, 5]
