"""lcxl validate: what is to be mended or asked in workbooks that teams sent."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lcxl.console import (
    FILE,
    FOLDER,
    HERE,
    count,
    deliver,
    exit_code,
    folder_here,
    print_paths,
    progress,
    shared_options,
    takes_any_sign,
    tell,
    text_of,
    warn,
)
from lcxl.help_texts import Command, option
from lcxl.speech import plan_of
from lcxl.words import Argument, Text, say

if TYPE_CHECKING:
    from lcxl.combine.check import Checked
    from lcxl.findings import Finding
    from lcxl.keep.folder import Keep
    from lcxl.plan import Collaborative

__all__ = ["validate"]

ENDINGS = {".txt": "text", ".json": "json", ".xlsx": "xlsx"}


@click.command(cls=Command, help="validate")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=HERE)
@option(
    "--dir",
    "folder",
    metavar="DIR",
    type=FOLDER,
    help="validate_dir",
)
@option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "xlsx"]),
    default="text",
    show_default=True,
    help="validate_format",
)
@option("-o", "--output", metavar="OUT", type=FILE, help="validate_output")
@shared_options
@click.pass_context
def validate(
    ctx: click.Context,
    paths: tuple[Path, ...],
    folder: Path | None,
    form: str,
    output: Path | None,
) -> None:
    """`lcxl validate`."""
    from lcxl.combine.check import check
    from lcxl.engine.processes import all_cores
    from lcxl.errors import LcxlError
    from lcxl.intake.pile import named
    from lcxl.intake.reading import cache_of
    from lcxl.keep.arrivals import FolderArrivals
    from lcxl.keep.folder import Keep
    from lcxl.keep.outputs import check_option, check_output
    from lcxl.reissue.notices import copies, unsent

    for path in paths:
        if not path.exists():
            what = Text("commands.no_such_place", path=path)
            raise LcxlError(what, Text("commands.no_such_place_fix"))
    paths = tuple(map(_pile_of, paths or (folder or folder_here(),)))
    if form == "xlsx" and output is None:
        raise LcxlError(Text("commands.needs_a_file"), Text("commands.needs_a_file_fix"))
    home = folder or _folder_of(paths[0])
    plan = plan_of(ctx, home)
    files = _files(home, paths)
    keep = Keep(home, warn)
    if output is not None:
        check_output(output, keep, reads=files)
        check_option(output, "--format", form, ENDINGS)
    checked = check(
        plan,
        named(files),
        lambda files: progress(ctx, files, "reading"),
        all_cores(),
        arrivals=FolderArrivals(home).note,
    )
    findings = checked.findings
    written: list[Path] = []
    if form == "json":
        deliver(_as_json(checked, output) + "\n", output, keep)
    elif form == "xlsx":
        from lcxl.books.findings import build_findings_workbook

        assert output is not None
        keep.write(output, build_findings_workbook(plan, findings))
    else:
        text = "\n".join(text_of(findings)) if findings else ""
        deliver(text + "\n" if text else "", output, keep)
        tell(ctx, count(findings, len(checked.files)))
        written = _write_letters(keep, plan, checked, paths)
    for line in (*copies(keep), *unsent(keep, plan, all_cores(), cache_of(plan))):
        warn(line)
    if form == "text":
        following = "letters" if written else "merge"
        tell(ctx, say(f"commands.next_{following}", folder=Argument(home)))
    print_paths([*written, *([output] if output else [])])
    ctx.exit(exit_code(findings))


def _pile_of(path: Path) -> Path:
    """Of a collaborative's own folder its submissions: the rest is not what teams sent."""
    from lcxl.intake.pile import SUBMISSIONS
    from lcxl.plan.folder import METRIC_DEFINITIONS

    return path / SUBMISSIONS if (path / METRIC_DEFINITIONS).exists() else path


def _files(home: Path, paths: Sequence[Path]) -> Collection[Path]:
    """The files at these places, each once, without those that lcxl keeps for itself."""
    from lcxl.errors import LcxlError
    from lcxl.intake.pile import find_files
    from lcxl.keep.folder import refuse_kept, without_kept

    files: dict[str, Path] = {}
    for path in paths:
        refuse_kept(home, path)
        for file in without_kept(home, find_files(path)) if path.is_dir() else [path]:
            files.setdefault(os.path.realpath(file), file)
    if not files:
        raise LcxlError(
            Text("commands.nothing_there", folder=paths[0]), Text("commands.nothing_there_fix")
        )
    return files.values()


def _as_json(checked: Checked, output: Path | None) -> str:
    """Findings and files for programs; in signs that a terminal can show unless it is a file."""
    import json

    states = [
        {
            "file": f.file,
            "team_id": f.team_id or None,
            "state": "set aside" if f.is_set_aside else "read",
        }
        for f in checked.files
    ]
    return json.dumps(
        {"findings": [f.as_dict() for f in checked.findings], "files": states},
        indent=2,
        ensure_ascii=output is None and not takes_any_sign(),
    )


def _write_letters(
    keep: Keep, plan: Collaborative, checked: Checked, paths: Sequence[Path]
) -> list[Path]:
    """The letters to the teams that are asked something; where they stand."""
    from lcxl.documents.letter import letters_of
    from lcxl.documents.letters_folder import letters_left

    asked = _of_senders(keep.home, checked)
    letters = letters_of(plan, keep.home, asked)
    keep.refuse_open(letters)
    renewed = [p for p, text in letters.items() if not keep.holds(p, text.encode())]
    for path, text in letters.items():
        keep.write(path, text.encode())
    for line in letters_left(keep, plan, asked, renewed, paths):
        warn(line)
    return list(letters)


def _of_senders(home: Path, checked: Checked) -> Sequence[tuple[str, Sequence[Finding]]]:
    """Whom to ask what; a workbook that is to be sent to a team answers no letter."""
    from lcxl.reissue.carried import REPORTING

    to_send = os.path.abspath(home / REPORTING)
    # Compared as words: a name that is shown may be none that this system could look for.
    sent = {
        file.team_id
        for file in checked.files
        if not Path(os.path.abspath(file.file)).is_relative_to(to_send)
    }
    return [(team_id, found) for team_id, found in checked.asked if found or team_id in sent]


def _folder_of(path: Path) -> Path:
    """The collaborative's folder that a submission lies in."""
    from lcxl.errors import LcxlError
    from lcxl.plan.folder import find_folder

    folder = find_folder(path)
    if folder is not None:  # named as the path is
        return folder if path.is_absolute() else Path(os.path.relpath(folder))
    raise LcxlError(Text("commands.in_no_folder", path=path), Text("commands.in_no_folder_fix"))
