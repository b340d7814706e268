"""Where everything stands: templates_src placed on a grid, for a plan.

The writers put cells where this says, the reader and the rules name places from it, and the
add-in marks them.  Rows and columns count from 0.
"""

from lcxl.layout.blocks import (
    BACK_ROW,
    FIRST_BLOCK_ROW,
    PlacedBlock,
    finding_row,
    place_blocks,
)
from lcxl.layout.data import BANDS, HEADS, DataAxis, DataLine, Timeline
from lcxl.layout.reporting import (
    CALCULATION_SHEET,
    EVENTS_SHEET,
    FIRST_LAYOUT,
    LAYOUT,
    START_FORM_ROW,
    TRIAL_RECORDS,
    ReportingLayout,
    layout_of,
)

__all__ = [
    "BACK_ROW",
    "BANDS",
    "CALCULATION_SHEET",
    "EVENTS_SHEET",
    "FIRST_BLOCK_ROW",
    "FIRST_LAYOUT",
    "HEADS",
    "LAYOUT",
    "START_FORM_ROW",
    "TRIAL_RECORDS",
    "DataAxis",
    "DataLine",
    "PlacedBlock",
    "ReportingLayout",
    "Timeline",
    "finding_row",
    "layout_of",
    "place_blocks",
]
