"""What every sentence on a chart is made of: figures, cells at the newest value, words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lcxl.calculation_layout.columns import setup_of
from lcxl.metrics import in_words
from lcxl.metrics.charts import text_id
from lcxl.plan import Metric
from lcxl.runchart.verdicts import Said
from lcxl.sheets.reporting.working import Working
from lcxl.words import text_of
from lcxl.xl.live import Live, sentence

__all__ = ["NOTHING", "ChartParts"]

NOTHING = Live('""', "")


class ChartParts:
    """The chart of one metric, as sentences about it refer to it."""

    def __init__(self, working: Working, metric: Metric) -> None:
        self.c, self.metric = working, metric
        self.one = working.series[metric.id]
        self.setup = setup_of(working.plan, metric)
        self.said: Mapping[str, Said] = {s.id: s for s in self.one.verdict.notes}

    @property
    def _empty(self) -> Live:
        """There is no value yet."""
        return Live(f"{self._figure('latest')}=0", self._latest < 0)

    def _once(self, name: str, make: Callable[[], str]) -> str:
        """A formula of the metric, which is the same for all teams of a plan."""
        return self.c.place.once(("said", self.metric.id, name), make)

    def _note(self, keys: Sequence[str], cases: Callable[[], Sequence[tuple[str, Live]]]) -> Live:
        """The first case that is true, with the sentence that the verdict has for it."""

        def make() -> str:
            formula = '""'
            for condition, live in reversed(cases()):
                formula = f"IF({condition},{live.formula},{formula})"
            return formula

        text = next((self._words(self.said[key]) for key in keys if key in self.said), "")
        return Live(self._once(" ".join(keys), make), text)

    @property
    def _latest(self) -> int:
        return max((i for i, v in enumerate(self.one.values) if v is not None), default=-1)

    def _words(self, said: Said) -> str:
        return in_words(self.metric, said, self.one.periods)

    def _has(self, name: str) -> bool:
        return name in self.c.place.figures(self.metric.id)

    def _figure(self, name: str) -> str:
        return self.c.place.figure(self.metric.id, name).reference

    def _at(self, name: str) -> str:
        """A column's cell at the latest value."""
        column = self.c.place.range(self.metric.id, name).reference
        return f"INDEX({column},MAX(1,{self._figure('latest')}))"

    def _label(self, name: str) -> Live:
        labels = self.c.place.shared("label").reference
        return Live(f"INDEX({labels},MAX(1,{self._figure(name)}))", "")

    def _text(self, key: str, **places: Live | str | int) -> Live:
        return sentence(text_of(f"charts.{text_id(self.metric, key)}"), **places)
