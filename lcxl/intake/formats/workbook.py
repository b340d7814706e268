"""A workbook of Excel (.xlsx), by its marks, then by its headings."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from lcxl.cells import AnyBook, Book, Unreadable
from lcxl.cells.other_formats import OTHER_FORMATS, read_other
from lcxl.intake.formats.base.format import Format
from lcxl.intake.formats.table import read_tidy_sheet
from lcxl.intake.patients.withheld import find_in_names
from lcxl.intake.placing.identity import Identity, identify, language_of
from lcxl.intake.reader import Reader
from lcxl.intake.submission import TEAM_TOOLS, Submission
from lcxl.intake.tools import read_tools
from lcxl.layout import FIRST_LAYOUT, ReportingLayout, layout_of
from lcxl.periods import frequencies, frequency_of
from lcxl.plan import Collaborative, Metric
from lcxl.words import in_language

__all__ = ["FORMAT", "read_book"]


class _Workbook(Format):
    """The last that is tried: what is no workbook is told by the words for its kind."""

    order = 100

    def is_one(self, head: bytes, name: str) -> bool:
        """See `Format`."""
        return True

    def read(self, data: bytes, file: str, plan: Collaborative, sha256: str) -> Submission:
        """See `Format`."""
        return read_book(_opened(data, file), file, plan, sha256)


def _opened(data: bytes, file: str) -> AnyBook:
    try:
        return Book(data, file)
    except Unreadable as e:
        if e.text in OTHER_FORMATS:
            return read_other(data, e.text)
        raise


FORMAT = _Workbook()


def read_book(book: AnyBook, file: str, plan: Collaborative, sha256: str = "") -> Submission:
    """Read an opened workbook; ``sha256`` is that of its file, if it has one.

    Its own language is the one of its headings and lists.

    Raises:
        Unreadable: a sheet is broken or far too large.
    """
    with in_language(language_of(book)):
        return _read_book(book, file, plan, sha256)


def _read_book(book: AnyBook, file: str, plan: Collaborative, sha256: str) -> Submission:
    layout = layout_of(plan)
    identity = identify(book, layout)
    if identity.workbook == TEAM_TOOLS and identity.collaborative_id == plan.id:
        return read_tools(book, file, plan, sha256, identity)
    if not identity.layout_version or identity.layout_version == str(FIRST_LAYOUT):
        first = layout_of(plan, FIRST_LAYOUT)
        told = identity if identity.layout_version else identify(book, first)
        if told.is_reporting_workbook:
            layout, identity = first, told
    if not identity.is_reporting_workbook or identity.collaborative_id != plan.id:
        table = None if identity.workbook else read_tidy_sheet(book, file, plan, sha256)
        if table is not None:
            return table
        # Whose file it is, is for rule V01 to say; its cells are not looked at.
        return Submission(
            file,
            sha256,
            readable=True,
            is_reporting_workbook=identity.is_reporting_workbook,
            workbook=identity.workbook,
            collaborative_id=identity.collaborative_id,
            team_id=identity.team_id,
        )
    in_names = find_in_names(book, layout.months[0].year)
    if in_names:  # every finding would repeat the name, so nothing else is read
        return Submission(
            file,
            sha256,
            readable=True,
            is_reporting_workbook=True,
            collaborative_id=identity.collaborative_id,
            team_id=identity.team_id,
            private=in_names,
        )
    if _shape_of(identity) != _shape(plan, identity) and identity.definitions:
        layout = ReportingLayout(_as_built(plan, identity), layout.version)
    return Reader(book, file, sha256, layout, identity, plan).read()


Shape = tuple[Set[str], dict[str, tuple[str, ...]], Set[str], dict[str, str]]
"""Metrics, their groups, which of them are rare events, and their frequencies."""


def _shape_of(identity: Identity) -> Shape:
    events = identity.event_names.keys()
    return identity.definitions.keys(), identity.strata, events, identity.frequencies


def _shape(plan: Collaborative, identity: Identity) -> Shape:
    strata = {metric.id: metric.strata for metric in plan.metrics if metric.strata}
    frequencies = {m.id: m.frequency.id for m in plan.by_period.metrics}
    known = frequencies if identity.frequencies else {}
    return {m.id for m in plan.metrics}, strata, {m.id for m in plan.event_metrics}, known


def _as_built(plan: Collaborative, identity: Identity) -> Collaborative:
    """The plan with the metrics, groups, periods and logs that the workbook was built with.

    So its lines are told, and a sheet or row that it never had is not missed.
    """

    def built(metric: Metric) -> Metric:
        logged = metric.id in identity.event_names
        chart, schedule = metric.chart, metric.schedule
        if logged != bool(metric.event_chart):
            chart = "t" if logged else "run"
        frequency = identity.frequencies.get(metric.id, metric.frequency.id)
        if frequency != metric.frequency.id and frequency in frequencies():
            schedule = frequency_of(frequency).schedule
        groups = identity.strata.get(metric.id, ())
        return replace(metric, chart=chart, schedule=schedule, strata=groups)

    return replace(
        plan, metrics=tuple(built(m) for m in plan.metrics if m.id in identity.definitions)
    )
