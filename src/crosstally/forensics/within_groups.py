"""Straight lines within groups: how one figure goes with another among stations of one area.

Comparing areas with each other says how people differ who live apart; comparing stations within
each area takes most of that out.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from crosstally.forensics.stations import Floats


@dataclass(frozen=True)
class Slope:
    """A slope with its standard error, robust to what stations of one group share."""

    slope: float
    sd: float
    stations: int
    groups: int
    """Groups with at least two stations that differ: the others say nothing."""


def slope_within_groups(
    y: Floats, x: Floats, weight: Floats, group: npt.NDArray[np.int64]
) -> Slope | None:
    """The weighted least-squares slope of y on x with an intercept for each group.

    Arrays with one entry a station; groups are numbered from 0. The standard error is
    cluster-robust by group (Liang and Zeger 1986, Biometrika 73, 13-22, equation 8, times
    G / (G - 1)). None where fewer than two groups have stations that differ in x.
    """
    y_within, x_within = (_within(figure, weight, group) for figure in (y, x))
    moments = np.bincount(group, weight * x_within**2)
    total = float(moments.sum())
    groups = int(np.count_nonzero(moments > _TINY))
    if groups < 2 or total <= _TINY:
        return None
    slope = float((weight * x_within * y_within).sum()) / total
    scores = np.bincount(group, weight * x_within * (y_within - slope * x_within))
    variance = float((scores**2).sum()) * groups / (groups - 1)
    return Slope(slope, sqrt(variance) / total, len(y), groups)


def group_numbers(*names: npt.NDArray[np.str_]) -> npt.NDArray[np.int64]:
    """Number stations by the areas they lie in, from 0: same names, same number."""
    number = np.zeros(len(names[0]), dtype=np.int64)
    for column in names:
        distinct, found = np.unique(column, return_inverse=True)
        number = number * len(distinct) + found
    renumbered: npt.NDArray[np.int64] = np.unique(number, return_inverse=True)[1].astype(np.int64)
    return renumbered


def _within(figure: Floats, weight: Floats, group: npt.NDArray[np.int64]) -> Floats:
    """The figure less its group's weighted mean."""
    weights = np.bincount(group, weight)
    means = np.bincount(group, weight * figure) / np.where(weights > 0, weights, 1)
    within: Floats = figure - means[group]
    return within


_TINY = 1e-12
