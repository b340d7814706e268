"""What the page for teams says, without a browser."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import polib
import pytest

from lcxl.audience.plan import for_teams
from lcxl.intake.read import read_bytes
from lcxl.page.inside import Checker, start
from lcxl.plan import Collaborative
from lcxl.rules.base.judging import validate
from lcxl.user_cache import dumps
from lcxl.words import in_language, source, speech, text_of
from tests.helpers.other_formats import as_ods
from tests.helpers.packages import packed, parts
from tests.helpers.plans import OPTIONAL, plan_from
from tests.helpers.tables import workbook

WRONG = "month  BP  BP/\n2026-01  199  150\n2026-02  99  150"
TOLD = "Nog niet klaar"


@pytest.fixture(autouse=True)
def _spoken_as_before() -> object:
    with in_language(speech().code):
        yield


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(OPTIONAL, tmp_path)


def told(checker: Checker, folder: Path, language: str = "en-US") -> dict[str, object]:
    found: dict[str, object] = json.loads(checker.check(str(folder), language))
    return found


def sent(plan: Collaborative, tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "oak.xlsx").write_bytes(workbook(plan, WRONG))
    (folder / "list.xlsx").write_bytes(b"no workbook")
    return folder


def test_each_file_and_team_is_told(plan: Collaborative, tmp_path: Path) -> None:
    found = told(start(dumps(for_teams(plan))), sent(plan, tmp_path))
    other, mine = found["files"]
    assert (other["state"], other["can_be_marked"]) == ("aside", False)
    assert (mine["team"], mine["state"], mine["can_be_marked"]) == (
        "Oak Street Clinic", "open", True,
    )  # fmt: skip
    assert {f["severity"] for f in mine["findings"]} & {"error", "question"}
    (team,) = found["teams"]
    chart = next(c for c in team["charts"] if c["name"] == "BP control")
    assert len(chart["labels"]) == len(chart["values"]) == len(chart["shown"]) == 9
    assert chart["values"][4] == 66.0  # 99 of 150 in February, the fifth of nine months
    assert chart["shown"][4] == "66%"
    assert chart["goal"] == 75.0
    assert "199" in team["letter"]


def test_a_marked_copy_is_offered_only_of_what_can_be_copied(
    plan: Collaborative, tmp_path: Path
) -> None:
    """Not of a table, of another format, nor of a workbook that is broken where nobody reads."""
    folder, good = sent(plan, tmp_path), workbook(plan, WRONG)
    chart = zipfile.ZipFile(io.BytesIO(good)).getinfo("xl/charts/chart1.xml")
    broken = bytearray(good)
    broken[chart.header_offset + 60] ^= 255
    (folder / "broken.xlsx").write_bytes(broken)
    (folder / "oak.ods").write_bytes(as_ods(good, "", "<text:line-break/>"))
    (folder / "oak.csv").write_text("team_id,metric_id,month,numerator,denominator\noak,BP,x,1,2\n")
    odd = {name.replace("/", "\\").upper(): part for name, part in parts(good).items()}
    (folder / "odd.xlsx").write_bytes(packed(odd))
    checker = start(dumps(for_teams(plan)))
    found = {f["file"]: f for f in told(checker, folder)["files"]}
    assert all(f["findings"] for f in found.values())
    offered = [name for name, f in found.items() if f["can_be_marked"]]
    assert offered == ["oak.xlsx", "odd.xlsx"]
    for name in offered:
        copy = read_bytes(checker.marked(name), name, plan)
        assert copy.points == read_bytes(good, name, plan).points


def test_it_speaks_the_collaboratives_own_languages(plan: Collaborative, tmp_path: Path) -> None:
    words = polib.POFile()
    for name in ("text", "text_one"):
        english = text_of("page_check.not_ready", n=1 if name == "text_one" else 2)
        words.append(
            polib.POEntry(
                msgctxt=f"messages/page_check.toml:not_ready.{name}", msgid=english, msgstr=TOLD
            )
        )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("nl/team.po", str(words))
        archive.write(source() / "languages" / "en-US" / "locale.toml", "nl/locale.toml")
    checker = start(dumps(for_teams(plan)), stream.getvalue())
    _, mine = told(checker, sent(plan, tmp_path), "nl")["files"]
    assert mine["sentence"] == TOLD


def test_findings_are_those_of_validation(plan: Collaborative, tmp_path: Path) -> None:
    from lcxl.intake import read_submission

    folder = sent(plan, tmp_path)
    _, mine = told(start(dumps(for_teams(plan))), folder)["files"]
    here = validate(read_submission(folder / "oak.xlsx", plan, "oak.xlsx"), plan)
    same = [f["message"] for f in mine["findings"]]
    assert sorted(same) == sorted(f.message for f in here)


def test_what_is_loaded_beforehand_leaves_no_trace(plan: Collaborative, tmp_path: Path) -> None:
    """The made-up table is no file of anybody's, and the first real check says what it would."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "oak.xlsx").write_bytes(workbook(plan, WRONG))
    cold, warm = (start(dumps(for_teams(plan))) for _ in range(2))
    warm.warm("en-US")
    with pytest.raises(KeyError):
        warm.marked("made-up.csv")
    assert told(warm, folder) == told(cold, folder)
