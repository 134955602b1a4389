"""SQL that reads columns of a wide file for a look at what they hold."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crosstally.engine.connection import Engine
from crosstally.engine.loading import Cells, FileRelation, WideLoad, wanted_rows

Ints = npt.NDArray[np.int32]
NO_FIGURE = -1


@dataclass(frozen=True)
class FigureColumn:
    """One column of a file."""

    figures: Ints
    """A row each, its whole number; ``NO_FIGURE`` where there is none."""
    texts: int
    """How many of its cells hold something that is no whole number."""


def figure_columns(
    engine: Engine, relation: FileRelation, load: WideLoad, columns: Collection[int], most: int
) -> dict[int, FigureColumn]:
    """Column → what it holds in the first ``most`` rows that ``load`` reads."""
    cells = Cells(load)
    chosen = []
    for at in columns:
        figure = cells.careful(f"c{at}", at in relation.integer_columns)
        held = f"c{at} IS NOT NULL AND NOT {cells.empty(f'c{at}')}"
        chosen.append(f"coalesce({figure}, {NO_FIGURE})::INTEGER AS figure{at}")
        chosen.append(f"({held} AND {figure} IS NULL) AS text{at}")
    rows = wanted_rows(relation, load, cells, numbered=load.is_numbered)
    found = engine.columns(f"SELECT {', '.join(chosen)} {rows} LIMIT {most}")
    return {
        at: FigureColumn(np.asarray(found[f"figure{at}"]), int(np.sum(found[f"text{at}"])))
        for at in columns
    }


def sums_of_columns(
    engine: Engine, relation: FileRelation, load: WideLoad, columns: Collection[int]
) -> dict[int, int]:
    """Column → the sum of its whole numbers."""
    cells = Cells(load)
    sums = [
        f"coalesce(sum({cells.careful(f'c{at}', at in relation.integer_columns)}), 0)::BIGINT"
        for at in columns
    ]
    rows = wanted_rows(relation, load, cells, numbered=load.is_numbered)
    return dict(zip(columns, engine.row(f"SELECT {', '.join(sums)} {rows}"), strict=True))
