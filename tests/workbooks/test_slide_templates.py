"""A host's own look, made by LibreOffice: three decks that have little in common."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pptx import Presentation

from lcxl.documents.slides.deck import Chart, Deck, Series, Slide, Table
from lcxl.documents.slides.write import TEMPLATE, Look, look_of, write_deck
from lcxl.errors import LcxlError
from tests.acceptance.test_team_decks import DAY
from tests.helpers import office
from tests.helpers.decks import ReadSlide, read_deck
from tests.helpers.missing import leave_out

LOOKS = ("Beehive", "DNA", "Metropolis")
"""Presentations that come with LibreOffice: two masters; footers; a narrow title."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    soffice = office.find_soffice()
    if soffice is None:
        leave_out(office.MISSING)
    root = Path(soffice).resolve().parent.parent / "share/template/common/presnt"
    sources = [root / f"{name}.otp" for name in LOOKS]
    if not all(source.is_file() for source in sources):
        leave_out("LibreOffice has none of its presentations here.")
    folder = tmp_path_factory.mktemp("looks")
    subprocess.run(
        [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--convert-to", "pptx", "--outdir", folder, *sources],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return {name: (folder / f"{name}.pptx").read_bytes() for name in LOOKS}


def deck() -> Deck:
    chart = Chart(["a", "b", "c"], [Series("One", [0.2, None, 0.4], "value")], "0%",
                  (0.0, 1.0, 0.2), "What it shows", "One team")  # fmt: skip
    table = Table(("Team", "Why"), [("Oak", "Better"), ("Elm", "Asked")], (1, 3))
    slides = [
        Slide("title", "A collaborative with a name of some length", ["Month"], notes=["n"]),
        Slide("text", "Words", ["First", "Second"], notes=["n"]),
        Slide("chart", "A chart", ["A sentence."], [chart], notes=["n"]),
        Slide("grid", "Many", ["A key."], [chart] * 10, notes=["n"]),
        Slide("table", "A table", ["A line."], table=table, notes=["n"]),
    ]
    return Deck("Title", "Office", "For hosts", slides)


def words_of(slides: list[ReadSlide]) -> set[str]:
    return {text for slide in slides for text in slide.texts if text}


@pytest.mark.parametrize("name", LOOKS)
def test_all_stands_on_a_hosts_own_slides(
    made: dict[str, bytes],
    tmp_path: Path,
    name: str,
    is_valid_ooxml: Callable[[Path], list[str]],
) -> None:
    look = Look(made[name], TEMPLATE)
    data = write_deck(deck(), look, DAY)
    slides = read_deck(data)
    assert [s.title for s in slides] == [
        "A collaborative with a name of some length", "Words", "A chart", "Many (1 of 2)",
        "Many (2 of 2)", "A table",
    ]  # fmt: skip
    assert [len(s.charts) for s in slides] == [0, 0, 1, 8, 2, 0]
    assert {"Month", "First", "Second", "A sentence.", "A key.", "A line."} <= words_of(slides)
    assert all("For hosts" in s.texts for s in slides)
    assert slides[-1].tables == [[["Team", "Why"], ["Oak", "Better"], ["Elm", "Asked"]]]
    assert list(look.lacking()) == []
    opened = Presentation(io.BytesIO(data))
    theirs = Presentation(io.BytesIO(made[name]))
    assert opened.slide_width == theirs.slide_width
    assert len(opened.slides) == 6, "what stood in it as an example is gone"
    for slide in opened.slides:
        empty = [p for p in slide.placeholders if p.has_text_frame and not p.text_frame.text]
        assert [p for p in empty if "NUMBER" not in str(p.placeholder_format.type)] == []
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= opened.slide_width
            assert shape.top + shape.height <= opened.slide_height
    path = tmp_path / "deck.pptx"
    path.write_bytes(data)
    assert is_valid_ooxml(path) == []


def changed(data: bytes, change: Callable[[object], None]) -> bytes:
    found = Presentation(io.BytesIO(data))
    change(found)
    result = io.BytesIO()
    found.save(result)
    return result.getvalue()


def test_layouts_with_our_names_are_taken_first(made: dict[str, bytes]) -> None:
    def name_them(found: object) -> None:
        layouts = list(found.slide_layouts)  # type: ignore[attr-defined]
        for layout, name in zip(layouts, ("", "text", "", "Chart ", "", "", "table"), strict=False):
            if name:
                layout._element.cSld.set("name", name)

    slides = read_deck(write_deck(deck(), Look(changed(made["DNA"], name_them), "x"), DAY))
    assert {s.layout for s in slides if s.charts and len(s.charts) == 1} == {"Chart "}
    assert [s.layout for s in slides if s.tables] == ["table"]
    assert [s.layout for s in slides if s.title == "Words"] == ["text"]


def test_what_has_no_place_is_named_and_stands_there_all_the_same(made: dict[str, bytes]) -> None:
    def only_blank(found: object) -> None:
        for slide in list(found.slides._sldIdLst):  # type: ignore[attr-defined]
            found.part.drop_rel(slide.rId)  # type: ignore[attr-defined]
            found.slides._sldIdLst.remove(slide)  # type: ignore[attr-defined]
        for layout in list(found.slide_layouts)[1:]:  # type: ignore[attr-defined]
            found.slide_layouts.remove(layout)  # type: ignore[attr-defined]

    look = Look(changed(made["DNA"], only_blank), TEMPLATE)
    told = "\n".join(look.lacking())
    assert "templates/slides.pptx: the layout “Blank Slide”, taken for the front page" in told
    assert "no place large enough for a chart" in told
    slides = read_deck(write_deck(deck(), look, DAY))
    assert {"Words", "A chart", "Many (1 of 2)", "First", "A sentence."} <= words_of(slides)
    assert [len(s.charts) for s in slides] == [0, 0, 1, 8, 2, 0]


def test_a_template_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / TEMPLATE
    path.parent.mkdir()
    path.write_bytes(b"no deck")
    with pytest.raises(LcxlError, match=r"templates/slides\.pptx cannot be opened"):
        write_deck(deck(), look_of(tmp_path), DAY)
    shutil.rmtree(path.parent)
    assert look_of(tmp_path).is_own
