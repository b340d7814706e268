"""What the command line prints: sentences, paths, findings for people, a progress bar."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from lcxl.findings import Finding

__all__ = [
    "REFUSED",
    "Refusals",
    "count",
    "deliver",
    "print_findings",
    "print_paths",
    "progress",
    "say",
    "tell",
    "text_of",
]


REFUSED = 2
"""Exit code of a request that cannot be carried out."""


class Refusals(click.Group):
    """Turns a refused request into one sentence and code 2; never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        from lcxl.errors import LcxlError, PlanError

        try:
            return super().invoke(ctx)
        except PlanError as e:
            say(f"{e.message}")
            print_findings(e.findings, limit=40)
            say(e.fix)
        except LcxlError as e:
            say(e.message)
            if e.fix:
                say(e.fix)
        except BrokenPipeError:
            sys.stderr.close()
        return ctx.exit(REFUSED)


def progress(ctx: click.Context, items: Sequence[Any], label: str) -> Iterator[Any]:
    """A bar with the time left on a terminal; nothing but the result when piped."""
    if ctx.obj["quiet"] or len(items) < 4 or not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, label=label, file=sys.stderr, show_pos=True) as bar:
        yield from bar


def tell(ctx: click.Context, text: str) -> None:
    """Print a sentence, unless the user asked for quiet."""
    if not ctx.obj["quiet"]:
        click.echo(text)


def print_paths(paths: Iterable[Path]) -> None:
    """Print the files that were written, one a line."""
    for path in paths:
        click.echo(str(path))


def deliver(text: str, output: Path | None) -> None:
    """Write a text to a file, or to the screen."""
    from lcxl.files import write_file

    if output is None:
        click.echo(text, nl=False)
    else:
        write_file(output, text.encode())


def print_findings(findings: Sequence[Finding], limit: int) -> None:
    """Print the first findings as errors."""
    for line in text_of(findings[:limit]):
        say(line)
    if len(findings) > limit:
        say(f"... and {len(findings) - limit} more of the same kind.")


COLOURS = {"error": "red", "question": "yellow", "note": "cyan"}


def text_of(findings: Sequence[Finding]) -> Iterator[str]:
    """Findings for people: by file, what and where, and below it how to mend it."""
    file: str | None = None
    for finding in findings:
        if finding.file != file:
            if file is not None:
                yield ""
            file = finding.file
            yield click.style(file or "", bold=True)
        where = f"{finding.where}: " if finding.where else ""
        kind = click.style(f"{finding.severity} {finding.code}", fg=COLOURS[finding.severity])
        yield f"  {kind}  {where}{finding.message}"
        if finding.fix:
            yield f"      {finding.fix}"


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
    return f"{count} {noun}" + ("" if count == 1 else "s")


def say(text: str) -> None:
    """Print a sentence where errors go."""
    click.echo(text, err=True)
