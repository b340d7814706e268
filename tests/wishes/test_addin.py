"""A button of the ribbon: one function and its words."""

from __future__ import annotations

from typing import Any

PROGRAM = """
from types import SimpleNamespace
from lcxl_addin.buttons import BUTTONS
from lcxl_addin.ribbon import ribbon_xml
from lcxl_addin.xlam import build_xlam
print(ribbon_xml())
desk = SimpleNamespace(book=SimpleNamespace(name="oak.xlsx"))
print(BUTTONS["whose"].press(desk).text)
assert build_xlam() == build_xlam()
"""


def test_a_button(wish: Any) -> None:
    wished = wish("ribbon_button", ["addin/buttons.py", "templates_src/books/addin.toml"])
    printed = wished.python(PROGRAM)
    assert 'tag="whose"' in printed
    assert 'label="Whose is it?"' in printed
    assert "This is oak.xlsx." in printed
