"""The combined data as they were known of a month and those before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from lcxl.combine.combine import TeamText
from lcxl.combine.master import Master
from lcxl.periods import add_days, add_months, month_of

__all__ = ["as_of"]


def as_of(master: Master, month: date) -> Master:
    """The same without what is about later months; what has no month stays.

    Which files count is not asked again: a month that was corrected later is the corrected one.

    Args:
        master: all teams.
        month: the first day of the last month that counts.
    """
    after = add_months(month_of(month), 1)
    last = add_days(after, -1)
    combined = master.combined

    def is_known(told: TeamText) -> bool:
        started = told.row.values.get("started")
        if told.row.month is not None:
            return told.row.month <= last
        return not (isinstance(started, date) and started > last)

    return replace(
        master,
        combined=replace(
            combined,
            rows=tuple(row for row in combined.rows if row.report.start < after),
            findings=tuple(
                f for f in combined.findings if f.period is None or f.period.start < after
            ),
            restatements=tuple(r for r in combined.restatements if r.period.start < after),
            changes=tuple(filter(is_known, combined.changes)),
            story=tuple(filter(is_known, combined.story)),
            phases={
                key: tuple(start for start in starts if start < after)
                for key, starts in combined.phases.items()
            },
            received={key: day for key, day in combined.received.items() if key[1].start < after},
        ),
    )
