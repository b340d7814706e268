"""What is hidden stays hidden: all editions of a copy taken together.

What one edition hides, another may give away: May hides February and March, June shows March.
So everything that editions showed is one system of sums (`Ledger`): the months of a period, the
months and periods of all, the teams and groups of the last three months, of all editions, with
counts that two lines share.  Lines of the new edition are hidden, one after the other, until
nothing small follows.  What earlier editions gave away already cannot be taken back.

Counts are the same in two editions where their marks are; a corrected month is another one.
What a late team brought is the difference of two numbers of its month, and a count as any other;
by how much a team corrected its number is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lcxl.audience.editions import ROUNDED, Editions
from lcxl.audience.ledger import Line
from lcxl.audience.record import Recorder
from lcxl.audience.report import TABLES, Before, MetricReport
from lcxl.audience.report_tables import Tables, report_of
from lcxl.audience.suppress import LIMITS, Rule
from lcxl.combine.master import Master
from lcxl.figures.figures import Figures
from lcxl.keep.shown import Edition

__all__ = ["Past", "Protected", "protected_report"]


MOST_TRIED, MOST_LINES = 40, 10_000
"""Hidden lines that are tried again whether they could be shown, and lines gone through for it:
each try costs a run over all of them."""


@dataclass(frozen=True)
class Past:
    """Earlier editions, the oldest first: of this audience, and of others that readers may hold."""

    own: Sequence[Edition] = ()
    others: Sequence[Edition] = ()


@dataclass(frozen=True)
class Protected:
    """A report, and the record of what it shows."""

    reports: tuple[MetricReport, ...]
    edition: Edition
    is_alone: bool
    """No other edition of it is known."""

    @property
    def is_told_alone(self) -> bool:
        """Something is hidden that an earlier edition, if there was one, may give away."""
        return self.is_alone and bool(self.edition.hidden)


def protected_report(
    master: Master,
    rule: Rule,
    group_rule: Rule | None = None,
    by_team: bool = True,
    past: Past | None = None,
    real: Mapping[str, str] | None = None,
) -> Protected:
    """Every metric as outsiders may see it who have the earlier editions too.

    Args:
        master: all teams, under the names that are shown.
        rule: which numbers are small.
        group_rule: the same for groups of patients, if it is another.
        by_team: whether single teams are shown.
        past: earlier editions.
        real: id of a team that is shown under another -> its own.
    """
    past, plan = past or Past(), master.plan.by_period
    figures = Figures(plan, master.combined)
    tables = [Tables(figures.by_metric[metric.id]) for metric in plan.metrics]
    recorder = Recorder(tables, rule, group_rule or rule, by_team, real or {}, plan.id)
    own = list(past.own)
    plain = report_of(tables, rule, group_rule)
    if own and own[-1].has_data_of(recorder.edition(plain)):
        # The same numbers again: what was shown stays so, and nothing more is hidden.
        before = Before(apart=recorder.shown_places(own[-1].hidden))
        open_rule: Rule = rule if rule == ROUNDED else "none"
        reports = report_of(tables, open_rule, before=before)
        reports = tuple(t.judged(r, rule) for t, r in zip(tables, reports, strict=True))
        return Protected(reports, recorder.edition(reports), len(own) == 1)
    if rule == ROUNDED:
        return Protected(plain, recorder.edition(plain), not own)
    reports = _hidden_enough(tables, rule, group_rule, recorder, past)
    return Protected(reports, recorder.edition(reports), not own)


def _hidden_enough(
    tables: Sequence[Tables],
    rule: Rule,
    group_rule: Rule | None,
    recorder: Recorder,
    past: Past,
) -> tuple[MetricReport, ...]:
    limits = dict.fromkeys(TABLES, LIMITS[rule]) | {"groups": LIMITS[group_rule or rule]}
    own = Editions(past.own, limits, recorder)
    systems = [own]
    if past.others:
        systems.append(Editions([*past.own, *past.others], limits, recorder))
    plain = recorder.edition(report_of(tables, rule, group_rule))
    known = frozenset(line.place for line in plain.lines if own.knows(line)) if past.own else ()
    apart: set[Line] = set()

    def tried(hidden: set[Line]) -> tuple[tuple[MetricReport, ...], set[Line]]:
        """A report without these lines, and what else would have to be hidden."""
        before = Before(recorder.shown_places(known), recorder.shown_places(hidden), bool(past.own))
        reports = report_of(tables, rule, group_rule, before)
        edition = recorder.edition(reports)
        return reports, {line for system in systems for line in system.to_hide(edition)} - hidden

    reports, found = tried(apart)
    while found:
        apart |= found
        reports, found = tried(apart)
    # What was hidden first may not be needed any more.
    tries = min(MOST_TRIED, MOST_LINES // max(1, len(plain.lines)))
    for line in sorted(apart)[:tries]:
        fewer, found = tried(apart - {line})
        if not found:
            apart.discard(line)
            reports = fewer
    return reports
