"""The rules of validation, one in each file of this folder, in the order of their codes."""

from importlib import import_module
from pkgutil import iter_modules

from lcxl.rules.base.rule import Rule

__all__ = ["RULES"]


def _load() -> list[Rule]:
    modules = [module.name for module in iter_modules(__path__) if not module.ispkg]
    return [import_module(f"{__name__}.{name}").RULE for name in modules]


RULES: tuple[Rule, ...] = tuple(sorted(_load(), key=lambda rule: rule.code))
