"""The master's numbers as a table of pandas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lcxl.combine import Master
from lcxl.errors import LcxlError
from lcxl.tables.tidy import tidy_data
from lcxl.words import Text, this_python

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["to_pandas"]

TYPES = {
    "decimal": "float64",
    "whole": "Int64",
    "month": "datetime64[ms]",
    "date": "datetime64[ms]",
}
"""Type of a field -> that of its column; all others are texts."""


def to_pandas(master: Master) -> DataFrame:
    """The table ``tblData`` of the master workbook: the same columns, rows and order.

    Numbers are float64 (blank: NaN), whole numbers Int64, days datetime64[ms], all else texts.

    Args:
        master: what `lcxl.merge` gives.

    Raises:
        LcxlError: pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError:
        raise LcxlError(
            Text("files.no_pandas"), Text("files.no_pandas_fix", python=this_python())
        ) from None
    tidy = tidy_data(master)
    columns: dict[str, object] = {
        field.heading: pd.Series(list(values), dtype=TYPES.get(field.type, "object"))
        for field, values in zip(tidy.fields, tidy.columns, strict=True)
    }
    return pd.DataFrame(columns)
