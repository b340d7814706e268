"""Speak a language: from here on, or within a ``with``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

from lcxl.words.current import LANGUAGE, SOURCE_LANGUAGE, Speech, code_of, set_speech, speech
from lcxl.words.locales import locale

__all__ = ["in_language", "in_language_of", "speak", "spoken"]


def speak(code: str) -> None:
    """Speak another language from here on.

    Raises:
        LookupError: there is no such language.
    """
    before = speech()
    set_speech(before._replace(code=code))
    try:
        locale()
    except LookupError:
        set_speech(before)
        raise


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Speak another language within a ``with``, in this thread alone.

    Raises:
        LookupError: there is no such language.
    """
    before = speech()
    speak(code)
    try:
        yield
    finally:
        set_speech(before)


@contextmanager
def spoken(as_there: Speech) -> Iterator[None]:
    """Speak within a ``with`` as somebody did elsewhere; English where that is not known here."""
    before = speech()
    set_speech(as_there)
    try:
        with in_language(code_of(as_there.code)):
            yield
    finally:
        set_speech(before)


def in_language_of(told: Mapping[str, object]) -> AbstractContextManager[None]:
    """Speak the language of a file, by what its machine sheet tells.

    English where it tells none, as files of earlier versions do, or one that is not known here.
    """
    return in_language(code_of(str(told.get(LANGUAGE) or SOURCE_LANGUAGE)))
