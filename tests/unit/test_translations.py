"""The translations that lcxl brings: what the check of a translator's workbook asks, they keep."""

from __future__ import annotations

import csv
import re

import pytest

from lcxl.templates.translated import Translated
from lcxl.templates.translating import faults, glossary, sources, terms_in
from lcxl.words import in_language, languages, locale, say, source
from lcxl.words.catalogue import entries_of

OTHERS = [code for code in languages() if code != "en-US"]


@pytest.mark.parametrize("code", OTHERS)
def test_no_translation_has_a_fault(code: str) -> None:
    told = {
        entry.path: entry.told
        for entry in entries_of(code)
        if entry.path in sources() and sources()[entry.path].english == entry.english
    }
    assert len(told) > 3000
    assert [(path, str(fault)) for path, fault in faults(told)] == []


@pytest.mark.parametrize("code", OTHERS)
def test_what_a_team_reads_is_translated(code: str) -> None:
    """Without all of it, no team is offered the language."""
    translated = Translated(code)
    shares = dict(translated.shares())
    left = [p for p, (state, _) in translated.told.items() if state != "done"]
    assert shares["team"] == shares["others"] == 1, left
    assert shares["host"] > 0.98
    assert shares["addin"] > 0.98


WRONG = {
    "fr-CA": r"(?<!\u00a0):(?=\s|$)|«(?!\u00a0)|(?<!\u00a0)»|[“”]| [;?!]|(?<=\w)'(?=\w)"
    r"|\bde \{(?:month|cohort|since)\b",
    "es-US": r"(?<=\d)%|\s[:;?!]|[«»]|(?<![\w’])¿\s",
}
"""What is not set so in the language: spaces before signs, quotes, apostrophes, "de avril"."""


@pytest.mark.parametrize("code", OTHERS)
def test_signs_are_set_as_the_language_has_them(code: str) -> None:
    """In French a space that does not break stands before a colon and within quotes."""
    wrong = {e.path: ascii(e.told) for e in entries_of(code) if re.search(WRONG[code], e.told)}
    assert not wrong


NONE = {
    "commands.clean": "0 fichier vérifié, rien à corriger.",
    "languages.imported": "0 traduction a été prise.",
    "slides.teams_in": "Équipes qui ont remis leur rapport\u00a0: 0 sur 8.",
}


@pytest.mark.parametrize("key", NONE)
def test_nothing_is_no_plural_in_french(key: str) -> None:
    with in_language("fr-CA"):
        assert say(key, n=0, of=8) == NONE[key]


@pytest.mark.parametrize("code", OTHERS)
def test_months_days_and_cells_are_those_of_the_language(code: str) -> None:
    english = locale()
    with in_language(code):
        own = locale()
    assert len(set(own.months)) == len(set(own.months_short)) == 12
    assert len(own.weekdays) == 7
    assert own.cells.keys() == english.cells.keys()
    for name, shape in own.cells.items():
        assert shape.startswith("[$-") or name == "percent"


def test_the_terms_of_the_field_stand_beside_a_text() -> None:
    with (source() / "languages" / "glossary.csv").open(encoding="utf-8", newline="") as stream:
        assert len(glossary()) == len(list(csv.DictReader(stream))) > 100
    found = list(terms_in("Your run charts and the baseline.", "fr-CA"))
    assert "run chart = graphique de suivi (run chart) (?)" in found
    assert "baseline = mesure de base" in found
    assert not list(terms_in("Nothing of it.", "fr-CA"))
