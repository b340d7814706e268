"""What a team sent, and which file each of its values is taken from.

The one judgement of this: the master, a workbook that is issued again, the rules, the letters and
the list of files all ask here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from lcxl.findings import Finding
from lcxl.intake.order import arrivals, is_among, newest_last, reach, undecided
from lcxl.intake.submission import DataPoint, Entry, Submission
from lcxl.metrics import State
from lcxl.periods import Period, month_of
from lcxl.plan import Collaborative

__all__ = [
    "Contest",
    "Pair",
    "Part",
    "Refused",
    "Sent",
    "Value",
    "contents_of",
    "is_too_late",
    "pair_of",
]

Value = tuple[str, Period, int | None]
"""Metric, period and number of the group of patients (None: all together)."""
Pair = tuple[Entry | None, Entry | None]
"""Numerator and denominator, which are one value."""
Contents = tuple[float | str | None, float | str | None]
Why = Literal["usable", "agreed", "agreed_of_some", "arrived", "arrived_of_some", "by_rule"]
Part = tuple[int | None, DataPoint, Submission]
"""Number of the group of patients (None: all), and the period and file its value is taken from."""
NOTHING: Contents = (None, None)


def is_too_late(plan: Collaborative, submission: Submission, period: Period) -> bool:
    """The period is frozen, and the file was saved after the freeze."""
    frozen, day = plan.frozen_through, plan.frozen_on
    saved = submission.saved_on or submission.came_on
    is_frozen = frozen is not None and month_of(period.start) <= frozen
    return bool(is_frozen and day and saved and saved > day)


class Contest(NamedTuple):
    """A value that files give differently, and no date tells which of them came last."""

    value: Value
    taken: Submission
    """The file it is taken from."""
    why: Why
    """Why that one is taken; see `Sent`."""
    sides: Sequence[Sequence[Submission]]
    """Files that agree with each other, in the order of their names; those that agree on what
    is taken come first."""
    found_on: date | None = None
    """The day the first file with what is taken was found, where that decided."""


class Refused(NamedTuple):
    """What a file says of a frozen period, and the numbers that stand instead, if any do."""

    submission: Submission
    point: DataPoint
    standing: DataPoint | None


class Sent:
    """What one team sent, oldest first, and which file each value is taken from.

    Of a period the file that came last is taken.  Where no date tells which file that is, each
    value is decided by itself: one that can be used goes before words and blanks, then the one
    that more of the team's files agree on, then the one that arrived first, and where nothing
    tells that either, the one of the later file in `newest_last`.  A blank is left aside where
    the file has no number of the metric in any period: it may have been sent for another one.
    (The date of the mail that brought a file goes between agreement and arrival.)
    """

    def __init__(self, plan: Collaborative, submissions: Sequence[Submission]) -> None:
        """A team's submissions that are not set aside, in any order."""
        self.plan = plan
        once = {s.sha256 or s.file: s for s in sorted(submissions, key=lambda s: s.file)[::-1]}
        self.submissions = newest_last(list(once.values()))
        self.contests: dict[Value, Contest] = {}
        """Those values of which no date tells which word is the last, in a fixed order."""
        self._decided: dict[Value, Submission] = {}
        self._last: dict[Period, list[Submission]] = {}
        self._metrics: dict[int, frozenset[tuple[str, int | None]]] = {}
        by_period: defaultdict[Period, list[Submission]] = defaultdict(list)
        for submission in self.submissions:
            for period in submission.periods:
                if not is_too_late(plan, submission, period):
                    by_period[period].append(submission)
        for period in sorted(by_period):
            files = by_period[period]
            latest_period = max(reach(s, period.frequency) for s in files)
            latest = [s for s in files if reach(s, period.frequency) == latest_period]
            self._last[period] = undecided(latest)
            if len(self._last[period]) > 1:
                for value in _values_of(period, self._last[period]):
                    self._decide(value, self._last[period], files)
        self._elsewhere = dict(self._found_elsewhere(by_period))

    @property
    def latest(self) -> Submission:
        """What was sent last; what is no value is taken from it."""
        return self.submissions[-1]

    def latest_with(self, table: str) -> Submission:
        """The newest file that has a table, such as ``changes``; the last if none has.

        A file without it, such as a table of numbers or one that lost a sheet, says nothing of
        its rows.
        """
        return next((s for s in self.submissions[::-1] if table in s.tables), self.latest)

    @property
    def periods(self) -> Sequence[Period]:
        """Periods of which anything is taken."""
        return list(self._last)

    @property
    def standing(self) -> Iterator[Submission]:
        """Files of which something is taken, and the latest."""
        yield self.latest
        for files in self._last.values():
            yield files[-1]
        yield from self._decided.values()
        yield from self._elsewhere.values()

    def file_of(self, metric_id: str, period: Period, part: int | None = None) -> Submission | None:
        """The file that a value is taken from; a blank too is taken from somewhere."""
        files = self.last_of(period)
        if (metric_id, period) in self._elsewhere:
            return self._elsewhere[metric_id, period]
        return self._decided.get((metric_id, period, part), files[-1]) if files else None

    def _found_elsewhere(
        self, by_period: Mapping[Period, Sequence[Submission]]
    ) -> Iterator[tuple[tuple[str, Period], Submission]]:
        """Metrics that the last files with a report do not have at all: the last one that has.

        A table holds some metrics, and an earlier workbook may lack one.
        """
        every = [metric.id for metric in self.plan.metrics]
        lacking = [m for m in every if any(s.lacks(m) for s in self.submissions)]
        for metric_id in lacking:
            for period, last in self._last.items():
                if all(file.lacks(metric_id) for file in last):
                    having = [s for s in by_period[period] if not s.lacks(metric_id)]
                    if having:
                        yield (metric_id, period), having[-1]

    def last_of(self, period: Period) -> Sequence[Submission]:
        """The file that has the last word on a period; several where no date tells which has."""
        return self._last.get(period, ())

    def parts(
        self, metric_id: str, period: Period
    ) -> Iterator[tuple[int | None, DataPoint, Submission]]:
        """The values of a metric in a period, all patients first, and where each is taken from."""
        elsewhere = self._elsewhere.get((metric_id, period))
        files = [elsewhere] if elsewhere else self.last_of(period)
        known = [point for s in files if (point := s.points.get((metric_id, period)))]
        for part in (None, *sorted({part for point in known for part in point.strata})):
            file = self.file_of(metric_id, period, part)
            point = file.points.get((metric_id, period)) if file else None
            if file and point and (part is None or part in point.strata):
                yield part, point, file

    def point(self, metric_id: str, period: Period) -> DataPoint | None:
        """What stands for a metric in a period, wherever it is taken from."""
        found = list(self.parts(metric_id, period))
        if len({id(file) for _, _, file in found}) == 1 and found[0][0] is None:
            return found[0][1]
        total = next((point for part, point, _ in found if part is None), None)
        strata = {part: point.strata[part] for part, point, _ in found if part is not None}
        if total is None and not strata:
            return None
        return (total or DataPoint(metric_id, period))._replace(strata=strata)

    def values(self, submission: Submission) -> Iterator[Value]:
        """What a file says of periods that are not frozen for it."""
        for (metric_id, period), point in submission.points.items():
            if not is_too_late(self.plan, submission, period):
                yield from ((metric_id, period, part) for part in (None, *point.strata))

    def concerns(self, submission: Submission, finding: Finding) -> bool:
        """A finding about a file is about something that is taken from it."""
        if finding.period is None:
            return True
        period = finding.period
        if finding.metric_id in submission.other_periods:
            return is_among(submission, (self.latest, *self.last_of(period)[-1:]))
        if finding.metric_id is None:
            taken = [s for value, s in self._decided.items() if value[1] == period]
            return is_among(submission, (*taken, *self.last_of(period)[-1:]))
        files = [file for _, _, file in self.parts(finding.metric_id, period)]
        return is_among(submission, files or [self.file_of(finding.metric_id, period)])

    def refused(self) -> Iterator[Refused]:
        """Numbers of frozen periods that came too late and differ from those that stand.

        Of several files that say the same the newest is named.
        """
        found: dict[tuple[str, Period], Refused] = {}
        for submission in self.submissions:
            for (metric_id, period), point in submission.points.items():
                if is_too_late(self.plan, submission, period):
                    standing = self.point(metric_id, period)
                    if standing is None or _typed(standing) != _typed(point):
                        found[metric_id, period] = Refused(submission, point, standing)
        yield from found.values()

    def _decide(
        self, value: Value, last: Sequence[Submission], files: Sequence[Submission]
    ) -> None:
        """One value of a period for which ``last`` may be the last word; ``files`` all have it."""
        sides: dict[Contents, list[Submission]] = {}
        for submission in last:
            contents = self._says(submission, value)
            if contents is not None:
                sides.setdefault(contents, []).append(submission)
        if not sides:
            return
        agreeing: dict[Contents, list[Submission]] = {contents: [] for contents in sides}
        for submission in sorted(files, key=lambda s: s.file):
            contents = self._says(submission, value)
            if contents in agreeing:
                agreeing[contents].append(submission)
        everybody = [s for side in agreeing.values() for s in side]
        order = dict(zip(map(id, everybody), arrivals(everybody), strict=True))
        first = {contents: min(order[id(s)] for s in side) for contents, side in agreeing.items()}
        chosen, why = self._chosen(value, last, sides, agreeing, first)
        with_point = [s for s in sides[chosen] if value[:2] in s.points]
        self._decided[value] = (with_point or sides[chosen])[-1]
        if len(sides) == 1:
            return
        found_on = None
        if why == "arrived":
            known = [s.arrived for s in agreeing[chosen] if s.arrived]
            found_on = min(known).day
            why = "arrived" if first[chosen] == min(first.values()) else "arrived_of_some"
        others = [agreeing[contents] for contents in sides if contents != chosen]
        others.sort(key=lambda side: side[0].file)
        if why == "agreed" and len(agreeing[chosen]) <= max(map(len, others)):
            why = "agreed_of_some"
        self.contests[value] = Contest(
            value, self._decided[value], why, [agreeing[chosen], *others], found_on
        )

    def _chosen(
        self,
        value: Value,
        last: Sequence[Submission],
        sides: Mapping[Contents, Sequence[Submission]],
        agreeing: Mapping[Contents, Sequence[Submission]],
        first: Mapping[Contents, int],
    ) -> tuple[Contents, Why]:
        """What is taken of a value on which files differ, and what decided."""
        measures: tuple[tuple[Why, Callable[[Contents], int]], ...] = (
            ("usable", lambda contents: self._use(sides[contents][-1], value)),
            ("agreed", lambda contents: len(agreeing[contents])),
            ("arrived", lambda contents: -first[contents]),
        )
        left = list(sides)
        for why, measure in measures:
            best = max(map(measure, left))
            left = [contents for contents in left if measure(contents) == best]
            if len(left) == 1:
                return left[0], why
        files = [id(s) for s in last]
        return max(left, key=lambda contents: files.index(id(sides[contents][-1]))), "by_rule"

    def _says(self, submission: Submission, value: Value) -> Contents | None:
        """What a file has for a value; None where it says nothing about it."""
        contents = contents_of(submission, value)
        if contents != NOTHING:
            return contents
        known = self._metrics.get(id(submission))
        if known is None:
            known = self._metrics[id(submission)] = frozenset(
                (metric_id, part)
                for metric_id, period in submission.points
                for part in (None, *submission.points[metric_id, period].strata)
                if contents_of(submission, (metric_id, period, part)) != NOTHING
            )
        metric_id, period, part = value
        point = submission.points.get((metric_id, period))
        has_reason = part is None and point is not None and bool(point.reason)
        return NOTHING if has_reason or (metric_id, part) in known else None

    def _use(self, submission: Submission, value: Value) -> int:
        """2 for numbers that can be used or "nobody eligible", 1 for others, 0 for a blank."""
        metric_id, period, part = value
        if contents_of(submission, value) == NOTHING:
            return 0
        point, metric = submission.points[metric_id, period], self.plan.metric(metric_id)
        state = point.state(metric) if part is None else point.stratum_state(metric, part)
        return 2 if state in (State.USABLE, State.NOT_APPLICABLE, State.NONE_OF_NONE) else 1


def _values_of(period: Period, files: Sequence[Submission]) -> list[Value]:
    """Every value of a period that one of the files has, in a fixed order."""
    found: set[tuple[str, int]] = set()
    for submission in files:
        for (metric_id, when), point in submission.points.items():
            if when == period:
                found.update((metric_id, part) for part in (-1, *point.strata))
    return [(metric_id, period, None if part < 0 else part) for metric_id, part in sorted(found)]


def pair_of(submission: Submission, value: Value) -> Pair:
    """The cells of a value in a file."""
    metric_id, period, part = value
    point = submission.points.get((metric_id, period))
    if point is None:
        return None, None
    if part is None:
        return point.numerator, point.denominator
    return point.strata.get(part, (None, None))


def contents_of(submission: Submission, value: Value) -> Contents:
    """What a file holds for a value, to compare it with another file's."""
    first, second = pair_of(submission, value)
    return first.content if first else None, second.content if second else None


def _typed(point: DataPoint) -> tuple[Contents, Mapping[int, Contents]]:
    """What was typed of a metric in a period, wherever in the file it stood."""
    pairs = {
        group: (first.content if first else None, second.content if second else None)
        for group, (first, second) in point.strata.items()
    }
    return point.contents, pairs
