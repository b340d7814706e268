"""The letters of questions as Word documents, with a chart of each metric that is asked about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lcxl.combine.master import Master
from lcxl.documents.letter import letter
from lcxl.documents.papers.chart import add_chart
from lcxl.documents.papers.plain import document_of
from lcxl.documents.papers.write import DOCUMENTS, finished
from lcxl.documents.slides.team_chart import team_chart
from lcxl.figures.figures import Figures
from lcxl.findings import Finding
from lcxl.plan import Team
from lcxl.words import in_language, say

__all__ = ["question_letters"]


def question_letters(
    master: Master, asked: Sequence[tuple[str, Sequence[Finding]]]
) -> Iterator[tuple[str, bytes]]:
    """Place in the collaborative's folder, and bytes, of each team's letter that asks something.

    ``asked``: team ids, and what there is to ask each (`lcxl.combine.check`).
    """
    figures = Figures(master.plan.by_period, master.combined)
    for team_id, found in asked:
        if found:
            team = master.plan.team(team_id)
            with in_language(master.plan.language_of(team)):
                data = _letter(master, figures, team, found)
            yield f"{DOCUMENTS}/questions-{team.id}.docx", data


def _letter(master: Master, figures: Figures, team: Team, found: Sequence[Finding]) -> bytes:
    plan = master.plan
    document = document_of("", plan.calendar.country)
    for line in letter(plan, team, found).split("\n"):
        if line.strip():
            document.add_paragraph(line)
    about = {f.metric_id for f in found if f.metric_id in figures.by_metric}
    charts = [
        (one.metric, chart, one.charts[team.id].sentence)
        for one in figures.by_metric.values()
        if one.metric.id in about and (chart := team_chart(one, team)) is not None
    ]
    if charts:
        document.add_heading(say("papers.question_charts"), 2)
    for number, (metric, chart, said) in enumerate(charts, start=1):
        document.add_paragraph(metric.name).runs[0].bold = True
        add_chart(document, chart, number)
        if said:
            document.add_paragraph(said)
    subject = say("papers.questions_title", title=plan.title, team=team.name)
    return finished(document, subject, plan)
