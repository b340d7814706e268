"""What was drawn and what was built, side by side: `python -m docs.look_pictures` from the root.

Writes docs/look/built/*.png and docs/look.md.  docs/look/drawn has the pictures that were drawn
before the workbooks were.  Where docs/pictures shows the sheet already, that one stands beside it.
"""

from __future__ import annotations

import io
import shutil
import tempfile
import tomllib
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from docs.pictures import print_page
from lcxl import load_collaborative
from lcxl.books import Filled, build_reporting_workbook
from lcxl.cli import main as lcxl
from lcxl.demo import demo_submissions
from lcxl.plan import Collaborative
from lcxl.words import source
from tests.helpers.foreign import toml_of
from tests.helpers.office import Office

HERE = Path(__file__).parent
DRAWN, BUILT = HERE / "look" / "drawn", HERE / "look" / "built"
NAMES = ("Ash", "Beech", "Cedar", "Dogwood", "Elm", "Fir", "Gorse", "Hazel", "Ivy", "Juniper")
PLACES = ("Clinic", "Surgery", "Health Centre", "Practice", "Community Clinic",
          "Medical Centre", "Family Care", "Health North", "Health South", "Partners")  # fmt: skip


class Pair(NamedTuple):
    """One picture that was drawn, and the sheet that was built."""

    drawn: str
    about: str
    sheet: str = ""
    """Of a workbook made here; "" where docs/pictures has it."""
    workbook: str = ""
    """Made here; or the name of the picture in docs/pictures."""


PAIRS = (
    Pair(
        "1-metrics-side-by-side", "The metrics, one a column", workbook="metric-definitions-metrics"
    ),
    Pair("1-metrics-missing", "What is still missing", "Metrics", "begun"),
    Pair("1-metrics-one-card", "One metric, ready", "Card", "begun"),
    Pair("1-card", "A metric's card", workbook="metric-definitions-card"),
    Pair("1-set-on-a-page", "The set on a page", workbook="metric-definitions-set-on-a-page"),
    Pair("1-organisations", "Organisations", workbook="recruiting-tracker-organisations"),
    Pair("2-data-5-metrics", "Data of five metrics", workbook="reporting-data"),
    Pair("2-data-8-and-strata", "Data of eight metrics, one split into groups", "Data", "eight"),
    Pair("2b-story", "Story", workbook="reporting-story"),
    Pair("2b-changes", "Changes", workbook="reporting-changes"),
    Pair("3-charts", "Two charts on a page", workbook="reporting-charts"),
    Pair("3-charts-break", "A new definition: the line breaks", "Charts", "changed"),
    Pair("3-lengths", "36 months", "Charts", "months 36"),
    Pair("3-scale", "Nine months: the scale is said", "Charts", "months 9"),
    Pair("3b-live-scale", "Three months: the scale follows what is typed", "Charts", "months 3"),
    Pair("4-summary", "Summary", workbook="master-summary"),
    Pair("4-compare-8", "Compare: eight teams", workbook="master-compare"),
    Pair("4-compare-30", "Compare: thirty teams", "Compare", "teams 30"),
    Pair("4-teams-30", "Teams: thirty on one scale", "Teams", "teams 30"),
    Pair("4-by-month-100", "By month: a hundred teams", "By month", "teams 100"),
    Pair("5-sponsor", "One page for sponsor, team and coach", workbook="reporting-one-page"),
    Pair("5-plain-words", "Plain words for patients", workbook="reporting-plain-words"),
    Pair("6-driver-diagram", "Driver diagram, in cells", "Driver diagram", "planning"),
    Pair("6-fishbone", "Cause and effect, in cells", "Cause and effect", "tools"),
    Pair(
        "7-long", "A long table ends where its rows end", workbook="recruiting-tracker-attendance"
    ),
)


def run(*words: object) -> None:
    """One of lcxl's commands; findings are no hindrance."""
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        code = lcxl(["--quiet", *map(str, words)], standalone_mode=False)
    assert code in (0, 1, None), words


def example(name: str) -> dict[str, Any]:
    """A fictional collaborative as text."""
    return tomllib.loads((source() / "examples" / f"{name}.toml").read_text(encoding="utf-8"))


def made(folder: Path, raw: Mapping[str, Any]) -> Collaborative:
    """The collaborative in a folder of its own."""
    text = folder.with_suffix(".toml")
    text.write_text(toml_of(dict(raw)), encoding="utf-8")
    run("new", folder, "--from", text)
    return load_collaborative(folder)


def filled(plan: Collaborative, months: Sequence[date] | None = None) -> dict[str, bytes]:
    """What each team sends, of some months or of those that the demonstration has."""
    sent = {}
    for one in demo_submissions(plan):
        data = {
            key: entry
            for key, entry in one.filled.data.items()
            if months is None or key[1] in months
        }
        rows = one.filled.rows if months is None else {}
        if not one.damage:
            content = Filled(data, rows)
            sent[one.file] = build_reporting_workbook(plan, plan.team(one.team_id), content)
    return sent


def of_months(scratch: Path, count: int) -> Path:
    """A team's workbook with so many months of numbers."""
    raw = example("hypertension") | {"months": 24 if count > 24 else 12}
    plan = made(scratch / f"months{count}", raw)
    data = next(iter(filled(plan, plan.calendar.reported[:count]).values()))
    path = scratch / f"months{count}.xlsx"
    path.write_bytes(data)
    return path


def of_teams(scratch: Path, count: int) -> Path:
    """The master of so many teams."""
    raw = example("hypertension")
    teams = [
        {"id": f"t{number:03}", "name": f"{NAMES[number % 10]} {PLACES[number // 10]}"}
        for number in range(count)
    ]
    folder = scratch / f"teams{count}"
    plan = made(folder, raw | {"teams": teams})
    inbox = folder / "submissions"
    inbox.mkdir(exist_ok=True)
    for file, data in filled(plan).items():
        (inbox / file).parent.mkdir(exist_ok=True)
        (inbox / file).write_bytes(data)
    run("merge", folder)
    return folder / "master.xlsx"


def begun(scratch: Path) -> Path:
    """The host's first workbook, with answers missing in its second metric."""
    import openpyxl

    run("new", scratch / "begun", "--example", "hypertension")
    path = scratch / "begun" / "metric-definitions.xlsx"
    book = openpyxl.load_workbook(path)
    for field in ("numerator", "denominator", "direction", "initial_population"):
        place = book.defined_names[f"lcxl.metrics.{field}"].attr_text.replace("$", "")
        sheet, cells = place.replace("'", "").split("!")
        book[sheet][cells][0][0].value = None
    book.save(path)
    return path


def of_eight(scratch: Path) -> Path:
    """Eight metrics, one of them split into groups, filled in."""
    raw = example("hypertension")
    more = example("social-needs")["metrics"]
    plan = made(scratch / "eight", raw | {"metrics": [*raw["metrics"], *more[:3]]})
    path = scratch / "eight.xlsx"
    path.write_bytes(next(iter(filled(plan).values())))
    return path


def changed(scratch: Path) -> Path:
    """A workbook in which the definition of a metric changed in the sixth month."""
    raw = example("hypertension")
    kickoff = date.fromisoformat(str(raw["kickoff"]))
    first = dict(raw["metrics"][0]) | {"window": "month"}
    phase = {"metric": first["id"], "month": date(kickoff.year, kickoff.month + 5, 1),
             "reason": "Telephone visits are counted", "decided_by": "Advisor"}  # fmt: skip
    metrics = [first, *raw["metrics"][1:]]
    plan = made(scratch / "changed", raw | {"metrics": metrics, "phases": [phase]})
    path = scratch / "changed.xlsx"
    path.write_bytes(next(iter(filled(plan).values())))
    return path


def of_planning(scratch: Path) -> Path:
    """planning.xlsx of an example."""
    folder = scratch / "planning"
    run("new", folder, "--example", "hypertension")
    return folder / "planning.xlsx"


def of_tools(scratch: Path) -> Path:
    """A team's own tools, with causes typed in."""
    import openpyxl

    folder = scratch / "tools"
    run("new", folder, "--example", "hypertension")
    run("build", folder, "--tools")
    path = min((folder / "tools").iterdir())
    book = openpyxl.load_workbook(path)
    name = book.defined_names["lcxl.causes.cause"].attr_text.replace("$", "").replace("'", "")
    sheet, cells = name.split("!")
    typed = ("No second reading", "Cuffs of one size", "Home readings not asked for",
             "Refill before the visit", "Nobody owns the list", "Late results")  # fmt: skip
    for row, cause in zip(book[sheet][cells], typed, strict=False):
        row[0].value = cause
    book.save(path)
    return path


MADE: dict[str, Callable[[Path], Path]] = {
    "begun": begun,
    "eight": of_eight,
    "changed": changed,
    "planning": of_planning,
    "tools": of_tools,
    **{f"months {n}": partial(of_months, count=n) for n in (3, 9, 36)},
    **{f"teams {n}": partial(of_teams, count=n) for n in (30, 100)},
}


def picture_of(pair: Pair) -> str:
    """The picture of what was built, as docs/look.md names it."""
    return f"look/built/{pair.drawn}.png" if pair.sheet else f"pictures/{pair.workbook}.png"


def page() -> str:
    """docs/look.md."""
    lines = [
        "# As drawn, and as built",
        "",
        "First the picture that was drawn before a sheet was built, then the sheet as LibreOffice",
        "prints it (of long sheets the first page). Where the two differ, what may be said of the",
        "numbers came before the drawing.",
        "",
    ]
    for pair in PAIRS:
        drawn = f"![Drawn: {pair.about}](look/drawn/{pair.drawn}.png)"
        built = f"![Built: {pair.about}]({picture_of(pair)})"
        lines += [f"## {pair.about}", "", f"| {drawn} | {built} |", "|---|---|", ""]
    return "\n".join(lines)


def main() -> None:
    """Write the pictures and the page anew."""
    shutil.rmtree(BUILT, ignore_errors=True)
    BUILT.mkdir(parents=True)
    office = Office()
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        try:
            for workbook, make in MADE.items():
                office.open(make(scratch))
                for pair in PAIRS:
                    if pair.workbook == workbook and pair.sheet:
                        print_page(office, pair.sheet, BUILT / f"{pair.drawn}.png")
        finally:
            office.stop()
    (HERE / "look.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
