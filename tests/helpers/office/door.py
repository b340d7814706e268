"""Run by a Python that has LibreOffice's `uno`: lets an agent into a LibreOffice.

``python door.py PIPE ASKED``: the LibreOffice that listens on a pipe, and may still be starting,
loads inside.py, which says what is asked.
"""

import sys
import time
from pathlib import Path

import uno
from com.sun.star.connection import NoConnectException

PIPE, ASKED = sys.argv[1:]
local = uno.getComponentContext()
resolver = local.ServiceManager.createInstanceWithContext(
    "com.sun.star.bridge.UnoUrlResolver", local
)
for _ in range(600):
    try:
        context = resolver.resolve(f"uno:pipe,name={PIPE};urp;StarOffice.ComponentContext")
        break
    except NoConnectException:
        time.sleep(0.05)
else:
    sys.exit("LibreOffice did not answer")
loader = context.ServiceManager.createInstanceWithContext("com.sun.star.loader.Python", context)
loader.activate(ASKED, "", Path(__file__).with_name("inside.py").as_uri(), None)
