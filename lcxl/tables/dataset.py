"""All numbers as a Parquet dataset: a folder with a file for each team.

Each part is made where its team's files were read, so that the rows never come together in one
memory.  In the order of their names the parts are the rows of the sheet Data.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lcxl.combine.combine import Combined, combine, join
from lcxl.combine.master import Master, in_plan_order, pile_of
from lcxl.engine.processes import Engine
from lcxl.errors import LcxlError
from lcxl.files import (
    beside_of,
    is_in_store,
    located,
    make_folder,
    not_written,
    reaching,
    write_file,
)
from lcxl.intake import Submission
from lcxl.intake.collect import HERE, Arrivals, each_team
from lcxl.intake.sources.base.source import File
from lcxl.keep.arrivals import FolderArrivals
from lcxl.plan import Collaborative, load_collaborative
from lcxl.tables.tidy import tidy_data
from lcxl.words import Text

__all__ = ["Dataset", "check_place", "merge_dataset"]

DONE = "_SUCCESS"
"""A file in the dataset's folder that says that all parts are there; readers pass over it."""
_PART = re.compile(r"part-[0-9]{5}(-[^.]+)?\.parquet")


@dataclass(frozen=True)
class Part:
    """What one team's files come to: everything but the rows, and these as Parquet."""

    combined: Combined
    numbers: int
    rows: bytes


@dataclass(frozen=True)
class Dataset:
    """All teams together; ``master`` has no rows."""

    master: Master
    parts: tuple[tuple[str, Part], ...]
    """Team and part, in the order of the plan; only those that have rows."""

    @property
    def numbers(self) -> int:
        """How many rows there are."""
        return sum(part.numbers for _, part in self.parts)

    def write(self, folder: Path) -> None:
        """Put the parts into the place of a dataset that was there.

        Raises:
            LcxlError: there is something else, or the place may not be written.
        """
        check_place(folder)
        files = {f"part-{i:05d}-{team}.parquet": p for i, (team, p) in enumerate(self.parts)}
        found = {name: part.rows for name, part in files.items()}
        if not found:  # a dataset without parts has no columns
            found["part-00000.parquet"] = tidy_data(self.master).as_parquet()
        if is_in_store(folder):
            _write_to_store(folder, found)
        else:
            _write_folder(folder, found)


def merge_dataset(
    folder: str | Path,
    progress: Callable[[Sequence[File]], Iterable[File]] = iter,
    plan: Collaborative | None = None,
    engine: Engine = HERE,
    arrivals: Arrivals | None = None,
) -> Dataset:
    """Combine every file under the folder's submissions/; arguments as for `lcxl.combine`."""
    plan = plan or load_collaborative(folder)
    since = arrivals or FolderArrivals(located(folder)).known
    made = each_team(plan, pile_of(folder), _part, progress, engine, arrivals=since)
    parts = in_plan_order(plan, made)
    ids = {team.id.casefold(): team.id for team in plan.teams}
    return Dataset(
        Master(plan, join([part.combined for part in parts.values()])),
        tuple((ids[team], part) for team, part in parts.items() if part.numbers),
    )


def _part(plan: Collaborative, submissions: Sequence[Submission]) -> Part:
    combined = combine(plan, submissions)
    rows = tidy_data(Master(plan, combined)).as_parquet() if combined.rows else b""
    return Part(replace(combined, rows=()), len(combined.rows), rows)


def check_place(folder: Path) -> None:
    """See that nothing would be lost if a dataset were written there.

    Raises:
        LcxlError: there is something else, or the place cannot be reached.
    """
    try:
        with reaching(folder):
            names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
            is_free = folder.name and (folder.is_dir() or not folder.exists())
    except OSError as e:
        raise LcxlError(
            Text("files.not_looked_into", folder=folder, why=e.strerror or str(e)),
            Text("files.not_looked_into_fix"),
        ) from e
    if not is_free or not all(name == DONE or _PART.fullmatch(name) for name in names):
        raise LcxlError(Text("files.no_dataset", folder=folder), Text("files.no_dataset_fix"))


def _write_folder(folder: Path, files: dict[str, bytes]) -> None:
    """Beside it first, so that the old dataset is there until the new one is whole.

    A run that was killed between the two leaves the old one under the name ``old``.
    """
    new, old = beside_of(folder), folder.with_name(f".{folder.name}.old")
    make_folder(new)
    try:
        for name, data in files.items():
            write_file(new / name, data)
        write_file(new / DONE, b"")
        if folder.exists():
            if old.exists():
                shutil.rmtree(old)
            folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise
    except OSError as e:
        raise not_written(folder, e, "files.close_readers") from e
    finally:
        shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)


def _write_to_store(folder: Path, files: dict[str, bytes]) -> None:
    """The mark that all is there goes first and comes last: stores rename nothing at once."""
    place: Any = folder
    if place.fs.exists(place.path):
        place.fs.rm(place.path, recursive=True)
    for name, data in files.items():
        write_file(folder / name, data)
    write_file(folder / DONE, b"")
