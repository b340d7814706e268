"""Names of files that give a patient away: they are shown nowhere."""

from __future__ import annotations

from pathlib import PurePosixPath

from lcxl.intake.patients.evidence import CONTACTS, NOTHING, Evidence
from lcxl.intake.patients.privacy import evidence_in
from lcxl.lazy import late_pattern
from lcxl.words import say

__all__ = ["evidence_in_name", "is_left_out", "shown_name", "shown_sender"]

YEAR = 2020
"""For the dates in names, which are nearly all of reports: the year from which data may be."""
_BETWEEN = late_pattern(r"_|(?<=[^\W\d])[.+-](?=[^\W_])|(?<=\d)[.+-](?=[^\W\d_])|%20")


def evidence_in_name(name: str) -> Evidence:
    """What one name of a file or a folder gives away of patients."""
    words = _BETWEEN.sub(" ", PurePosixPath(name).stem if "." in name else name)
    found = evidence_in(words, YEAR)
    kinds = found.kinds - CONTACTS
    return found._replace(kinds=kinds) if kinds else NOTHING


def shown_name(path: str) -> str:
    """A file's place with those of its names left out that give a patient away."""
    if not any(c.isdigit() for c in path):
        return path
    return "/".join(
        say("privacy.left_out_name") + "".join(PurePosixPath(name).suffixes[-1:])
        if evidence_in_name(name).kinds
        else name
        for name in path.split("/")
    )


def shown_sender(sender: str) -> str:
    """Who sent a mail, left out where a name or subject was typed there that tells of a patient."""
    if not any(c.isdigit() for c in sender):
        return sender
    kinds = evidence_in(sender, YEAR).kinds - CONTACTS
    return say("privacy.left_out_name") if kinds else sender


def is_left_out(path: str) -> bool:
    """A name in a shown place was left out, so that the file cannot be found by it."""
    return say("privacy.left_out_name") in path
