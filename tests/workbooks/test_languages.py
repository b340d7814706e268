"""A French and a Spanish workbook, recalculated as on computers that speak other languages."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest

from lcxl.books import build_reporting_workbook
from lcxl.words import in_language
from tests.helpers.cut import cut_cells
from tests.helpers.cut_languages import a_few
from tests.helpers.office import Office
from tests.helpers.recalc import Values, differences, formula_values, recalculated
from tests.workbooks.test_reporting_formulas import random_filled, random_plan

SIGN = re.compile("(?<=[0-9])[.,](?=[0-9])")
THOUSANDS = re.compile("(?<=[0-9])[.,](?=[0-9]{3}(?![0-9]))")


def without_signs(values: Values) -> Values:
    """Numbers within sentences have the sign of the computer that calculates."""
    return {at: SIGN.sub("|", v) if isinstance(v, str) else v for at, v in values.items()}


def mixed(values: Values) -> list[str]:
    """Sentences in which one number has a point and another one a comma."""
    plain = [THOUSANDS.sub("", v) for v in values.values() if isinstance(v, str)]
    return [v for v in plain if len({sign[0] for sign in SIGN.finditer(v)}) > 1]


@pytest.mark.parametrize("code", ["fr-CA", "es-US"])
def test_a_workbook_comes_to_the_same_values_wherever_it_is_opened(
    libreoffice: Office, tmp_path: Path, code: str
) -> None:
    rng = Random(2)
    plan = random_plan(rng)
    path = tmp_path / "team.xlsx"
    with in_language(code):
        path.write_bytes(build_reporting_workbook(plan, plan.teams[0], random_filled(rng, plan)))
    told = without_signs(formula_values(path))
    try:
        for speaks in ("en-US", "fr-CA", "de-DE", "es-MX"):
            libreoffice.speak(speaks)
            fresh = recalculated(libreoffice, path, tmp_path / f"{speaks}.xlsx")
            assert mixed(fresh) == [], speaks
            assert differences(told, without_signs(fresh)) == [], speaks
    finally:
        libreoffice.speak("en-US")
    assert len(told) > 1000


@pytest.mark.parametrize("code", ["fr-CA", "es-US"])
def test_no_text_is_cut(tmp_path: Path, code: str) -> None:
    for path in a_few(code, "safer-opioids", tmp_path):
        assert not list(cut_cells(path)), path.name
