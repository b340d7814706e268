"""lcxl: a toolkit of spreadsheets for hosting a learning collaborative."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lcxl.lazy import fetch_on_first_use

if TYPE_CHECKING:
    from lcxl.building import build
    from lcxl.combine import merge
    from lcxl.intake import read_submission
    from lcxl.plan import load_collaborative
    from lcxl.rules.base.judging import validate
    from lcxl.tables.frame import to_pandas

__all__ = ["build", "load_collaborative", "merge", "read_submission", "to_pandas", "validate"]

fetch_on_first_use(
    __name__,
    build="lcxl.building",
    load_collaborative="lcxl.plan",
    merge="lcxl.combine",
    read_submission="lcxl.intake",
    to_pandas="lcxl.tables.frame",
    validate="lcxl.rules.base.judging",
)
