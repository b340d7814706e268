"""What several commands read: all submissions of a folder together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lcxl.console import progress
from lcxl.speech import plan_of

if TYPE_CHECKING:
    from lcxl.combine import Master
    from lcxl.engine.processes import Engine
    from lcxl.keep.arrivals import FolderArrivals

__all__ = ["engine_of", "merged"]


def merged(
    ctx: click.Context,
    folder: Path,
    *,
    needs_files: bool = True,
    dask: str | None = None,
    arrivals: FolderArrivals | None = None,
) -> Master:
    """All teams together: on all cores or a cluster, and reading only what is new."""
    from lcxl.combine import merge as merge_folder
    from lcxl.engine.cache import NO_CACHE
    from lcxl.files import is_in_store
    from lcxl.intake.reading import cache_of
    from lcxl.keep.arrivals import FolderArrivals

    plan = plan_of(ctx, folder)
    return merge_folder(
        folder,
        lambda files: progress(ctx, files, "reading"),
        plan,
        engine=engine_of(dask),
        # What is new in a store is only known when all of it has been fetched.
        cache=NO_CACHE if is_in_store(folder) else cache_of(plan),
        needs_files=needs_files,
        arrivals=(arrivals or FolderArrivals(folder)).note,
    )


def engine_of(dask: str | None = None) -> Engine:
    """All cores of this computer, or the cluster at an address."""
    if dask is not None:
        from lcxl.engine.cluster import Dask

        return Dask(dask)
    from lcxl.engine.processes import all_cores

    return all_cores()
