"""Which kind of file it is that is no workbook: by its first bytes, by its parts, by its words.

A kind is the id of what is said of such a file: of V31, in the catalogue of findings.  It is
named only where it is certain; of any other file nothing is said but that it is no workbook.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from lcxl.lazy import late_pattern

__all__ = ["kind_of_archive", "kind_of_file"]

HEAD = 4096
"""Bytes at the start that are looked at."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")

_STARTS: tuple[tuple[str, tuple[bytes, ...]], ...] = (
    ("pdf", (b"%PDF",)),
    (
        "picture",
        (
            b"\x89PNG",
            b"\xff\xd8\xff",
            b"GIF87a",
            b"GIF89a",
            b"II*\x00",
            b"MM\x00*",
            b"8BPS",
            b"\x00\x00\x01\x00",
            b"II+\x00",
            b"MM\x00+",
        ),
    ),
    (
        "archive",
        (
            b"Rar!\x1a\x07",
            b"7z\xbc\xaf\x27\x1c",
            b"\x1f\x8b",
            b"BZh",
            b"\xfd7zXZ\x00",
            b"MSCF",
            b"\x28\xb5\x2f\xfd",
        ),
    ),
    ("media", (b"ID3", b"OggS", b"\x1aE\xdf\xa3", b"fLaC")),
    ("document", (b"{\\rtf",)),
    ("winmail", (b"\x78\x9f\x3e\x22",)),
    ("link", (b"L\x00\x00\x00\x01\x14\x02\x00",)),
    # Excel 2 to 4, before there were OLE files: [MS-XLS] 2.4.21, BOF.
    ("xls", (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x10\x00",
             b"\x09\x08\x08\x00")),
)  # fmt: skip
_PICTURE_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
"""After "ftyp" (ISO 14496-12): all others are films and sounds."""
_STREAMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("label", ("DRMEncrypted", "\tDRMContent", "DRMViewerContent")),
    ("password", ("EncryptedPackage", "EncryptionInfo")),
    ("mail", ("__properties_version1.0", "__substg1.0_")),
    ("document", ("WordDocument",)),
    ("slides", ("PowerPoint Document",)),
    ("xls", ("Workbook", "Book")),
)
"""Names of streams in an OLE file ([MS-CFB]), in UTF-16."""
_OPENDOCUMENT = (("ods", b"spreadsheet"), ("slides", b"presentation"), ("document", b"text"))
_MAIL = late_pattern(
    r"^(received|return-path|from|to|cc|subject|date|mime-version|message-id|delivered-to|reply-to"
    r"|content-type|x-[a-z0-9-]+|dkim-signature|arc-[a-z-]+|sender|authentication-results):",
    re.I | re.M,
)
_MAIL_FIELDS = 3
_BEFORE_MAIL = late_pattern(r"(From [^\n]*|\d+[ \t]*)\r?\n")
"""What stands before a mail in a mailbox (mbox), or in a mail of Apple Mail (emlx)."""
_TAG = late_pattern(r"<\s*(!doctype\s+html|html|head|meta|body|table)\b", re.I)
_TABLE = late_pattern(r"<\s*table\b", re.I)
_EXCEL = "urn:schemas-microsoft-com:office:excel"
"""In web pages that Excel saved; the tables of some stand in files beside them."""
_SIGN_IN = late_pattern(r"type\s*=\s*[\"']?password|sign[ -]?in|log[ -]?in", re.I)
_GOOGLE = late_pattern(r'"doc_id"\s*:|docs\.google\.com/|drive\.google\.com/')
_LINK = late_pattern(r"^\s*(\[InternetShortcut\]|\[Desktop Entry\])", re.I)
_WEBLOC = late_pattern(r"<plist\b.*<key>URL</key>", re.S)
_OFFICE_XML = (
    ("xml_spreadsheet", "urn:schemas-microsoft-com:office:spreadsheet"),
    ("xml_spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
    ("document", "schemas.microsoft.com/office/word"),
    ("picture", "<svg"),
)
_TABLE_ENDINGS = (".csv", ".tsv", ".tab")
_SHEET_ENDINGS = (".xls", ".xlsx", ".xlsm", ".xlt", ".xlsb", ".csv")


def kind_of_file(data: bytes, name: str = "") -> str | None:
    """The kind of a file that is no workbook (see above); None if it may be one."""
    ending, head = _ending(name), data[:HEAD]
    if not data:
        return "empty"
    if not data.strip(b"\0"):
        return "zeros"
    if data.startswith(ZIP):
        return None  # see `kind_of_archive`
    if data.startswith(OLE):
        found = (kind for kind, names in _STREAMS if any(_utf16(n) in data for n in names))
        return next(found, "unknown")
    for kind, starts in _STARTS:
        if data.startswith(starts):
            return kind
    if data[4:8] == b"ftyp":
        return "picture" if data[8:12] in _PICTURE_BRANDS else "media"
    if data.startswith(b"RIFF"):
        return "picture" if data[8:12] == b"WEBP" else "media"
    if data[257:262] == b"ustar":
        return "archive"
    if data.startswith(b"BM") and int.from_bytes(data[2:6], "little") == len(data):
        return "picture"
    if data.startswith(b"bplist00") and ending == ".webloc":
        return "link"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    text = _text(head)
    return "unknown" if text is None else _kind_of_text(text, ending, data)


def _ending(name: str) -> str:
    return name[name.rfind(".") :].lower() if "." in name else ""


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def _text(head: bytes) -> str | None:
    """The start of a file as text; None where it is none."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    text = head.decode("utf-8-sig", "replace")
    odd = sum(c < " " and c not in "\t\r\n\f\x1b" for c in text)
    return None if "\x00" in text or odd * 50 > len(text) else text


def _kind_of_text(text: str, ending: str, data: bytes) -> str:
    if ending in (".gsheet", ".gdoc", ".gslides") or _GOOGLE.search(text[:2000]):
        is_link = text.lstrip().startswith(("{", "[")) or _LINK.match(text)
        if is_link or _WEBLOC.search(text):
            return "google"
    if _LINK.match(text) or _WEBLOC.search(text):
        return "link"
    top = text.lstrip()
    before = _BEFORE_MAIL.match(top)
    top = top[before.end() if before else 0 :].replace("\r", "").partition("\n\n")[0]
    fields = {match.group(1).lower() for match in _MAIL.finditer(top)}
    if _MAIL.match(top) and len(fields) >= _MAIL_FIELDS:
        is_page = "multipart/related" in top.lower() and not fields & {"to", "received"}
        return "html_table" if is_page and ending in _SHEET_ENDINGS else (
            "web_page" if is_page else "mail"
        )  # fmt: skip
    for kind, mark in _OFFICE_XML:
        if text.lstrip().startswith("<") and mark in text:
            return kind
    if _TAG.search(text[:1000]):
        is_export = _TABLE.search(_text(data) or "") or _EXCEL in text
        return "html_table" if is_export and not _SIGN_IN.search(text) else "web_page"
    if text.lstrip().startswith("<?xml"):
        return "xml"
    return "csv" if ending in _TABLE_ENDINGS or _is_table(text) else "text"


def _is_table(text: str) -> bool:
    """Two lines or more with numbers, and the same count of commas, semicolons or tabs in each."""
    lines = [line for line in text.splitlines() if line.strip()]
    whole = lines[:-1] if len(lines) > 2 else lines  # the last one may be cut off
    return (
        len(lines) >= 2
        and any(c.isdigit() for c in text)
        and any(
            len({line.count(sign) for line in whole}) == 1 and whole[0].count(sign)
            for sign in ",;\t"
        )
    )


def kind_of_archive(parts: Collection[str], mimetype: bytes, name: str = "") -> str | None:
    """The same for an archive, by the names of its parts in small letters.

    ``mimetype`` is what the part of that name holds, or nothing.
    """

    def has(start: str, end: str = "") -> bool:
        return any(part.startswith(start) and part.endswith(end) for part in parts)

    if b"opendocument" in mimetype:
        for kind, word in _OPENDOCUMENT:
            if word in mimetype:
                return kind
        return "unknown"
    if has("", ".iwa") or "index.apxl" in parts:
        is_other = _ending(name) in (".pages", ".key") or "index.apxl" in parts
        return "iwork" if is_other else "numbers"
    if "[content_types].xml" in parts:
        if has("xl/", "workbook.bin"):
            return "xlsb"
        return "document" if has("word/") else "slides" if has("ppt/") else None
    return "unknown" if mimetype or has("xl/") else "archive"
