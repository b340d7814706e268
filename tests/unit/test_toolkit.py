"""The page of all tools names what there is: sheets, documents, commands and links."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from lcxl import templates
from lcxl.cli import main

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [DOCS / "toolkit.md", *(DOCS / "guide" / f"{n}.md" for n in
         ("plan", "recruit", "prepare", "run", "close"))]  # fmt: skip
BOOKS = {"tools/<team>": "team-tools", "reporting/<team>": "reporting"}
SHEETS = re.compile(r"`([\w/<>-]+)\.xlsx`: ((?:\*[^*]+\*(?: \([^)]*\))?(?:, )?)+)")
TOOLS = 75
"""Fewest rows of the page of all tools."""


def rows(page: Path) -> list[list[str]]:
    lines = page.read_text(encoding="utf-8").splitlines()
    cells = [[c.strip() for c in line.strip("|").split("|")] for line in lines if line[:1] == "|"]
    return [row for row in cells if len(row) == 3 and not set(row[0]) <= {"-"}][1:]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_sheet_that_is_named_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = SHEETS.findall(text)
    assert named
    for book, listed in named:
        assert book not in BOOKS.values(), f"{page.name}: no file is called {book}.xlsx"
        known = {sheet.name for sheet in templates.workbook(BOOKS.get(book, book)).sheets}
        for sheet in re.findall(r"\*([^*]+)\*", listed):
            assert sheet in known, (page.name, book, sheet)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_and_paper_that_is_named_is_there(page: Path) -> None:
    papers = {paper.id for paper in templates.papers().papers}
    text = page.read_text(encoding="utf-8")
    for wanted in re.findall(r"--only ([\w-]+)", text):
        assert wanted in papers, wanted
    for words in re.findall(r"`lcxl ([^`]+)`", text):
        name, *rest = words.split()
        command = main.get_command(click.Context(main), name)
        assert command is not None, name
        options = {option for p in command.params for option in p.opts}
        for option in rest:
            assert not option.startswith("--") or option in options, words


def test_every_paper_is_in_the_guide() -> None:
    text = (DOCS / "guide" / "documents-and-slides.md").read_text(encoding="utf-8")
    assert [paper.id for paper in templates.papers().papers if f"`{paper.id}`" not in text] == []


def test_every_tool_has_a_place() -> None:
    tools = rows(DOCS / "toolkit.md")
    assert len(tools) >= TOOLS
    for phase, tool, where in tools:
        assert phase in ("Plan", "Recruit", "Prepare", "Run", "Close", "Always")
        assert tool
        assert SHEETS.search(where) or "`lcxl " in where or "<https://" in where, (tool, where)


def test_every_sheet_of_meetings_and_tools_is_some_tool() -> None:
    named = SHEETS.findall((DOCS / "toolkit.md").read_text(encoding="utf-8"))
    for book in ("meetings", "team-tools", "planning"):
        listed = {
            s
            for b, names in named
            if BOOKS.get(b, b) == book
            for s in re.findall(r"\*([^*]+)\*", names)
        }
        sheets = {s.name for s in templates.workbook(book).sheets} - {"Start", "Lists"}
        assert sheets == listed, book
