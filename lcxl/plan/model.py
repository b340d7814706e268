"""The plan: what the host decides before the first number is typed.

Metrics and their fields: `lcxl.plan.metric`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from lcxl.findings import Finding
from lcxl.periods import Period, parse_day, starting_places
from lcxl.plan.calendar import Calendar
from lcxl.plan.fields import (
    FileSafeId,
    Limits,
    Model,
    Month,
    Title,
)
from lcxl.plan.follow_up import Assessment, Attendance, FacultyScore
from lcxl.plan.metric import Metric, NewPhase
from lcxl.plan.organisations import Organisation, Team, YesNo
from lcxl.plan.pairing import Pairing
from lcxl.plan.people import Person, PlanningMember, Role, RosterChange
from lcxl.plan.planning import ChangeIdea, Planning
from lcxl.plan.wording import Wording
from lcxl.words import code_of, language

__all__ = ["Collaborative"]

_HOST_ONLY = (
    "prospects",
    "roster_changes",
    "attendance",
    "faculty_scores",
    "assessments",
    "planning_group",
    "findings",
)


class Collaborative(Model):
    """The whole plan; ``planning`` is empty where there is no planning.xlsx."""

    id: FileSafeId
    title: Title
    aim: str = ""
    host: str = ""
    contact_name: str = ""
    contact_email: str = ""
    language: str = ""
    """The host's: a code such as fr-CA; "" for the one that is spoken."""
    calendar: Calendar
    shift_points: Annotated[int, Limits(ge=5, le=9)] = 6
    trend_rule: Literal["note", "off"] = "note"
    display: Literal["open", "coded", "aggregate"] = "open"
    small_numbers: Literal["CMS 1-10", "under 5", "NHS rounding", "none"] = "CMS 1-10"
    main_metric: str = ""
    """Id of the metric that the collaborative is judged by, named before its results are known."""
    year_earlier: YesNo = "No"
    """Whether recent months are compared with the same months a year earlier."""
    frozen_through: Month | None = None
    frozen_on: date | None = None
    metrics: tuple[Metric, ...]
    teams: tuple[Team, ...]
    phases: tuple[NewPhase, ...] = ()
    pairings: tuple[Pairing, ...] = ()
    wordings: tuple[Wording, ...] = ()
    """The host's words about metrics in other languages."""
    prospects: tuple[Organisation, ...] = ()
    """Organisations that were approached and are no team (yet)."""
    people: tuple[Person, ...] = ()
    """The contact list: everybody in a role, with the dates between which they held it."""
    roster_changes: tuple[RosterChange, ...] = ()
    attendance: tuple[Attendance, ...] = ()
    faculty_scores: tuple[FacultyScore, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    planning_group: tuple[PlanningMember, ...] = ()
    planning: Planning = Planning()
    findings: tuple[Finding, ...] = ()
    """Questions about the plan itself; what is wrong with it never gets this far."""

    def metric(self, metric_id: str) -> Metric:
        """The metric with that id; KeyError when there is none."""
        return self._metrics_by_id[metric_id]

    def team(self, team_id: str) -> Team:
        """The team with that id, in any case of letters; KeyError when there is none."""
        return self._teams_by_id[team_id.casefold()]

    def language_of(self, team: Team) -> str:
        """The language of a team's workbook and letters: its own, the host's, or what is spoken."""
        return code_of(team.language or self.language or language())

    def all_in(self, code: str) -> Collaborative:
        """The plan with one language for the host and all teams."""
        teams = tuple(replace(team, language="") for team in self.teams)
        return replace(self, language=code, teams=teams)

    def for_others(self) -> Collaborative:
        """The plan as it may leave the host.

        Without what the host keeps about others and no rule of validation needs.
        """
        told = {"planning": self.planning.for_others(), **dict.fromkeys(_HOST_ONLY, ())}
        return Collaborative.of({**self.values(), **told})

    @property
    def ideas(self) -> tuple[ChangeIdea, ...]:
        """The change ideas, in the order in which the host wrote them down."""
        return self.planning.ideas

    @cached_property
    def by_period(self) -> Collaborative:
        """The plan with those metrics only that have a number for each period."""
        if not self.event_metrics:
            return self
        return replace(self, metrics=tuple(m for m in self.metrics if not m.event_chart))

    @cached_property
    def by_month(self) -> Collaborative:
        """The plan with those metrics only that have rows of months in workbooks."""
        if all(m.frequency.of_months for m in self.by_period.metrics):
            return self.by_period
        metrics = tuple(m for m in self.by_period.metrics if m.frequency.of_months)
        return replace(self, metrics=metrics)

    @cached_property
    def event_metrics(self) -> tuple[Metric, ...]:
        """The metrics whose single events are logged; they have no number for a month."""
        return tuple(metric for metric in self.metrics if metric.event_chart)

    @property
    def active_teams(self) -> tuple[Team, ...]:
        """The teams that are still asked for reports: all but those that withdrew."""
        return tuple(team for team in self.teams if not team.has_withdrawn)

    def contacts(
        self, team_id: str, role: Role | None = None, on: date | None = None
    ) -> tuple[Person, ...]:
        """People of a team (of the host, for ""), in the order of the contact list.

        ``role`` leaves those in that role; ``on`` those who held it on that day, and
        without it those whose time in the role has no end.
        """
        return tuple(
            person
            for person in self._people_by_team.get(team_id.casefold(), ())
            if (role is None or person.role == role)
            and (person.end is None if on is None else person.is_active(on))
        )

    @cached_property
    def _people_by_team(self) -> dict[str, list[Person]]:
        found: dict[str, list[Person]] = {}
        for person in self.people:
            found.setdefault(person.team.casefold(), []).append(person)
        return found

    @cached_property
    def _metrics_by_id(self) -> dict[str, Metric]:
        return {metric.id: metric for metric in self.metrics}

    @cached_property
    def _teams_by_id(self) -> dict[str, Team]:
        return {team.id.casefold(): team for team in self.teams}

    def is_due(self, metric: Metric, report: Period) -> bool:
        """Whether ``metric`` has a number in a report, by its schedule.

        Args:
            metric: one of the plan's metrics.
            report: a month or a shorter period, as `Period.report` gives it.
        """
        return report in metric.reports(self.calendar)

    def timeline(self, metric: Metric) -> tuple[Period, ...]:
        """The reports along which a metric's values stand, due or not.

        For metrics of whole months every month of the collaborative, because their sheets and
        charts have one axis of months; for shorter ones their own periods.
        """
        if metric.frequency.of_months:
            return self.calendar.reports
        return self.calendar.axis(metric.frequency.id).periods

    def period_of(self, metric: Metric, report: Period) -> Period:
        """The metric's own period that is asked for in a report, such as the quarter of March.

        The report itself, where the metric is not due in it.
        """
        return metric.reports(self.calendar).get(report, report)

    def report_named(self, metric: Metric, text: str) -> Period | None:
        """The report of a metric that a text names; None where it is due in none of that name.

        A month is written 2026-03, as is the last or first month of a longer period; every
        period by its first day, 2026-03-02.

        Raises:
            ValueError: the text is no month and no day.
        """
        day, is_month = parse_day(text)
        for report, own in metric.reports(self.calendar).items():
            if report.frequency == "month" and report.contains(day):
                return report
            if day == own.start and (own.kind.of_months or not is_month):
                return report
        return None

    def side_of_start(self, metric: Metric, report: Period) -> Literal[-1, 0, 1]:
        """-1 for a report about patients before the kickoff, 1 for one about those after it.

        0 for the kickoff's own period, of which a part lies before it: of a quarterly metric the
        quarter.  A metric whose cohort lies back is cut by the period of its patients.
        """
        cohort, kickoff = metric.cohort(self.calendar, report), self.calendar.kickoff
        if cohort.contains(kickoff):
            return 1 if kickoff == cohort.start else 0
        return -1 if cohort.start < kickoff else 1

    def phase_starts(self, metric: Metric) -> tuple[int, ...]:
        """Positions on the metric's timeline at which a new phase starts for every team.

        By rule where a new definition applies, and where the host decided so: with the first
        period that begins in that month or after.
        """
        decided = {phase.month for phase in self.phases if phase.metric == metric.id}
        starts = sorted({*decided, *filter(None, [metric.effective_from])})
        return starting_places(self.timeline(metric), starts)
