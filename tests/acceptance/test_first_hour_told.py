"""The page that tells a first hour: all of it is done again, as it stands there."""

from __future__ import annotations

import re

import pytest

from tests.helpers.command import Commands
from tests.helpers.paths import ROOT
from tests.helpers.saved import save_on
from tests.helpers.told import Told, do_again

PAGE = ROOT / "docs" / "first-hour.md"
SENT_ON = "2026-01-12T16:00:00Z"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    place = tmp_path_factory.mktemp("first-hour")
    home = place / "depression-care"
    commands = Commands(bare=True)

    def came(heading: str) -> None:
        if heading.startswith("6."):
            filled = home / "reporting" / "aspen.xlsx"
            save_on(filled, home / "submissions" / "FW Aspen January.xlsx", SENT_ON)
            filled.unlink()

    try:
        return do_again(PAGE, lambda *words: commands.run(words, place), home, came)
    finally:
        commands.stop()


def test_one_build_at_most_was_refused(told: Told) -> None:
    codes = [(ran.words[0], ran.code) for ran in told.ran]
    assert codes == [
        ("new", 0), ("build", 2), ("build", 0), ("documents", 0), ("status", 0), ("validate", 1),
        ("merge", 1),
    ]  # fmt: skip


def test_it_says_what_the_page_says(told: Told) -> None:
    for ran in told.ran:
        said = [" ".join(line.split()) for line in ran.output.splitlines()]
        lacking = [line for line in ran.told.splitlines() if " ".join(line.split()) not in said]
        assert lacking == [], ran.output
        assert ran.told, ran.words


def test_the_page_counts_what_was_typed(told: Told) -> None:
    told_cells = re.search(r"^\| Together \| (\d+) \| (\d+) \|", PAGE.read_text("utf-8"), re.M)
    assert told_cells is not None
    assert (int(told_cells[1]), int(told_cells[2])) == (len(told.ran), told.cells)
