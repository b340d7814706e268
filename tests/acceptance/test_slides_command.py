"""lcxl slides, as a host runs it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.acceptance.test_data_call import deck_of, with_stories, with_teams
from tests.helpers.decks import read_deck
from tests.helpers.host import reported_folder

# The command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return reported_folder(tmp_path, range(10, 15))


def test_the_command_writes_the_deck_and_keeps_what_was_changed(
    folder: Path, lcxl: Callable[..., CompletedProcess[str]]
) -> None:
    done = lcxl("slides", folder, "--data-call")
    assert done.returncode == 0, done.stderr
    path = Path(done.stdout.splitlines()[-1])
    assert path.parent == folder / "slides"
    first = path.read_bytes()
    assert read_deck(first)
    lcxl("slides", folder)
    assert path.read_bytes() == first
    assert not (folder / "earlier").exists()
    path.write_bytes(first + b"somebody's own slide")
    done = lcxl("slides", folder, "--data-call")
    assert path.read_bytes() == first
    (kept,) = (folder / "earlier").iterdir()
    assert kept.read_bytes().endswith(b"somebody's own slide")
    assert kept.name in done.stderr


def test_a_deck_for_funders_is_an_edition_that_later_ones_know(
    folder: Path, lcxl: Callable[..., CompletedProcess[str]]
) -> None:
    assert lcxl("slides", folder, "--audience", "funders").returncode == 0
    records = list((folder / "lcxl-memory" / "shown" / "funders").iterdir())
    assert len(records) == 1
    assert lcxl("merge", folder, "--audience", "funders").returncode == 0
    assert list((folder / "lcxl-memory" / "shown" / "funders").iterdir()) == records


@pytest.mark.parametrize(
    ("month", "said"), [("2031-01", "no data of January 2031"), ("soon", "no month")]
)
def test_a_month_without_data_is_refused(
    folder: Path, lcxl: Callable[..., CompletedProcess[str]], month: str, said: str
) -> None:
    done = lcxl("slides", folder, "--month", month)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (folder / "slides").exists()


def test_a_deck_is_valid(
    folder: Path, tmp_path: Path, is_valid_ooxml: Callable[[Path], list[str]]
) -> None:
    path = tmp_path / "deck.pptx"
    path.write_bytes(deck_of(with_stories(with_teams(tmp_path)))[1])
    assert is_valid_ooxml(path) == []
