"""One team's files, the newest word of each cell, and what has no place any more."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from lcxl.intake import Submission
from lcxl.intake.newest import Sent, is_too_late
from lcxl.intake.submission import TextRow
from lcxl.keep.filled import DataKey, Filled
from lcxl.layout import TRIAL_RECORDS, ReportingLayout
from lcxl.metrics import Entry
from lcxl.periods import month_period
from lcxl.plan import Collaborative
from lcxl.plan.dates import day_in_words
from lcxl.reissue.carried import Carried
from lcxl.reissue.cells import (
    LABELLED,
    Name,
    Typed,
    Value,
    cells_of,
    name_in_words,
    value_in_words,
    written,
)
from lcxl.words import say

__all__ = ["carry_over"]

FREE_TABLES = ("changes", "phases", "cases", "events")
"""Tables whose rows nothing but their contents tells apart."""
Row = Mapping[str, object]


def carry_over(
    plan: Collaborative, submissions: Sequence[Submission], in_place: Submission | None = None
) -> Carried:
    """What goes into one team's new workbook.

    For each month the newest file's entries that no freeze refuses; tables as the newest file has
    them; story by month.  ``submissions`` were sent, in any order; ``in_place`` is the workbook
    under reporting/.
    """
    one = _Team(plan, submissions, in_place)
    one.take_cells()
    one.take_rows()
    return one.carried()


class _Team:
    def __init__(
        self,
        plan: Collaborative,
        submissions: Sequence[Submission],
        in_place: Submission | None,
    ) -> None:
        self.plan, self.layout = plan, ReportingLayout(plan)
        self.sent = Sent(plan, submissions) if submissions else None
        self.place = in_place
        self.cells: dict[Name, Typed] = {}
        self.from_file: dict[Name, Submission] = {}
        self.rows: dict[str, list[Row]] = {}
        self.left: list[str] = []
        self.told: list[str] = []
        self.taken: list[Typed] = []

    # Cells

    def take_cells(self) -> None:
        """Cells that a name tells apart."""
        every: dict[int, dict[Name, Typed]] = {}
        if self.sent is not None:
            every = {id(s): cells_of(s) for s in self.sent.submissions}
            self._take_sent(self.sent, every)
            self._refused(self.sent, every)
        if self.place is not None:
            seen: defaultdict[Name, set[Value]] = defaultdict(set)
            for cells in every.values():
                for name, typed in cells.items():
                    seen[name].add(typed.value)
            for name, typed in cells_of(self.place).items():
                if typed.value not in seen[name]:
                    self._take_in_place(self.place, name, typed)

    def _take_sent(self, sent: Sent, every: Mapping[int, Mapping[Name, Typed]]) -> None:
        stories = {row.month: s for s in sent.submissions for row in s.story}
        for submission in sent.submissions:
            for name, typed in every[id(submission)].items():
                if name.block == "data" and name.month is not None:
                    stands = sent.file_of(name.metric_id, name.report, name.part) is submission
                elif name.block == "story":
                    stands = stories.get(name.month) is submission
                else:
                    stands = submission is sent.latest_with(name.block)
                if stands:
                    self.cells[name], self.from_file[name] = typed, submission

    def _refused(self, sent: Sent, every: Mapping[int, Mapping[Name, Typed]]) -> None:
        """Each number that a freeze keeps out and that differs from what stands is told."""
        for one in sent.refused():
            at = (one.point.metric_id, one.point.period.start)
            for name, typed in every[id(one.submission)].items():
                if name.block == "data" and (name.metric_id, name.month) == at:
                    self._tell_refused(one.submission, name, typed)

    def _tell_refused(self, submission: Submission, name: Name, typed: Typed) -> None:
        standing = self.cells.get(name)
        if standing is not None and standing.value == typed.value:
            return
        words = self._words(submission, name, typed)
        if standing is None:
            self.left.append(say("carry.refused", **words))
        else:
            stands = value_in_words(standing.value)
            self.left.append(say("carry.refused_stands", **words, standing=stands))

    def _words(self, submission: Submission, name: Name, typed: Typed) -> dict[str, str]:
        return {
            "what": name_in_words(self.plan, name),
            "typed": value_in_words(typed.value),
            "file": submission.file,
            "cell": say("typed.place", sheet=typed.sheet, cell=typed.cell),
        }

    def _take_in_place(self, place: Submission, name: Name, typed: Typed) -> None:
        """Something typed under reporting/ that stands in no file that was sent."""
        if name.month and name.block == "data" and is_too_late(self.plan, place, name.report):
            self._tell_refused(place, name, typed)
            return
        standing = self.cells.get(name)
        if standing is not None:
            other = self.from_file[name]
            words = self._words(place, name, typed)
            words |= {"standing": value_in_words(standing.value), "other": other.file}
            if not (place.saved_at and other.saved_at and place.saved_at > other.saved_at):
                self.left.append(say("carry.in_place_older", **words))
                return
            self.told.append(say("carry.in_place_newer", **words))
        self.cells[name], self.from_file[name] = typed, place
        self.taken.append(typed)

    # Rows

    def take_rows(self) -> None:
        """Rows of tables that only their contents tell apart."""
        submissions = self.sent.submissions if self.sent else ()
        for block in FREE_TABLES:
            rows = list(getattr(self.sent.latest_with(block), block)) if self.sent else []
            if block == "events" and self.sent is not None:
                rows = self._events(self.sent)
            if self.place is not None:
                seen = {_content(row) for s in submissions for row in getattr(s, block)}
                here = [r for r in getattr(self.place, block) if _content(r) not in seen]
                if block == "events":
                    here = self._in_time(self.place, here)
                rows = self._joined(block, rows, here)
            if rows:
                self.rows[block] = list(self._table(block, rows))

    def _is_late_event(self, submission: Submission, row: TextRow) -> bool:
        day = row.values.get("date")
        return isinstance(day, date) and is_too_late(self.plan, submission, month_period(day))

    def _in_time(self, submission: Submission, rows: Sequence[TextRow]) -> list[TextRow]:
        """Events without those that a freeze keeps out, which are told."""
        for row in rows:
            day = row.values.get("date")
            if isinstance(day, date) and self._is_late_event(submission, row):
                words = {
                    "what": str(row.values.get("metric") or self.plan.event_metrics[0].short_name),
                    "typed": day_in_words(day),
                    "file": submission.file,
                    "cell": say("typed.place", sheet=row.sheet, cell=row.cell("date") or ""),
                }
                self.left.append(say("carry.refused", **words))
        return [row for row in rows if not self._is_late_event(submission, row)]

    def _events(self, sent: Sent) -> list[TextRow]:
        """The rows of the newest log; those of frozen months from the last one in time."""
        rows: list[TextRow] = []
        for submission in sent.submissions:
            if not (submission.events or submission.event_names):
                continue
            frozen = [row for row in rows if self._is_late_event(submission, row)]
            seen = {_content(row) for row in frozen}
            new = [row for row in submission.events if _content(row) not in seen]
            rows = [*frozen, *self._in_time(submission, new)]
        return rows

    def _joined(self, block: str, rows: list[TextRow], here: list[TextRow]) -> list[TextRow]:
        """Rows that were sent, with those that stand only under reporting/."""
        place, latest = self.place, self.sent.latest_with(block) if self.sent else None
        if not here or place is None:
            return rows
        is_newer = latest is None or bool(
            place.saved_at and latest.saved_at and place.saved_at > latest.saved_at
        )
        if is_newer:
            kept = list(getattr(place, block))
            missing = Counter(map(_content, rows)) - Counter(map(_content, kept))
            if latest is not None and missing:
                n = missing.total()
                where = {"sheet": rows[0].sheet, "file": place.file, "other": latest.file}
                self.left.append(say("carry.rows_of_sent", n=n, **where))
        elif block == "cases":  # one that was corrected would be counted twice
            where = {"sheet": here[0].sheet, "file": place.file}
            self.left.append(say("carry.cases_in_place", n=len(here), **where))
            return rows
        else:
            kept = [*rows, *here]
        self.taken += [
            Typed("", row.sheet, row.cell(next(iter(row.columns))) or "") for row in here
        ]
        return kept

    def _table(self, block: str, rows: Sequence[TextRow]) -> Iterator[Row]:
        """Rows of a table without gaps, as many as the new one has room for."""
        place = self.layout.blocks.get(block)
        room = place.last_row - place.first_row + 1 if place else 0
        if len(rows) > room:
            sheet = place.sheet if place else rows[0].sheet
            self.left.append(say("carry.no_room", n=len(rows) - room, sheet=sheet, rows=room))
        known = {metric.id for metric in self.plan.metrics}
        for row in rows[:room]:
            values = written(row)
            if row.metric_id and row.metric_id not in known:
                name = values.pop("metric", row.metric_id)
                cell = say("typed.place", sheet=row.sheet, cell=row.cell("metric") or "")
                self.left.append(say("carry.row_of_metric", cell=cell, metric=name))
            yield values

    # The result

    def carried(self) -> Carried:
        """Everything where the new workbook has a place for it."""
        data: dict[DataKey, Entry] = {}
        in_place = 0
        for name, typed in self.cells.items():
            why = self._no_place(name)
            if why:
                source = self.from_file[name].file
                what = name_in_words(self.plan, name)
                self.left.append(say(f"carry.{why}", what=what, file=source))
            elif name.block == "data" and name.month is not None:
                is_number = isinstance(typed.value, int | float)
                in_place += is_number and self.from_file[name] is self.place
                value = typed.value if not isinstance(typed.value, date) else str(typed.value)
                data[name.metric_id, name.month, name.field, name.part] = value
        self._left_of_files()
        filled: defaultdict[tuple[object, ...], dict[str, Value]] = defaultdict(dict)
        for name, typed in self.cells.items():
            filled[name.block, name.metric_id, name.month, name.part][name.field] = typed.value
        metrics, events = self.plan.by_period.metrics, self.plan.event_metrics
        records = range(1, TRIAL_RECORDS + 1)
        rows: dict[str, Sequence[Row]] = {
            **self.rows,
            "story": [filled["story", "", m, None] for m in self.plan.calendar.reported],
            "trial": [filled["trial", m.id, None, r] for m in metrics for r in records],
            "effort": [filled["effort", m.id, None, 1] for m in metrics],
            "logs": [filled["logs", m.id, None, 1] for m in events],
            "reporter": [filled["reporter", "", None, None]],
        }
        # Of a file that is a table of numbers nothing but these can go along.
        newest = self.sent.latest_with("reporter") if self.sent else None
        files = [s for s in (newest, self.place) if s]
        files.sort(key=lambda s: s.saved_at, reverse=True)
        return Carried(
            Filled(data, rows),
            tuple(dict.fromkeys(self.left)),
            tuple(dict.fromkeys(self.told)),
            tuple(self.taken),
            self.sent is not None,
            tuple(s.file for s in files),
            private={s.file: s.private for s in files},
            numbers_in_place=in_place,
        )

    def _no_place(self, name: Name) -> str:
        """Why the new workbook has no place for a cell; "" where it has one."""
        plan = self.plan
        if name.block == "story":
            return "" if name.month in plan.calendar.reported else "month_gone"
        if name.block in LABELLED:
            known = plan.event_metrics if name.block == "logs" else plan.metrics
            return "" if any(m.id == name.metric_id for m in known) else "metric_gone"
        if name.block != "data" or name.month is None:
            return ""
        metric = plan.metric(name.metric_id)
        report = metric.report_on(name.month)
        if report != name.report or not plan.is_due(metric, report):
            return "not_due"
        lines = self.layout.lines_of(metric.id)
        if not any((c.role, c.stratum) == (name.field, name.part) for c in lines):
            return "column_gone"
        if metric.has_case_log and name.part is None and name.field != "reason":
            has_cases = any(s.cases for s in (self.from_file[name],))
            return "" if has_cases else "now_case_log"
        return ""

    def _left_of_files(self) -> None:
        """Metrics, groups and schedules of the newest file that the plan no longer has."""
        for submission in [s for s in (self.sent.latest if self.sent else None, self.place) if s]:
            known = {metric.id: metric for metric in self.plan.metrics}
            for metric_id in submission.definitions:
                if metric_id not in known:
                    words = {"metric": metric_id, "file": submission.file}
                    self.left.append(say("carry.metric_left", **words))
            for metric_id, points in submission.other_periods.items():
                if points:
                    words = {"metric": known[metric_id].short_name, "file": submission.file}
                    self.left.append(say("carry.schedule_left", **words))
            for metric_id, groups in submission.strata.items():
                metric = known.get(metric_id)
                for group in groups if metric else ():
                    if metric and group not in metric.strata:
                        words = {"metric": metric.short_name, "group": group}
                        self.left.append(say("carry.group_left", **words, file=submission.file))


def _content(row: TextRow) -> tuple[object, ...]:
    """What tells a row from others: all that is typed in it."""
    return tuple(sorted((k, str(v)) for k, v in written(row).items()))
