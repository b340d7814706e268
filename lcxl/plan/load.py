"""Read the plan: from the host's two workbooks, from plan text, or from an example."""

from __future__ import annotations

from pathlib import Path

from lcxl import templates, user_cache
from lcxl.errors import LcxlError
from lcxl.files import content_of, is_in_store, located
from lcxl.plan.folder import (
    METRIC_DEFINITIONS,
    PLANNING_WORKBOOK,
    RECRUITING_TRACKER,
    HostWorkbooks,
)
from lcxl.plan.model import Collaborative
from lcxl.words import LANGUAGE, Choices, Text, code_of, with_languages_of

__all__ = [
    "language_of_workbook",
    "load_collaborative",
    "load_example",
    "load_plan_text",
]

MADE_WITH = ("holidays", "pydantic")
"""Packages that have a say in whether a plan can be met, and how its cells are understood."""


def load_collaborative(folder: str | Path) -> Collaborative:
    """The plan in a collaborative's folder.

    Raises:
        PlanError: the workbooks do not make a plan; it carries every finding, with sheet
            and cell.
        LcxlError: a workbook is missing or cannot be opened.
    """
    folder = located(folder)
    if is_in_store(folder):
        return _load(folder)
    with with_languages_of(folder):
        return _load(folder)


def language_of_workbook(folder: Path) -> str:
    """The language in which the host's workbook was written; "" where none can be told."""
    from lcxl.cells import Book, Unreadable

    try:
        told = Book(content_of(folder / METRIC_DEFINITIONS)).machine.get(LANGUAGE)
    except (OSError, Unreadable):
        return ""
    return code_of(str(told)) if told else ""


def _load(folder: Path) -> Collaborative:
    definitions = _content(folder / METRIC_DEFINITIONS)
    tracker = _content(folder / RECRUITING_TRACKER)
    planning = _content(folder / PLANNING_WORKBOOK)
    given = HostWorkbooks(
        definitions, tracker, None if isinstance(planning, FileNotFoundError) else planning
    )
    contents = [content for content in given if isinstance(content, bytes)]
    name = user_cache.name_of("plan", contents, MADE_WITH)
    plan = user_cache.recall(name)
    if isinstance(plan, Collaborative):
        return plan
    from lcxl.plan.host import read_workbooks  # slow to import, and needed once for each plan

    plan = read_workbooks(folder, given)
    user_cache.keep(name, plan)
    return plan


def _content(path: Path) -> bytes | OSError:
    """What a workbook holds, or why it cannot be read."""
    try:
        return content_of(path)
    except OSError as e:
        return e


def load_plan_text(path: str | Path) -> Collaborative:
    """The plan kept as text (TOML), in the format of templates_src/examples.

    Raises:
        PlanError: with every finding; ``cell`` is the field, such as ``metrics[2].goal``.
        LcxlError: the file is missing or is not TOML.
    """
    import tomllib

    path = Path(path)
    try:
        raw = tomllib.loads(content_of(path).decode("utf-8-sig"))
    except FileNotFoundError:
        raise LcxlError(Text("files.missing", file=path), Text("files.missing_fix")) from None
    except (OSError, UnicodeDecodeError) as e:
        why = e.strerror if isinstance(e, OSError) else Text("files.no_utf8")
        raise LcxlError(
            Text("files.not_text", file=path, why=why), Text("files.not_text_fix")
        ) from e
    except tomllib.TOMLDecodeError as e:
        raise LcxlError(
            Text("files.not_toml", file=path, why=str(e)), Text("files.not_toml_fix")
        ) from e
    return _from_text({name: _writable(one) for name, one in raw.items()}, path.name)


def _writable(value: object) -> object:
    """The same, with texts that a workbook can hold."""
    from lcxl.cells.texts import writable

    if isinstance(value, dict):
        return {name: _writable(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_writable(one) for one in value]
    return writable(value) if isinstance(value, str) else value


def load_example(name: str) -> Collaborative:
    """A complete fictional collaborative.

    Raises:
        LcxlError: there is no example of that name.
    """
    if name not in templates.example_names():
        raise LcxlError(
            Text("files.no_example", name=name),
            Text("files.no_example_fix", names=Choices(templates.example_names())),
        )
    raw = templates.offered_plan() | templates.example_plan(name)
    return _from_text(raw, f"{name}.toml")


def _from_text(raw: dict[str, object], file: str) -> Collaborative:
    from lcxl.plan.assemble import assemble
    from lcxl.plan.raw import FORMS, TABLES, Place, RawPlan

    form = {k: v for k, v in raw.items() if k != "demo" and k not in TABLES}
    tables: dict[str, list[dict[str, object]]] = {}
    for name in TABLES:
        table = raw.get(name, [])
        if name in FORMS and isinstance(table, dict):
            table = [table]
        if not isinstance(table, list) or not all(isinstance(row, dict) for row in table):
            raise LcxlError(
                Text("files.no_tables", file=file, name=name),
                Text("files.no_tables_fix", name=name),
            )
        tables[name] = [{k: v for k, v in row.items() if k != "demo"} for row in table]

    def place(table: str, index: int, name: str) -> Place:
        if table in FORMS:
            return Place(file, None, f"{table}.{name}")
        return Place(
            file, None, name if table == "collaborative" else f"{table}[{index + 1}].{name}"
        )

    return assemble(RawPlan(form, tables, place))
