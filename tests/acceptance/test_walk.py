"""Nothing typed is lost, whatever is done in whatever order: a tenth of `tests.helpers.walk`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.walk import template, walks

FIXED = range(30)
"""The other seeds are for ``python -m tests.helpers.walk 300``."""


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template(tmp_path_factory.mktemp("walks"))


@pytest.mark.parametrize("first", FIXED[::6])
def test_nothing_typed_is_ever_lost(start: Path, first: int) -> None:
    walks(range(first, first + 6), start)
