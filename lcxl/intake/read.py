"""From a file to a `Submission`: by the workbook's marks, then by its headings."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Set
from dataclasses import replace
from pathlib import Path

from lcxl.cells import AnyBook, Book, Unreadable
from lcxl.cells.package import MAX_FILE
from lcxl.errors import LcxlError
from lcxl.files import content_of, is_in_store, located, printable
from lcxl.intake import rules
from lcxl.intake.patients.evidence import NOTHING
from lcxl.intake.patients.file_names import evidence_in_name, is_left_out, shown_name
from lcxl.intake.patients.withheld import PrivateText, find_in_names
from lcxl.intake.placing.identity import Identity, identify
from lcxl.intake.reader import Reader
from lcxl.intake.submission import Submission
from lcxl.intake.system_files import is_left_by_program, is_left_by_system
from lcxl.intake.table import is_table, read_table
from lcxl.layout import ReportingLayout, layout_of
from lcxl.plan import Collaborative, Metric
from lcxl.words import Text, in_language_of

__all__ = [
    "bytes_of",
    "content_hash",
    "read_book",
    "read_bytes",
    "read_submission",
    "with_its_name",
]


def bytes_of(path: Path) -> bytes:
    """What the file holds, or so much of it that it is seen to be too large.

    Raises:
        OSError: it cannot be opened.
    """
    return content_of(path, MAX_FILE)


def read_submission(
    path: str | Path,
    plan: Collaborative,
    name: str | None = None,
    content: Callable[[Path], bytes] = bytes_of,
) -> Submission:
    """Read one file.  Never raises for what a team did: the submission holds findings.

    ``name`` is what findings call the file; its path if left out.  ``content`` gives the bytes
    of a file, or raises OSError.
    """
    path = located(path)
    file = shown_name(printable(str(path))) if name is None else printable(name)
    if is_left_by_program(path.name):
        return _not_read("open_mark", {}, file, is_note=True)
    if is_left_by_system(path.name):
        return _not_read("system_file", {}, file, is_note=True)
    try:
        data = content(path)
    except OSError as e:
        if is_in_store(path):  # which says nothing about this file
            raise LcxlError(
                Text("files.not_fetched", file=file, why=e.strerror or str(e)),
                Text("files.not_fetched_fix"),
            ) from e
        return _not_read("not_opened", {"why": str(e.strerror or e)}, file)
    return with_its_name(read_bytes(data, file, plan), path)


def with_its_name(submission: Submission, path: Path) -> Submission:
    """The submission of a file, with what the file's own name gives away."""
    if not is_left_out(submission.file):
        return submission
    return replace(submission, private=(_in_its_name(path), *submission.private))


def _in_its_name(path: Path) -> PrivateText:
    """What the names of a file and its folders give away."""
    found = NOTHING
    for name in path.parts:
        found |= evidence_in_name(name)
    return PrivateText("", 0, 0, "", tuple(sorted(found.kinds)), found.is_sure, "file_name")


def content_hash(path: Path) -> str | None:
    """The sha256 of a file's content; None when it cannot be opened."""
    try:
        return hashlib.sha256(bytes_of(path)).hexdigest()
    except OSError:
        return None


def _not_read(
    text: str, places: Mapping[str, object], file: str, sha256: str = "", is_note: bool = False
) -> Submission:
    finding = rules.unreadable(text, places, file, is_note)
    return Submission(file, sha256, readable=False, findings=(finding,))


def read_bytes(data: bytes, file: str, plan: Collaborative) -> Submission:
    """Read the bytes of one file; ``file`` is the name findings use."""
    sha256 = hashlib.sha256(data).hexdigest()
    if is_table(data):
        found = read_table(data, file, plan)
        return found[0] if len(found) == 1 else _not_read("several_teams", {}, file, sha256)
    try:
        return read_book(Book(data, file), file, plan, sha256)
    except Unreadable as e:
        return _not_read(e.text, e.places, file, sha256)


def read_book(book: AnyBook, file: str, plan: Collaborative, sha256: str = "") -> Submission:
    """Read an opened workbook; ``sha256`` is that of its file, if it has one.

    Its own language, which its machine sheet tells, is the one of its headings and lists.

    Raises:
        Unreadable: a sheet is broken or far too large.
    """
    with in_language_of(book.machine):
        return _read_book(book, file, plan, sha256)


def _read_book(book: AnyBook, file: str, plan: Collaborative, sha256: str) -> Submission:
    layout = layout_of(plan)
    identity = identify(book, layout)
    if not identity.is_reporting_workbook or identity.collaborative_id != plan.id:
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
    shape = identity.definitions.keys(), identity.strata, identity.event_names.keys()
    if shape != _shape(plan) and not identity.by_name and identity.definitions:
        layout = ReportingLayout(_as_built(plan, identity))
    return Reader(book, file, sha256, layout, identity, plan).read()


def _shape(plan: Collaborative) -> tuple[Set[str], dict[str, tuple[str, ...]], Set[str]]:
    """Metrics, their groups, and which of them are rare events."""
    strata = {metric.id: metric.strata for metric in plan.metrics if metric.strata}
    return {m.id for m in plan.metrics}, strata, {m.id for m in plan.event_metrics}


def _as_built(plan: Collaborative, identity: Identity) -> Collaborative:
    """The plan with the metrics, groups and event logs that the workbook was built with.

    So its columns are told, and a sheet or row that it never had is not missed.
    """

    def built(metric: Metric) -> Metric:
        logged = metric.id in identity.event_names
        chart = metric.chart
        if logged != bool(metric.event_chart):
            chart = "t" if logged else "run"
        return replace(metric, chart=chart, strata=identity.strata.get(metric.id, ()))

    return replace(
        plan, metrics=tuple(built(m) for m in plan.metrics if m.id in identity.definitions)
    )
