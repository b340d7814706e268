"""The rules of validation, one in each file of this folder, in the order of their codes."""

from importlib import import_module
from pkgutil import iter_modules

from lcxl.validate.rule import Rule

__all__ = ["RULES"]


def _load() -> list[Rule]:
    return [import_module(f"{__name__}.{module.name}").RULE for module in iter_modules(__path__)]


RULES: tuple[Rule, ...] = tuple(sorted(_load(), key=lambda rule: rule.code))
