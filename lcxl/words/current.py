"""The language that is spoken now, and which ones are known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from pathlib import Path
from typing import NamedTuple, ParamSpec, TypeVar, cast

from lcxl.words.place import source

__all__ = [
    "LANGUAGE",
    "LANGUAGES",
    "PSEUDO_LANGUAGE",
    "SOURCE_LANGUAGE",
    "Speech",
    "UnreadableWords",
    "code_of",
    "is_language",
    "language",
    "language_folders",
    "languages",
    "per_language",
    "set_speech",
    "speech",
    "use_languages_of",
    "with_languages_of",
]

P = ParamSpec("P")
T = TypeVar("T")

SOURCE_LANGUAGE = "en-US"
"""The language in which ``templates_src`` is written."""
PSEUDO_LANGUAGE = "qps"
"""The code that is set aside for `lcxl.words.pseudo` (Windows names its own qps-ploc)."""

LANGUAGE = "language"
"""The key under which a workbook tells its language."""
LANGUAGES = "languages"
"""The folder of translations, in ``templates_src`` and in a collaborative's folder."""


class UnreadableWords(LookupError):
    """A file of a language cannot be read, so that nothing can be said in it."""

    def __init__(self, file: str, why: str) -> None:
        super().__init__(file, why)
        self.file, self.why = file, why

    def __str__(self) -> str:
        return f"{self.file}: {self.why}"


class Speech(NamedTuple):
    """The code of the language, such as en-US, and a collaborative's own languages."""

    code: str = SOURCE_LANGUAGE
    own: Path | None = None
    """The folder of translations that win over those of lcxl."""


_ENGLISH = Speech()
_speech: ContextVar[Speech] = ContextVar("speech", default=_ENGLISH)


def language() -> str:
    """The code of the current language, such as en-US: a folder in templates_src/languages."""
    return _speech.get().code


def speech() -> Speech:
    """What is spoken now, for whoever is to speak the same elsewhere."""
    return _speech.get()


def set_speech(now: Speech) -> None:
    """Speak so from here on; `lcxl.words.speaking` sees to it that the language is there."""
    _speech.set(now)


def use_languages_of(folder: Path) -> None:
    """From here on, translations in a collaborative's folder win over those of lcxl."""
    own = folder / LANGUAGES
    _speech.set(_speech.get()._replace(own=own if own.is_dir() else None))


@contextmanager
def with_languages_of(folder: Path) -> Iterator[None]:
    """The same within a ``with``."""
    before = _speech.get()
    use_languages_of(folder)
    try:
        yield
    finally:
        _speech.set(before)


def code_of(text: str) -> str:
    """The language that a text names; English for none that is known here."""
    plain = text.strip().casefold()
    return next((code for code in _known() if code.casefold() == plain), SOURCE_LANGUAGE)


def is_language(code: str) -> bool:
    """Whether a language is known here."""
    return code in _known()


def languages() -> tuple[str, ...]:
    """The codes of all languages that people speak and that are known here, English first."""
    codes = _known() - {PSEUDO_LANGUAGE}
    return tuple(sorted(codes, key=lambda code: (code != SOURCE_LANGUAGE, code)))


def _known() -> frozenset[str]:
    own = _speech.get().own
    here = _codes_in(source() / LANGUAGES)
    return here if own is None else here | _codes_of(own)


def _codes_of(root: Path) -> frozenset[str]:
    return frozenset(path.parent.name for path in root.glob("*/locale.toml"))


_codes_in = cache(_codes_of)


def language_folders(code: str) -> tuple[Path, ...]:
    """The folders of a language: a collaborative's own, which wins, and that of lcxl."""
    return tuple(root / code for root in _roots() if (root / code).is_dir())


def _roots() -> Iterator[Path]:
    own = _speech.get().own
    if own is not None:
        yield own
    yield source() / LANGUAGES


def per_language(make: Callable[P, T]) -> Callable[P, T]:
    """A function whose results are kept, for each language its own."""
    kept: dict[Speech, Callable[P, T]] = {}

    @wraps(make)
    def asked(*args: P.args, **named: P.kwargs) -> T:
        speech = _speech.get()
        found = kept.get(speech)
        if found is None:
            found = kept[speech] = cast("Callable[P, T]", cache(make))
        return found(*args, **named)

    return asked
