"""What both agents share. Runs, like them, inside LibreOffice."""

import time

from com.sun.star.beans import UnknownPropertyException
from com.sun.star.uno import RuntimeException

ERROR_RESULTS = 4  # com.sun.star.sheet.FormulaResult.ERROR
FORMULA_CELLS = 16  # com.sun.star.sheet.CellFlags.FORMULA
ERRORS = {
    32767: "#N/A",
    502: "#VALUE!",
    503: "#NUM!",
    519: "#VALUE!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
}


def desktop(context):
    """Its desktop, which opens workbooks."""
    return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)


NOT_LOOKED_UP = ("illegal object given", "cannot get value")
AGAIN = 5
"""How often a call is made again that Python's bridge could not look up."""


def done(agent, request):
    """What the agent answers.

    Rarely the bridge cannot look a call or a property up ("illegal object given!", "cannot get
    value" of its reflection); nothing was called then, so it is asked again.
    """
    ask = getattr(agent, request["do"])
    for _ in range(AGAIN):
        try:
            return ask(*request["with"])
        except (RuntimeException, UnknownPropertyException) as e:
            if not any(fault in str(e) for fault in NOT_LOOKED_UP):
                raise
            time.sleep(0.2)
    return ask(*request["with"])
