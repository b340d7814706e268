"""Shared texts that are read by pattern are what they are for the parser."""

from __future__ import annotations

import pytest

from lcxl.cells.package import Unreadable
from lcxl.cells.plain import MAX_TEXT, NotPlain, plain_texts
from lcxl.cells.texts import parse_strings
from tests.unit.test_plain_cells import DECLARED, with_comment

SHARED = [
    "",
    "a",
    "a &amp; b",
    "a&#10;b",
    "&#65;",
    "&",
    "a]]>b",
    "_x0041_",
    " \n ",
    "\r",
    "\x07",
    "￾",
    "é",
]
SHARED += ["x" * (MAX_TEXT + 1), "&amp;" * (MAX_TEXT + 1), "x" * (MAX_TEXT - 2) + "_x0041_"]


def shared(xml: bytes) -> list[str] | str:
    try:
        return parse_strings(iter([xml]))
    except Unreadable as e:
        return e.message


@pytest.mark.parametrize(
    "odd",
    ["", "<si/>", "<si><t/></si>", '<si><t xml:space="preserve"> a </t></si>', "x", "<si><t>a</t>",
     "<si><r><t>a</t></r><r><t>b</t></r></si>", "<si><t>a</t><rPh><t>b</t></rPh></si>", "</sst>",
     "<!--<si><t>a</t></si>-->", "</sst><si><t>behind</t></si><sst>"],
)  # fmt: skip
def test_shared_texts(odd: str) -> None:
    for text in SHARED:
        data = f'<sst xmlns="m"><si><t>{text}</t></si>{odd}<si><t>last</t></si></sst>'
        for head in (DECLARED, b""):
            xml = head + data.encode()
            assert shared(xml) == shared(with_comment(xml)), text


RUNS = "<r><rPr><b/>{}</rPr><t>{}</t></r>"


@pytest.mark.parametrize(
    ("look", "plain"),
    [('<sz val="11.0"/><color rgb="FF003087"/><rFont val="Calibri"/>', True), ("", True),
     ('<color theme="1"/>', True), ('<color theme="1" tint="0.1"/>', False), ("<t>x</t>", False),
     ('<sz val="1" val="2"/>', False), ('<sz x:val="1"/>', False), ("<rFont>", False),
     ('<rFont val="\u00e9"/>', False), ('<rFont val="&amp;"/>', False), ("<other/>", False)],
)  # fmt: skip
def test_shared_texts_of_several_looks(look: str, plain: bool) -> None:
    """A heading in bold with its explanation in grey is read as one text."""
    told = DECLARED + f'<sst xmlns="m"><si>{RUNS.format(look, "a")}</si></sst>'.encode()
    if plain:
        assert plain_texts(told).texts == ["a"]
    else:
        with pytest.raises(NotPlain):
            plain_texts(told)
    for text in SHARED:
        for after in ("<r><t/></r>", '<r><t xml:space="preserve"> b</t></r>' * 98, "<t>b</t>",
                      "<r/>", "<r><t>b</t></r>" * 200, "<rPh><t>c</t></rPh>", "b"):  # fmt: skip
            data = f"<si>{RUNS.format(look, text)}{after}</si><si><t>last</t></si>"
            xml = DECLARED + f'<sst xmlns="m">{data}</sst>'.encode()
            assert shared(xml) == shared(with_comment(xml)), (text, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'<sst x="1">', b""),
        (b'<sst x="1">', b"</sst> \n"),
        (b'<sst x="1">', b"</sst>junk"),
        (b'<sst x="1">', b"</sst><si><t>p</t></si>"),
        (b'<sst x="1"/>', b"</sst>"),
        (b'<sst x="1" x="1" y>', b"</sst>"),
        (b'<sst x="\xff">', b"</sst>"),
        (b'junk<sst x="1">', b"</sst>"),
        (b'<a><sst x="1">', b"</sst>"),
        (b'<a><sst x="1">', b"</sst></a>"),
        (b'<a><si><t>p</t></si><sst x="1">', b"</sst></a>"),
        (b'<a><sst x="1">', b"</sst><si><t>p</t></si></a>"),
        (b'<rPh><sst x="1">', b"</sst></rPh>"),
        (b'<si><t><sst x="1">', b"</sst></t></si>"),
        *((b"<a>" * n + b'<sst x="1">', b"</sst>" + b"</a>" * n) for n in (60, 61, 62, 63, 64)),
    ],
)
def test_whatever_stands_around_shared_texts(before: bytes, after: bytes) -> None:
    for head in (DECLARED, DECLARED.replace(b" standalone", b" nonsense")):
        for texts in (b"<si><t>q</t></si>", b""):
            xml = head + before + texts + after
            assert shared(xml) == shared(with_comment(xml))
