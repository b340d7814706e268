"""What the host plans in planning.xlsx: the aim, the drivers, the ideas, the evaluation.

Field names are those of its sheets and of a plan kept as text; what each means is written there
(templates_src/books/planning.toml).  Everything is optional: a text that nobody typed is "".
Metrics are named by their id.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property

from lcxl.plan.fields import Model

__all__ = [
    "AimStatement",
    "ChangeIdea",
    "Concept",
    "Decision",
    "EvaluationQuestion",
    "GroundRule",
    "Heard",
    "LogicLine",
    "MidCourse",
    "PackageLine",
    "Planning",
    "PrimaryDriver",
    "SecondaryDriver",
]


class Concept(Model):
    """The collaborative in the host's own words, before anything is counted."""

    purpose: str = ""
    why_now: str = ""
    audience: str = ""
    outcomes: str = ""
    resources: str = ""
    buy_in: str = ""
    lead: str = ""
    technology: str = ""
    out_of_scope: str = ""


class GroundRule(Model):
    """One rule of the planning group."""

    rule: str = ""


class Heard(Model):
    """What somebody said before the collaborative was planned; told to nobody else."""

    name: str = ""
    organisation: str = ""
    kind: str = ""
    heard_on: date | None = None
    how: str = ""
    by: str = ""
    said: str = ""
    changes: str = ""
    barriers: str = ""
    numbers: str = ""
    again: str = ""
    used: str = ""


class AimStatement(Model):
    """The aim in its parts; ``own_sentence`` takes the place of what the parts make."""

    what: str = ""
    metric: str = ""
    start: str = ""
    to: str = ""
    by: date | None = None
    whom: str = ""
    where: str = ""
    safeguard: str = ""
    equity: str = ""
    own_sentence: str = ""
    clear_what: str = ""
    has_number: str = ""
    has_date: str = ""
    for_whom: str = ""
    has_bounds: str = ""
    why_it_matters: str = ""
    can_be_counted: str = ""


class PrimaryDriver(Model):
    """What must be true to reach the aim."""

    id: str = ""
    text: str = ""
    why: str = ""


class SecondaryDriver(Model):
    """What a primary driver depends on; ``parent`` is its id."""

    id: str = ""
    parent: str = ""
    text: str = ""
    metric: str = ""


class ChangeIdea(Model):
    """A change that teams may test; ``parent`` is the id of a secondary or primary driver."""

    id: str = ""
    parent: str = ""
    text: str = ""
    evidence: str = ""
    size: str = ""
    metric: str = ""


class PackageLine(Model):
    """How an idea is done: the part of the change package about the idea of that id."""

    id: str = ""
    how: str = ""
    first_test: str = ""
    tools: str = ""
    source: str = ""
    owner: str = ""
    status: str = ""


class LogicLine(Model):
    """One line of a column of the logic model."""

    column: str = ""
    text: str = ""


class EvaluationQuestion(Model):
    """A question of the evaluation, and what is to answer it.

    ``indicators``: ids of metrics, families of metrics, indicators K1 to K12 or free words,
    with semicolons between.
    """

    id: str = ""
    question: str = ""
    kind: str = ""
    logic: str = ""
    indicators: str = ""
    source: str = ""
    method: str = ""
    when: str = ""
    who: str = ""
    use: str = ""


class MidCourse(Model):
    """The review in the middle: five questions to a focus group, and what was decided."""

    held_on: date | None = None
    helped: str = ""
    hindered: str = ""
    missing: str = ""
    stop: str = ""
    change: str = ""
    decided: str = ""


class Decision(Model):
    """A decision written into the charter."""

    decided_on: date | None = None
    decision: str = ""
    by: str = ""


class Planning(Model):
    """All of planning.xlsx that others read; empty where there is no such workbook."""

    concept: Concept = Concept()
    ground_rules: tuple[GroundRule, ...] = ()
    heard: tuple[Heard, ...] = ()
    aim: AimStatement = AimStatement()
    primary: tuple[PrimaryDriver, ...] = ()
    secondary: tuple[SecondaryDriver, ...] = ()
    ideas: tuple[ChangeIdea, ...] = ()
    package: tuple[PackageLine, ...] = ()
    logic: tuple[LogicLine, ...] = ()
    evaluation: tuple[EvaluationQuestion, ...] = ()
    mid_course: MidCourse = MidCourse()
    decisions: tuple[Decision, ...] = ()

    def idea(self, idea_id: str) -> ChangeIdea:
        """The idea of that id, in any case of letters; KeyError when there is none."""
        return self._ideas_by_id[idea_id.strip().casefold()]

    def package_of(self, idea_id: str) -> PackageLine:
        """How an idea is done; an empty line where nobody wrote it down."""
        wanted = idea_id.casefold()
        found = (line for line in self.package if line.id.casefold() == wanted)
        return next(found, PackageLine(id=idea_id))

    def for_others(self) -> Planning:
        """Without what was said in confidence and what the host notes for itself."""
        return Planning(
            aim=self.aim,
            primary=self.primary,
            secondary=self.secondary,
            ideas=self.ideas,
            package=self.package,
            evaluation=self.evaluation,
        )

    @cached_property
    def _ideas_by_id(self) -> dict[str, ChangeIdea]:
        return {idea.id.casefold(): idea for idea in reversed(self.ideas) if idea.id}
