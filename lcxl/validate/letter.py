"""A letter with a coach's questions to one team, ready to paste into an e-mail."""

from __future__ import annotations

from collections.abc import Sequence

from lcxl.findings import Finding
from lcxl.plan import Collaborative, Team

__all__ = ["letter"]


def letter(plan: Collaborative, team: Team, findings: Sequence[Finding]) -> str:
    """What is to be mended and what is asked, politely; notes are for the coach and left out."""
    asked = [f for f in findings if f.severity != "note"]
    lines = [f"Dear {team.name} team,", ""]
    if asked:
        lines += [f"Thank you for your data for {plan.title}. Could you look at this, please:", ""]
    else:
        lines += [f"Thank you for your data for {plan.title}. We have no questions.", ""]
    for number, finding in enumerate(asked, start=1):
        where = f" (sheet {finding.sheet}, cell {finding.cell})" if finding.cell else ""
        lines += [f"{number}. {finding.message}{where}", f"   {finding.fix}", ""]
    lines += ["With kind regards", plan.contact_name or plan.host or plan.title, ""]
    return "\n".join(lines)
