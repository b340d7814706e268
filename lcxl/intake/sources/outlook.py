"""A mail as Outlook for Windows saves it (.msg): what is attached to it, its date and its sender.

A compound file ([MS-CFB]) with a stream for each property ([MS-OXMSG]; the numbers of these are
those of [MS-OXPROPS]).  Its text is not read; see `lcxl.intake.sources.mail`.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from lcxl.cells import Unreadable
from lcxl.cells.dates import LAST_YEAR
from lcxl.cells.kinds import OLE, kind_of_file
from lcxl.intake.sources.base.source import INSIDE, Container, Member
from lcxl.words import say

if TYPE_CHECKING:
    from olefile import OleFileIO

__all__ = ["SOURCE"]

MAX_MAILS = 8
"""Mails inside each other."""
LONG_NAME, SHORT_NAME, SUBJECT, CONTENT_ID = "3707", "3704", "0037", "3712"
SENDER_NAME, SENDER_SMTP, SENDER_ADDRESS = "0C1A", "5D01", "0C1F"
DATA, MAIL = "__substg1.0_37010102", "__substg1.0_3701000D"
SENT, ARRIVED = 0x0039, 0x0E06
BODIES = ("__substg1.0_1000", "__substg1.0_1009", "__substg1.0_1013")
"""The text of a mail: plain, RTF and HTML."""
PROPERTIES = "__properties_version1.0"
TIME = 0x0040
"""The type of a property that is a time."""
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf")


class _Outlook(Container):
    holds_nothing = ""
    holds_files = "mail_of_files"

    def is_one(self, head: bytes, name: str) -> bool:
        """See `Container`."""
        return head.startswith(OLE) and name.endswith(".msg")

    def members(self, data: bytes) -> list[Member]:
        """See `Container`; none where it is no mail."""
        from olefile import OleFileIO  # slow to import, and few keep mails

        if kind_of_file(data) != "mail":
            return []
        try:
            found = list(_attached(OleFileIO(io.BytesIO(data)), [], "", 0))
        except (OSError, ValueError, LookupError, TypeError, struct.error, RecursionError) as e:
            raise Unreadable("mail") from e
        if not found:
            raise Unreadable("mail_empty")
        return found

    def has_words(self, data: bytes) -> bool:
        """See `Container`."""
        from olefile import OleFileIO

        mail = OleFileIO(io.BytesIO(data))
        return any(
            path[-1].startswith(BODIES) and mail.get_size(path) > 0
            for path in mail.listdir()
            if len(path) == 1
        )


def _attached(mail: OleFileIO, place: list[str], start: str, depth: int) -> Iterator[Member]:
    """The attachments of the mail at a place, and of the mails in it."""
    if depth > MAX_MAILS:
        raise Unreadable("holds_too_deep")
    received, sender = _day_of(mail, place), _sender_of(mail, place)
    length = len(place)
    below = (path[length] for path in mail.listdir() if path[:length] == place and path[length:])
    parts = sorted({name for name in below if name.startswith("__attach")})
    for number, part in enumerate(parts, 1):
        here = [*place, part]
        name = _text(mail, here, LONG_NAME) or _text(mail, here, SHORT_NAME)
        if mail.exists([*here, MAIL]):
            name = _text(mail, [*here, MAIL], SUBJECT) or name or say("intake.attachment", n=number)
            yield from _attached(
                mail, [*here, MAIL], f"{start}{_plain(name)}.msg{INSIDE}", depth + 1
            )
        elif mail.exists([*here, DATA]):
            name = name or say("intake.attachment", n=number)
            is_shown = bool(_text(mail, here, CONTENT_ID))
            if not (is_shown and name.lower().endswith(_PICTURES)):
                size = mail.get_size([*here, DATA])
                content = partial(_content, mail, [*here, DATA])
                yield Member(start + _plain(name), content, size, received, sender)


def _content(mail: OleFileIO, place: list[str]) -> bytes:
    """What is attached.

    Raises:
        Unreadable: it is broken.
    """
    try:
        return bytes(mail.openstream(place).read())
    except (OSError, ValueError, LookupError) as e:
        raise Unreadable("damaged") from e


def _text(mail: OleFileIO, place: list[str], number: str) -> str:
    """A property that is a text, on one line; "" where there is none."""
    for kind, coding in (("001F", "utf-16-le"), ("001E", "cp1252")):
        stream = [*place, f"__substg1.0_{number}{kind}"]
        if mail.exists(stream):
            text = mail.openstream(stream).read().decode(coding, "replace")
            return " ".join(text.replace("\0", "").split())
    return ""


def _sender_of(mail: OleFileIO, place: list[str]) -> str:
    name = _text(mail, place, SENDER_NAME)
    address = _text(mail, place, SENDER_SMTP) or _text(mail, place, SENDER_ADDRESS)
    if "@" not in address:  # an address within Exchange
        return name
    return f"{name} <{address}>" if name and name != address else address


def _day_of(mail: OleFileIO, place: list[str]) -> str:
    """When a mail was sent, else when it arrived (ISO text, UTC); "" where it does not say."""
    if not mail.exists([*place, PROPERTIES]):
        return ""
    data = mail.openstream([*place, PROPERTIES]).read()
    times = {}
    for at in range(24 if place else 32, len(data) - 15, 16):
        kind, number, _, value = struct.unpack_from("<HHIQ", data, at)
        if kind == TIME:
            times[number] = value
    ticks = times.get(SENT) or times.get(ARRIVED)
    try:
        sent = datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=(ticks or 0) // 10)
    except OverflowError:
        return ""
    return sent.isoformat(timespec="seconds") if ticks and sent.year <= LAST_YEAR else ""


def _plain(name: str) -> str:
    """A name without folders."""
    return name.replace("\\", "/").rpartition("/")[2].strip() or say("intake.attachment", n=1)


SOURCE = _Outlook()
