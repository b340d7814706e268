"""A pile of files: which there are, and which of a team's is the newer one."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from lcxl.errors import LcxlError
from lcxl.files import is_in_store, printable, reaching
from lcxl.submissions.file_names import shown_name
from lcxl.submissions.steps import File
from lcxl.submissions.submission import Submission
from lcxl.submissions.system_files import is_of_nobody

__all__ = ["SUBMISSIONS", "agrees", "find_files", "is_ordered", "named", "newest_last"]

SUBMISSIONS = "submissions"
"""Folder of what came back, in a collaborative's folder."""


def find_files(folder: Path) -> list[Path]:
    """Every file under ``folder``, in the order of their names; none if it does not exist.

    Links to folders are followed, each folder once.  A folder that may not be looked into is
    in the list itself, so that it is found fault with like a file.  What computers leave in
    folders by themselves is left out.

    Raises:
        LcxlError: the folder may not be looked into, or is in a store that cannot be reached.
    """
    if is_in_store(folder):
        return _stored_files(folder)
    found: list[Path] = []
    seen: set[tuple[int, int]] = set()

    def is_new(place: str) -> bool:
        try:
            known = os.stat(place)
        except OSError:  # it is found fault with when it is looked into
            return True
        which = known.st_dev, known.st_ino
        is_known = which in seen
        seen.add(which)
        return not is_known

    is_new(str(folder))
    waiting = [str(folder)]  # not by recursion: folders may lie a thousand deep
    while waiting:
        base = waiting.pop()
        try:
            with os.scandir(base) as entries:
                here = sorted((e for e in entries if not is_of_nobody([e.name])), key=_name_of)
        except OSError as e:
            if not os.path.exists(folder):
                return []
            if base == str(folder):
                raise LcxlError(
                    f"The folder {folder} may not be looked into ({e.strerror}).",
                    "Ask whoever owns it to let you read it.",
                ) from e
            found.append(Path(base))
            continue
        folders = [entry.path for entry in here if _is_folder(entry)]
        found += [Path(entry.path) for entry in here if not _is_folder(entry)]
        waiting += reversed([place for place in folders if is_new(place)])
    return sorted(found, key=lambda p: p.as_posix())


def _name_of(entry: os.DirEntry[str]) -> str:
    return entry.name


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # such as a link to itself
        return False


def _stored_files(folder: Path) -> list[Path]:
    root: Any = folder
    start = root.path.rstrip("/") + "/"
    try:
        with reaching(folder):
            names = root.fs.find(root.path)
    except FileNotFoundError:
        return []
    except OSError as e:
        raise LcxlError(
            f"{folder} cannot be opened ({e.strerror or e}).",
            "Check the address, and that you may read there.",
        ) from e
    inside = [name.removeprefix(start) for name in sorted(names) if name.startswith(start)]
    return [folder / name for name in inside if not is_of_nobody(name.split("/"))]


def named(paths: Iterable[Path], folder: Path | None = None) -> list[File]:
    """Files with what findings call them: their place in the folder, no two alike.

    A name that gives a patient away is left out.
    """
    found: dict[str, Path] = {}
    for path in paths:
        place = str(path) if folder is None else path.relative_to(folder).as_posix()
        place = shown_name(printable(place))
        name, number = place, 1
        while name in found:  # codes of what cannot be printed may stand in another name
            number += 1
            name = f"{place} ({number})"
        found[name] = path
    return [(path, name) for name, path in found.items()]


def newest_last(submissions: Sequence[Submission]) -> list[Submission]:
    """The same team's submissions in the order in which they count; the last one counts most.

    A file that reaches a later month comes after one that does not: an old copy that somebody
    opened and saved again does not win.  Of files that reach the same month, the one saved last
    comes last.  Where one of these does not say when it was saved, nothing tells which came last
    (`is_ordered`): the one on whose numbers more files agree counts, then the one with more
    numbers, and where that tells nothing a rule without a meaning (the content's sha256), for
    neither the order nor the names of the files may decide.
    """
    by_reach: defaultdict[tuple[date, ...], list[Submission]] = defaultdict(list)
    for submission in submissions:
        by_reach[submission.months[-1:]].append(submission)
    line: list[Submission] = []
    for reach in sorted(by_reach):
        alike = sorted(by_reach[reach], key=lambda s: (s.saved_at, s.sha256, s.file))
        last = alike[-1].saved_at
        is_open = [not s.saved_at or s.saved_at == last for s in alike]
        line += [s for s, one in zip(alike, is_open, strict=True) if not one]
        undecided = [s for s, one in zip(alike, is_open, strict=True) if one]
        if len(undecided) > 1:
            votes = _agreements(undecided, submissions)
            undecided.sort(key=lambda s: (votes[s.sha256], _numbers(s), s.sha256, s.file))
        line += undecided
    return line


def is_ordered(one: Submission, other: Submission) -> bool:
    """Something tells which of two files of a team came last.

    Either one reaches a later month, or both say when they were saved.
    """
    if one.months[-1:] != other.months[-1:]:
        return True
    return bool(one.saved_at and other.saved_at and one.saved_at != other.saved_at)


def _agreements(
    undecided: Sequence[Submission], everything: Sequence[Submission]
) -> dict[str, tuple[int, int]]:
    """sha256 -> how many other files have its numbers of the last month, and of any month."""
    others = {s.sha256: s for s in everything}
    votes = {}
    for one in undecided:
        reach = one.months[-1:]
        last = whole = 0
        for other in (s for s in others.values() if s.sha256 != one.sha256):
            for key in one.points.keys() | other.points.keys():
                if key[1] in one.months and key[1] in other.months and agrees(one, other, key):
                    whole += 1
                    last += (key[1],) == reach
        votes[one.sha256] = last, whole
    return votes


def _numbers(submission: Submission) -> int:
    """How many numbers it has: words in their place, as before a correction, are none."""
    points = submission.points.values()
    entries = [entry for p in points for entry in (p.numerator, p.denominator)]
    return sum(entry is not None and entry.value is not None for entry in entries)


def agrees(one: Submission, other: Submission, key: tuple[str, date]) -> bool:
    """Two files have the same numbers of a metric in a month, or both none."""
    first, second = one.points.get(key), other.points.get(key)
    return (first and first.contents) == (second and second.contents)
