"""What all commands share: options, exit codes, and how they print.

Sentences, paths, findings for people, a progress bar.
"""

from __future__ import annotations

import sys
from codecs import lookup
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lcxl.addresses import without_secrets
from lcxl.endings import REFUSED, ending_of

if TYPE_CHECKING:
    from lcxl.findings import Finding, RuleInfo
    from lcxl.keep.folder import Keep

__all__ = [
    "DONE",
    "ERRORS_FOUND",
    "FILE",
    "FILE_ANYWHERE",
    "FOLDER",
    "FOLDER_ANYWHERE",
    "HERE",
    "REFUSED",
    "Refusals",
    "count",
    "deliver",
    "exit_code",
    "explanation_of",
    "print_findings",
    "print_paths",
    "progress",
    "say",
    "shared_options",
    "some",
    "takes_any_sign",
    "tell",
    "tell_findings",
    "text_of",
]

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
        from lcxl.words import say as text

        if is_in_store(value):
            raise LcxlError(text("commands.not_here", place=value), text("commands.not_here_fix"))
        return super().convert(value, param, ctx)


HERE, FOLDER, FILE = _Here(), _Here(file_okay=False), _Here(dir_okay=False)


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


def shared_options(command: Any) -> Any:
    """--quiet and --no-color work behind the command too."""

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
    return command


def exit_code(findings: Iterable[Finding]) -> int:
    """1 where a finding of severity error exists."""
    return ERRORS_FOUND if any(f.severity == "error" for f in findings) else DONE


class Refusals(click.Group):
    """The commands; each ends as `lcxl.endings` says, never with a traceback."""

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        """Run the command that the arguments name."""
        run = partial(super().main, *args, standalone_mode=False, **extra)
        return sys.exit(ending_of(partial(_refusing, run))) if standalone_mode else run()


def _refusing(run: Callable[[], Any]) -> Any:
    """Run a command; why it refuses its request is printed, and how to mend that."""
    try:
        return run()
    except Exception as e:
        from lcxl.errors import LcxlError, PlanError

        if not isinstance(e, LcxlError):
            raise
        say(e.message)
        if isinstance(e, PlanError):
            print_findings(e.findings, limit=40)
        if e.fix:
            say(e.fix)
        return REFUSED


def progress(ctx: click.Context, items: Sequence[Any], label: str) -> Iterator[Any]:
    """A bar with the time left on a terminal; a line for every tenth of long work when piped."""
    if ctx.obj["quiet"] or len(items) < 4:
        yield from items
    elif sys.stderr is not None and sys.stderr.isatty():
        with click.progressbar(items, label=label, file=sys.stderr, show_pos=True) as bar:
            yield from bar
    else:
        step = max(LONG_WORK // 10, len(items) // 10)
        for done, item in enumerate(items):
            if done and done % step == 0 and len(items) >= LONG_WORK:
                say(f"{label}: {done} of {len(items)}")
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
        keep.write(output, text.encode("utf-8", "backslashreplace"))


def print_findings(findings: Sequence[Finding], limit: int) -> None:
    """Print the first findings as errors."""
    for line in _first(findings, limit):
        say(line)


def tell_findings(ctx: click.Context, findings: Sequence[Finding], limit: int) -> None:
    """Tell the first questions and notes, which stop nothing; as errors where all else is quiet."""
    for line in _first(findings, limit):
        if ctx.obj["quiet"]:
            say(line)
        else:
            tell(ctx, line)


def _first(findings: Sequence[Finding], limit: int) -> Iterator[str]:
    yield from text_of(findings[:limit])
    if len(findings) > limit:
        yield f"... and {len(findings) - limit} more of the same kind."


COLOURS = {"error": "red", "question": "yellow", "note": "cyan"}


def text_of(findings: Sequence[Finding]) -> Iterator[str]:
    """Findings for people: by file, sheet and month, and below each how to mend it."""
    for file, in_file in _grouped(findings, lambda f: f.file or ""):
        if file:
            yield click.style(file, bold=True)
        for (sheet, month), found in _grouped(in_file, lambda f: (f.sheet or "", f.month or "")):
            if sheet or month:
                yield "  " + ", ".join(filter(None, (sheet, month and _month(month))))
            for finding in found:
                kind = click.style(
                    f"{finding.severity} {finding.code}", fg=COLOURS[finding.severity]
                )
                where = f"{finding.where}: " if finding.cell else ""
                yield f"    {kind}  {where}{finding.message}"
                if finding.fix:
                    yield f"        {finding.fix}"
        yield ""


def _grouped(findings: Iterable[Finding], key: Callable[[Finding], Any]) -> Iterator[Any]:
    """Groups in the order of their keys; within each, as they came: the worst first."""
    return ((k, list(found)) for k, found in groupby(sorted(findings, key=key), key))


def _month(text: str) -> str:
    from lcxl.plan.dates import month_in_words, parse_month

    try:
        return month_in_words(parse_month(text))
    except ValueError:  # a plan's finding may be about this very text
        return text


KINDS = {
    "error": "error: what it is about cannot be used and is left out",
    "question": "question: the number is used, and the team is asked about it",
    "note": "note: nothing needs doing; a remark for the coach or host",
}


def explanation_of(info: RuleInfo) -> str:
    """What a code means, why it exists and how to mend it."""
    lines = [f"{info.code}  {info.title}", "", f"Kind: {KINDS[info.severity]}"]
    for heading, text in (("Why", info.why), ("How to mend it", info.fix)):
        lines += ["", heading, click.wrap_text(text, 78, "  ", "  ")]
    return "\n".join(lines)


def count(findings: Sequence[Finding], files: int) -> str:
    """How many findings of each kind, in one sentence."""
    if not findings:
        return f"{some(files, 'file')} checked, nothing to mend."
    counts = [
        (sum(f.severity == kind for f in findings), kind) for kind in ("error", "question", "note")
    ]
    words = ", ".join(some(n, kind) for n, kind in counts if n)
    return f"{some(files, 'file')} checked: {words}. Explain a code with: lcxl explain V04"


def some(count: int, noun: str) -> str:
    """So many of something, such as 1 file or 2 files."""
    return f"{count} {noun}" + ("" if count == 1 else "s")


def say(text: str) -> None:
    """Print a sentence where errors go."""
    click.echo(without_secrets(text), err=True)
