"""What an output named with -o may replace: nothing but what lcxl wrote as an output before."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from lcxl.cells import Book, Unreadable
from lcxl.errors import LcxlError
from lcxl.files import is_in_store, refuse_folder
from lcxl.keep.folder import EARLIER, Keep
from lcxl.keep.memory import MEMORY
from lcxl.locks import refuse_open
from lcxl.plan.folder import METRIC_DEFINITIONS, RECRUITING_TRACKER, find_folder
from lcxl.words import Choices, Text

__all__ = ["check_ending", "check_option", "check_output", "check_place", "is_result"]

FILES = (
    METRIC_DEFINITIONS, RECRUITING_TRACKER, "planning.xlsx", "meetings.xlsx", "timetable.xlsx",
    "timetable.ics", "timetable-teams.ics", "contact-sheet.xlsx",
)  # fmt: skip
"""Files of a collaborative's folder that no output takes the place of."""
FOLDERS = (
    "submissions", "reporting", "questions", "tools", "templates", "documents", "slides",
    EARLIER, MEMORY,
)  # fmt: skip
"""Folders of a collaborative's folder into which no output is written."""
MASTER = "master"
"""What `lcxl merge` writes begins with this; only it may replace that."""
RESULTS = ("master", "findings")
"""Kinds of workbooks that are outputs."""


def is_result(data: bytes) -> bool:
    """Whether these are the bytes of a workbook that lcxl wrote as an output."""
    try:
        return Book(data).machine.get("workbook") in RESULTS
    except Unreadable:
        return False


def check_output(
    path: Path,
    keep: Keep | None = None,
    *,
    is_ours: Callable[[bytes], bool] = is_result,
    reads: Iterable[Path] = (),
    of_merge: bool = False,
) -> None:
    """See, before the work, that an output may be written into that place.

    ``keep`` is the folder of the collaborative that the output is about, if it is about one;
    ``is_ours`` tells from its bytes whether a file is an earlier output; ``reads`` are files
    that the output is made from.

    Raises:
        LcxlError: something is there that would be lost, or the place cannot be written.
    """
    home = keep.home if keep else None
    refuse_folder(path)
    check_place(path, home, of_merge=of_merge)
    if is_in_store(path):
        return
    if not path.parent.is_dir():
        raise LcxlError(Text("keep.no_folder", folder=path.parent), Text("keep.make_it"))
    if not os.access(path.parent, os.W_OK):
        raise LcxlError(Text("keep.may_not_write", file=path), Text("keep.choose_folder"))
    refuse_open([path])
    try:
        state = path.stat()
    except OSError:  # nothing is there, or a link that leads nowhere
        return
    if not stat.S_ISREG(state.st_mode):
        raise LcxlError(Text("keep.no_ordinary_file", file=path), Text("keep.another"))
    if any(_is_same(path, file) for file in reads):
        raise LcxlError(Text("keep.is_read", file=path), Text("keep.another"))
    if not _may_replace(path, keep, is_ours, of_merge):
        raise LcxlError(Text("keep.not_ours", file=path), Text("keep.another_or_away"))


def check_ending(path: Path, *endings: str) -> None:
    """See that a name ends as programs know what is written there; by it they open a file.

    Raises:
        LcxlError: it does not.
    """
    if path.suffix.casefold() not in endings:
        raise LcxlError(
            Text("keep.ending", file=path),
            Text("keep.ending_fix", endings=Choices(endings)),
        )


def check_option(path: Path, option: str, form: str, forms: Mapping[str, str]) -> None:
    """The same where an option says what is written; ``forms``: what each ending stands for.

    Raises:
        LcxlError: the name ends as something else.
    """
    wanted = next(ending for ending, name in forms.items() if name == form)
    named = forms.get(path.suffix.casefold())
    if named not in (None, form):
        raise LcxlError(
            Text("commands.ending", file=path, option=option, form=form),
            Text("commands.ending_fix", option=option, named=named, ending=wanted),
        )
    check_ending(path, wanted)


def check_place(path: Path, home: Path | None, *, of_merge: bool = False) -> None:
    """See that a place is none that belongs to a collaborative's folder.

    Raises:
        LcxlError: it is, by this name or another one.
    """
    for folder in _homes(path, home):
        for place in {path, Path(os.path.realpath(path))} if not is_in_store(path) else {path}:
            parts = _parts_below(place, folder)
            if (parts and _belongs(parts, of_merge and folder == home)) or _is_linked(
                place, folder
            ):
                raise LcxlError(Text("keep.belongs", file=path, home=folder), Text("keep.another"))
        if not is_in_store(path) and not is_in_store(folder) and _is_link_into(path, folder):
            raise LcxlError(Text("keep.belongs", file=path, home=folder), Text("keep.another"))


def _is_linked(path: Path, home: Path) -> bool:
    """Whether a place lies in one of the folder's own folders that is a link to elsewhere."""
    if is_in_store(path) or is_in_store(home):
        return False
    links = [home / name for name in FOLDERS if (home / name).is_symlink()]
    return any(_is_same(above, link) for link in links for above in path.absolute().parents)


def _homes(path: Path, home: Path | None) -> list[Path]:
    found = [home] if home else []
    if not is_in_store(path):
        for place in (Path(os.path.abspath(path)).parent, Path(os.path.realpath(path)).parent):
            other = find_folder(place)
            if other and not any(_is_same(other, known) for known in found):
                found.append(other)
    return found


def _parts_below(path: Path, home: Path) -> tuple[str, ...]:
    """The names that lead from a folder to a path, as no file system tells them apart."""
    if is_in_store(path) or is_in_store(home):
        start = str(home).rstrip("/") + "/"
        below = str(path).removeprefix(start) if str(path).startswith(start) else ""
        return tuple(_plain(part) for part in below.split("/") if part)
    full = Path(os.path.abspath(path))
    above = next((p for p in full.parents if _is_same(p, home)), None)
    return () if above is None else tuple(map(_plain, full.relative_to(above).parts))


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().rstrip(". ")


def _belongs(parts: tuple[str, ...], of_merge: bool) -> bool:
    if parts[0] in FOLDERS:
        return True
    if len(parts) == 1 and parts[0] in FILES:
        return True
    stem = parts[0].split(".")[0]
    return not of_merge and stem in (MASTER, f"{MASTER}-for-teams", f"{MASTER}-for-funders")


def _is_link_into(path: Path, home: Path) -> bool:
    """Whether the file has another name (a hard link) in the folder, among what belongs there."""
    try:
        known = os.stat(path)
    except OSError:
        return False
    if known.st_nlink < 2 or not stat.S_ISREG(known.st_mode):
        return False
    return any(
        (state.st_dev, state.st_ino) == (known.st_dev, known.st_ino) for state in _belonging(home)
    )


def _belonging(home: Path) -> Iterator[os.stat_result]:
    places = [home / name for name in FILES]
    for name in FOLDERS:
        places += [Path(base) / f for base, _, files in os.walk(home / name) for f in files]
    for place in places:
        try:
            yield os.stat(place)
        except OSError:
            continue


def _may_replace(
    path: Path, keep: Keep | None, is_ours: Callable[[bytes], bool], of_merge: bool
) -> bool:
    data = path.read_bytes()
    if keep is not None:
        written = keep.written(path)
        name = "../" if is_in_store(keep.home) else keep.name(path)
        if written and (not name.startswith("../") or written.knows(path.name, data)):
            return True
        if of_merge and name.startswith(MASTER) and "/" not in name:
            return True
    return is_ours(data)


def _is_same(one: Path, two: Path) -> bool:
    try:
        return os.path.samefile(one, two)
    except OSError:
        return False
