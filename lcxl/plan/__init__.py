"""The plan: the collaborative, its metrics, calendar and teams, and how they are loaded."""

from lcxl.plan.calendar import Calendar, DueRule
from lcxl.plan.load import load_collaborative, load_example, load_plan_text
from lcxl.plan.metric import Metric, NewPhase
from lcxl.plan.model import Collaborative
from lcxl.plan.organisations import Organisation, Team
from lcxl.plan.pairing import Pairing
from lcxl.plan.people import Person, RosterChange

__all__ = [
    "Calendar",
    "Collaborative",
    "DueRule",
    "Metric",
    "NewPhase",
    "Organisation",
    "Pairing",
    "Person",
    "RosterChange",
    "Team",
    "load_collaborative",
    "load_example",
    "load_plan_text",
]
