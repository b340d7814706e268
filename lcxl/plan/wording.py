"""What a metric is called in other languages."""

from __future__ import annotations

from typing import Annotated

from lcxl.plan.fields import Before, Filled, Limits, MetricId, Model, one_line

__all__ = ["Wording"]


class Wording(Model):
    """A metric in another language: the texts that it has there; "" where it has none."""

    metric: MetricId
    language: Filled
    short_name: Annotated[str, Limits(max_length=25), Before(one_line)] = ""
    name: Annotated[str, Before(one_line)] = ""
    conceptual_definition: str = ""
    numerator: str = ""
    denominator: str = ""
    initial_population: str = ""
    exclusions: str = ""
    exceptions: str = ""
    unit: str = ""
    interpretation: str = ""

    def told(self) -> dict[str, str]:
        """Field of the metric -> its text."""
        texts = self.values()
        return {name: str(text) for name, text in texts.items()
                if name not in ("metric", "language") and text}  # fmt: skip
