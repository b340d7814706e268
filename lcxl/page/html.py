"""One HTML file of everything: engine, lcxl, plan, words, looks and scripts."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from lcxl import templates
from lcxl.audience.plan import for_teams
from lcxl.page.kept_engine import Engine
from lcxl.plan import Collaborative
from lcxl.templates.translated import offered
from lcxl.user_cache import dumps
from lcxl.words import in_language, language, listing, messages, speech

__all__ = ["CHECK", "HOST", "check_page", "host_page", "is_page"]

CHECK, HOST = "check.html", "host.html"
_SIGN = '<meta name="generator" content="lcxl page">'
SOURCE = Path(__file__).parent / "source"
RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
OF_CHECK = ("lcxl", "holidays", "dateutil", "six", "platformdirs", "polib")
"""Packages that checking asks for: no plan is made from raw values there."""
NOT_OF_CHECK = (
    "lcxl/books/", "lcxl/commands/", "lcxl/documents/papers/", "lcxl/documents/slides/",
    "lcxl/sheets/", "lcxl/templates_src/examples/", "lcxl/xl/",
)  # fmt: skip
"""Parts of lcxl that only write workbooks and documents."""
NOT_OF_HOST = ("lcxl/documents/slides/",)
"""Slides need a package that the page has not."""
_SLOT = re.compile(r"\{\{(\w+)(?::(\w+))?\}\}")


class _Page(NamedTuple):
    """What one of the two pages has for itself."""

    name: str
    """Of its body in ``source``, and (with page_) of its words in templates_src/messages."""
    scripts: Sequence[str]
    packages: tuple[str, ...]
    """Those of the engine that it has; all if none are named."""
    left_out: tuple[str, ...]
    """Files that it does not have, by how their names begin."""
    module: str
    """Its ``start`` is given what the page holds besides, and gives what the page calls."""
    about: Sequence[str]


_CHECK = _Page(
    "check",
    ("common.js", "charts.js", "results.js", "check.js"),
    OF_CHECK,
    NOT_OF_CHECK,
    "lcxl.page.inside",
    ("about_leaves", "about_plan", "about_before", "about_python", "about_tried", "about_parts"),
)


_HOST = _Page(
    "host",
    ("common.js", "charts.js", "results.js", "host.js"),
    (),
    NOT_OF_HOST,
    "lcxl.host_page",
    ("about_leaves", "about_same", "about_python", "about_tried", "about_parts"),
)


def is_page(data: bytes) -> bool:
    """Whether these are the bytes of a page that lcxl wrote."""
    return _SIGN.encode() in data[:2000]


def check_page(
    plan: Collaborative, engine: Engine, teams: Sequence[str] = (), is_asked: bool = False
) -> bytes:
    """The page that checks workbooks, with as much of the plan as teams may know.

    Args:
        plan: the host's.
        engine: what Python consists of there.
        teams: ids of the teams that it is for; all if left out.
        is_asked: the language that is spoken was asked for, and is not the reader's to choose.
    """
    given = {"plan": dumps(for_teams(plan, teams)), "languages": _own_languages()}
    return _page(_CHECK, engine, {"title": plan.title}, given, is_asked)


def host_page(engine: Engine, is_asked: bool = False) -> bytes:
    """The page of a host without Python; arguments as for `check_page`."""
    return _page(_HOST, engine, {}, {}, is_asked)


def _page(
    page: _Page,
    engine: Engine,
    places: Mapping[str, str],
    given: Mapping[str, bytes],
    is_asked: bool,
) -> bytes:
    packages = [f"{name} {number}" for name, number in engine.manifest["packages"].items()]
    places = {**places, "version": version("lcxl"), "packages": listing(packages)}
    words = {code: _words_in(code, page.name) for code in _spoken()}
    settings = {
        "language": language(),
        "asked": is_asked,
        "module": page.module,
        "places": places,
        "examples": templates.example_names(),
    }
    script = "\n".join(
        [engine.read("uPlot.iife.min.js").decode(), *(_text(name) for name in page.scripts)]
    )
    style = engine.read("uPlot.min.css").decode() + _text("style.css")
    style = style.replace("{{colours}}", _colours())
    slots = {
        "sign": _SIGN,
        "language": language(),
        "script_hash": _hash(script),
        "style_hash": _hash(style),
        "style": style,
        "script": script,
        "body": _text(f"{page.name}.html"),
        "about": "\n".join(f'<p data-word="{i}">{{{{word:{i}}}}}</p>' for i in page.about),
        "data": "\n".join(_data(page, engine, words, settings, given)),
    }
    own = {name: _filled(str(entry["text"]), places) for name, entry in words[language()].items()}
    return _slotted(_slotted(_text("page.html"), slots, own), slots, own).encode()


def _slotted(text: str, slots: Mapping[str, str], words: Mapping[str, str]) -> str:
    """The template with its places taken: ``{{name}}`` and ``{{word:id}}``."""

    def taken(slot: re.Match[str]) -> str:
        if slot[1] == "word":
            return escape(words[slot[2]])
        return slots.get(slot[1], slot[0])

    return _SLOT.sub(taken, text)


def _filled(text: str, places: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda place: places.get(place[1], place[0]), text)


def _text(name: str) -> str:
    return (SOURCE / name).read_text(encoding="utf-8")


def _spoken() -> Sequence[str]:
    """The languages that the page has: all that are offered, and the one that is spoken."""
    return list(dict.fromkeys((language(), *offered())))


def _own_languages() -> bytes:
    """The collaborative's own translations as an archive; nothing if there are none."""
    own = speech().own
    if own is None:
        return b""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path in sorted(own.rglob("*")):
            if path.suffix in (".po", ".toml"):
                name = path.relative_to(own).as_posix()
                archive.writestr(zipfile.ZipInfo(name), path.read_bytes())
    return stream.getvalue()


def _words_in(code: str, page: str) -> dict[str, dict[str, object]]:
    """The words of a page; those of results are the same on both."""
    with in_language(code):
        told = {**messages("page_check"), **messages(f"page_{page}")}
        return {name: dict(entry) for name, entry in told.items()}


def _colours() -> str:
    return " ".join(f"--{name}: {value};" for name, value in templates.theme().colours.items())


def _hash(text: str) -> str:
    """By which the page's policy knows its own script and its own look."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _data(
    page: _Page,
    engine: Engine,
    words: Mapping[str, object],
    settings: Mapping[str, object],
    given: Mapping[str, bytes],
) -> list[str]:
    """What the script reads: none of it is run where it stands."""
    lock = json.loads(engine.read("pyodide-lock.json")) | {"packages": {}}
    parts = {name: engine.read(name) for name in RUNTIME}
    parts["python_stdlib.zip"] = _loose(engine.read("python_stdlib.zip"))
    parts["site.zip"] = engine.site(page.packages or engine.packages, page.left_out)
    kind = '<script type="text/plain"'
    return [
        *(f'{kind} id="words">{_json(words)}</script>',),
        f'{kind} id="settings">{_json(settings)}</script>',
        f'{kind} id="part-lock">{_json(lock)}</script>',
        f'{kind} id="worker">{_text("worker.js")}</script>',
        *(
            f'{kind} data-given="{name}">{base64.b64encode(data).decode()}</script>'
            for name, data in given.items()
        ),
        *(
            f'{kind} data-part="{name}">'
            f"{base64.b64encode(gzip.compress(data, 9, mtime=0)).decode()}</script>"
            for name, data in parts.items()
        ),
    ]


def _json(data: object) -> str:
    """As it may stand in a script element, whatever the words say."""
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")


def _loose(archive: bytes) -> bytes:
    """The archive without packing of its own: it is packed as a whole, and sooner read."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as given, zipfile.ZipFile(stream, "w") as out:
        for entry in given.infolist():
            data = given.read(entry)
            entry.compress_type = zipfile.ZIP_STORED
            out.writestr(entry, data)
    return stream.getvalue()
