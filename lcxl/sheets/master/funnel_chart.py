"""The funnel on Compare: it follows the dropdown."""

from __future__ import annotations

from lcxl.cells import Range
from lcxl.figures.funnel import CURVE
from lcxl.figures.wording import points_of
from lcxl.runchart.formulas import NOT_AVAILABLE
from lcxl.runchart.funnel import FUNNEL_MIN_TEAMS
from lcxl.sheets.master.dot_plot import TeamPoints
from lcxl.sheets.master.lines import TEAM_ROW, Lines
from lcxl.sheets.pages import Pages
from lcxl.xl.charts import Frame, PointSeries
from lcxl.xl.funnel_chart import Units, insert_funnel
from lcxl.xl.live import Live
from lcxl.xl.sheet import SheetWriter

__all__ = ["write_funnel"]


def write_funnel(
    pages: Pages,
    sheet: SheetWriter,
    lines: Lines,
    points: TeamPoints,
    at: tuple[int, int],
    size: tuple[int, int],
) -> None:
    """Place the chart of the chosen metric."""
    texts = pages.spec.sheet("compare").texts
    pieces = _Pieces(lines)
    sizes, *columns = pieces.curves()

    units, outside = pieces.teams(texts["team"], points)

    has_limits = lines.teams >= FUNNEL_MIN_TEAMS
    look_of = {"funnel_limits": "upper", "pooled": "baseline"}
    drawn = [
        PointSeries(
            "", place, numbers, look_of[name], lines.legend(texts[name], place, numbers), *sizes
        )
        for name, (place, numbers) in zip(
            ("funnel_limits", "funnel_limits", "pooled"), columns, strict=True
        )
        if has_limits or name == "pooled"
    ]
    insert_funnel(
        sheet,
        Frame(at, size, texts["funnel_alt"], texts["funnel_title"]),
        texts["funnel_size"],
        drawn,
        Units(units, outside if has_limits else None, lines.names, pieces.chosen(sheet.name)),
    )


class _Pieces:
    """Rows of the hidden sheet that the chart draws."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.funnels = [lines.figures.by_metric[metric.id].funnel for metric in lines.plan.metrics]
        self.number = lines.number("compare")

    def curves(self) -> list[tuple[Range, list[float | None]]]:
        """Sizes, lower limits, upper limits and centre of the chosen metric."""
        lines, metrics = self.lines, self.lines.plan.metrics
        tables: list[Range] = []
        known: list[list[list[float | None]]] = []
        for i, metric in enumerate(metrics):
            by, funnel = points_of(metric), self.funnels[i]
            curve = funnel.curve()
            most = max((point.size for point in funnel.points.values()), default=0.0)
            rows: list[list[float | None]] = [list(column) for column in zip(*curve, strict=True)]
            if not rows:
                ends = [0.0, most] if funnel.centre is not None else []
                rows = [list(ends), [None] * len(ends), [None] * len(ends)]
            rows.append([funnel.centre] * len(rows[0]))
            scaled = [rows[0], *([None if v is None else v * by for v in r] for r in rows[1:])]
            padded = [row + [None] * (CURVE - len(row)) for row in scaled]
            tables += [lines.draw(f"funnel {metric.id}", row) for row in padded]
            known.append(padded)
        first = tables[0]
        area = Range(first.sheet, first.first_row, first.first_col,
                     tables[-1].last_row, first.last_col).reference  # fmt: skip
        count = len(known[0])

        def picked(row: int, k: int) -> Live:
            cell = f"INDEX({area},({self.number}-1)*{count}+{row + 1},{k + 1})"
            value = known[0][row][k]
            return Live(
                f"IF(ISNUMBER({cell}),{cell},NA())", NOT_AVAILABLE if value is None else value
            )

        return [
            (lines.draw("funnel", [picked(row, k) for k in range(CURVE)]), known[0][row])
            for row in range(count)
        ]

    def teams(self, name: str, points: TeamPoints) -> tuple[PointSeries, PointSeries]:
        """A dot for each team, and those outside once more, with their names."""
        lines = self.lines
        sizes = [lines.fact("compare", line, "n_recent") for line in range(lines.teams)]
        place = lines.draw("funnel sizes", [size.drawn() for size in sizes])
        across = place, [size.as_number for size in sizes]
        outside = lines.pages.spec.sheet("compare").texts["funnel_outside"]
        every = lines.legend(name, points.every, points.values)
        apart = lines.legend(outside, points.apart, points.apart_values)
        return (
            PointSeries("", points.every, points.values, "value", every, *across),
            PointSeries("", points.apart, points.apart_values, "worse", apart, *across),
        )

    def chosen(self, sheet_name: str) -> PointSeries:
        """The chosen team."""
        lines, by = self.lines, points_of(self.lines.plan.metrics[0])
        size = lines.fact_of_chosen("compare", "n_recent")
        value = lines.fact_of_chosen("compare", "recent")
        number = value.as_number
        shown = None if number is None else number * by
        place = lines.draw("funnel chosen", [lines.for_chart("compare", value)])
        team = Live(Range.cell(sheet_name, TEAM_ROW, 1).reference, lines.names[0])
        return PointSeries(
            "",
            place,
            [shown],
            "value",
            lines.legend(team, place, [shown]),
            lines.draw("funnel chosen size", [size.drawn()]),
            [size.as_number],
        )
