"""The rules of validation, one in each file, in the order of their codes."""

from lcxl.validate.rule import Rule
from lcxl.validate.rules import (
    definition_behind,
    foreign_workbook,
    half_a_pair,
    month_not_open,
    none_of_none,
    not_a_whole_number,
    numerator_above_denominator,
    structure,
)

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (
            module.RULE
            for module in (
                definition_behind,
                foreign_workbook,
                half_a_pair,
                month_not_open,
                none_of_none,
                not_a_whole_number,
                numerator_above_denominator,
                structure,
            )
        ),
        key=lambda rule: rule.code,
    )
)
