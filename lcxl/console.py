"""What all commands share: options, exit codes, and how they print.

Sentences, paths, findings for people, a progress bar.
"""

from __future__ import annotations

import sys
from codecs import lookup
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import copy_context
from datetime import datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from lcxl.addresses import without_secrets
from lcxl.endings import REFUSED, ending_of
from lcxl.help_texts import Group
from lcxl.speech import hear, speak
from lcxl.words import Text, say
from lcxl.words.current import Speech, UnreadableWords, set_speech

if TYPE_CHECKING:
    from lcxl.findings import Finding, RuleInfo
    from lcxl.keep.folder import Keep

__all__ = [
    "DAY",
    "DONE",
    "ERRORS_FOUND",
    "FILE",
    "FILE_ANYWHERE",
    "FOLDER",
    "FOLDER_ANYWHERE",
    "HERE",
    "REFUSED",
    "Refusals",
    "collaborative",
    "count",
    "deliver",
    "exit_code",
    "explanation_of",
    "folder_here",
    "print_findings",
    "print_paths",
    "progress",
    "shared_options",
    "takes_any_sign",
    "tell",
    "tell_findings",
    "text_of",
    "warn",
]

T = TypeVar("T")
Command = TypeVar("Command", bound=Callable[..., object] | click.Command)
K = TypeVar("K", str, tuple[str, str])
"""Keys of groups, which have an order."""

DONE, ERRORS_FOUND = 0, 1

LONG_WORK = 100
"""Files from which on it takes long enough to say how far it is."""


class _Here(click.Path):
    """A place on this computer."""

    def __init__(self, *, file_okay: bool = True, dir_okay: bool = True) -> None:
        super().__init__(path_type=Path, file_okay=file_okay, dir_okay=dir_okay)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path; `LcxlError` for the address of a place in a store."""
        from lcxl.errors import LcxlError
        from lcxl.files import is_in_store

        if is_in_store(value):
            raise LcxlError(Text("commands.not_here", place=value), Text("commands.not_here_fix"))
        path = super().convert(value, param, ctx)
        hear(ctx, Path(str(path)))
        return path


HERE, FOLDER, FILE = _Here(), _Here(file_okay=False), _Here(dir_okay=False)


class _Day(click.ParamType):  # type: ignore[type-arg] # generic only in newer ones
    """A day, as year-month-day."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The day; `LcxlError` for anything else."""
        from lcxl.errors import LcxlError
        from lcxl.periods import EARLIEST, LATEST

        try:
            day = datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            day = None
        if day is None or not EARLIEST <= day <= LATEST:
            raise LcxlError(Text("commands.no_day", text=value), Text("commands.no_day_fix"))
        return day


DAY = _Day()


class _Somewhere(click.ParamType):  # type: ignore[type-arg] # generic only in newer ones
    """A path, or the address of a place in a store."""

    name = "path"

    def __init__(self, path: click.Path) -> None:
        self.path = path

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The place; `LcxlError` where nothing is installed that could open it."""
        from lcxl.files import is_in_store, located

        if is_in_store(value):
            return located(value)
        return self.path.convert(value, param, ctx)


FOLDER_ANYWHERE, FILE_ANYWHERE = _Somewhere(FOLDER), _Somewhere(click.Path(path_type=Path))


def folder_here() -> Path:
    """The collaborative's folder that one is in, as the way to it from here.

    Raises:
        LcxlError: one is in none.
    """
    from lcxl.errors import LcxlError
    from lcxl.plan.folder import METRIC_DEFINITIONS

    here = Path.cwd()
    for number, folder in enumerate((here, *here.parents)):
        if (folder / METRIC_DEFINITIONS).is_file():
            return Path(*[".."] * number)
    raise LcxlError(Text("files.in_none"), Text("files.in_none_fix"))


def collaborative(place: click.ParamType = FOLDER) -> Callable[[Command], Command]:  # type: ignore[type-arg]
    """The argument DIR: a collaborative's folder, that which one is in where it is left out."""
    return click.argument("folder", metavar="[DIR]", type=place, default=folder_here)


def shared_options(command: Command) -> Command:
    """--quiet, --no-color and --language work behind the command too."""

    def set_quiet(ctx: click.Context, _: click.Parameter, value: bool) -> None:
        if value:
            ctx.obj["quiet"] = True

    def set_color(ctx: click.Context, _: click.Parameter, value: bool) -> None:
        if value:
            ctx.color = False

    for name, callback in (("--quiet", set_quiet), ("--no-color", set_color)):
        command = click.option(
            name, is_flag=True, expose_value=False, hidden=True, callback=callback
        )(command)
    return click.option(
        "--language", expose_value=False, hidden=True, is_eager=True, callback=speak
    )(command)


def exit_code(findings: Iterable[Finding]) -> int:
    """1 where a finding of severity error exists."""
    return ERRORS_FOUND if any(f.severity == "error" for f in findings) else DONE


class Refusals(Group):
    """The commands; each ends as `lcxl.endings` says, never with a traceback."""

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        """Run the command that the arguments name."""
        run = partial(super().main, *args, standalone_mode=False, **extra)
        if not standalone_mode:
            return run()
        # Whatever language the command speaks, nobody does after it.
        return sys.exit(copy_context().run(ending_of, partial(_refusing, run)))


def _refusing(run: Callable[[], object]) -> object:
    """Run a command; why it refuses its request is printed, and how to mend that."""
    try:
        return run()
    except Exception as e:
        from lcxl.errors import LcxlError, PlanError

        if isinstance(e, UnreadableWords):
            set_speech(Speech())  # the words of that language are not to be had
            e = LcxlError(
                Text("languages.unreadable", file=e.file, why=e.why),
                Text("languages.unreadable_fix"),
            )
        if not isinstance(e, LcxlError):
            raise
        warn(e.message)
        if isinstance(e, PlanError):
            print_findings(e.findings, limit=40)
        if e.fix:
            warn(e.fix)
        return REFUSED


def progress(ctx: click.Context, items: Sequence[T], work: str) -> Iterator[T]:
    """A bar with the time left on a terminal; a line for every tenth of long work when piped.

    ``work``: "reading" or "building", as messages/commands.toml calls it.
    """
    if ctx.obj["quiet"] or len(items) < 4:
        yield from items
    elif sys.stderr is not None and sys.stderr.isatty():
        with click.progressbar(
            items, label=say(f"commands.{work}"), file=sys.stderr, show_pos=True
        ) as bar:
            yield from bar
    else:
        step = max(LONG_WORK // 10, len(items) // 10)
        for done, item in enumerate(items):
            if done and done % step == 0 and len(items) >= LONG_WORK:
                label = say(f"commands.{work}")
                warn(say("commands.done_of", label=label, done=done, all=len(items)))
            yield item


def tell(ctx: click.Context, text: str) -> None:
    """Print a sentence, unless the user asked for quiet."""
    if not ctx.obj["quiet"]:
        click.echo(without_secrets(text))


def print_paths(paths: Iterable[Path]) -> None:
    """Print the files that were written, one a line."""
    for path in paths:
        click.echo(without_secrets(str(path)))


def takes_any_sign() -> bool:
    """Whether the output's encoding has all signs there are."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return lookup(encoding).name.startswith("utf")


def deliver(text: str, output: Path | None, keep: Keep) -> None:
    """Write a text to a file, or to the screen."""
    if output is None:
        click.echo(text, nl=False)
    else:
        keep.write(output, click.unstyle(text).encode("utf-8", "backslashreplace"))


def print_findings(findings: Sequence[Finding], limit: int) -> None:
    """Print the first findings as errors."""
    for line in _first(findings, limit):
        warn(line)


def tell_findings(ctx: click.Context, findings: Sequence[Finding], limit: int) -> None:
    """Tell the first questions and notes, which stop nothing; as errors where all else is quiet."""
    for line in _first(findings, limit):
        if ctx.obj["quiet"]:
            warn(line)
        else:
            tell(ctx, line)


def _first(findings: Sequence[Finding], limit: int) -> Iterator[str]:
    yield from text_of(findings[:limit])
    if len(findings) > limit:
        yield say("commands.more", n=len(findings) - limit)


COLOURS = {"error": "red", "question": "yellow", "note": "cyan"}


def text_of(findings: Sequence[Finding]) -> Iterator[str]:
    """Findings for people: by file, sheet and month, and below each how to mend it."""
    from lcxl.words import joined, on_one_line

    for file, in_file in _grouped(findings, lambda f: f.file or ""):
        if file:
            yield click.style(file, bold=True)
        for (sheet, month), found in _grouped(in_file, lambda f: (f.sheet or "", f.month or "")):
            if sheet or month:
                yield "  " + joined(filter(None, (on_one_line(sheet), month and _month(month))))
            for finding in found:
                severity = say(f"findings.{finding.severity}")
                places = {
                    "kind": click.style(f"{severity} {finding.code}", fg=COLOURS[finding.severity]),
                    "where": finding.where,
                    "message": finding.message,
                }
                yield say("commands.finding_at" if finding.cell else "commands.finding", **places)
                if finding.fix:
                    yield f"        {finding.fix}"
        yield ""


def _grouped(
    findings: Iterable[Finding], key: Callable[[Finding], K]
) -> Iterator[tuple[K, list[Finding]]]:
    """Groups in the order of their keys; within each, as they came: the worst first."""
    return ((k, list(found)) for k, found in groupby(sorted(findings, key=key), key))


def _month(text: str) -> str:
    from lcxl.periods import parse_month
    from lcxl.plan.dates import month_in_words

    try:
        return month_in_words(parse_month(text))
    except ValueError:  # a plan's finding may be about this very text
        return text


def explanation_of(info: RuleInfo) -> str:
    """What a code means, why it exists and how to mend it."""
    kind, means = (say(f"findings.{info.severity}{part}") for part in ("", "_means"))
    lines = [
        say("commands.explained", code=info.code, title=info.title),
        "",
        say("commands.explained_kind", kind=kind, means=means),
    ]
    for part, text in (("why", info.why), ("fix", info.fix)):
        lines += ["", say(f"commands.explained_{part}"), click.wrap_text(text, 78, "  ", "  ")]
    lines += ["", say("commands.explained_sentences")]
    lines += [click.wrap_text(text, 78, "  ", "    ") for text in info.sentences]
    return "\n".join(lines)


def count(findings: Sequence[Finding], files: int) -> str:
    """How many findings of each kind, in one sentence."""
    from lcxl.findings import SEVERITIES
    from lcxl.words import joined

    if not findings:
        return say("commands.clean", n=files)
    counts = Counter(f.severity for f in findings)
    words = joined(say(f"counts.{kind}s", n=counts[kind]) for kind in SEVERITIES if counts[kind])
    first = min(findings, key=lambda finding: SEVERITIES.index(finding.severity))
    return say("commands.counted", n=files, findings=words, code=first.code)


def warn(text: str) -> None:
    """Print a sentence where errors go."""
    click.echo(without_secrets(text), err=True)
