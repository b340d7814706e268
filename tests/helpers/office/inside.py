"""Runs inside LibreOffice, whose own Python loads it: an agent answers there, line by line.

From another process each of LibreOffice's calls is a round trip, and one question of a test takes
hundreds of them; inside they cost next to nothing.
"""

import json
import runpy
import socket
import sys
import traceback
from pathlib import Path
from threading import Thread

import uno

sys.path.insert(0, str(Path(__file__).parent))
from serving import done


def getComponentFactory(asked, manager, key):  # noqa: N802 - so LibreOffice's loader calls it
    """Let an agent answer on a port of this computer; ``asked``: port and file, as JSON.

    Each caller has an agent of its own, in a thread of its own.
    """
    port, file = json.loads(asked)
    Thread(target=serve, args=(port, file), daemon=True).start()


def serve(port, file):
    """Do what each line asks of the agent, and answer with a line, until nobody listens."""
    with (
        socket.create_connection(("127.0.0.1", port)) as line,
        line.makefile("rw", encoding="utf-8") as stream,
    ):
        agent = runpy.run_path(file)["Agent"](uno.getComponentContext())
        for text in stream:
            try:
                said = {"answer": done(agent, json.loads(text))}
            except Exception:
                said = {"failed": traceback.format_exc()}
            stream.write(json.dumps(said) + "\n")
            stream.flush()
