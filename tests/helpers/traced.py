"""Which text is this? A sentence traced to those in templates_src that it was made from."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from tests.helpers.paths import ROOT

SOURCES = ROOT / "templates_src"


def _is_sentence(text: str) -> bool:
    """Not what is a part of a sentence, such as "{a} of {k}" or "{low} to {high}"."""
    return len(re.findall(r"[A-Za-z]", re.sub(r"\{\w+[^}]*\}", "", text))) >= 4


@cache
def templates() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Id, beginning and pattern of every text, the longest first."""
    found: dict[str, str] = {}

    def collect(name: str, value: Any) -> None:
        if isinstance(value, str):
            found[name] = value
        elif isinstance(value, Mapping):
            for key, part in value.items():
                ending = {"text": "", "text_one": "_one"}.get(key, f".{key}")
                collect(name + ending, part)
        elif isinstance(value, list):
            for i, part in enumerate(value):
                collect(f"{name}.{i}", part)

    for name in ("messages/charts", "messages/master", "messages/slides", "books/master",
                 "books/report"):  # fmt: skip
        path = SOURCES / f"{name}.toml"
        collect(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
    texts = sorted(
        ((name, text.strip()) for name, text in found.items() if _is_sentence(text)),
        key=lambda pair: -len(re.sub(r"\{\w+[^}]*\}", "", pair[1])),
    )
    return tuple((name, text.partition("{")[0], _pattern(text)) for name, text in texts)


def _pattern(text: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)[^}]*\}", text)
    seen: set[str] = set()
    out = ""
    for i, part in enumerate(parts):
        if i % 2 == 0:
            out += re.escape(part)
        elif part in seen:
            out += f"(?P={part})"
        else:
            seen.add(part)
            out += rf"(?P<{part}>(?:(?![.!?] ).)+?)"  # a place holds no end of a sentence
    return re.compile(out)


@cache
def traced_text(text: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...] | None:
    """Ids and places of the sentences that a text is made of; None where one is not known."""
    text = text.strip()
    if not text:
        return ()
    ends = [m.start() for m in re.finditer(r"(?<=[.:!?)])(?= )", text)] + [len(text)]
    for name, beginning, pattern in templates():
        if not text.startswith(beginning):
            continue
        for end in ends:
            match = pattern.fullmatch(text[:end])
            rest = traced_text(text[end:]) if match else None
            if match and rest is not None:
                return ((name, tuple(match.groupdict().items())), *rest)
    return None
