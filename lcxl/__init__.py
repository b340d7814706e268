"""lcxl: a toolkit of spreadsheets for hosting a learning collaborative.

Nothing is imported until it is used, so that the command line starts at once.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lcxl.merge import merge
    from lcxl.plan import load_collaborative
    from lcxl.submissions import read_submission
    from lcxl.validate import validate

__all__ = ["load_collaborative", "merge", "read_submission", "validate"]


class _OnFirstUse:
    """One of the package's functions, fetched from its home when it is asked for.

    Two of them are called like the subpackage they live in.  Python binds a subpackage to
    its parent when it is imported; that is left out here, so that the name is the function.
    """

    def __init__(self, home: str, name: str) -> None:
        self.home, self.name = home, name

    def __get__(self, package: object, owner: type) -> Any:
        return getattr(import_module(self.home), self.name)

    def __set__(self, package: object, value: object) -> None:
        pass


class _Package(ModuleType):
    load_collaborative = _OnFirstUse("lcxl.plan", "load_collaborative")
    merge = _OnFirstUse("lcxl.merge", "merge")
    read_submission = _OnFirstUse("lcxl.submissions", "read_submission")
    validate = _OnFirstUse("lcxl.validate", "validate")


sys.modules[__name__].__class__ = _Package
