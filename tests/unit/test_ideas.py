"""What is asked about the change ideas once teams have tested some of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from lcxl.combine import Master
from lcxl.combine.combine import combine
from lcxl.intake.read import read_bytes
from lcxl.practice import ideas
from lcxl.words import in_language
from tests.helpers.plans import plan_from
from tests.helpers.tables import workbook
from tests.unit.test_planning import DRIVERS, LINKED

MORE = """
[[secondary]]
id = "S2"
parent = "P1"
text = "Somebody calls back"
[[ideas]]
id = "BP-C2"
parent = "S1"
text = "Cuffs lent out"
[[ideas]]
id = "BP-C3"
parent = "S2"
text = "A list each Monday"
"""
THIRD = '[[teams]]\nid = "fir"\nname = "Fir Lane"\n'
MIDDLE, EARLY = "2026-03", "2026-02"
"""The third month of six, and the one before it."""


Tests = dict[str, list[tuple[str, str]]]
"""Team -> idea and decision of each of its tests."""


class Asked:
    """What is asked of what teams sent."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def master(self, tests: Tests, month: str = MIDDLE, more: str = "", spoken: str = "") -> Master:
        """All teams' tests, in workbooks of a language, with numbers of a month."""
        plan = plan_from(LINKED + THIRD + DRIVERS + MORE + more, self.folder)
        sent = []
        for team, rows in tests.items():
            typed = [
                {"label": f"t{i}", "change_id": idea, "decision": decision}
                for i, (idea, decision) in enumerate(rows)
            ]
            with in_language(spoken or "en-US"):
                data = workbook(plan, f"month  BP  BP/\n{month}  13  20", team, changes=typed)
            sent.append(read_bytes(data, f"{team}.xlsx", plan))
        return Master(plan, combine(plan, sent))

    def __call__(
        self, tests: Tests, month: str = MIDDLE, more: str = "", spoken: str = ""
    ) -> set[tuple[str, str, str]]:
        """Code, sentence and what it is about."""
        master = ideas.with_ideas(self.master(tests, month, more, spoken))
        return {(f.code, f.text, str(f.parameters.get("id") or f.parameters["driver"]))
                for f in master.findings if f.code in ("V70", "V71")}  # fmt: skip


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    return Asked(tmp_path_factory.mktemp("plans"))


def test_nothing_is_asked_before_a_team_has_named_an_idea(asked: Asked) -> None:
    assert asked({"oak": [], "elm": [("", "adopt")]}) == set()


def test_nothing_untested_is_asked_about_before_the_middle(asked: Asked) -> None:
    assert asked({"oak": [("BP-C1", "adapt")]}, EARLY) == set()
    assert asked({"oak": [("BP-C1", "adapt")]}) != set()


def test_ideas_and_drivers_that_nobody_tests_by_the_middle(asked: Asked) -> None:
    """Of a driver of which nothing is tested the driver is asked about, not each of its ideas."""
    tested = asked({"oak": [("bp-c1 ", "adapt")], "elm": []})
    assert tested == {("V70", "idea", "BP-C2"), ("V70", "driver", "Somebody calls back")}
    all_of_them = [(f"BP-C{i}", "") for i in (1, 2, 3)]
    assert asked({"elm": all_of_them}) == set()


def test_a_retired_idea_is_no_longer_asked_about(asked: Asked) -> None:
    tests = {team: [("BP-C1", "abandon")] for team in ("oak", "elm")}
    assert ("V71", "retire", "BP-C1") in asked(tests)
    all_of_them = "".join(f'[[package]]\nid = "BP-C{i}"\nstatus = "retired"\n' for i in (1, 2, 3))
    assert asked(tests, more=all_of_them) == set()
    # Of its driver an idea was tested, be it retired since.
    found = asked(tests, more='[[package]]\nid = "BP-C1"\nstatus = "retired"\n')
    assert found == {("V70", "idea", "BP-C2"), ("V70", "driver", "Somebody calls back")}


@pytest.mark.parametrize(
    ("decided", "is_asked"),
    [
        ({"oak": "abandon", "elm": "abandon"}, True),
        ({"oak": "abandon", "elm": "abandon", "fir": "adapt"}, True),
        ({"oak": "abandon", "elm": "abandon", "fir": "adopt"}, False),
        ({"oak": "abandon", "elm": "adapt"}, False),
    ],
)
def test_an_idea_that_teams_give_up(asked: Asked, decided: dict[str, str], is_asked: bool) -> None:
    found = asked({team: [("BP-C1", word)] for team, word in decided.items()}, EARLY)
    assert (found == {("V71", "retire", "BP-C1")}) == is_asked
    assert bool(found) == is_asked


def test_of_several_tests_of_a_team_its_last_decision_counts(asked: Asked) -> None:
    both = [("BP-C1", "abandon"), ("BP-C1", "adopt")]
    assert asked({"oak": both, "elm": [("BP-C1", "abandon")]}, EARLY) == set()
    undecided = [("BP-C1", "abandon"), ("BP-C1", "")]
    found = asked({"oak": undecided, "elm": [("BP-C1", "abandon")]}, EARLY)
    assert found == {("V71", "retire", "BP-C1")}


def test_decisions_count_in_every_language(asked: Asked) -> None:
    tests = {team: [("BP-C1", "abandonner")] for team in ("oak", "elm")}
    assert asked(tests, EARLY, spoken="fr-CA") == {("V71", "retire", "BP-C1")}


def test_what_the_findings_say(asked: Asked) -> None:
    """They count; they never say that an idea worked."""
    master = asked.master({t: [("BP-C1", "abandon"), ("X9", "adopt")] for t in ("oak", "elm")})
    said = {
        f.text: f.message for f in ideas.with_ideas(master).findings if f.code in ("V70", "V71")
    }
    assert said["retire"] == (
        "2 teams abandoned BP-C1, “One page on the wall”, and none adopted it. "
        "Retire it from the change package?"
    )
    assert said["driver"].startswith("No team has tested an idea of “Somebody calls back”.")
    records = {one.idea.id: one for one in ideas.record_of_ideas(master)}
    assert (records["X9"].is_known, records["X9"].adopted) == (False, ("oak", "elm"))
    assert ideas.tested_by(list(records.values()))["bp-c1"] == "2 teams tested it; 2 abandoned"
