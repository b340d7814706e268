"""lcxl language: the words of lcxl for a translator, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lcxl.console import (
    DONE,
    ERRORS_FOUND,
    FILE,
    FOLDER,
    print_paths,
    shared_options,
    tell,
    warn,
)
from lcxl.help_texts import Command, Group, option
from lcxl.words import LANGUAGES, SOURCE_LANGUAGE, Argument, Text, in_language, say

if TYPE_CHECKING:
    from lcxl.books.translation import Returned

__all__ = ["language"]

CODE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
"""What a language is called: that of BCP 47, as far as anybody needs it here."""


@click.group(cls=Group, help="language")
def language() -> None:
    """`lcxl language`."""


@language.command("list", cls=Command, help="language_list")
@option("--dir", "folder", metavar="DIR", type=FOLDER, help="language_dir")
@shared_options
def list_languages(folder: Path | None) -> None:
    """`lcxl language list`."""
    from lcxl import words
    from lcxl.templates.translated import is_offered
    from lcxl.words import joined, percent

    _home(folder)
    for code in words.languages():
        with in_language(code):
            habits = words.locale()
        if code == SOURCE_LANGUAGE:
            state = say("languages.source")
        elif not is_offered(code):
            state = say("languages.not_offered")
        elif habits.reviewed_by and habits.reviewed_on:
            state = say("languages.reviewed", by=habits.reviewed_by, on=habits.reviewed_on)
        else:
            state = say("languages.draft")
        shares = joined(
            say("languages.reader", reader=say(f"languages.{reader}"), share=percent(share))
            for reader, share in _shares(code)
        )
        click.echo(
            say("languages.listed", code=code, name=habits.name, complete=shares, state=state)
        )


def _shares(code: str) -> Iterator[tuple[str, float]]:
    """Reader -> the share of their texts that is translated, rounded down."""
    from lcxl.templates.translated import Translated

    for reader, share in Translated(code).shares():
        yield reader, 1.0 if code == SOURCE_LANGUAGE else int(share * 100) / 100


@language.command("export", cls=Command, help="language_export")
@click.argument("code", metavar="CODE")
@option("-o", "--output", metavar="FILE", type=FILE, help="language_export_output")
@option("--dir", "folder", metavar="DIR", type=FOLDER, help="language_dir")
@shared_options
@click.pass_context
def export(ctx: click.Context, code: str, output: Path | None, folder: Path | None) -> None:
    """`lcxl language export`."""
    from lcxl.books.translation import build_translation, holds_more, translation_file
    from lcxl.files import write_file
    from lcxl.keep.outputs import check_ending, check_output
    from lcxl.templates.translated import Translated
    from lcxl.templates.translating import sources

    _home(folder)
    code = _checked(code)
    path = output or Path(f"lcxl-{code}.xlsx")
    check_ending(path, ".xlsx", ".po")
    is_po = path.suffix.casefold() == ".po"
    data = translation_file(code).encode() if is_po else build_translation(code)
    check_output(path, is_ours=lambda there: not holds_more(there, data, path))
    write_file(path, data)
    done = Translated(code).done
    tell(ctx, say("languages.exported", done=done, all=len(sources()), file=Argument(path)))
    print_paths([path])


@language.command("import", cls=Command, help="language_import")
@click.argument("file", metavar="FILE", type=FILE)
@option("--dir", "folder", metavar="DIR", type=FOLDER, help="language_dir")
@option("--into", metavar="FOLDER", type=FOLDER, help="language_into")
@shared_options
@click.pass_context
def import_translation(
    ctx: click.Context, file: Path, folder: Path | None, into: Path | None
) -> None:
    """`lcxl language import`."""
    from lcxl.books.translation import read_translation
    from lcxl.errors import LcxlError
    from lcxl.files import content_of, make_folder, write_file
    from lcxl.keep.folder import Keep
    from lcxl.templates.translating import faults

    home = _home(folder)
    if into is None and home is None:
        raise LcxlError(Text("languages.no_folder"), Text("languages.no_folder_fix"))
    try:
        returned = read_translation(content_of(file), file)
    except OSError as e:
        raise LcxlError(
            Text("files.cannot_open", file=file, why=e.strerror or str(e)),
            Text("files.cannot_open_fix"),
        ) from e
    code = _checked(returned.code)
    found = [*faults(returned.told), *_wrong_habits(returned.habits)]
    bad = {path for path, _ in found}
    place = (into or (home or Path()) / LANGUAGES) / code
    make_folder(place)
    written = _files(place, returned, bad)
    keep = Keep(home, warn) if into is None and home is not None else None
    for path, text in written.items():
        keep.write(path, text.encode()) if keep else write_file(path, text.encode())
    taken = len(returned.told.keys() - bad)
    tell(ctx, say("languages.imported", n=taken))
    if found:
        warn(say("languages.refused", n=len(bad)))
    for key, fault in found:
        row = returned.rows.get(key)
        entry = "refused_entry" if row is None else "refused_line"
        warn(say(f"languages.{entry}", row=row, path=key, fault=fault))
    print_paths(written)
    ctx.exit(ERRORS_FOUND if found else DONE)


def _home(folder: Path | None) -> Path | None:
    """The collaborative's folder, whose translations are known from here on.

    Raises:
        LcxlError: the one that was named is none.
    """
    from lcxl.errors import LcxlError
    from lcxl.plan.folder import METRIC_DEFINITIONS, find_folder
    from lcxl.words import use_languages_of

    if folder is not None and not (folder / METRIC_DEFINITIONS).exists():
        raise LcxlError(
            Text("files.not_in", file=METRIC_DEFINITIONS, folder=folder),
            Text("files.name_folder"),
        )
    home = folder or find_folder(Path.cwd())
    if home is not None:
        use_languages_of(home)
    return home


def _checked(code: str) -> str:
    """A language's code as it is a folder's name.

    Raises:
        LcxlError: it is none.
    """
    from lcxl import words
    from lcxl.errors import LcxlError

    if not CODE.fullmatch(code) or code == SOURCE_LANGUAGE:
        raise LcxlError(Text("languages.bad_code", code=code), Text("languages.bad_code_fix"))
    known = (one for one in words.languages() if one.casefold() == code.casefold())
    return next(known, code)


def _wrong_habits(habits: Mapping[str, str]) -> Iterator[tuple[str, Text]]:
    """Habits that cannot be taken: a place that nothing fills, a word other than yes or no."""
    from lcxl.words.habits import LOCALE, faults_of_habits

    for key, fault in faults_of_habits(habits):
        yield f"{LOCALE}:{key}", fault


def _files(place: Path, returned: Returned, bad: set[str]) -> dict[Path, str]:
    """The files of the language: one PO a reader, with what was there, and its habits."""
    from lcxl.templates.translated import Translated
    from lcxl.templates.translating import readers, sources
    from lcxl.words.catalogue import Translation, entries_within, po_text
    from lcxl.words.habits import LOCALE, habits_of, locale_text

    here = {entry.path: entry for entry in entries_within(place)}
    for path, text in returned.told.items():
        if path not in bad:
            here[path] = Translation(path, sources()[path].english, text)
    found: dict[Path, str] = {}
    order = {path: i for i, path in enumerate(sources())}
    for reader in readers():
        mine = [
            entry
            for path, entry in here.items()
            if reader == (sources()[path].reader if path in sources() else "host")
        ]
        if mine:
            mine.sort(key=lambda entry: order.get(entry.path, len(order)))
            found[place / f"{reader}.po"] = po_text(returned.code, mine)
    habits = dict(Translated(returned.code).habits)
    for key, text in returned.habits.items():
        if f"{LOCALE}:{key}" not in bad:
            habits[key] = text
    if habits != habits_of(returned.code) or not (place / LOCALE).is_file():
        found[place / LOCALE] = locale_text(habits)
    return found
