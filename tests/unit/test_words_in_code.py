"""No sentence that a person reads stands in the code: all of them are texts of templates_src."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import lcxl
from lcxl import templates
from lcxl.words import toml

ROOT = Path(lcxl.__file__).parent
WORDS = 3
"""So many words of letters, with a space, make a sentence or a part of one."""
FOR_PROGRAMMERS = {
    "AssertionError", "AttributeError", "FrozenInstanceError", "ImportError", "IndexError",
    "KeyError", "LookupError", "NotImplementedError", "RuntimeError", "TypeError",
    "UnpicklingError", "ValueError",
}  # fmt: skip
"""Exceptions whose words only those read who call a function wrongly."""
ALLOWED = {
    "FFFFFF 003087 005EB8": "colours that lcxl has given to cells",
    "Table Style Light 1": "a name that Excel has for a look",
    "to the upper end": "a machine's name for a series",
    "to the lower end": "a machine's name for a series",
    "lines of the charts": "a machine's mark on a hidden sheet",
    "funnel chosen size": "a machine's name for a series",
    "hit and miss": "an id of `lcxl.runchart.icons`",
    "too little data": "an id of `lcxl.runchart.icons`",
    "before the start": "an id of `lcxl.runchart.states`",
    "no eligible cases": "an id of the tidy data's column status",
    "[left out: it may": "what stands for a text that is withheld, in files, and is known again",
    "de la le du des": "parts of names, by which patients' details are found",
    "mr mrs ms miss": "titles, by which patients' details are found",
    "text/plain; charset": "a header of PO files",
    "system volume information": "a folder of Windows",
    "network trash folder": "a folder of macOS",
}
"""What may stand in the code all the same, by how it begins: ids and names for machines."""


@cache
def ids() -> set[str]:
    """Ids of closed lists, which are their English words."""
    return {choice.id for _, choices in templates.lists().values() for choice in choices}


CODE = re.compile(r"^=|^\(|[A-Z]{2,}\(|[|\\<]|\b(?:TEXT|SELECT|INTO|FROM|TABLE)\b")


def is_code(text: str) -> bool:
    """A formula, a pattern, a question to a database, a piece of XML: nothing that is read."""
    return bool(CODE.search(text))


def sentences(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of each constant with several words, but for docstrings and ids."""
    skipped = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            name = getattr(node.exc.func, "id", getattr(node.exc.func, "attr", ""))
            if name in FOR_PROGRAMMERS:
                skipped |= {id(part) for part in ast.walk(node.exc)}
    known = ids()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
            if id(node) in skipped or text in known or is_code(text) or " " not in text.strip():
                continue
            if len(re.findall(r"[A-Za-z]{2,}", text)) >= WORDS:
                yield node.lineno, text


def test_no_sentence_stands_in_the_code() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text!r}"
        for path in sorted(ROOT.rglob("*.py"))
        for line, text in sentences(ast.parse(path.read_text(encoding="utf-8")))
        if not text.startswith(tuple(ALLOWED))
    ]
    assert not found, "\n".join(found)


def test_what_is_allowed_is_little_and_needed() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py"))
    assert len(ALLOWED) <= 20
    assert [text for text in ALLOWED if text not in code] == []


def test_a_sentence_is_found() -> None:
    code = (
        'def f():\n    """A docstring of four words."""\n    raise LcxlError("There is no file.")'
    )
    assert list(sentences(ast.parse(code))) == [(3, "There is no file.")]
    assert list(sentences(ast.parse('raise ValueError("there is no file")'))) == []
    assert list(sentences(ast.parse('rule = "day of the next month"'))) == []
    assert list(sentences(ast.parse('pick = "=IF(A1, no sentence at all)"'))) == []


HELP = toml("messages/help.toml")


def test_every_help_text_is_asked_for() -> None:
    files = [*ROOT.rglob("*.py"), *(Path(__file__).parents[2] / "addin").rglob("*.py")]
    code = "".join(path.read_text(encoding="utf-8") for path in files)
    assert [key for key in HELP if f'help="{key}"' not in code] == []
