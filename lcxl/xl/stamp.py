"""A workbook that was built once, written again with other words in the same places.

Building is slow, changing a few words in its files is not.  The workbook is built with marks,
texts that nobody types, where the words belong; a `Stamp` puts the words there.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from html import escape
from io import BytesIO

__all__ = ["Stamp"]

SMALLEST = 9
"""As small as deflate makes it: what all teams have alike is compressed once."""
_FOOTER = re.compile(r"(?<=<oddFooter>).*?(?=</oddFooter>)", re.DOTALL)


class Stamp:
    """Writes the workbook ``data`` with words in the place of its ``marks``.

    What has no mark is compressed once and for all.
    """

    def __init__(self, data: bytes, marks: tuple[str, ...]) -> None:
        self._marked: list[tuple[zipfile.ZipInfo, str]] = []
        same = BytesIO()
        encoded = [mark.encode() for mark in marks]
        with zipfile.ZipFile(BytesIO(data)) as book, zipfile.ZipFile(same, "w") as rest:
            for part in book.infolist():
                content = book.read(part)
                if any(mark in content for mark in encoded):
                    self._marked.append((_like(part), content.decode()))
                else:
                    rest.writestr(_like(part), content, compresslevel=SMALLEST)
        self._same = same.getvalue()

    def written(self, words: Mapping[str, str]) -> bytes:
        """The workbook; ``words`` gives the word of each mark."""
        in_text = {mark: escape(word) for mark, word in words.items()}
        # A footer has commands that begin with an ampersand; one that is shown stands twice.
        in_footer = {mark: escape(word.replace("&", "&&")) for mark, word in words.items()}
        copy = BytesIO()
        copy.write(self._same)
        with zipfile.ZipFile(copy, "a") as book:
            for part, content in self._marked:
                content = _FOOTER.sub(lambda found: _replaced(found[0], in_footer), content)
                told = _replaced(content, in_text).encode()
                book.writestr(_like(part), told, compresslevel=SMALLEST)
        return copy.getvalue()


def _like(part: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """A new entry of an archive with the name, date and compression of another."""
    info = zipfile.ZipInfo(part.filename, part.date_time)
    info.compress_type = part.compress_type
    info.external_attr = part.external_attr
    info.create_system = part.create_system
    return info


def _replaced(text: str, words: Mapping[str, str]) -> str:
    for mark, word in words.items():
        text = text.replace(mark, word)
    return text
