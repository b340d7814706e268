"""What a chart says in its XML that XlsxWriter cannot be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from xlsxwriter.chart import Chart

from lcxl.cells import Range
from lcxl.cells.address import MAX_ROW

__all__ = ["remember_categories_once", "treat_gaps"]


def remember_categories_once(chart: Chart) -> None:
    """What the cells below the axis hold is written with the first series that names them.

    The others name the same cells: remembered with each, they take a program half the time that it
    needs for a chart of thirty series.
    """
    told: set[str] = set()
    written = chart._write_cat

    def write(series: Mapping[str, object]) -> None:
        formula = str(series["categories"])
        if formula not in told:
            told.add(formula)
            written(series)
            return
        data = chart.formula_data[series["cat_data_id"]]
        is_text = chart._get_data_type(data) == "str"
        chart._xml_start_tag("c:cat")
        (chart._write_str_ref if is_text else chart._write_num_ref)(formula, data, "none")
        chart._xml_end_tag("c:cat")

    chart._write_cat = write


def treat_gaps(chart: Chart, gaps: bool, sheet: str) -> None:
    """Whether lines end at what is missing, or pass it; ``sheet`` has the chart's cells.

    Excel passes #N/A in either case: what would end a line there (2018) is no valid file for
    Microsoft's own validator.  LibreOffice ends it, but draws #N/A as zero where no cell of the
    chart is blank: the last cell of the sheet is.
    """
    # XlsxWriter leaves a gap unsaid, which the format takes for zero (ECMA-376 21.2.2.42).
    said = [("val", "gap" if gaps else "span")]
    chart._write_disp_blanks_as = partial(chart._xml_empty_tag, "c:dispBlanksAs", said)
    if gaps:
        chart.add_series(
            {
                "name": " ",
                "values": f"={Range.cell(sheet, MAX_ROW - 1, 0).reference}",
                "values_data": [None],
                "line": {"none": True},
                "marker": {"type": "none"},
            }
        )
