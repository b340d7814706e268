"""Numbers already known, from a tidy CSV: one line for each team, metric and month."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from lcxl.errors import LcxlError, PlanError
from lcxl.files import content_of
from lcxl.intake.formats.table import lines_of
from lcxl.keep.filled import DataKey, Filled
from lcxl.metrics import Entry
from lcxl.plan import Collaborative
from lcxl.words import Text

__all__ = ["load_prefill"]


def load_prefill(path: str | Path, plan: Collaborative) -> dict[str, Filled]:
    """Team id -> what its workbook is filled with.

    Raises:
        PlanError: lines that cannot be used, all of them at once.
        LcxlError: the file is missing, or is not a CSV with the columns of
            `lcxl.intake.formats.table`.
    """
    path = Path(path)
    try:
        text = content_of(path).decode("utf-8-sig")
    except FileNotFoundError:
        raise LcxlError(Text("files.missing", file=path), Text("files.missing_fix")) from None
    except (OSError, UnicodeDecodeError) as e:
        why = e.strerror if isinstance(e, OSError) else e
        raise LcxlError(Text("keep.not_csv", file=path, why=why), Text("keep.not_csv_fix")) from e
    lines, found_faults = lines_of(text, path.name, plan)
    if found_faults:
        raise PlanError(found_faults)
    found: defaultdict[str, dict[DataKey, Entry]] = defaultdict(dict)
    for line in lines:
        for role, entry in line.numbers.items():
            found[line.team_id][line.metric_id, line.period.start, role, None] = entry
    return {team_id: Filled(entries) for team_id, entries in found.items()}
