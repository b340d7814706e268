"""The translations of a language: all ``*.po`` in its folder of ``templates_src/languages``.

An entry's context is the path of the text (``messages/rules.toml:V28.late.message``), its source
the English text.  When the English has changed since, the translation is not used: it may say
something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from lcxl.words.language import language, language_folders, per_language

__all__ = ["entries_in", "translation"]


def translation(path: str, english: str) -> str:
    """A text in the current language; English where nobody has translated it as it is now."""
    return _entries().get((path, english), english)


@per_language
def _entries() -> Mapping[tuple[str, str], str]:
    """(Path, English) -> translation; a collaborative's own wins over that of lcxl."""
    found: dict[tuple[str, str], str] = {}
    for folder in reversed(language_folders(language())):
        found |= {
            (path, english): told
            for path, english, told, is_fuzzy in entries_in(folder)
            if told and not is_fuzzy
        }
    return found


def entries_in(folder: Path) -> Iterator[tuple[str, str, str, bool]]:
    """Path, English, translation and whether it is doubtful, of every entry in a folder."""
    import polib  # only other languages than English need it

    for file in sorted(folder.glob("*.po")):
        for entry in polib.pofile(str(file), encoding="utf-8"):
            if not entry.obsolete:
                yield entry.msgctxt or "", entry.msgid, entry.msgstr, entry.fuzzy
