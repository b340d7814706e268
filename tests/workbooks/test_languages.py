"""A French and a Spanish workbook, recalculated as on computers that speak other languages."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest

from lcxl.books import build_reporting_workbook
from lcxl.words import in_language
from tests.helpers.office import Office
from tests.helpers.recalc import Values, differences, formula_values, recalculated
from tests.workbooks.test_reporting_formulas import random_filled, random_plan

SIGN = re.compile("(?<=[0-9])[.,](?=[0-9])")


def without_signs(values: Values) -> Values:
    """Numbers within sentences have the sign of the computer that calculates."""
    return {at: SIGN.sub("|", v) if isinstance(v, str) else v for at, v in values.items()}


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
        for speaks in ("fr-CA", "de-DE", "es-MX"):
            libreoffice.speak(speaks)
            fresh = recalculated(libreoffice, path, tmp_path / f"{speaks}.xlsx")
            assert differences(told, without_signs(fresh)) == [], speaks
    finally:
        libreoffice.speak("en-US")
    assert len(told) > 1000
