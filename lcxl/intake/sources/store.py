"""A place in a store, whose address has a scheme such as ``s3://``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lcxl.errors import LcxlError
from lcxl.files import is_in_store, reaching
from lcxl.intake.sources.base.source import Place
from lcxl.intake.sources.base.system_files import is_of_nobody
from lcxl.words import Text

__all__ = ["SOURCE"]


class _Store(Place):
    def holds(self, folder: Path) -> bool:
        """See `Place`."""
        return is_in_store(folder)

    def files(self, folder: Path) -> list[Path]:
        """See `Place`."""
        root: Any = folder
        start = root.path.rstrip("/") + "/"
        try:
            with reaching(folder):
                names = root.fs.find(root.path)
        except FileNotFoundError:
            return []
        except OSError as e:
            raise LcxlError(
                Text("commands.store_unreachable", place=folder, why=e.strerror or str(e)),
                Text("commands.store_unreachable_fix"),
            ) from e
        inside = [name.removeprefix(start) for name in sorted(names) if name.startswith(start)]
        return [folder / name for name in inside if not is_of_nobody(name.split("/"))]


SOURCE = _Store()
