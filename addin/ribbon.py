"""The ribbon tab as XML, made from the buttons."""

from __future__ import annotations

from itertools import groupby
from xml.sax.saxutils import quoteattr

from .buttons import BUTTONS, Button
from .words import tab

__all__ = ["CALLBACK", "ribbon_xml"]

NAMESPACE = "http://schemas.microsoft.com/office/2006/01/customui"
"""Understood by every Excel since 2007."""
CALLBACK = "LcxlRibbon.LcxlClick"


def ribbon_xml() -> str:
    """One tab, a group for each group of buttons, one button for each function."""
    lines = [
        f'<customUI xmlns="{NAMESPACE}">',
        "  <ribbon>",
        "    <tabs>",
        f'      <tab id="lcxlTab" label={quoteattr(tab())}>',
    ]
    groups = groupby(BUTTONS.values(), key=lambda button: button.word("group"))
    for number, (name, buttons) in enumerate(groups, start=1):
        lines.append(f'        <group id="lcxlGroup{number}" label={quoteattr(name)}>')
        lines += [f"          {_button(button)}" for button in buttons]
        lines.append("        </group>")
    lines += ["      </tab>", "    </tabs>", "  </ribbon>", "</customUI>", ""]
    return "\n".join(lines)


def _button(button: Button) -> str:
    attributes = {
        "id": f"lcxl{button.action.capitalize()}",
        "tag": button.action,
        "label": button.word("label"),
        "size": "large" if button.large else "normal",
        "imageMso": button.image,
        "onAction": CALLBACK,
        "screentip": button.word("label"),
        "supertip": button.word("tip"),
    }
    return f"<button {' '.join(f'{k}={quoteattr(v)}' for k, v in attributes.items())}/>"
