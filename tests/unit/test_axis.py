"""From where to where the value axis of a chart goes."""

from __future__ import annotations

import pytest

from lcxl.runchart.axis import Scale, axis_of


@pytest.mark.parametrize(
    ("values", "scale", "low", "high"),
    [
        ([0.55, 0.62, 0.75], Scale(share=True), 0.4, 0.9),
        ([0.55, 0.62, 0.75], Scale(share=True, from_0=True), 0, 1),
        ([0.02, 0.05], Scale(share=True, from_0=True), 0, 1),
        ([40, 50], Scale(share=False), 35, 60),
        ([40, 50], Scale(share=False, from_0=True), 0, 100),
        ([41, 44], Scale(share=False, whole=True, from_0=True), 0, 100),
        ([-4, 6], Scale(share=False, from_0=True), -10, 15),
        ([], Scale(share=False, from_0=True), 0, 1.25),
    ],
)
def test_an_axis_goes_around_its_numbers_or_from_0(
    values: list[float], scale: Scale, low: float, high: float
) -> None:
    axis = axis_of(values, scale)
    assert axis.low == pytest.approx(low)
    assert axis.low + axis.span == pytest.approx(high)
    assert all(low <= value <= high for value in values)
