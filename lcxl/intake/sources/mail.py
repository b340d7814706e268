"""A mail as a file (.eml): what is attached to it, its date and its sender.

Also one as Apple Mail keeps it (.emlx), and a mailbox (.mbox), which is such mails one after the
other.  Its text is not read.  A mail that is attached to another is looked into as well; what is
attached to that one has its date and sender, for that is when and from whom it was first sent.
RFC 5322 (mails), RFC 4155 (mailboxes), RFC 2045 to 2047 (parts, and words that are not ASCII),
RFC 2231 (names).
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from lcxl.cells import Unreadable
from lcxl.cells.dates import LAST_YEAR
from lcxl.cells.kinds import kind_of_file
from lcxl.intake.sources.base.source import INSIDE, Container, Member
from lcxl.words import say

if TYPE_CHECKING:
    from email.message import Message

__all__ = ["SOURCE"]

MAX_PARTS = 2_000
"""Most parts of one mail; a long exchange with pictures has a few dozen."""
MAX_BOUNDARIES = 100
"""Most parts that hold parts."""
MAX_LINES = 40_000_000
"""Most comparisons of a line with a boundary: each line is compared with each."""
MAX_MAILS = 8
"""Mails inside each other."""
_PART = re.compile(rb"^content-type[ \t]*:", re.I | re.M)
_BOUNDARY = re.compile(rb"\bboundary\b", re.I)
_NEXT = re.compile(rb"(?:\A|\r?\n)From [^\n]*\n")
"""The line between two mails of a mailbox, after an empty one; within a mail it begins with >."""
_COUNT = re.compile(rb"(\d{1,9})[ \t]*\r?\n")
"""The first line of a mail of Apple Mail: its bytes, behind which its program keeps notes."""
_DECORATION = ("image", "text")
"""Main types of parts that mail programs show in the text, where they have no name of their own
or stand in it."""
_SIGNATURES = (
    "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature",
    "application/pgp-keys", "text/vcard", "text/x-vcard", "text/directory", "text/calendar",
    "application/ics", "message/delivery-status", "message/disposition-notification",
    "text/rfc822-headers",
)  # fmt: skip
"""What mail programs attach by themselves."""
_ENDINGS = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel.sheet.macroenabled.12": ".xlsm",
    "application/vnd.ms-excel": ".xls",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
    "application/ms-tnef": ".dat",
    "text/csv": ".csv",
}


class _Mail(Container):
    holds_nothing = "mail_empty"
    holds_files = "mail_of_files"

    def is_one(self, head: bytes, name: str) -> bool:
        """See `Container`."""
        is_text = not head.startswith((b"PK", b"\xd0\xcf")) and b"\x00" not in head
        return is_text and kind_of_file(head, name) == "mail"

    def members(self, data: bytes) -> list[Member]:
        """See `Container`."""
        from email.errors import MessageError  # slow to import, and few keep mails

        boundaries = len(_BOUNDARY.findall(data))
        if len(_PART.findall(data)) > MAX_PARTS or boundaries > MAX_BOUNDARIES:
            raise Unreadable("too_many_parts", parts=len(_PART.findall(data)))
        if data.count(b"\n") * (1 + boundaries) > MAX_LINES:
            raise Unreadable("too_much")
        try:
            return list(_attached_to_all(data))
        except (MessageError, ValueError, LookupError, RecursionError, TypeError) as e:
            raise Unreadable("damaged") from e

    def has_words(self, data: bytes) -> bool:
        """See `Container`."""
        parts = (part for mail in _mails(data)[0] for part in mail.walk())
        texts = (p for p in parts if p.get_content_maintype() == "text" and not _name_of(p))
        return any(_content(part).strip() for part in texts)


def _mails(data: bytes) -> tuple[list[Message], bool]:
    """The mails in a file, and whether it is a mailbox."""
    from email import message_from_bytes

    data = data.removeprefix(BOM_UTF8).lstrip()
    if data.startswith(b"From "):
        return [message_from_bytes(part.lstrip()) for part in _NEXT.split(data)[1:]], True
    count = _COUNT.match(data)
    if count:
        data = data[count.end() :][: int(count[1])].lstrip()
    return [message_from_bytes(data)], False


def _attached_to_all(data: bytes) -> Iterator[Member]:
    """The attachments of all mails in a file."""
    mails, is_mailbox = _mails(data)
    for number, mail in enumerate(mails, 1):
        start = f"{_name_of_mail(mail, number)}{INSIDE}" if is_mailbox else ""
        yield from _attached(mail, start, 0)


def _name_of_mail(mail: Message, number: int, name: str = "") -> str:
    """What a mail in another file is called: as it was named there, else by what it is about."""
    name = name or _words(mail.get("Subject")) or say("intake.attachment", n=number)
    return _plain(name if name.lower().endswith(".eml") else f"{name}.eml")


def _attached(mail: Message, start: str, depth: int) -> Iterator[Member]:
    """The attachments of a mail and of the mails in it; ``start``: of their names."""
    if depth > MAX_MAILS:
        raise Unreadable("holds_too_deep")
    received, sender = _day_of(mail), _words(mail.get("From"))
    waiting = [mail]
    number = 0
    while waiting:
        part = waiting.pop()
        kind = part.get_content_type()
        if kind == "message/rfc822" and part.is_multipart():
            inner: Message = part.get_payload(0)  # type: ignore[assignment]
            number += 1
            name = _name_of_mail(inner, number, _name_of(part))
            yield from _attached(inner, f"{start}{name}{INSIDE}", depth + 1)
        elif part.is_multipart():
            waiting += reversed(part.get_payload())  # type: ignore[arg-type]
        elif _is_attached(part, kind):
            number += 1
            name = _name_of(part) or say("intake.attachment", n=number) + _ENDINGS.get(kind, "")
            raw = part.get_payload()
            size = len(raw) if isinstance(raw, str) else 0
            content = partial(_content, part)
            yield Member(start + _plain(name), content, size, received, sender)


def _is_attached(part: Message, kind: str) -> bool:
    """Whether somebody attached a part, or a program put it there to be shown or checked."""
    if kind in _SIGNATURES:
        return False
    if part.get_content_maintype() not in _DECORATION:
        return True
    is_shown = part.get_content_disposition() != "attachment" or "Content-ID" in part
    if part.get_content_maintype() == "image":
        return not is_shown
    return bool(_name_of(part)) and part.get_content_disposition() == "attachment"


def _content(part: Message) -> bytes:
    """What is attached.

    Raises:
        Unreadable: it is encoded in no known way.
    """
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError) as e:
        raise Unreadable("damaged") from e
    return data if isinstance(data, bytes) else b""


def _name_of(part: Message) -> str:
    """The name that an attachment was given; "" for none."""
    try:
        return _words(part.get_filename())
    except (ValueError, LookupError, TypeError):
        return ""


def _plain(name: str) -> str:
    """A name without folders."""
    return name.replace("\\", "/").rpartition("/")[2].strip() or say("intake.attachment", n=1)


def _words(text: object) -> str:
    """A header as it is read, on one line."""
    from email.errors import HeaderParseError
    from email.header import decode_header, make_header

    if text is None:
        return ""
    found = str(text)
    with suppress(HeaderParseError, ValueError, LookupError):
        found = str(make_header(decode_header(found)))
    return " ".join(found.split())


def _day_of(mail: Message) -> str:
    """When a mail was sent, by its own clock (ISO text); "" where it does not say."""
    from email.utils import parsedate_to_datetime

    try:
        sent = parsedate_to_datetime(str(mail.get("Date", "")))
        return sent.isoformat() if sent.year <= LAST_YEAR else ""
    except (ValueError, TypeError, OverflowError):
        return ""


SOURCE = _Mail()
