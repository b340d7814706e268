"""Nothing typed is lost, whatever is done in whatever order: a tenth of `tests.helpers.walk`."""

from __future__ import annotations

import pytest

from tests.helpers.walk import walks

FIXED = range(30)
"""The other seeds are for ``python -m tests.helpers.walk 300``."""


@pytest.mark.parametrize("first", FIXED[::6])
def test_nothing_typed_is_ever_lost(first: int) -> None:
    walks(range(first, first + 6))
