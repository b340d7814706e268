"""Plans for tests, as the host would write them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from lcxl.plan import Collaborative, load_plan_text

SMALL = """
id = "htn"
title = "Blood pressure in small practices"
kickoff = 2026-01-14
months = 6
baseline_months = 3

[[metrics]]
id = "BP"
short_name = "BP control"
name = "Adults with blood pressure below 140/90"
kind = "proportion"
family = "outcome"
direction = "increase"
goal = 0.75
numerator = "Patients whose latest pressure is below 140/90"
denominator = "Patients with hypertension"

[[metrics]]
id = "FALLS"
short_name = "Falls"
name = "Falls per 1,000 bed days"
kind = "rate"
per = 1000
decimals = 1
family = "outcome"
direction = "decrease"
goal = 4
schedule = "quarterly"
requirement = "optional"
numerator = "Falls"
denominator = "Bed days"

[[metrics]]
id = "CALLS"
short_name = "Calls"
name = "Outreach calls made"
kind = "count"
family = "process"
direction = "monitor"
numerator = "Calls made"

[[metrics]]
id = "WAIT"
short_name = "Rooming min"
name = "Median minutes from check-in to rooming"
kind = "value"
family = "balancing"
direction = "maintain"
maintain_op = "not above"
maintain_value = 3
unit = "minutes"
numerator = "Median minutes"
denominator = "Visits timed"

[[teams]]
id = "oak"
name = "Oak Street Clinic"

[[teams]]
id = "elm"
name = "Elm Health"
"""

OPTIONAL = SMALL.replace('requirement = "optional"\n', "").replace(
    "\nkind = ", '\nrequirement = "optional"\nkind = '
)
"""The same, with no metric that must be reported: nothing is asked about what a test leaves out."""


def plan_from(text: str, folder: Path) -> Collaborative:
    """The plan in a text, through the same door as a host's file."""
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return load_plan_text(path)


def tables(text: str) -> dict[str, Any]:
    """A plan text as plain tables, to be changed."""
    return tomllib.loads(text)
