"""Merge all submissions into the combined data, and that into the master workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lcxl.on_first_use import fetch_on_first_use

if TYPE_CHECKING:
    from lcxl.merge.combine import Restatement, Row
    from lcxl.merge.files import FileRecord
    from lcxl.merge.master import Master, merge

__all__ = ["FileRecord", "Master", "Restatement", "Row", "merge"]

fetch_on_first_use(
    __name__,
    FileRecord="lcxl.merge.files",
    Master="lcxl.merge.master",
    Restatement="lcxl.merge.combine",
    Row="lcxl.merge.combine",
    merge="lcxl.merge.master",
)
