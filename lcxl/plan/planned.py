"""planning.xlsx from raw values: rows with their metrics by id, and what they amount to."""

from __future__ import annotations

from typing import TypeVar

from lcxl.plan.parts import part, parts
from lcxl.plan.planning import (
    AimStatement,
    ChangeIdea,
    Concept,
    Decision,
    EvaluationQuestion,
    GroundRule,
    Heard,
    LogicLine,
    MidCourse,
    PackageLine,
    Planning,
    PrimaryDriver,
    SecondaryDriver,
)
from lcxl.plan.raw import RawPlan

__all__ = ["planning_of"]

Form = TypeVar("Form", Concept, AimStatement, MidCourse)


def planning_of(raw: RawPlan) -> Planning:
    """What planning.xlsx holds; a faulty row is found fault with and left out."""
    _name_metrics(raw)
    return Planning(
        concept=_form(raw, Concept, "concept"),
        ground_rules=tuple(parts(raw, GroundRule, "ground_rules")),
        heard=tuple(parts(raw, Heard, "heard")),
        aim=_form(raw, AimStatement, "aim_statement"),
        primary=tuple(parts(raw, PrimaryDriver, "primary")),
        secondary=tuple(parts(raw, SecondaryDriver, "secondary")),
        ideas=tuple(parts(raw, ChangeIdea, "ideas")),
        package=tuple(parts(raw, PackageLine, "package")),
        logic=tuple(parts(raw, LogicLine, "logic")),
        evaluation=tuple(parts(raw, EvaluationQuestion, "evaluation")),
        mid_course=_form(raw, MidCourse, "mid_course"),
        decisions=tuple(parts(raw, Decision, "decisions")),
    )


def _form(raw: RawPlan, model: type[Form], table: str) -> Form:
    rows = raw.rows(table)
    made = part(raw, model, rows[0], table, 0) if rows else None
    return made or model()


def _name_metrics(raw: RawPlan) -> None:
    """Metrics are chosen by their short name and kept by their id."""
    ids: dict[str, str] = {}
    for row in raw.rows("metrics"):
        for name in ("short_name", "id"):
            if row.get(name) and row.get("id"):
                ids[str(row[name]).strip().casefold()] = str(row["id"])
    for table in ("aim_statement", "secondary", "ideas"):
        for row in raw.rows(table):
            given = row.get("metric")
            if isinstance(given, str):
                row["metric"] = ids.get(given.strip().casefold(), given)
