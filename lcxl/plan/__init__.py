"""The plan: the collaborative, its metrics, calendar and teams, and how they are loaded."""

from lcxl.plan.load import load_collaborative, load_example, load_plan_text
from lcxl.plan.model import (
    Calendar,
    Collaborative,
    DueRule,
    Metric,
    NewPhase,
    Pairing,
    Person,
    Team,
)

__all__ = [
    "Calendar",
    "Collaborative",
    "DueRule",
    "Metric",
    "NewPhase",
    "Pairing",
    "Person",
    "Team",
    "load_collaborative",
    "load_example",
    "load_plan_text",
]
