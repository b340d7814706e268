"""Files of Office that are the same whenever they are made from the same.

Programs' libraries put the time of writing into a package: into each of its members, and into
its properties.  Both become the one day that the content is about.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

__all__ = ["settled"]

FIRST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a member of an archive can have."""
CORE = "docProps/core.xml"
PACKAGES = (".xlsx",)
"""Members that are packages themselves: the tables behind charts."""
_TIME = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def settled(data: bytes, day: date) -> bytes:
    """The same package, with ``day`` for every time in it."""
    result = io.BytesIO()
    stamp = rf"\g<1>{day.isoformat()}T00:00:00Z\g<2>".encode()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            content = old.read(member)
            if member.filename == CORE:
                content = _TIME.sub(stamp, content)
            elif member.filename.endswith(PACKAGES):
                content = settled(content, day)
            info = zipfile.ZipInfo(member.filename, FIRST)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            new.writestr(info, content)
    return result.getvalue()
