"""What both agents share: reaching a running LibreOffice, and answering one line at a time.

Runs, like them, inside a Python that has LibreOffice's `uno`.
"""

import json
import sys
import time
import traceback

import uno
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


def connect(pipe):
    """The LibreOffice that listens on a pipe, and may still be starting: its component context."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    for _ in range(300):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            time.sleep(0.1)
    raise RuntimeError("LibreOffice did not answer")


def desktop(context):
    """Its desktop, which opens workbooks."""
    return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)


NOT_LOOKED_UP = ("illegal object given", "cannot get value")
AGAIN = 5
"""How often a call is made again that the bridge could not look up."""


def serve(agent):
    """Do what each line asks of the agent, and answer with a line."""
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            print(json.dumps({"answer": done(agent, request)}), flush=True)
        except Exception:
            print(json.dumps({"failed": traceback.format_exc()}), flush=True)


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
