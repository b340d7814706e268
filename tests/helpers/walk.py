"""Random sequences of what hosts and teams do with one folder, and of lcxl's commands.

Whatever was typed must be, after each step, where it was typed, or in the new file of that name,
or in a file in earlier/ that a message named.  As a command of its own, for many sequences:
``python -m tests.helpers.walk 300``.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
from click.testing import CliRunner
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from lcxl.cli import main
from tests.helpers.typed import Held, Thing, block_columns, place_of, typed

PLAN = """
id = "w"
title = "Walk"
kickoff = 2026-01-14
months = 3
baseline_months = 1

[[metrics]]
id = "A"
short_name = "Share"
name = "Share"
kind = "proportion"
family = "outcome"
direction = "increase"
goal = 0.75
requirement = "optional"
numerator = "Some"
denominator = "All"

[[metrics]]
id = "B"
short_name = "Calls"
name = "Calls"
kind = "count"
family = "process"
direction = "monitor"
requirement = "optional"
numerator = "Calls"

[[teams]]
id = "oak"
name = "Oak"

[[teams]]
id = "elm"
name = "Elm"
"""
BOOKS = ("timetable.xlsx", "reporting/oak.xlsx", "reporting/elm.xlsx", "master.xlsx",
         "contact-sheet.xlsx", "planning.xlsx", "meetings.xlsx", "tools/oak.xlsx")  # fmt: skip
INPUTS = BOOKS[5:]
"""Workbooks of many inputs, which people fill in anywhere."""
HOSTS = ("metric-definitions.xlsx", "recruiting-tracker.xlsx")


class Walk:
    """One folder, and everything that was typed into it so far."""

    def __init__(self, home: Path, template: Path, seed: int) -> None:
        self.home, self.rng = home, Random(seed)
        shutil.copytree(template, home)
        self.typed: list[Thing] = []
        self.said = ""
        self.at_home: set[Thing] = set()
        """What stood where it was typed when it was last looked for; ..."""
        self.heard = 0
        """... and how much was said until then."""
        self.done: list[str] = []
        self.count = 1000 * (seed % 7) + 5000

    # What people do

    def number(self) -> int:
        self.count += 1
        return self.count

    def file(self) -> Path | None:
        there = [name for name in BOOKS if (self.home / name).exists()]
        return self.home / self.rng.choice(there) if there else None

    def note(self, path: Path, kind: str, value: str) -> None:
        self.typed.append(Thing(path.relative_to(self.home).as_posix(), kind, value))

    def type_number(self) -> None:
        """Into an input of a reporting workbook, in place."""
        there = [n for n in BOOKS[1:3] if (self.home / n).exists()]
        if not there:
            return
        path = self.home / self.rng.choice(there)
        sheet, column, first, last = place_of(path, "data.B.numerator")
        cell = f"{column}{self.rng.randint(first, last)}"
        before = typed(path, sheet, cell, self.number())
        # Typing over a number is how it is mended; the old one is nowhere to be kept.
        name = path.relative_to(self.home).as_posix()
        self.typed = [t for t in self.typed if (t.file, t.value) != (name, before)]
        self.note(path, "value", str(self.count))

    def type_anywhere(self) -> None:
        path = self.file()
        if path is not None:
            cell = f"{self.rng.choice('BCDXZ')}{self.rng.randint(300, 400)}"
            before = typed(path, 0, cell, f"mine {self.number()}")
            self.typed = [t for t in self.typed if t.value != before]
            self.note(path, "value", f"mine {self.count}")

    def own_sheet(self) -> None:
        path = self.file()
        if path is None:
            return
        book = openpyxl.load_workbook(path)
        number = self.number()
        book.create_sheet(f"Own {number}")["B2"] = f"sheet {number}"
        self.note(path, "value", f"sheet {self.count}")
        book.save(path)

    def comment(self) -> None:
        path = self.file()
        if path is None:
            return
        book = openpyxl.load_workbook(path)
        cell = book.worksheets[0].cell(self.rng.randint(1, 12), self.rng.randint(1, 4))
        if cell.comment is not None or type(cell).__name__ == "MergedCell":
            return
        cell.comment = Comment(f"note {self.number()}", "me")
        self.note(path, "comment", f"note {self.count}")
        book.save(path)

    def colour(self) -> None:
        path = self.file()
        if path is None:
            return
        book = openpyxl.load_workbook(path)
        cell = book.worksheets[0].cell(self.rng.randint(3, 12), self.rng.randint(1, 4))
        if "mine" in str(cell.fill.fgColor.rgb):
            return
        colour = f"AB{self.number() % 10000:04d}"
        cell.fill = PatternFill("solid", "FF" + colour)
        self.note(path, "fill", colour)
        book.save(path)

    def note_on_a_line(self) -> None:
        path = self.home / "timetable.xlsx"
        if path.exists():
            sheet, column, first, _ = place_of(path, "lines.notes")
            cell = f"{column}{first + self.rng.randint(0, 20)}"
            before = typed(path, sheet, cell, f"line {self.number()}")
            self.typed = [t for t in self.typed if t.value != before]
            self.note(path, "value", f"line {self.count}")

    def fill_in(self) -> None:
        """Into any input of planning, of meetings or of a team's own tools."""
        there = [name for name in INPUTS if (self.home / name).exists()]
        if not there:
            return
        path = self.home / self.rng.choice(there)
        sheet, column, first, last = place_of(path, self.rng.choice(block_columns(path)))
        cell = f"{column}{self.rng.randint(first, min(last, first + 12))}"
        before = typed(path, sheet, cell, f"filled {self.number()}")
        self.typed = [t for t in self.typed if t.value != before]
        self.note(path, "value", f"filled {self.count}")

    def postscript(self) -> None:
        letters = sorted((self.home / "questions").glob("*.txt"))
        if letters:
            path = self.rng.choice(letters)
            path.write_text(path.read_text() + f"P.S. {self.number()}\n")
            self.note(path, "text", f"P.S. {self.count}")

    def save_again(self) -> None:
        path = self.file()
        if path is not None:
            openpyxl.load_workbook(path).save(path)

    def send(self) -> None:
        there = [n for n in BOOKS[1:3] if (self.home / n).exists()]
        if there:
            path = self.home / self.rng.choice(there)
            shutil.copy(path, self.home / "submissions" / f"{path.stem} {self.number()}.xlsx")

    # What the host changes in the plan

    def edit(self, file: str, name: str, row: int, value: Any) -> None:
        book = openpyxl.load_workbook(self.home / file)
        place = book.defined_names[f"lcxl.{name}"].attr_text.replace("$", "")
        sheet, cells = place.split("!")
        area = book[sheet.strip("'")][cells]
        (area[row][0] if isinstance(area, tuple) else area).value = value
        book.save(self.home / file)

    def move_kickoff(self) -> None:
        day = date(2026, 1, 14) + timedelta(days=7 * self.rng.randint(-3, 6))
        self.edit(HOSTS[0], "calendar.kickoff", 0, day)

    def redefine(self) -> None:
        self.edit(HOSTS[0], "metrics.numerator", 0, f"Some, as of {self.number()}")

    def withdraw_or_join(self) -> None:
        stage = self.rng.choice(["withdrew", "enrolled"])
        self.edit(HOSTS[1], "organisations.stage", 1, stage)
        day = date(2026, 2, 1) if stage == "withdrew" else None
        self.edit(HOSTS[1], "organisations.withdrew_on", 1, day)

    def type_into_the_plan(self) -> None:
        path = self.home / self.rng.choice(HOSTS)
        book = openpyxl.load_workbook(path)
        number = self.number()
        book.create_sheet(f"Own {number}")["A1"] = f"plan {number}"
        self.note(path, "value", f"plan {self.count}")
        book.save(path)

    # Commands

    def command(self, *words: str) -> None:
        result = CliRunner().invoke(main, [*words])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        assert "Traceback" not in result.output
        self.said += result.output

    def build(self) -> None:
        self.command(
            "build", str(self.home), *self.rng.choice([[], ["--contact-sheet"], ["--tools"]])
        )

    def build_one(self) -> None:
        self.command("build", str(self.home), "--team", "oak")

    def validate(self) -> None:
        self.command("validate", str(self.home / "submissions"))

    def merge(self) -> None:
        self.command("merge", str(self.home), "--audience", self.rng.choice(["hosts", "funders"]))

    def status(self) -> None:
        self.command("status", str(self.home))

    def new(self) -> None:
        self.command("new", str(self.home))

    def output(self) -> None:
        place = self.home / self.rng.choice([*BOOKS, *HOSTS, "out.xlsx"])
        self.command("merge", str(self.home), "-o", str(place))

    def killed_build(self) -> None:
        """As by the power button, at any moment."""
        output = self.home.parent / "said.txt"
        child = os.fork()
        if child == 0:
            with output.open("w") as stream:
                os.dup2(stream.fileno(), 1)
                os.dup2(stream.fileno(), 2)
                with contextlib.suppress(BaseException):
                    main(["build", str(self.home)])
            os._exit(0)
        time.sleep(self.rng.uniform(0.0, 0.5))
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        self.said += output.read_text()

    # What must hold

    def check(self) -> None:
        held: dict[Path, Held] = {}
        places = [*self.home.rglob("*.xlsx"), *self.home.rglob("*.txt")]
        kept = [p for p in places if p.parent.name == "earlier"]
        news, before = self.said[self.heard :], self.at_home
        self.heard, self.at_home = len(self.said), set()
        for thing in self.typed:
            home = self.home / thing.file
            if home.exists() and thing in held.setdefault(home, Held(home)):
                self.at_home.add(thing)
                continue
            mine = [p for p in kept if p.name.startswith(home.stem) and p.suffix == home.suffix]
            mine = [p for p in mine if thing in held.setdefault(p, Held(p))]
            assert mine, f"{thing} is gone after: {' '.join(self.done)}"
            told = news if thing in before else self.said
            named = any(p.name in told for p in mine)
            assert named, f"{thing} went without a word after: {' '.join(self.done)}"

    def step(self) -> None:
        action = self.rng.choices([a for a, _ in ACTIONS], [w for _, w in ACTIONS])[0]
        self.done.append(action.__name__)
        action(self)
        if action in WRITING:
            self.check()


ACTIONS: list[tuple[Callable[[Walk], None], int]] = [
    (Walk.type_number, 6), (Walk.type_anywhere, 5), (Walk.own_sheet, 1), (Walk.comment, 1),
    (Walk.colour, 1), (Walk.note_on_a_line, 4), (Walk.fill_in, 6), (Walk.postscript, 2),
    (Walk.save_again, 1), (Walk.send, 3), (Walk.move_kickoff, 2), (Walk.redefine, 2),
    (Walk.withdraw_or_join, 2), (Walk.type_into_the_plan, 1), (Walk.build, 4), (Walk.build_one, 3),
    (Walk.validate, 2), (Walk.merge, 2), (Walk.status, 1), (Walk.new, 1),
    (Walk.output, 1), (Walk.killed_build, 1),
]  # fmt: skip
WRITING = {
    Walk.build, Walk.build_one, Walk.validate, Walk.merge, Walk.new, Walk.output,
    Walk.killed_build,
}  # fmt: skip


def template(folder: Path) -> Path:
    """A folder in which everything was built once."""
    plan = folder / "plan.toml"
    plan.write_text(PLAN)
    home = folder / "template"
    for words in (
        ["new", home, "--from", plan, "--planning"],
        ["build", home, "--contact-sheet", "--tools"],
    ):
        result = CliRunner().invoke(main, [str(word) for word in words])
        assert result.exit_code == 0, result.output
    shutil.copy(home / "reporting" / "oak.xlsx", home / "submissions" / "oak.xlsx")
    CliRunner().invoke(main, ["merge", str(home)])
    return home


def walks(seeds: range, start: Path, steps: int = 7) -> None:
    """Walk once for each seed; AssertionError names the seed of the first that loses something.

    ``start``: the `template`, of which each walk has a copy.
    """
    with tempfile.TemporaryDirectory() as name:
        for seed in seeds:
            walk = Walk(Path(name) / f"walk{seed}", start, seed)
            try:
                for _ in range(steps):
                    walk.step()
                walk.command("build", str(walk.home))
                walk.check()
            except AssertionError as e:
                raise AssertionError(f"seed {seed}: {e}\n{walk.said[-2000:]}") from e
            shutil.rmtree(walk.home)


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        walks(range(first, first + wanted), template(Path(folder)))
    print(
        f"{wanted} sequences from seed {first}: nothing lost ({time.monotonic() - started:.0f} s)"
    )
