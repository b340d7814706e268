"""Merge all submissions into the combined data, and that into the master workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lcxl.lazy import fetch_on_first_use

if TYPE_CHECKING:
    from lcxl.combine.combine import Restatement, Row
    from lcxl.combine.files import FileRecord
    from lcxl.combine.master import Master, merge

__all__ = ["FileRecord", "Master", "Restatement", "Row", "merge"]

fetch_on_first_use(
    __name__,
    FileRecord="lcxl.combine.files",
    Master="lcxl.combine.master",
    Restatement="lcxl.combine.combine",
    Row="lcxl.combine.combine",
    merge="lcxl.combine.master",
)
