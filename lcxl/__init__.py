"""lcxl: a toolkit of spreadsheets for hosting a learning collaborative."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lcxl.on_first_use import fetch_on_first_use

if TYPE_CHECKING:
    from lcxl.merge import merge
    from lcxl.plan import load_collaborative
    from lcxl.submissions import read_submission
    from lcxl.validate import validate

__all__ = ["load_collaborative", "merge", "read_submission", "validate"]

fetch_on_first_use(
    __name__,
    load_collaborative="lcxl.plan",
    merge="lcxl.merge",
    read_submission="lcxl.submissions",
    validate="lcxl.validate",
)
