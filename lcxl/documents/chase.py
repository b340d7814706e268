"""Who is asked for a report, on which day and in which words.

The days are those of the task list of Improving Chronic Illness Care: a week before the due
date, the working day before it, and the three working days after it.  Words and days stand
in templates_src/defaults/chase.toml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lcxl import templates
from lcxl.documents.addressed import call_lines, coach_lines, coaches_of, to_team
from lcxl.figures.timeliness import HERE, TARGET, Report, Status, Timeliness
from lcxl.periods import Period, add_days
from lcxl.plan import Collaborative, Team
from lcxl.plan.dates import day_in_words
from lcxl.plan.working_days import WorkingDays
from lcxl.words import filled, in_language, joined, language, percent, say

__all__ = ["Message", "messages_on", "next_message", "recipients", "status_lines"]

OUT: tuple[Status, ...] = ("missing", "due", "not due")
"""Statuses of reports that are still to come."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message, ready to send."""

    chase: templates.Chase
    period: Period
    day: date
    teams: tuple[Team, ...]
    """The teams it goes to, or is about."""
    subject: str
    text: str
    what: str
    """The period in words, or those of the baseline."""


def messages_on(plan: Collaborative, found: Timeliness) -> list[Message]:
    """The messages of that day; those with nobody to send them to are left out."""
    return [m for m in _messages(plan, found) if m.day == found.on and m.teams]


def next_message(plan: Collaborative, found: Timeliness) -> Message | None:
    """The first message after that day, by what is known now."""
    later = (m for m in _messages(plan, found) if m.day > found.on and m.teams)
    return min(later, key=lambda m: m.day, default=None)


def day_of(chase: templates.Chase, due: date, working: WorkingDays) -> date:
    """The day a message goes out: a day off is left backward before the due date."""
    if chase.day.working_days:
        return working.add(due, chase.day.working_days)
    day = add_days(due, chase.day.days)
    return working.on_or_before(day) if chase.day.days < 0 else working.on_or_after(day)


@dataclass(frozen=True, slots=True)
class _Round:
    """One report that all teams are asked for: on a period, or on the baseline."""

    period: Period
    due: date
    reports: Mapping[str, Report]
    is_baseline: bool
    together: Sequence[Period] = ()
    """The periods of the baseline that are asked for together."""
    apart: Sequence[Period] = ()
    """Those in between that are reports of their own."""

    @property
    def what(self) -> str:
        """What is asked for, in the current language."""
        if self.together:
            return _together_in_words(self.together, self.apart)
        return _baseline_in_words([self.period]) if self.is_baseline else self.period.in_words()


def _rounds(plan: Collaborative, found: Timeliness) -> Iterator[_Round]:
    """Every report that is asked for, in order: the baseline together, then each period."""
    calendar = plan.calendar
    if found.baseline_due is not None:
        apart = [period for period in found.periods if calendar.is_baseline(period)]
        first, due = found.together[0], found.baseline_due
        yield _Round(first, due, found.baseline, True, found.together, apart)
    for period in found.periods:
        reports = {team.id: found.of(team, period) for team in plan.teams}
        yield _Round(period, calendar.due(period), reports, calendar.is_baseline(period))


def _together_in_words(periods: Sequence[Period], apart: Sequence[Period]) -> str:
    """The baseline that is asked for together; ``apart``: what is a report of its own."""
    of: dict[str, list[Period]] = {}
    for period in periods:
        of.setdefault(period.frequency, []).append(period)
    return joined(
        _baseline_in_words(
            some, [p for p in apart if p.frequency == frequency and some[0] < p < some[-1]]
        )
        for frequency, some in of.items()
    )


def _baseline_in_words(periods: Sequence[Period], apart: Sequence[Period] = ()) -> str:
    """Periods of one frequency; ``apart``: those in between that are reports of their own."""
    what = "baseline" if periods[0].frequency == "month" else "baseline_other"
    key = f"status.{what}" if len(periods) > 1 else f"status.{what}_one"
    named = say(key, first=periods[0].in_words(), last=periods[-1].in_words())
    others = joined(period.in_words() for period in apart)
    return say("status.baseline_without", months=named, others=others) if apart else named


def _messages(plan: Collaborative, found: Timeliness) -> Iterator[Message]:
    asked = [t for t in plan.teams if not t.has_left(found.on)]
    for one in _rounds(plan, found):
        here = [t for t in asked if one.reports[t.id].status in HERE]
        is_own = not one.is_baseline
        # A team that joined later is asked with its first own report.
        out = [
            t
            for t in asked
            if one.reports[t.id].status in OUT
            and one.reports[t.id].due <= one.due
            and not (is_own and t.first_month and t.first_month > one.period.start)
        ]
        excused = any(one.reports[t.id].status == "excused" for t in asked)
        for i in range(len(templates.chases())):
            to = templates.chases()[i].to
            teams = here + out if to == "all" else out
            for code in dict.fromkeys(_languages(plan, to, teams)):
                with in_language(code):
                    message = _message(plan, one, i, here, out, excused)
                if message is None:
                    continue
                if to != "coach":
                    mine = tuple(t for t in teams if plan.language_of(t) == code)
                    message = replace(message, teams=mine)
                reach = call_lines if to == "coach" else coach_lines
                with in_language(code):
                    lines = list(reach(plan, message.teams, message.day))
                text = "\n".join([message.text, *([""] if lines else []), *lines])
                yield replace(message, text=text)


def _languages(plan: Collaborative, to: str, teams: Sequence[Team]) -> Iterator[str]:
    """Of those who are written to: the teams', and for a coach the host's."""
    if to == "coach" or not teams:
        yield language()
    else:
        yield from (plan.language_of(team) for team in teams)


def _message(
    plan: Collaborative,
    one: _Round,
    which: int,
    here: Sequence[Team],
    out: Sequence[Team],
    excused: bool,
) -> Message | None:
    """A message in the current language; None where there is nothing to send."""
    chase, words, what = templates.chases()[which], templates.status_words(), one.what
    text = chase.text if here else chase.text_none_in or chase.text
    if not out:
        if chase.to != "all" or chase.day.days < 0 or not chase.text_all_in:
            return None
        text = chase.text_all_in
    is_one = len(here) + len(out) == 1
    everybody = "all_in_one" if is_one else "all_in_excused" if excused else "all_in"
    places = {
        "all_in": words[everybody],
        "reports": filled(words["reports_one" if is_one else "reports"], month=what),
        "month": what,
        "due": day_in_words(one.due),
        "title": plan.title,
        "host": plan.host or plan.title,
        "names_in": _names(here),
        "names_out": _names(out),
        "n_in": len(here),
        "n_teams": len(here) + len(out),
    }
    teams = tuple([*here, *out] if chase.to == "all" else out)
    day = day_of(chase, one.due, plan.calendar.working)
    subject, said = filled(chase.subject, **places), filled(text.strip(), **places)
    return Message(chase, one.period, day, teams, subject, said, what)


def _names(teams: Sequence[Team]) -> str:
    return joined(team.name for team in teams) or templates.status_words()["nobody"]


def recipients(plan: Collaborative, message: Message) -> str:
    """Who it goes to, with addresses where the plan has them."""
    if message.chase.to == "coach":
        coaches = coaches_of(plan, message.teams, message.day)
        return coaches or templates.status_words()["coaches"]
    return "; ".join(to_team(plan, team, message.day) for team in message.teams)


def status_lines(plan: Collaborative, found: Timeliness) -> Iterator[str]:
    """How things stand, in sentences: the month asked for now, and all months together."""
    words = templates.status_words()
    rounds = list(_rounds(plan, found))
    begun = [one for one in rounds if any(_is_asked(r) for r in one.reports.values())]
    if not begun:
        if rounds:
            due = day_in_words(rounds[0].due)
            yield filled(words["none_yet"], month=rounds[0].what, due=due)
        return
    for one in begun[:-1]:
        missing = [t for t in plan.teams if one.reports[t.id].status == "missing"]
        if missing:
            yield filled(words["earlier"], month=one.what, names=_names(missing))
    yield from _round_lines(plan, begun[-1])
    if found.share_on_time is not None:
        yield filled(words["share"], share=percent(found.share_on_time), target=percent(TARGET))
    if found.median_days_late is not None:
        days = found.median_days_late
        yield filled(words["median_one" if days == 1 else "median"], days=days)


def _round_lines(plan: Collaborative, one: _Round) -> Iterator[str]:
    words = templates.status_words()
    reports = [(team, one.reports[team.id]) for team in plan.teams]
    n_teams = sum(_is_asked(r) for _, r in reports)
    yield filled(
        words["month_one" if n_teams == 1 else "month"],
        month=one.what,
        due=day_in_words(one.due),
        n_in=sum(r.status in HERE for _, r in reports),
        n_teams=n_teams,
    )
    late = [
        filled(words["days_one" if r.days_late == 1 else "days"], team=team.name, days=r.days_late)
        for team, r in reports
        if r.status == "late"
    ]
    lists = {"late": late} | {
        key: [team.name for team, r in reports if r.status == status]
        for key, status in (
            ("unknown", "received"),
            ("missing", "missing"),
            ("open", "due"),
            ("excused", "excused"),
        )
    }
    for key, names in lists.items():
        if names:
            yield "  " + filled(words[key], names=joined(names))


def _is_asked(report: Report) -> bool:
    return report.status not in ("not due", "withdrawn", "excused")
