"""Methods that fail on clean elections: the page that shows it with our own figures.

They are no methods of the command, and stand here alone. The elections are public data that does
not travel with the code (``CROSSTALLY_DATA``, see docs/how-to/public-data.md).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from math import atanh, erfc, exp, lgamma, log, sqrt
from pathlib import Path

import numpy as np
from benchmarks.station_figures import CONTROLS, Control, StationFigures

from crosstally.forensics.stations import Floats, Whole

LEVEL = 0.001
FEWEST = {"first": 1, "second": 10, "last": 100}
"""The least count whose digit is looked at: it must have one, and the last must be free of the
first."""

HEAD = """\
# Methods that fail on clean elections

Crosstally does not run these methods. Each is still used to call elections fraudulent; below is
what it says of elections that are held to be clean, with the level that our strong methods use
(p below {level}). {alarms} of {tests} tests fire.

Looked at are the votes for the leader at every station (for digits), and turnout against the
leader's share (for the correlation).

- **First digit, Benford** (Newcomb 1881, Benford 1938). Counts follow the law where they span
  several powers of ten. Stations are made to be of one size, so that counts span one.
- **Second digit, Benford** (Mebane 2006). The second digit comes closer to its law, but does
  not follow it where stations are of one size: the more stations, the smaller p.
- **Last digit** (Beber and Scacco 2012). Uniform where counts are large and spread widely. Small
  counts lean to small digits, and people who round are not the only ones who make it lean.
- **Raw correlation of turnout and share.** It is found wherever a leader's voters are readier to
  vote, live in villages, or live where lists of voters are out of date. It says where they live.

A method that fires on clean elections has no use as a proof, whatever it says of others.

| clean election | stations | first digit p | second digit p | last digit p | correlation | its p |
| --- | --- | --- | --- | --- | --- | --- |
"""
FOOT = """
Chi-squared tests of the digits with nine, ten and ten classes; Pearson's r with Fisher's
transformation. `python -m docs.discredited` prints this page from the public data.
"""


def digit(counts: Whole, which: str) -> Whole:
    """The first, second or last digit of each count that is large enough to have one."""
    counts = counts[counts >= FEWEST[which]]
    if which == "last":
        return counts % 10
    length = np.searchsorted(10 ** np.arange(1, 18), counts, side="right")
    shift = length if which == "first" else length - 1
    found: Whole = counts // 10**shift % 10
    return found


def benford(which: str) -> Floats:
    """The law's probabilities of the digits 0 to 9."""
    if which == "last":
        return np.full(10, 0.1)
    if which == "first":
        return np.array([0.0, *np.log10(1 + 1 / np.arange(1, 10))])
    first = np.arange(1, 10)
    return np.array([np.log10(1 + 1 / (10 * first + second)).sum() for second in range(10)])


def digit_p(counts: Whole, which: str) -> float:
    """The p-value of a chi-squared test against the law."""
    digits = digit(counts, which)
    seen = np.bincount(digits, minlength=10)[:10]
    law = benford(which) * len(digits)
    among = law > 0
    statistic = float(((seen[among] - law[among]) ** 2 / law[among]).sum())
    return _chi_squared_upper_tail(statistic, int(among.sum()) - 1)


def _chi_squared_upper_tail(statistic: float, freedom: int) -> float:
    """P(X >= statistic), by the recurrence of the incomplete gamma function
    (https://dlmf.nist.gov/8.8.E6)."""
    half = statistic / 2
    at = 1.0 if freedom % 2 == 0 else 0.5
    tail = exp(-half) if at == 1.0 else erfc(sqrt(half))
    while 2 * at < freedom:
        tail += exp(at * log(half) - half - lgamma(at + 1)) if half > 0 else 0.0
        at += 1
    return tail


def correlation(figures: StationFigures) -> tuple[float, float]:
    """(r, p) of turnout and the leader's share over stations with at least 100 voters."""
    with np.errstate(invalid="ignore", divide="ignore"):
        turnout, share = figures.ballots / figures.registered, figures.leader / figures.ballots
        among = (figures.registered >= 100) & (figures.ballots > 0) & (turnout <= 1)
    among &= ~np.isnan(turnout) & ~np.isnan(share)
    r = float(np.corrcoef(turnout[among], share[among])[0, 1])
    return r, erfc(abs(atanh(r)) * sqrt((int(among.sum()) - 3) / 2))


def page(data: Path) -> str:
    """The page, in Markdown."""
    rows = list(_rows(data))
    tests = [p for _, _, values, (_, last) in rows for p in (*values, last)]
    alarms = sum(p < LEVEL for p in tests)
    head = HEAD.format(level=LEVEL, alarms=alarms, tests=len(tests))
    lines = [
        f"| {name} | {stations:,} | {' | '.join(_said(p) for p in values)} | {r:.2f} | {_said(p)} |"
        for name, stations, values, (r, p) in rows
    ]
    return head + "\n".join(lines) + "\n" + FOOT


def is_here(data: Path) -> bool:
    """Whether all elections of the page are in the folder of the public data."""
    return all((data / control.file).is_file() for control in _shown().values())


def _shown() -> dict[str, Control]:
    """The clean elections whose figures lie in the public data as files."""
    return {name: control for name, control in CONTROLS.items() if control.package is None}


def _rows(data: Path) -> Iterator[tuple[str, int, Sequence[float], tuple[float, float]]]:
    for name, control in _shown().items():
        figures = control.read(data)
        counts = figures.leader[~np.isnan(figures.leader)].astype(np.int64)
        values = [digit_p(counts, which) for which in FEWEST]
        yield name, len(counts), values, correlation(figures)


def _said(p: float) -> str:
    """A p-value; bold where it fires."""
    said = "< 1e-300" if p < 1e-300 else f"{p:.1e}" if p < 0.01 else f"{p:.2f}"
    return f"**{said}**" if p < LEVEL else said


if __name__ == "__main__":
    print(page(Path(os.environ["CROSSTALLY_DATA"])), end="")
