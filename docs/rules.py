"""The page of all rules, from the rules themselves: `python -m docs.rules` from the root."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lcxl.console import KINDS
from lcxl.findings import SEVERITIES
from lcxl.validate import explanations

PAGE = Path(__file__).parent / "rules.md"
INTRODUCTION = """\
# What is checked

This page is made from the rules themselves (`python -m docs.rules`). `lcxl explain V11` prints one
of them.

Questions, not rejections: some data is better than no data. Every finding says where, what and how
to mend it. A question that the team answers with a few words under *Reason*, beside the month, is
kept as a note that quotes the reason, and is not asked again. Of several rules that one odd number
would set off, only the most telling speaks.

The kind that stands in the table is the usual one; some rules know a graver and a milder case."""


def page() -> Iterator[str]:
    """The lines of the page."""
    known = explanations()
    yield INTRODUCTION
    yield ""
    for severity in SEVERITIES:
        kind, _, meaning = KINDS[severity].partition(": ")
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


if __name__ == "__main__":
    PAGE.write_text("\n".join(page()) + "\n", encoding="utf-8")
