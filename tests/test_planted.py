"""V24 on a set of planted texts and workbooks, made before the patterns (`tests.planted.make`)."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

PLANTED = Path(__file__).parent / "planted" / "planted.json"
SHA256 = "f474b07705942cbf962faa531d7236a05bbac9397239f5d9c5b0e65d8e1cc4bf"


def test_the_set_is_the_one_that_was_made_first() -> None:
    assert sha256(PLANTED.read_bytes()).hexdigest() == SHA256
