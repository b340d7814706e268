"""What is asked about planning.xlsx, and what the plan makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lcxl import templates
from lcxl.plan import Collaborative, load_collaborative, load_example
from lcxl.practice.aim import aim_of
from lcxl.practice.evaluation import asked_of
from lcxl.practice.tree import ADRIFT, IDEA, SECONDARY, Look, Tree
from lcxl.words import in_language
from tests.helpers.host import host_folder
from tests.helpers.plans import SMALL, plan_from

DRIVERS = """
[[primary]]
id = "P1"
text = "Treatment by protocol"
[[secondary]]
id = "S1"
parent = "P1"
text = "Action at each visit"
metric = "BP control"
[[ideas]]
id = "BP-C1"
parent = "S1"
text = "One page on the wall"
"""
LINKED = (
    SMALL.replace("goal = 0.75\n", 'goal = 0.75\ndriver = "BP-C1"\n')
    .replace('kind = "count"\n', 'kind = "count"\ndriver = "none"\n')
    .replace('maintain_op = "not above"\n', 'maintain_op = "not above"\ndriver = "none"\n')
)


def asked(plan: Collaborative) -> set[tuple[str, str]]:
    return {(f.code, f.text) for f in plan.findings if "V60" <= f.code <= "V71"}


def test_a_plan_without_planning_is_asked_nothing(tmp_path: Path) -> None:
    assert asked(plan_from(SMALL, tmp_path)) == set()


def test_a_whole_tree_is_asked_nothing(tmp_path: Path) -> None:
    assert asked(plan_from(LINKED + DRIVERS, tmp_path)) == set()


@pytest.mark.parametrize(
    ("old", "new", "code", "text"),
    [
        ('driver = "BP-C1"', 'driver = "BP-C9"', "V60", "no_idea"),
        ('metric = "BP control"', 'metric = "Weight"', "V60", "no_metric"),
        ('driver = "BP-C1"\n', "", "V61", "none"),
        ('maintain_op = "not above"\ndriver = "none"', 'maintain_op = "not above"', "V61",
         "balancing"),
        ('family = "balancing"', 'family = "process"', "V62", "none"),
        ('requirement = "optional"', 'requirement = "optional"\n', "", ""),
        ('id = "S1"\nparent = "P1"', 'id = "S1"', "V66", "no_parent"),
        ('parent = "S1"', 'parent = "S8"', "V66", "adrift"),
        ('text = "One page on the wall"',
         'text = "One page"\n[[primary]]\nid = "P2"\ntext = "Calls"', "V66", "primary"),
        ('text = "One page on the wall"',
         'text = "One page"\n[[secondary]]\nid = "S2"\nparent = "P1"\ntext = "A list"', "V66",
         "secondary"),
    ],
)  # fmt: skip
def test_what_is_asked_about_drivers(
    tmp_path: Path, old: str, new: str, code: str, text: str
) -> None:
    whole = LINKED + DRIVERS
    assert old in whole
    found = asked(plan_from(whole.replace(old, new, 1), tmp_path))
    assert (code, text) in found if code else found == set()


def test_an_idea_that_no_metric_shows(tmp_path: Path) -> None:
    text = (LINKED + DRIVERS).replace('metric = "BP control"\n', "")
    assert asked(plan_from(text, tmp_path)) == set()  # BP control names it
    unnamed = text.replace('driver = "BP-C1"', 'driver = "none"')
    assert asked(plan_from(unnamed, tmp_path)) == {("V67", "idea")}


@pytest.mark.parametrize(
    ("aim", "expected"),
    [
        ('own_sentence = "By June 2026, 75% of adults are below 140/90."\nwhom = "adults"', set()),
        ('own_sentence = "By June 2026, most adults are below it."', {("V64", "to")}),
        ('own_sentence = "75% of adults are below it."', {("V64", "by")}),
        ('own_sentence = "By June 2026, 75% of people."\nwhom = "adults"', {("V64", "whom")}),
        ('own_sentence = "By June 2026, 70% are."\nmetric = "BP control"', {("V65", "goal")}),
        ('what = "control"\nmetric = "Weight"\nto = "half"', {("V65", "no_metric")}),
        ('equity = "people who live alone"', set()),
    ],
)
def test_what_is_asked_about_the_aim(
    tmp_path: Path, aim: str, expected: set[tuple[str, str]]
) -> None:
    text = LINKED.replace("[[metrics]]", f"[aim_statement]\n{aim}\n\n[[metrics]]", 1)
    assert asked(plan_from(text, tmp_path)) == expected


@pytest.mark.parametrize("spoken", ["en-US", "fr-CA", "es-US"])
@pytest.mark.parametrize(
    "aim",
    ["D’ici 12 mois, 75 pour cent des adultes.", "By month 12, 75 per cent of adults."],
)
def test_an_aim_is_in_the_hosts_language_or_in_english(
    tmp_path: Path, spoken: str, aim: str
) -> None:
    """Whatever the command speaks, which reads the plan before it knows its language."""
    text = LINKED.replace("kickoff", 'language = "fr-CA"\nkickoff', 1)
    own = f'[aim_statement]\nown_sentence = "{aim}"\nmetric = "BP control"\n\n[[metrics]]'
    with in_language(spoken):
        plan = plan_from(text.replace("[[metrics]]", own, 1), tmp_path)
        assert asked(plan) == set()
        other = plan_from(text.replace("[[metrics]]", own.replace("75", "70"), 1), tmp_path)
    assert asked(other) == {("V65", "goal")}


def test_two_aims_are_told_and_the_one_of_planning_counts(tmp_path: Path) -> None:
    text = LINKED.replace("kickoff", 'aim = "Lower pressure."\nkickoff', 1)
    own = '[aim_statement]\nown_sentence = "By June 2026, 75% are below it."\n'
    plan = plan_from(text.replace("[[metrics]]", own + "[[metrics]]", 1), tmp_path)
    assert asked(plan) == {("V65", "two_aims")}
    assert aim_of(plan) == "By June 2026, 75% are below it."
    assert aim_of(plan_from(text, tmp_path)) == "Lower pressure."


def test_an_aim_made_of_its_parts(tmp_path: Path) -> None:
    parts = (
        '[aim_statement]\nwhat = "blood pressure control"\nmetric = "BP control"\nstart = "63%"\n'
    )
    plan = plan_from(LINKED.replace("[[metrics]]", parts + "[[metrics]]", 1), tmp_path)
    assert aim_of(plan) == "By July 2026, teams will raise blood pressure control from 63% to 75%."


def test_questions_without_an_indicator_or_with_an_unknown_one(tmp_path: Path) -> None:
    rows = "".join(
        f'[[evaluation]]\nid = "E{i}"\nquestion = "Why?"\nindicators = "{words}"\n'
        for i, words in enumerate(["", "BP9", "K13 gold", "BP; K2 on time", "talks"], start=1)
    )
    plan = plan_from(LINKED + rows, tmp_path)
    found = sorted((f.text, f.parameters["id"]) for f in plan.findings if f.code == "V68")
    assert found == [("none", "E1"), ("unknown", "E2"), ("unknown", "E3")]
    (_, _, _, known, other) = asked_of(plan)
    assert known.is_whole
    assert (known.metrics, known.indicators) == (("BP",), ("K2",))
    assert not other.is_whole


def test_a_planning_group_that_lacks_somebody(tmp_path: Path) -> None:
    row = '[[planning_group]]\nname = "K. Ode"\nrepresents = "host"\nrole = "chair"\n'
    found = {f.text: f.message for f in plan_from(LINKED + row, tmp_path).findings
             if f.code == "V69"}  # fmt: skip
    assert found.keys() == {"size", "nobody_of", "no_manager"}
    assert "care team, content expert" in found["nobody_of"]


def test_a_word_that_no_dropdown_offers_stops_nothing(tmp_path: Path) -> None:
    heard = '[[heard]]\nname = "A. Lee"\nkind = "neighbour"\n'
    plan = plan_from(LINKED + heard, tmp_path)
    assert plan.planning.heard[0].kind == "neighbour"
    again = load_collaborative(host_folder(plan, tmp_path))
    assert [f.severity for f in again.findings if f.code == "V33"] == ["question"]


@pytest.mark.parametrize("name", templates.example_names())
def test_an_example_is_complete(name: str) -> None:
    plan = load_example(name)
    planning = plan.planning
    assert all([aim_of(plan), planning.concept.purpose, planning.primary, planning.secondary])
    assert all([planning.evaluation, planning.logic])
    assert {line.id for line in planning.package if line.how} == {i.id for i in plan.ideas}
    assert asked(plan) <= {("V63", "many")}
    assert sum(one.is_whole for one in asked_of(plan)) == 6


def test_what_was_said_in_confidence_does_not_leave_the_host(tmp_path: Path) -> None:
    plan = plan_from(LINKED + DRIVERS + '[[heard]]\nname = "A. Lee"\nsaid = "no time"\n', tmp_path)
    shared = plan.for_others()
    assert shared.ideas == plan.ideas
    assert "no time" in repr(plan)
    assert "no time" not in repr(shared)


def test_the_lines_of_a_diagram() -> None:
    tree = Tree(
        [{"id": "P1", "text": "one"}, {"id": "P2", "text": "two"}, {"id": "P3", "text": ""}],
        [{"id": "S1", "parent": "P2", "text": "a"}, {"id": "S2", "parent": "P2", "text": "b"}],
        [
            {"id": "C1", "parent": "S2", "text": "x"},
            {"id": "C2", "parent": "P2", "text": "y"},
            {"id": "C3", "parent": "", "text": "z"},
        ],
    )
    assert tree.leaves == ((1, 0, 0), (2, 0, 2), (2, 1, 0), (2, 2, 1), (ADRIFT, 0, 3))
    looks = [tree.looks(line)[1] for line in range(1, 7)]
    assert looks[0][SECONDARY] == Look.MISSING  # a primary driver without any
    assert looks[1][SECONDARY] == Look.BOTTOM  # straight on to an idea
    assert looks[2][IDEA] == Look.MISSING
    assert set(looks[5]) == {Look.NONE}
