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

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from lcxl.audience.editions import ROUNDED, Editions
from lcxl.audience.ledger import Line
from lcxl.audience.past import Past
from lcxl.audience.record import Recorder
from lcxl.audience.report import TABLES, Before, MetricReport
from lcxl.audience.report_tables import Tables, report_of
from lcxl.audience.suppress import LIMITS, Rule
from lcxl.combine.master import Master
from lcxl.figures.figures import Figures
from lcxl.keep.shown import Edition

__all__ = ["Limits", "Protected", "protected_report"]


MOST_AS_5 = 7
"""Counts up to this are shown as 5 by NHS rounding."""
MOST_TRIED, MOST_LINES = 40, 10_000
"""Hidden lines that are tried again whether they could be shown, and lines gone through for it:
each try costs a run over all of them."""


@dataclass(frozen=True)
class Protected:
    """A report, and the record of what it shows."""

    reports: tuple[MetricReport, ...]
    edition: Edition
    is_alone: bool
    """No other edition of it is known."""
    fewest: int = 0
    """Lines of fewer teams are hidden."""

    @property
    def is_told_alone(self) -> bool:
        """Something is hidden that an earlier edition, if there was one, may give away."""
        return self.is_alone and bool(self.edition.hidden)


@dataclass(frozen=True)
class Limits:
    """What may not be shown.

    Small numbers, those of groups of patients by a rule of their own if there is one; and lines of
    fewer teams, where readers are teams, who know their own numbers.
    """

    rule: Rule
    group_rule: Rule | None = None
    fewest: int = 0


def protected_report(
    master: Master,
    hidden: Limits,
    by_team: bool = True,
    past: Past | None = None,
    real: Mapping[str, str] | None = None,
) -> Protected:
    """Every metric as outsiders may see it who have the earlier editions too.

    Args:
        master: all teams, under the names that are shown.
        hidden: what may not be shown.
        by_team: whether single teams are shown.
        past: earlier editions.
        real: id of a team that is shown under another -> its own.
    """
    rule, group_rule, fewest = hidden.rule, hidden.group_rule, hidden.fewest
    past, plan = past or Past(), master.plan.by_period
    figures = Figures(plan, master.combined)
    tables = [Tables(figures.by_metric[metric.id]) for metric in plan.metrics]
    recorder = Recorder(tables, rule, group_rule or rule, by_team, real or {}, plan.id)
    own = list(past.own)
    plain = report_of(tables, rule, group_rule)
    if own and own[-1].has_data_of(recorder.edition(plain)):
        # The same numbers again: what was shown stays so, and nothing more is hidden.
        before = Before((), recorder.shown_places(own[-1].hidden), len(own) > 1)
        open_rule: Rule = rule if rule == ROUNDED else "none"
        reports = report_of(tables, open_rule, before=before)
        reports = tuple(t.judged(r, rule) for t, r in zip(tables, reports, strict=True))
        return Protected(reports, recorder.edition(reports), len(own) == 1, fewest)
    reports = _hidden_enough(tables, hidden, recorder, past)
    reports = tuple(
        replace(r, change=None) if r.change and r.change.teams < fewest else r for r in reports
    )
    return Protected(reports, recorder.edition(reports), not own, fewest)


def _hidden_enough(
    tables: Sequence[Tables],
    hidden: Limits,
    recorder: Recorder,
    past: Past,
) -> tuple[MetricReport, ...]:
    rule, group_rule, fewest = hidden.rule, hidden.group_rule, hidden.fewest
    limits = dict.fromkeys(TABLES, limit_of(rule)) | {"groups": limit_of(group_rule or rule)}
    own = Editions(past.own, limits, recorder, fewest)
    systems = [own]
    if past.others:
        systems.append(Editions([*past.own, *past.others], limits, recorder, fewest))
    plain = recorder.edition(report_of(tables, rule, group_rule))
    known = frozenset(line.place for line in plain.lines if own.knows(line)) if past.own else ()
    few = recorder.few(fewest)
    apart = set(few)

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
    for line in sorted(apart - few)[:tries]:
        fewer, found = tried(apart - {line})
        if not found:
            apart.discard(line)
            reports = fewer
    return _within_bounds(systems, recorder, apart, tried, reports)


def limit_of(rule: Rule) -> int:
    """Largest count that nobody may find."""
    return MOST_AS_5 if rule == ROUNDED else LIMITS[rule]


def _within_bounds(
    systems: Sequence[Editions],
    recorder: Recorder,
    apart: set[Line],
    tried: Callable[[set[Line]], tuple[tuple[MetricReport, ...], set[Line]]],
    reports: tuple[MetricReport, ...],
) -> tuple[MetricReport, ...]:
    """The same, with what follows from bounds hidden too."""
    while True:
        edition = recorder.edition(reports)
        found = {line for system in systems for line in system.to_hide_for_bounds(edition)} - apart
        if not found:
            return reports
        while found:  # what is hidden now may be derived again
            apart |= found
            reports, found = tried(apart)
