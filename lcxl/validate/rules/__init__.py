"""The rules of validation, one in each file, in the order of their codes."""

from lcxl.validate.rule import Rule
from lcxl.validate.rules import (
    data_contact,
    dates_outside,
    definition_behind,
    denominator_changed,
    foreign_workbook,
    half_a_pair,
    late,
    left_blank,
    month_not_open,
    month_sent_again,
    none_of_none,
    not_a_whole_number,
    numerator_above_denominator,
    outside_usual_range,
    pairing,
    past_month_changed,
    patient_details,
    progress_score,
    running_total,
    same_as_last_period,
    sample_size,
    slipped_decimal,
    small_cell,
    story,
    strata,
    structure,
    swapped_count,
    too_early,
    two_versions,
    unusual_step,
)

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (
            module.RULE
            for module in (
                data_contact,
                dates_outside,
                definition_behind,
                denominator_changed,
                foreign_workbook,
                half_a_pair,
                late,
                left_blank,
                month_not_open,
                month_sent_again,
                none_of_none,
                not_a_whole_number,
                numerator_above_denominator,
                outside_usual_range,
                pairing,
                past_month_changed,
                patient_details,
                progress_score,
                running_total,
                same_as_last_period,
                sample_size,
                slipped_decimal,
                small_cell,
                story,
                strata,
                structure,
                swapped_count,
                too_early,
                two_versions,
                unusual_step,
            )
        ),
        key=lambda rule: rule.code,
    )
)
