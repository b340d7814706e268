"""From a file to a `Submission`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from lcxl.cells import Unreadable
from lcxl.errors import LcxlError
from lcxl.files import is_in_store, located, printable
from lcxl.intake import rules
from lcxl.intake.formats import format_of
from lcxl.intake.patients.evidence import NOTHING
from lcxl.intake.patients.file_names import evidence_in_name, is_left_out, shown_name
from lcxl.intake.patients.withheld import PrivateText
from lcxl.intake.pile import content_hash, content_of_file
from lcxl.intake.sources.base.source import File
from lcxl.intake.sources.base.sync import in_cloud_name, is_in_cloud
from lcxl.intake.sources.base.system_files import is_left_by_program, is_left_by_system
from lcxl.intake.submission import Submission
from lcxl.plan import Collaborative
from lcxl.words import Text

__all__ = ["read_bytes", "read_file", "read_submission", "with_its_name"]


def read_submission(path: str | Path, plan: Collaborative, name: str | None = None) -> Submission:
    """Read one file.  Never raises for what a team did: the submission holds findings.

    ``name`` is what findings call the file; its path if left out.
    """
    path = located(path)
    file = shown_name(printable(str(path))) if name is None else printable(name)
    return read_file(File(path, file), plan)


def read_file(file: File, plan: Collaborative) -> Submission:
    """The same of a file of a pile.

    Raises:
        LcxlError: a store gave the file no more.
    """
    if is_left_by_program(file.own_name):
        return _not_read("open_mark", {}, file.name, is_note=True)
    if is_left_by_system(file.own_name):
        return _not_read("system_file", {}, file.name, is_note=True)
    if in_cloud_name(file.own_name):
        return _not_read("in_cloud", {}, file.name)
    try:
        data = content_of_file(file)
    except OSError as e:
        if is_in_store(file.path):  # which says nothing about this file
            raise LcxlError(
                Text("files.not_fetched", file=file.name, why=e.strerror or str(e)),
                Text("files.not_fetched_fix"),
            ) from e
        text = "in_cloud" if is_in_cloud(file.path) else "not_opened"
        return _not_read(text, {"why": str(e.strerror or e)}, file.name)
    except Unreadable as e:
        return _not_read(e.text, e.places, file.name, content_hash(file) or "")
    read = replace(read_bytes(data, file.name, plan), received=file.received, sender=file.sender)
    return with_its_name(read, file)


def with_its_name(submission: Submission, file: File) -> Submission:
    """The submission of a file, with what the file's own name gives away."""
    if not is_left_out(submission.file):
        return submission
    return replace(submission, private=(_in_its_name(file), *submission.private))


def _in_its_name(file: File) -> PrivateText:
    """What the names of a file and its folders give away."""
    found = NOTHING
    for name in file.all_names:
        found |= evidence_in_name(name)
    return PrivateText("", 0, 0, "", tuple(sorted(found.kinds)), found.is_sure, "file_name")


def _not_read(
    text: str, places: Mapping[str, object], file: str, sha256: str = "", is_note: bool = False
) -> Submission:
    finding = rules.unreadable(text, places, file, is_note)
    return Submission(file, sha256, readable=False, findings=(finding,))


def read_bytes(data: bytes, file: str, plan: Collaborative) -> Submission:
    """Read the bytes of one file; ``file`` is the name findings use."""
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        return format_of(data, file).read(data, file, plan, sha256)
    except Unreadable as e:
        return _not_read(e.text, e.places, file, sha256)
