"""A whole collaborative whose people write in an alphabet of their own, and all that lcxl says.

What the host and teams typed has no Latin letter, so that every Latin letter in what lcxl wrote
is an id, or a word that has escaped the language it was written in.
"""

from __future__ import annotations

import re
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from click.testing import CliRunner

from lcxl.books import Filled, build_reporting_workbook
from lcxl.cli import main
from lcxl.demo import demo_submissions
from lcxl.plan import Collaborative, load_collaborative
from lcxl.words import source

GREEK = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "ΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠΧΡΣΤΘΩΏΧΥΖαβψδεφγηιξκλμνοπχρστθωώχυζ",
)
TYPED = {
    "aim", "audience", "buy_in", "checked", "checked_by", "collected_by", "collection_tool",
    "conceptual_definition", "contact_name", "data_source_note", "denominator", "equity",
    "exceptions", "exclusions", "first_test", "goal_basis", "happened", "help", "host", "how",
    "initial_population", "interpretation", "label", "lead", "learned", "name", "next",
    "numerator", "out_of_scope", "outcomes", "own_sentence", "owner", "plan", "prediction",
    "priority_group", "purpose", "reference_group", "reporter", "resources", "result",
    "safeguard", "share", "short_name", "source", "start", "steward", "strata", "strata_name",
    "technology", "text", "title", "to", "tools", "tried", "unit", "what", "where", "whom",
    "why", "why_now",
}  # fmt: skip
"""Keys of what a host or a team writes in words of their own."""


def in_greek(value: Any, key: str = "") -> Any:
    """Everything typed, in other letters."""
    if isinstance(value, dict):
        return {k: in_greek(v, k) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [in_greek(v, key) for v in value]
    return value.translate(GREEK) if isinstance(value, str) and key in TYPED else value


def toml_of(raw: dict[str, Any]) -> str:
    """Plain tables as TOML."""

    def value(v: Any) -> str:
        if isinstance(v, dict):
            return "{ " + ", ".join(f"{k} = {value(x)}" for k, x in v.items()) + " }"
        if isinstance(v, list):
            return "[" + ", ".join(map(value, v)) + "]"
        if isinstance(v, str):
            return '"' + v.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
        return str(v).lower() if isinstance(v, bool) else str(v)

    plain = [f"{k} = {value(v)}" for k, v in raw.items() if not _is_table(v)]
    for name, rows in raw.items():
        if _is_table(rows):
            for row in rows:
                plain += [f"[[{name}]]", *(f"{k} = {value(v)}" for k, v in row.items())]
    return "\n".join(plain)


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def example(name: str) -> dict[str, Any]:
    """An example of lcxl, told in the other alphabet."""
    raw = tomllib.loads((source() / "examples" / f"{name}.toml").read_text(encoding="utf-8"))
    told: dict[str, Any] = in_greek(raw)
    return told


def told(*arguments: object) -> str:
    """What a command prints."""
    result = CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)
    return result.output


def write_collaborative(name: str, folder: Path, **more: Any) -> dict[str, str]:
    """Everything that lcxl writes for an example, into a folder; what each command prints."""
    plan_file = folder / "plan.toml"
    raw = example(name) | more
    plan_file.write_text(toml_of(raw), encoding="utf-8")
    said = {"new": told("new", folder, "--from", plan_file)}
    said["build"] = told("build", folder, "--contact-sheet")
    plan = load_collaborative(folder)
    for file, data in submissions(plan):
        path = folder / "submissions" / file
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    said["validate"] = told("validate", folder / "submissions")
    told("validate", folder / "submissions", "--format", "xlsx", "-o", folder / "findings.xlsx")
    for day in ("2026-02-01", "2026-02-09", "2026-02-11", "2026-02-20", "2026-09-11"):
        said[f"status {day}"] = told("status", folder, "--on", day)
    for audience in ("hosts", "teams", "funders"):
        said[f"merge {audience}"] = told("merge", folder, "--audience", audience)
    said["merge csv"] = told("merge", folder, "--to", "csv")
    return said


def submissions(plan: Collaborative) -> Iterator[tuple[str, bytes]]:
    """What the teams of the demonstration send, with its faults."""
    for sent in demo_submissions(plan):
        rows = {table: in_greek(told) for table, told in sent.filled.rows.items()}
        for row in rows.get("changes", ()):
            row["share"] = "Yes"
        data = build_reporting_workbook(
            plan, plan.team(sent.team_id), Filled(sent.filled.data, rows)
        )
        if sent.damage == "cut":
            data = data[: len(data) // 2]
        elif sent.damage == "page":
            data = b"<!DOCTYPE html><html><body>Please sign in</body></html>"
        yield sent.file, data


MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SEARCHED = re.compile(r"\bSEARCH\(\{[^}]*\}")
"""Words that a formula looks for, of English too, and shows nowhere."""
CONSTANT = re.compile(r'"((?:[^"]|"")*)"')
CODE = re.compile(r"&(?:[A-Z]|\"[^\"]*\"|\d+)")
PARTS_NOT_READ = ("theme/", "calcChain", "_rels", "[Content_Types]", "vmlDrawing", "persons/")


def texts_of(path: Path) -> Iterator[tuple[str, str]]:
    """Place and text of everything in a workbook that somebody may read."""
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        strings = _strings(package)
        sheets = _sheets(package)
        for part in names:
            if any(word in part for word in PARTS_NOT_READ) or not part.endswith(".xml"):
                continue
            root = ET.fromstring(package.read(part))
            if part in sheets:
                yield from _of_sheet(sheets[part], root, strings)
            elif "charts/" in part or "drawings/" in part:
                yield from _of_drawing(part, root)
            elif part.startswith("docProps"):
                yield from ((part, e.text) for e in root.iter() if e.text and len(e) == 0)
            elif "comments" in part:
                for note in root.iter(f"{MAIN}comment"):
                    text = "".join(t.text or "" for t in note.iter(f"{MAIN}t"))
                    yield f"{part} {note.get('ref')}", text
            elif part == "xl/workbook.xml":
                yield from (("sheet", e.get("name", "")) for e in root.iter(f"{MAIN}sheet"))
            elif part == "xl/styles.xml":
                for e in root.iter(f"{MAIN}numFmt"):
                    for text in CONSTANT.findall(e.get("formatCode", "")):
                        yield "number format", text
            elif "tables/" in part:
                yield from ((part, e.get("name", "")) for e in root.iter(f"{MAIN}tableColumn"))


def _strings(package: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in package.namelist():
        return []
    root = ET.fromstring(package.read("xl/sharedStrings.xml"))
    return ["".join(t.text or "" for t in si.iter(f"{MAIN}t")) for si in root.iter(f"{MAIN}si")]


def _sheets(package: zipfile.ZipFile) -> dict[str, str]:
    book = ET.fromstring(package.read("xl/workbook.xml"))
    names = [e.get("name", "") for e in book.iter(f"{MAIN}sheet")]
    return {f"xl/worksheets/sheet{i}.xml": name for i, name in enumerate(names, start=1)}


def _of_sheet(name: str, root: ET.Element, strings: list[str]) -> Iterator[tuple[str, str]]:
    for cell in root.iter(f"{MAIN}c"):
        place, value, kind = f"{name}!{cell.get('r')}", cell.findtext(f"{MAIN}v"), cell.get("t")
        formula = cell.findtext(f"{MAIN}f")
        if kind == "s" and value:
            yield place, strings[int(value)]
        elif kind == "inlineStr":
            yield place, "".join(t.text or "" for t in cell.iter(f"{MAIN}t"))
        elif kind == "str" and value:
            yield place, value
        if formula:
            shown = SEARCHED.sub("", formula)
            yield from ((f"{place} formula", t) for t in CONSTANT.findall(shown))
    for tag in ("oddFooter", "oddHeader"):
        for e in root.iter(f"{MAIN}{tag}"):
            yield f"{name} {tag}", CODE.sub(" ", e.text or "")
    for e in root.iter(f"{MAIN}dataValidation"):
        for key in ("promptTitle", "prompt", "errorTitle", "error"):
            if e.get(key):
                yield f"{name}!{e.get('sqref')} {key}", e.get(key, "")
        for f in (*e.iter(f"{MAIN}formula1"), *e.iter(f"{MAIN}formula2")):
            yield from ((f"{name} validation", t) for t in CONSTANT.findall(f.text or ""))
    for e in root.iter(f"{MAIN}cfRule"):
        for f in e.iter(f"{MAIN}formula"):
            yield from ((f"{name} condition", t) for t in CONSTANT.findall(f.text or ""))
    for e in root.iter(f"{MAIN}hyperlink"):
        if e.get("tooltip"):
            yield f"{name}!{e.get('ref')} tip", e.get("tooltip", "")


def _of_drawing(part: str, root: ET.Element) -> Iterator[tuple[str, str]]:
    for tag in (f"{A}t", f"{C}v"):
        yield from ((part, e.text) for e in root.iter(tag) if e.text)
    for e in root.iter():
        for key in ("descr", "title"):
            if e.get(key):
                yield f"{part} {key}", e.get(key, "")
