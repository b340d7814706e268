"""The translations of a language: ``templates_src/languages/<code>/messages.po``.

An entry's context is the path of the text (``messages/rules.toml:V28.late.message``), its source
the English text.  When the English has changed since, the translation is not used: it may say
something else.
"""

from __future__ import annotations

from collections.abc import Mapping

from lcxl.words.language import language, per_language
from lcxl.words.place import source

__all__ = ["languages", "translation"]


def languages() -> tuple[str, ...]:
    """The codes of all languages, English first."""
    found = {path.parent.name for path in (source() / "languages").glob("*/locale.toml")}
    return tuple(sorted(found, key=lambda code: (code != "en-US", code)))


def translation(path: str, english: str) -> str:
    """A text in the current language; English where nobody has translated it as it is now."""
    return _entries().get((path, english), english)


@per_language
def _entries() -> Mapping[tuple[str, str], str]:
    """(Path, English) -> translation; none without a file."""
    file = source() / "languages" / language() / "messages.po"
    if not file.is_file():
        return {}
    import polib  # only other languages than English need it

    return {
        (entry.msgctxt or "", entry.msgid): entry.msgstr
        for entry in polib.pofile(str(file), encoding="utf-8")
        if entry.msgstr and not entry.fuzzy and not entry.obsolete
    }
