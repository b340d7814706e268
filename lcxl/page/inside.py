"""What runs in the page for teams and coaches: workbooks in, findings and charts out, as JSON.

The page's worker (``source/worker.js``) puts files into a folder of its own memory and calls
`start` once, then `check` and `marked`.  Nothing here knows a browser.
"""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from lcxl.combine.combine import combine
from lcxl.combine.questions import open_questions
from lcxl.documents.letter import letter
from lcxl.figures.charts_of_teams import TeamChart
from lcxl.figures.figures import Figures
from lcxl.findings import SEVERITIES, Finding, in_order
from lcxl.intake import Submission
from lcxl.intake.pile import bytes_of, find_files, named
from lcxl.intake.read import read_file
from lcxl.intake.sources.base.source import File
from lcxl.intake.values.tidy import COLUMNS
from lcxl.metrics import kind_of, shown
from lcxl.page.marked import can_be_marked, marked_copy
from lcxl.plan import Collaborative, Team
from lcxl.plan.dates import month_in_words
from lcxl.rules.base.judging import validate_all
from lcxl.runchart import analyse
from lcxl.user_cache import loads
from lcxl.words import LANGUAGES, say, speak, use_languages_of

__all__ = ["Checker", "start"]


def start(plan: bytes | memoryview, languages: bytes | memoryview = b"") -> Checker:
    """A checker by a plan, as `lcxl.user_cache.dumps` made it.

    ``languages``: an archive of the collaborative's own translations.
    """
    found = loads(bytes(plan))
    assert isinstance(found, Collaborative)
    home = Path(tempfile.mkdtemp())
    if languages:
        with zipfile.ZipFile(io.BytesIO(bytes(languages))) as archive:
            archive.extractall(home / LANGUAGES)
    return Checker(found, home)


class Checker:
    """The workbooks that were dropped last, checked by one plan."""

    def __init__(self, plan: Collaborative, home: Path) -> None:
        self.plan = plan
        self._home = home
        """Where the collaborative's own translations are."""
        self._files: dict[str, File] = {}
        self._findings: Mapping[str, Sequence[Finding]] = {}

    def check(self, folder: str, language: str) -> str:
        """Check all files in a folder, in a language; what is told of them, as JSON.

        ``files``: one entry for each file, ``teams``: one for each team that they name.
        """
        use_languages_of(self._home)
        speak(language)
        pile = named(find_files(Path(folder)), Path(folder))
        sent = [read_file(file, self.plan) for file in pile]
        self._files = {file.name: file for file in pile}
        self._findings = validate_all(sent, self.plan)
        told = {
            "files": [self._told(submission) for submission in sent],
            "teams": list(self._teams(sent)),
        }
        return json.dumps(told)

    def warm(self, language: str) -> None:
        """Check a table that is made up, so that the first real check finds all words loaded."""
        if not self.plan.by_period.metrics:  # rare events alone have no table
            return
        metric, team = self.plan.by_period.metrics[0], self.plan.teams[0]
        lines = [f"{team.id},{metric.id},{p.id},1,2" for p in self.plan.timeline(metric)[:3]]
        with tempfile.TemporaryDirectory() as folder:
            table = Path(folder) / "made-up.csv"
            table.write_text("\n".join((",".join(COLUMNS), *lines)), encoding="utf-8")
            self.check(folder, language)
        self._files, self._findings = {}, {}

    def marked(self, name: str) -> bytes:
        """A copy of a file with its findings: cells coloured, and a list on a sheet of its own."""
        return marked_copy(bytes_of(self._files[name]), self.plan, self._findings[name])

    def _told(self, submission: Submission) -> dict[str, object]:
        found = in_order(self._findings[submission.file])
        counts = {kind: sum(f.severity == kind for f in found) for kind in SEVERITIES}
        open_ones = counts["error"] + counts["question"]
        if not submission.is_reporting_workbook and not open_ones:
            state, sentence = "other", say("page_check.no_workbook")
        elif any(f.sets_aside for f in found):
            state, sentence = "aside", say("page_check.set_aside")
        elif open_ones:
            state, sentence = "open", say("page_check.not_ready", n=open_ones)
        elif not (submission.points or submission.events):
            state, sentence = "open", say("page_check.nothing_yet")
        else:
            state, sentence = "ready", say("page_check.ready")
        return {
            "file": submission.file,
            "team": self._name_of(submission.team_id),
            "state": state,
            "sentence": sentence,
            "can_be_marked": bool(found) and self._can_be_marked(submission),
            "findings": [self._finding(f) for f in found],
        }

    def _can_be_marked(self, submission: Submission) -> bool:
        return submission.is_reporting_workbook and can_be_marked(
            bytes_of(self._files[submission.file])
        )

    def _finding(self, finding: Finding) -> dict[str, object]:
        return finding.as_dict() | {
            "severity_word": say(f"findings.{finding.severity}"),
            "where": finding.where,
            "month_word": month_in_words(finding.period.start) if finding.period else "",
        }

    def _name_of(self, team_id: str) -> str:
        try:
            return self.plan.team(team_id).name
        except KeyError:
            return team_id

    def _teams(self, sent: Sequence[Submission]) -> Iterator[dict[str, object]]:
        asked = open_questions(self.plan, sent, self._findings)
        figures = Figures(self.plan, combine(self.plan, sent)).by_metric
        for team_id, found in asked.items():
            team = self.plan.team(team_id)
            charts = [
                chart_told(chart, team)
                for metric in self.plan.by_period.metrics
                if (chart := figures[metric.id].charts.get(team_id)) is not None
            ]
            yield {"name": team.name, "letter": letter(self.plan, team, found), "charts": charts}


def chart_told(chart: TeamChart, team: Team) -> dict[str, object]:
    """What is drawn and said of one run chart: one entry for each period of its timeline."""
    plan, metric = chart.plan, chart.metric
    baseline = chart.verdict.baseline
    drawn = analyse(
        chart.values,
        baseline=baseline,
        phases=sorted({*chart.accepted, *plan.phase_starts(metric)}),
        direction=metric.direction,
        shift=plan.shift_points,
        worse=metric.worse,
    )
    scale = 100 if kind_of(metric).in_percent else 1
    shift = drawn.shift if baseline is not None else [False] * len(drawn.values)
    return {
        "name": metric.short_name,
        "title": say("practice.metric_line", metric=metric.short_name, sentence=team.name),
        "sentence": chart.sentence,
        "labels": [period.label for period in plan.timeline(metric)],
        "values": _scaled(drawn.values, scale),
        "shown": ["" if v is None else shown(metric, v) for v in drawn.values],
        "median": _scaled(drawn.median, scale),
        "shift": list(shift),
        "goal": None if metric.goal is None else metric.goal * scale,
        "goal_shown": None if metric.goal is None else shown(metric, metric.goal),
        "percent": kind_of(metric).in_percent,
    }


def _scaled(values: Sequence[float | None], scale: int) -> list[float | None]:
    return [None if value is None else value * scale for value in values]
