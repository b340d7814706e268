"""The language that is spoken now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from typing import ParamSpec, TypeVar, cast

__all__ = [
    "LANGUAGE",
    "SOURCE_LANGUAGE",
    "in_language",
    "in_language_of",
    "language",
    "per_language",
]

P = ParamSpec("P")
T = TypeVar("T")

SOURCE_LANGUAGE = "en-US"
"""The language in which ``templates_src`` is written."""
PSEUDO_LANGUAGE = "qps"
"""The code that is set aside for `lcxl.words.pseudo` (Windows names its own qps-ploc)."""

LANGUAGE = "language"
"""The key under which a workbook tells its language."""

_language: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)


def language() -> str:
    """The code of the current language, such as en-US: a folder in templates_src/languages."""
    return _language.get()


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Speak another language within a ``with``, in this thread alone.

    Raises:
        LookupError: there is no such language.
    """
    from lcxl.words.values import locale

    token = _language.set(code)
    try:
        locale()
        yield
    finally:
        _language.reset(token)


def in_language_of(told: Mapping[str, object]) -> AbstractContextManager[None]:
    """Speak the language of a file, by what its machine sheet tells.

    English where it tells none, as files of earlier versions do, or one that is not known here.
    """
    from lcxl.words.place import source

    code = str(told.get(LANGUAGE) or SOURCE_LANGUAGE)
    is_known = code.replace("-", "").isalnum() and (source() / "languages" / code).is_dir()
    return in_language(code if is_known else SOURCE_LANGUAGE)


def per_language(make: Callable[P, T]) -> Callable[P, T]:
    """A function whose results are kept, for each language its own."""
    kept: dict[str, Callable[P, T]] = {}

    @wraps(make)
    def asked(*args: P.args, **named: P.kwargs) -> T:
        code = _language.get()
        if code not in kept:
            kept[code] = cast("Callable[P, T]", cache(make))
        return kept[code](*args, **named)

    return asked
