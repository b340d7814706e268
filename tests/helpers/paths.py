"""Where things lie, whatever floor a test stands on."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
ROOT = TESTS.parent
"""The checkout."""
DATA = TESTS / "data"
"""Reference values, and workbooks of earlier layouts."""
CASES = TESTS / "cases"
"""Files of other programs, as teams send them."""
SAMPLES = ROOT / "samples"
