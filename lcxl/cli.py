"""The command line: parse, call one function, print what it found in plain words.

Exit codes: 0 done and clean; 1 done, and findings of severity error exist; 2 the request
itself cannot be carried out.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lcxl.addin import AddinCommands
from lcxl.console import (
    FILE,
    FOLDER,
    REFUSED,
    Refusals,
    count,
    deliver,
    exit_code,
    explanation_of,
    print_paths,
    progress,
    say,
    shared_options,
    some,
    takes_any_sign,
    tell,
    tell_findings,
    text_of,
)
from lcxl.master_commands import merge, status

if TYPE_CHECKING:
    from lcxl.findings import Finding
    from lcxl.keep.typed import Old
    from lcxl.plan import Collaborative, Team

__all__ = ["main"]


@click.group(cls=Refusals, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--quiet", is_flag=True, help="Print only paths and what needs mending.")
@click.option("--no-color", is_flag=True, help="Print without colours.")
@click.version_option(package_name="lcxl", message="lcxl %(version)s")
@click.pass_context
def main(ctx: click.Context, quiet: bool, no_color: bool) -> None:
    """A toolkit of spreadsheets for hosting a learning collaborative.

    One folder is one collaborative. Make it with `lcxl new`, fill in its two workbooks,
    `lcxl build` the teams' reporting workbooks, put what comes back into submissions/,
    and `lcxl merge` it into the master workbook. `lcxl demo` shows all of it.
    """
    ctx.obj = {"quiet": quiet}
    if no_color:
        ctx.color = False


@main.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--example", metavar="NAME", help="Fill it with a fictional collaborative.")
@click.option(
    "--from", "source", metavar="PLAN.toml", type=FILE, help="Fill it from a plan kept as text."
)
@click.option("--title", metavar="T", help="Title of the collaborative.")
@click.option(
    "--kickoff",
    metavar="YYYY-MM-DD",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Date of the first learning session.",
)
@click.option("--months", metavar="N", type=click.IntRange(1, 60), help="Length in months.")
@shared_options
@click.pass_context
def new(
    ctx: click.Context,
    folder: Path,
    example: str | None,
    source: Path | None,
    title: str | None,
    kickoff: datetime | None,
    months: int | None,
) -> None:
    """Write the host's two workbooks into DIR.

    They are metric-definitions.xlsx (the collaborative, its metrics and calendar) and
    recruiting-tracker.xlsx (organisations, and the teams among them).
    """
    from lcxl.build import (
        HostValues,
        build_metric_definitions,
        build_recruiting_tracker,
        values_of_plan,
    )
    from lcxl.errors import LcxlError
    from lcxl.files import make_folder
    from lcxl.keep.folder import Keep
    from lcxl.plan import load_example, load_plan_text
    from lcxl.plan.load import METRIC_DEFINITIONS, RECRUITING_TRACKER

    if example and source:
        raise LcxlError("Both --example and --from are given.", "Use one of them.")
    targets = [folder / METRIC_DEFINITIONS, folder / RECRUITING_TRACKER]
    for target in targets:
        if target.exists():
            raise LcxlError(
                f"{target} is there already and was left as it is.",
                "Choose another folder, or move the file away first.",
            )
    values = HostValues()
    if example or source:
        plan = load_example(example) if example else load_plan_text(source or "")
        values = values_of_plan(plan)
    given = {"title": title, "kickoff": kickoff.date() if kickoff else None, "months": months}
    answers = {key: value for key, value in given.items() if value is not None}
    values = HostValues({**values.answers, **answers}, values.tables)
    make_folder(folder / "submissions")
    keep = Keep(folder, say)
    keep.refuse_open(targets)
    keep.write(targets[0], build_metric_definitions(values))
    keep.write(targets[1], build_recruiting_tracker(values))
    tell(ctx, "Fill in both workbooks, then run: lcxl build " + str(folder))
    print_paths(targets)


@main.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option(
    "--data",
    metavar="FILE.csv",
    type=FILE,
    help="Pre-fill from a CSV: team_id,metric_id,month,numerator,denominator.",
)
@click.option("--team", "teams", metavar="ID", multiple=True, help="Only this team; repeatable.")
@click.option("--contact-sheet", is_flag=True, help="Write contact-sheet.xlsx too, to be shared.")
@shared_options
@click.pass_context
def build(
    ctx: click.Context,
    folder: Path,
    data: Path | None,
    teams: tuple[str, ...],
    contact_sheet: bool,
) -> None:
    """Write timetable.xlsx and timetable.ics, and a reporting workbook for each team.

    What you typed into timetable.xlsx is kept. With --team only that team's workbook is
    written.

    What a team has already sent (DIR/submissions) is carried over into its new workbook, and
    what cannot be is listed. Numbers given with --data take the place of those carried over.
    """
    from lcxl.build import (
        CONTACT_SHEET,
        build_contact_sheet,
        build_reporting_workbooks,
        load_carried,
        load_prefill,
        old_contact_sheet,
        timetable_files,
    )
    from lcxl.keep.arrivals import FolderArrivals
    from lcxl.keep.folder import Keep
    from lcxl.keep.notices import copies, differing_kickoffs, strays
    from lcxl.keep.reporting import REPORTING, cells_given, workbook_of
    from lcxl.keep.said import what_was_carried
    from lcxl.keep.sources import olds_of
    from lcxl.keep.timetable import TIMETABLE
    from lcxl.metrics.planned import what_can_be_seen
    from lcxl.plan import load_collaborative
    from lcxl.submissions.cache import Cache
    from lcxl.submissions.engines import all_cores

    plan = load_collaborative(folder)
    chosen = _chosen_teams(plan, teams)
    filled = load_prefill(data, plan) if data else {}
    keep = Keep(folder, say)
    carried = load_carried(
        folder,
        plan,
        lambda pile: progress(ctx, pile, "Reading"),
        all_cores(),
        Cache.of(plan),
        FolderArrivals(folder).note,
        keep.holds_typed,
    )
    given = dict(filled)
    for team_id, old in carried.items():
        filled[team_id] = old.filled.updated(given.get(team_id))
    others: list[tuple[Path, bytes]] = []
    questions: Sequence[Finding] = ()
    left: list[str] = []
    changes: Sequence[str] = ()
    if not teams:
        timetable = timetable_files(folder, plan)
        others, questions = timetable.files, timetable.questions
        left = [told.words for told in timetable.workbook.left]
        changes = timetable.changes
    if contact_sheet:
        others.append((folder / CONTACT_SHEET, build_contact_sheet(plan)))

    def olds(team: Team) -> Sequence[Old]:
        return olds_of(carried[team.id]) if team.id in carried else ()

    reporting = {team.id: workbook_of(folder, team.id) for team in chosen}
    keep.refuse_open([*reporting.values(), *(path for path, _ in others)])
    for path, content in others:
        keep.write(path, content, left=left if path.name == TIMETABLE else ())
    for team, workbook in build_reporting_workbooks(
        plan, progress(ctx, chosen, "Building"), filled, olds
    ):
        cells = cells_given(plan, given.get(team.id))
        kept = keep.write(reporting[team.id], workbook.data, workbook.content, given=cells)
        for line in what_was_carried(
            team, carried.get(team.id), given.get(team.id), workbook, kept
        ):
            tell(ctx, line)
    for line in changes:
        tell(ctx, line)
    active = [team.id for team in plan.active_teams]
    for line in (
        *copies(keep),
        *differing_kickoffs(keep, plan),
        *strays(keep, REPORTING, active, ".xlsx"),
        *(() if contact_sheet else old_contact_sheet(keep, plan)),
    ):
        say(line)
    tell_findings(ctx, [*plan.findings, *what_can_be_seen(plan), *questions], limit=20)
    tell(
        ctx,
        f"{some(len(chosen), 'reporting workbook')}. Send each to its team; put what comes back "
        f"into {folder / 'submissions'}.",
    )
    print_paths([*reporting.values(), *(path for path, _ in others)])


def _chosen_teams(plan: Collaborative, ids: Iterable[str]) -> list[Any]:
    from lcxl.errors import LcxlError

    chosen = []
    for team_id in ids:
        try:
            chosen.append(plan.team(team_id))
        except KeyError:
            raise LcxlError(
                f"There is no team {team_id!r}.",
                f"Teams are: {', '.join(t.id for t in plan.teams)}.",
            ) from None
    return chosen or list(plan.active_teams)


@main.command()
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--dir",
    "folder",
    metavar="DIR",
    type=FOLDER,
    help="The collaborative's folder; found from PATH if left out.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "xlsx"]),
    default="text",
    show_default=True,
    help="text for people, json for scripts, xlsx as a workbook.",
)
@click.option("-o", "--output", metavar="OUT", type=FILE, help="Write there, not to the screen.")
@shared_options
@click.pass_context
def validate(
    ctx: click.Context,
    paths: tuple[Path, ...],
    folder: Path | None,
    form: str,
    output: Path | None,
) -> None:
    """Check workbooks that teams sent: files or whole folders.

    The text form also writes a letter of questions to each team that has any, ready to paste
    into an e-mail: questions/TEAM.txt in the collaborative's folder.
    """
    from lcxl.errors import LcxlError
    from lcxl.keep.arrivals import FolderArrivals
    from lcxl.keep.folder import Keep, refuse_kept, without_kept
    from lcxl.keep.letters import letters_left
    from lcxl.keep.notices import copies, unsent
    from lcxl.keep.outputs import check_output
    from lcxl.merge.check import check
    from lcxl.plan import load_collaborative
    from lcxl.submissions.cache import Cache
    from lcxl.submissions.engines import all_cores
    from lcxl.submissions.pile import find_files, named
    from lcxl.validate.letter import letters_of

    if form == "xlsx" and output is None:
        raise LcxlError("A workbook needs a file to go to.", "Add -o findings.xlsx.")
    home = folder or _folder_of(paths[0])
    plan = load_collaborative(home)
    files: dict[str, Path] = {}
    for path in paths:
        if not path.exists():
            raise LcxlError(f"There is no file or folder {path}.", "Check the name.")
        refuse_kept(home, path)
        for file in without_kept(home, find_files(path)) if path.is_dir() else [path]:
            files.setdefault(os.path.realpath(file), file)
    if not files:
        raise LcxlError(
            f"There is no file in {paths[0]}.", "Copy the workbooks that the teams sent into it."
        )
    keep = Keep(home, say)
    if output is not None:
        check_output(output, keep, reads=files.values())
    pile = named(files.values())
    checked = check(
        plan,
        pile,
        lambda files: progress(ctx, files, "Reading"),
        all_cores(),
        arrivals=FolderArrivals(home).note,
    )
    findings = checked.findings
    states = [
        {
            "file": f.file,
            "team_id": f.team_id or None,
            "state": "set aside" if f.is_set_aside else "read",
        }
        for f in checked.files
    ]
    written: list[Path] = []
    if form == "json":
        import json

        text = json.dumps(
            {"findings": [f.as_dict() for f in findings], "files": states},
            indent=2,
            ensure_ascii=output is None and not takes_any_sign(),
        )
        deliver(text + "\n", output, keep)
    elif form == "xlsx":
        from lcxl.build.findings import build_findings_workbook

        assert output is not None
        keep.write(output, build_findings_workbook(plan, findings))
    else:
        text = "\n".join(text_of(findings)) if findings else ""
        deliver(text + "\n" if text else "", output, keep)
        tell(ctx, count(findings, len(files)))
        letters = letters_of(plan, home, checked.asked)
        keep.refuse_open(letters)
        renewed = [p for p, text in letters.items() if not keep.holds(p, text.encode())]
        for path, text in letters.items():
            keep.write(path, text.encode())
        written = list(letters)
        for line in letters_left(keep, plan, checked.asked, renewed, paths):
            say(line)
    for line in (*copies(keep), *unsent(keep, plan, all_cores(), Cache.of(plan))):
        say(line)
    print_paths([*written, *([output] if output else [])])
    ctx.exit(exit_code(findings))


def _folder_of(path: Path) -> Path:
    """The collaborative's folder that a submission lies in."""
    from lcxl.errors import LcxlError
    from lcxl.plan.load import find_folder

    folder = find_folder(path)
    if folder is not None:
        return folder
    raise LcxlError(
        f"{path} does not lie in a collaborative's folder.",
        "Name the folder that has metric-definitions.xlsx: --dir FOLDER.",
    )


@main.command()
@click.argument("code", metavar="CODE")
@shared_options
def explain(code: str) -> None:
    """Explain a finding's CODE in plain words, such as V04."""
    from lcxl.errors import LcxlError
    from lcxl.validate import explanations

    known = explanations()
    info = known.get(code.strip().upper())
    if info is None:
        raise LcxlError(f"There is no code {code!r}.", f"Codes are: {', '.join(known)}.")
    click.echo(explanation_of(info))


main.add_command(merge)
main.add_command(status)


@main.command()
@click.argument("folder", metavar="[DIR]", type=FOLDER, default=Path("lcxl-demo"))
@shared_options
@click.pass_context
def demo(ctx: click.Context, folder: Path) -> None:
    """Tell the whole story: a collaborative, its submissions, validation and the master.

    Everything is written into DIR (lcxl-demo if left out), which must be new or empty.
    """
    from lcxl.build import build_reporting_workbook
    from lcxl.demo import demo_submissions
    from lcxl.errors import LcxlError
    from lcxl.files import make_folder, write_file
    from lcxl.plan import load_collaborative

    if folder.exists() and any(folder.iterdir()):
        raise LcxlError(
            f"{folder} is not empty, and was left as it is.",
            "Name a new folder: lcxl demo OTHER-FOLDER",
        )
    name = "hypertension"
    tell(ctx, f"1. The host makes the plan: lcxl new {folder} --example {name}")
    ctx.invoke(new, folder=folder, example=name)
    plan = load_collaborative(folder)
    tell(
        ctx,
        f"\n2. Each of the {len(plan.teams)} teams gets its reporting workbook: "
        f"lcxl build {folder}",
    )
    ctx.invoke(build, folder=folder)
    tell(ctx, "\n3. Nine months later, this has come back by e-mail:")
    for sent in demo_submissions(plan):
        path = folder / "submissions" / sent.file
        data = build_reporting_workbook(plan, plan.team(sent.team_id), sent.filled)
        if sent.damage == "cut":
            data = data[: len(data) // 2]
        elif sent.damage == "page":
            data = b"<!DOCTYPE html><html><body>Please sign in</body></html>"
        make_folder(path.parent)
        write_file(path, data)
        tell(ctx, f"   {path}" + (f"   ({sent.fault})" if sent.fault else ""))
    tell(ctx, f"\n4. What is to be mended or asked: lcxl validate {folder / 'submissions'}\n")
    for command, arguments in (
        (validate, {"paths": (folder / "submissions",), "form": "text"}),
        (merge, {"folder": folder}),
    ):
        if command is merge:
            tell(ctx, f"\n5. All teams side by side: lcxl merge {folder}")
        try:
            ctx.invoke(command, **arguments)
        except click.exceptions.Exit as e:
            if e.exit_code == REFUSED:
                raise
    tell(ctx, "\nOpen these in Excel or LibreOffice:")
    print_paths(
        [
            folder / "metric-definitions.xlsx",
            folder / "reporting" / f"{plan.teams[0].id}.xlsx",
            folder / "submissions" / f"{plan.teams[3].id}.xlsx",
            folder / "master.xlsx",
        ]
    )


main.add_command(AddinCommands(shared_options))
