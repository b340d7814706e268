"""Where the add-in finds the plan of the collaborative that a workbook belongs to.

1. The folder that was named for this call (``--dir``).
2. The folder the workbook lies in, or one above it, if it has metric-definitions.xlsx.
3. The folder that the coach chose once for this collaborative; it is remembered.
4. The coach is asked to choose it, and that is remembered.

The workbook itself says only which collaborative it belongs to, never where anything is.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lcxl.files import make_folder, write_file
from lcxl.plan import Collaborative, load_collaborative
from lcxl.plan.folder import METRIC_DEFINITIONS, find_folder

from .words import error, say

__all__ = ["FoundPlan", "find_plan", "forget", "remembered", "settings_file"]


@dataclass(frozen=True, slots=True)
class FoundPlan:
    """A plan, its folder, and in words how it was found."""

    plan: Collaborative
    folder: Path
    how: str


def find_plan(
    collaborative_id: str,
    workbook: Path | None,
    ask_folder: Callable[[str], Path | None],
    named: Path | None = None,
) -> FoundPlan:
    """The plan for a workbook of the collaborative with that id.

    Args:
        collaborative_id: as the workbook says.
        workbook: where it lies, if that is known.
        ask_folder: shows the question and gives the folder that was chosen, None if none.
        named: a folder that was given by name.

    Raises:
        PlanError: the folder's workbooks do not make a plan.
        LcxlError: no folder was found or chosen, or it belongs to another collaborative.
    """
    if named is not None:
        return FoundPlan(load_collaborative(named), named, say("plan_named"))
    beside = find_folder(workbook) if workbook is not None else None
    if beside is not None:
        return FoundPlan(load_collaborative(beside), beside, say("plan_beside"))
    known = remembered().get(collaborative_id)
    if known is not None and (known / METRIC_DEFINITIONS).exists():
        plan = load_collaborative(known)
        if plan.id == collaborative_id:
            return FoundPlan(plan, known, say("plan_remembered"))
    chosen = ask_folder(say("choose_plan", id=collaborative_id))
    if chosen is None:
        raise error("no_plan", id=collaborative_id, file=METRIC_DEFINITIONS)
    folder = find_folder(chosen) or chosen
    plan = load_collaborative(folder)
    if plan.id != collaborative_id:
        raise error("other_plan", folder=folder, found=plan.id, id=collaborative_id)
    _remember(collaborative_id, folder)
    return FoundPlan(plan, folder, say("plan_chosen"))


def settings_file() -> Path:
    """Where the chosen folders are remembered."""
    import platformdirs

    return Path(platformdirs.user_config_dir("lcxl", appauthor=False)) / "addin.json"


def remembered() -> dict[str, Path]:
    """Collaborative id -> its folder, as chosen; empty when nothing was chosen or it is broken."""
    try:
        folders = json.loads(settings_file().read_text(encoding="utf-8"))["folders"]
        return {str(key): Path(value) for key, value in folders.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _remember(collaborative_id: str, folder: Path) -> None:
    folders = remembered() | {collaborative_id: folder}
    data = {"folders": {key: str(path) for key, path in sorted(folders.items())}}
    path = settings_file()
    make_folder(path.parent)
    write_file(path, (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode())


def forget() -> None:
    """Forget every folder, and leave no file behind."""
    path = settings_file()
    path.unlink(missing_ok=True)
    if path.parent.is_dir() and not any(path.parent.iterdir()):
        path.parent.rmdir()
