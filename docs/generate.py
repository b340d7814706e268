"""The pages that are made from the code: `python -m docs.generate` from the root.

A test compares each with what would be written now.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from html import escape
from pathlib import Path

import click

from lcxl import templates
from lcxl.cli import main as lcxl
from lcxl.findings import SEVERITIES
from lcxl.rules.base.judging import explanations
from lcxl.templates.translating import glossary
from lcxl.words import messages, say

HERE = Path(__file__).parent
ROOT = HERE.parent
MADE = "<!-- Made by docs/generate.py; change the code, not this page. -->\n"

SENTENCES = "<!-- sentences: made by docs/generate.py from templates_src/messages/charts.toml -->"
END = "<!-- sentences: end -->"


def commands() -> str:
    """Every command with its options, as `--help` says it."""
    return MADE + "\n".join(_commands()) + "\n"


def _commands() -> Iterator[str]:
    yield "# Commands"
    yield ""
    yield "`--quiet` and `--no-color` work with every command, before or after its name."
    yield ""
    yield "| Exit code | Meaning |"
    yield "|---|---|"
    yield "| 0 | Done, and nothing needs mending. |"
    yield "| 1 | Done, and there are findings of severity error. |"
    yield "| 2 | The request itself cannot be carried out; nothing was written. |"
    top = click.Context(lcxl, info_name="lcxl", **lcxl.context_settings)
    for name in lcxl.list_commands(top):
        command = lcxl.get_command(top, name)
        assert command is not None
        yield from _command(top, name, command)


def _command(above: click.Context, name: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, above, name, terminal_width=92, max_content_width=92)
    yield f"\n## {context.command_path}\n"
    yield "```text"
    yield command.get_help(context).removeprefix("Usage: ")
    yield "```"
    if isinstance(command, click.Group):
        for sub in command.list_commands(context):
            below = command.get_command(context, sub)
            if below is not None:
                yield from _command(context, sub, below)


def layout() -> str:
    """Every sheet and column of every workbook, as templates_src has it."""
    return MADE + "\n".join(_layout()) + "\n"


def _layout() -> Iterator[str]:
    yield "# Workbooks, sheets and columns"
    yield ""
    yield (
        "Ids in `code` stay as they are from version to version; headings and help may be "
        "reworded. The same description, `templates_src/books`, is used to write the "
        "workbooks and to read them."
    )
    for path in sorted((ROOT / "templates_src" / "books").glob("*.toml")):
        book = templates.workbook(path.stem)
        yield f"\n## {book.subject or book.id}\n"
        yield f"`{book.id}`, layout version {book.version}."
        for sheet in book.sheets:
            yield f"\n### {book.id}: {sheet.name}\n"
            fields = [(b.id, f) for b in sheet.blocks for f in b.fields]
            if not fields:
                yield "Nothing is typed on this sheet; it is written anew each time."
                continue
            yield "| Id | Heading | Type | What it is |"
            yield "|---|---|---|---|"
            for block, field in fields:
                help_text = _cell(field.help) + (" Required." if field.required else "")
                kind = f"one of a list ({field.list})" if field.type == "list" else field.type
                yield f"| `{block}.{field.id}` | {_cell(field.heading)} | {kind} | {help_text} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


RULES_INTRODUCTION = """\
# What is checked

`lcxl explain V11` prints one of these rules.

Questions, not rejections: some data is better than no data. Every finding says where, what and how
to mend it. A question that the team answers with a few words under *Reason*, beside the month, is
kept as a note that quotes the reason, and is not asked again. Of several rules that one odd number
would set off, only the most telling speaks.

The kind that stands in the table is the usual one; some rules know a graver and a milder case."""


def rules() -> str:
    """Every rule, from the rules themselves."""
    return MADE + "\n".join(_rules()) + "\n"


def _rules() -> Iterator[str]:
    known = explanations()
    yield RULES_INTRODUCTION
    yield ""
    for severity in SEVERITIES:
        kind, meaning = say(f"findings.{severity}"), say(f"findings.{severity}_means")
        yield f"- **{kind}**: {meaning}."
    yield from ("", "| Code | What | Kind |", "|---|---|---|")
    for info in known.values():
        anchor = f"{info.code} {info.title}".lower().replace(" ", "-")
        anchor = "".join(c for c in anchor if c.isalnum() or c == "-")
        yield f"| [{info.code}](#{anchor}) | {info.title} | {info.severity} |"
    for info in known.values():
        yield from (
            "",
            f"## {info.code} {info.title}",
            "",
            info.why,
            "",
            f"*How to mend it:* {info.fix}",
        )


WIDTH, BOX, GAP = 760, 46, 18


def architecture() -> str:
    """The layers of the import contract, as a picture."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = next(
        c["layers"] for c in contracts["tool"]["importlinter"]["contracts"] if c["type"] == "layers"
    )  # the first is about the whole, others about the rooms of a part
    rows = [[part.strip() for part in layer.split("|")] for layer in layers]
    height = len(rows) * (BOX + GAP) + GAP
    names = "; ".join(", ".join(row) for row in rows)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="Layers of lcxl, from top to bottom: {escape(names)}">',
        f'<rect width="{WIDTH}" height="{height}" fill="#FFFFFF"/>',
    ]
    for i, row in enumerate(rows):
        top = GAP + i * (BOX + GAP)
        width = (WIDTH - GAP * (len(row) + 1)) / len(row)
        for k, name in enumerate(row):
            left = GAP + k * (width + GAP)
            lines += [
                f'<rect x="{left:.0f}" y="{top}" width="{width:.0f}" height="{BOX}" rx="4" '
                'fill="#E8EDF5" stroke="#003087"/>',
                f'<text x="{left + width / 2:.0f}" y="{top + BOX / 2 + 5:.0f}" '
                'font-family="sans-serif" font-size="15" text-anchor="middle" fill="#14202E">'
                f"{escape(name)}</text>",
            ]
    return "\n".join([*lines, "</svg>"]) + "\n"


def statistics() -> str:
    """The page on statistics, its list of sentences as templates_src has it."""
    page = (HERE / "statistics.md").read_text(encoding="utf-8")
    head, rest = page.split(SENTENCES, 1)
    return (
        head + SENTENCES + "\n\n" + "\n".join(_sentences()) + "\n\n" + END + rest.split(END, 1)[1]
    )


def _sentences() -> Iterator[str]:
    yield "| Id | Sentence | Printed when | Never when |"
    yield "|---|---|---|---|"
    for name, entry in messages("charts").items():
        said = " / ".join(entry[part] for part in ("text", "text_one") if part in entry)
        cells = map(_cell, (said, entry.get("when", ""), entry.get("never", "")))
        yield f"| {name} | " + " | ".join(cells) + " |"


def terms() -> str:
    """The terms of the field in the languages that lcxl brings; the doubtful ones first."""
    return MADE + "\n".join(_terms()) + "\n"


def _terms() -> Iterator[str]:
    codes = list(glossary()[0].told)
    yield "# Terms in other languages"
    yield ""
    yield (
        "From `templates_src/languages/glossary.csv`. (?) asks a speaker who works in quality "
        "improvement whether it is what people say; without it, it was seen in public sources. "
        "How to settle one: [Translations to be confirmed](../translations.md)."
    )
    yield ""
    yield f"| English | {' | '.join(codes)} |"
    yield "|---|" + "---|" * len(codes)
    for term in sorted(glossary(), key=lambda term: -len(term.to_confirm)):
        told = (
            _cell(term.told[code]) + (" (?)" if code in term.to_confirm else "") for code in codes
        )
        yield f"| {_cell(term.english)} | {' | '.join(told)} |"


PAGES = {
    "statistics.md": statistics,
    "reference/commands.md": commands,
    "reference/layout.md": layout,
    "reference/rules.md": rules,
    "reference/terms.md": terms,
    "reference/architecture.svg": architecture,
}


def main() -> None:
    """Write all of them."""
    for name, make in PAGES.items():
        (HERE / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
