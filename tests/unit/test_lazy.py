"""Packages fetch their names when they are asked for, and give what they promise."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import pytest

PACKAGES = ("lcxl", "lcxl.combine", "lcxl.intake", "lcxl.runchart")


@pytest.mark.parametrize("name", PACKAGES)
def test_every_promised_name_is_there(name: str) -> None:
    package = import_module(name)
    for promised in package.__all__:
        assert getattr(package, promised).__name__ == promised
        assert promised in dir(package)
    with pytest.raises(AttributeError):
        package.nothing  # noqa: B018


@pytest.mark.parametrize("name", PACKAGES)
def test_nothing_is_imported_before_it_is_asked_for(name: str) -> None:
    code = f"import sys, {name}; print(*(m for m in sys.modules if m.startswith('lcxl.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) - {"lcxl.lazy"} == {name} - {"lcxl"}


@pytest.mark.parametrize(
    ("package", "name"), [("lcxl", "merge"), ("lcxl", "validate"), ("lcxl.runchart", "limits")]
)
def test_a_name_stays_what_it_is_when_modules_are_imported(package: str, name: str) -> None:
    """Importing a module puts it into its package, over a function that is called as it is."""
    for module in iter_modules(import_module(package).__path__):
        if module.name != "__main__":
            assert isinstance(import_module(f"{package}.{module.name}"), ModuleType)
    assert callable(getattr(import_module(package), name))


def test_merging_again_imports_no_rules_and_no_charts() -> None:
    """With nothing new, imports are most of what it takes."""
    fetched = "lcxl.books.copies, lcxl.reissue.notices, lcxl.practice.ideas, lcxl.intake.reading"
    code = f"import sys, {fetched}; from lcxl import merge; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = set(done.stdout.split())
    assert "lcxl.combine.master" in modules
    slow = {"lcxl.rules.base.every", "lcxl.runchart.limits", "xlsxwriter", "statistics"}
    new = {"lcxl.keep.declared", "lcxl.layout.reporting", "tempfile", "decimal"}
    assert not modules & (slow | new)
