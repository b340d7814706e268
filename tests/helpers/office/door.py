"""Run by a Python that has LibreOffice's `uno`: lets an agent into a LibreOffice.

``python door.py PIPE ASKED``: the LibreOffice that listens on a pipe, and may still be starting,
loads inside.py, which says what is asked.
"""

import sys
import time
from pathlib import Path

import uno

PIPE, ASKED = sys.argv[1:]
INSIDE = Path(__file__).with_name("inside.py").as_uri()
local = uno.getComponentContext()
resolver = local.ServiceManager.createInstanceWithContext(
    "com.sun.star.bridge.UnoUrlResolver", local
)
for _ in range(600):
    try:
        context = resolver.resolve(f"uno:pipe,name={PIPE};urp;StarOffice.ComponentContext")
        manager = context.ServiceManager
        loader = manager.createInstanceWithContext("com.sun.star.loader.Python", context)
        break
    except Exception:  # it does not listen yet, or is not all there
        time.sleep(0.05)
else:
    sys.exit("LibreOffice did not answer")
loader.activate(ASKED, "", INSIDE, None)
