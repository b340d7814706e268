"""All rules, found in the folder above."""

from importlib import import_module
from pkgutil import iter_modules

from lcxl import rules
from lcxl.rules.base.rule import Rule

__all__ = ["RULES"]


def _load() -> list[Rule]:
    modules = [module.name for module in iter_modules(rules.__path__) if not module.ispkg]
    return [import_module(f"{rules.__name__}.{name}").RULE for name in modules]


RULES: tuple[Rule, ...] = tuple(sorted(_load(), key=lambda rule: rule.code))
