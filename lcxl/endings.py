"""How a command ends: with its exit code, and a sentence where it could not do its work.

Whatever happens there is no traceback, and what is printed gets through in any encoding.
"""

from __future__ import annotations

import codecs
import errno
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from io import StringIO
from typing import IO

import click

from lcxl.addresses import without_secrets
from lcxl.words import say

__all__ = ["REFUSED", "ending_of", "prepare_output"]

REFUSED = 2
"""Exit code of a request that cannot be carried out."""
LONGEST = 300
"""Letters of what a fault says of itself."""
TRACEBACK = "LCXL_TRACEBACK"
"""Environment variable of those who look for a fault in lcxl."""

_PLAIN = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...",
                        "≤": "<=", "≥": ">=", "×": "x", "→": "->", "\u00a0": " "})  # fmt: skip
"""Signs for which every encoding has something as good."""


def _nearest(error: UnicodeError) -> tuple[str | bytes, int]:
    """What cannot be printed: a plainer sign, the bytes of a name that is no text, or its code."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    if all("\udc80" <= c <= "\udcff" for c in text):
        return bytes(ord(c) - 0xDC00 for c in text), error.end
    plain = (c.translate(_PLAIN) for c in text)
    return "".join(
        p if p.isascii() else p.encode("ascii", "backslashreplace").decode() for p in plain
    ), error.end


codecs.register_error("lcxl.nearest", _nearest)


def prepare_output() -> None:
    """Let every text through, whatever encoding the output has.

    Windows gives files and pipes an encoding that has no word for Łódź.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="lcxl.nearest")


def ending_of(command: Callable[[], object]) -> int:
    """Run a command; its exit code."""
    prepare_output()
    try:
        code = _run(command)
        return code if _flush() else REFUSED
    except KeyboardInterrupt:  # while something else was being said
        return _stopped()
    except Exception:  # the sentence itself could not be said
        return REFUSED


def _run(command: Callable[[], object]) -> int:
    out, err = sys.stdout, sys.stderr
    try:
        result = command()
        return result if isinstance(result, int) else 0
    except SystemExit as e:
        if sys.stdout is not out:  # click hides a closed output behind a stream of its own
            sys.stdout, sys.stderr = out, err
            return _output_failed(BrokenPipeError(errno.EPIPE, ""))
        return e.code if isinstance(e.code, int) else REFUSED if e.code else 0
    except (KeyboardInterrupt, click.Abort):
        return _stopped()
    except click.ClickException as e:
        said = StringIO()
        e.show(file=said)
        _tell(said.getvalue().rstrip())
    except OSError as e:
        if _is_of_output(e):
            return _output_failed(e)
        what = f"{os.fsdecode(e.filename)}: " if isinstance(e.filename, str | bytes) else ""
        why = f"{what}{e.strerror or e or type(e).__name__}"
        _tell(say("commands.system", why=why))
    except MemoryError:
        _tell(say("commands.memory"))
    except Exception as e:
        if os.environ.get(TRACEBACK):
            import traceback

            _tell("".join(traceback.format_exception(e)))
        why = " ".join(str(e).split())[:LONGEST]
        _tell(say("commands.crashed", kind=type(e).__name__, why=why))
        _tell(say("commands.crashed_fix"))
    return REFUSED


def _stopped() -> int:
    import signal  # slow to import, and seldom needed

    with suppress(ValueError):  # outside the main thread there is nothing to interrupt
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Stopped while it ran a text, as of a named tuple, Python would end by the signal after all;
    # it forgets that when it runs another one.
    exec("")  # noqa: S102 - it says nothing
    _tell(say("commands.stopped"))
    return REFUSED


def _tell(text: str) -> None:
    """Print a sentence where errors go, as far as that can be written."""
    with suppress(OSError, ValueError):
        click.echo(without_secrets(text), err=True)


def _flush() -> bool:
    """Get everything out; False, and a sentence, where the output does not take it."""
    try:
        if sys.stdout is not None and not sys.stdout.closed:
            sys.stdout.flush()
    except OSError as e:
        _output_failed(e)
        return False
    return True


def _is_of_output(error: OSError) -> bool:
    """Whether it was raised by printing."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_globals.get("__name__") == "click.utils"


def _output_failed(error: OSError) -> int:
    _leave(sys.stdout)
    closed = error.errno == errno.EPIPE
    why = error.strerror or str(error)
    _tell(say("commands.output_closed") if closed else say("commands.output_failed", why=why))
    return REFUSED


def _leave(stream: IO[str] | None) -> None:
    """Lead a stream into nothing, so that Python does not try once more when it ends."""
    with suppress(OSError, ValueError, AttributeError):
        assert stream is not None
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)
