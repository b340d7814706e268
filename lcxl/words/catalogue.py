"""The translations of a language: all ``*.po`` in its folder of ``templates_src/languages``.

An entry's context is the path of the text (``messages/rules.toml:V28.late.message``), its source
the English text.  When the English has changed since, the translation is not used: it may say
something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from lcxl.words.current import UnreadableWords, language, language_folders, per_language

__all__ = ["Translation", "entries_in", "entries_of", "entries_within", "po_text", "translation"]


class Translation(NamedTuple):
    """What was made of a text: of which English, and whether it is doubtful."""

    path: str
    english: str
    told: str
    is_doubtful: bool = False


def translation(path: str, english: str) -> str:
    """A text in the current language; English where nobody has translated it as it is now.

    A text that stands in another place than when it was translated has the same translation, where
    that English has only one.
    """
    return _entries().get((path, english)) or _wherever().get(english, english)


@per_language
def _wherever() -> Mapping[str, str]:
    """English -> translation, of all that are translated in one way."""
    found: dict[str, set[str]] = {}
    for (_, english), told in _entries().items():
        found.setdefault(english, set()).add(told)
    return {english: told.pop() for english, told in found.items() if len(told) == 1}


@per_language
def _entries() -> Mapping[tuple[str, str], str]:
    """(Path, English) -> translation."""
    return {
        (entry.path, entry.english): entry.told
        for entry in entries_of(language())
        if not entry.is_doubtful
    }


def entries_of(code: str) -> Iterator[Translation]:
    """All translations into a language; later ones win: a collaborative's own over lcxl's.

    Raises:
        UnreadableWords: as `entries_within`.
    """
    for folder in reversed(language_folders(code)):
        yield from entries_within(folder)


def entries_within(folder: Path) -> Iterator[Translation]:
    """The translations in all PO files of a folder.

    Raises:
        UnreadableWords: a file is no PO file in UTF-8.
    """
    for file in sorted(folder.glob("*.po")):
        try:
            yield from entries_in(file.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError) as e:
            raise UnreadableWords(str(file), str(e)) from None


def entries_in(text: str) -> Iterator[Translation]:
    """The translations in a PO file.

    Raises:
        OSError: it is none.
    """
    import polib  # only other languages than English need it

    for entry in polib.pofile(text, encoding="utf-8"):
        if entry.msgstr and not entry.obsolete:
            yield Translation(entry.msgctxt or "", entry.msgid, entry.msgstr, entry.fuzzy)


def po_text(code: str, entries: Iterable[Translation]) -> str:
    """A PO file, in the order of the entries, those without a translation too."""
    import polib

    file = polib.POFile(wrapwidth=100)
    file.metadata = {
        "Language": code,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for path, english, told, is_doubtful in entries:
        flags = ["fuzzy"] if is_doubtful else []
        file.append(polib.POEntry(msgctxt=path, msgid=english, msgstr=told, flags=flags))
    return str(file) + "\n"
