"""What a check found, in one object that terminal, JSON, report and notebook all show."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from crosstally.check import tables
from crosstally.check.registry import load_codes
from crosstally.compare.bounds import Bounds
from crosstally.compare.level_findings import LevelComparison
from crosstally.compare.source_findings import SourceComparison
from crosstally.election.folder import Election, OwnFile
from crosstally.election.records import Records
from crosstally.findings import CODES, CheckRun, Finding, Sentence, Tier
from crosstally.tabulation.figures import FigureTable, Totals
from crosstally.tabulation.measures import whole_place
from crosstally.words import number

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from crosstally.check.statistics import Statistics
    from crosstally.claims.result import ClaimResult
    from crosstally.compare.recomputed_seats import RecomputedSeats
    from crosstally.seats.rule import SeatOutcome


@dataclass(frozen=True)
class RawFile:
    """A file that figures were read from, as it came."""

    path: str
    """Relative to the election folder."""
    sha256: str
    bytes: int
    rows: int
    source: str
    stage: str
    contest: str


@dataclass(frozen=True)
class ContestResult:
    """What the checks say of one contest."""

    contest: str
    totals: Mapping[str, Totals] = field(default_factory=dict)
    """By source: the whole place."""
    bounds: Bounds | None = None
    seats: Mapping[str, Mapping[str, Mapping[str, SeatOutcome]]] = field(default_factory=dict)
    """Source → stage → threshold base → outcome."""
    recomputed: Sequence[RecomputedSeats] = ()
    """The same announcement by announcement, then source by source, with the people who sit."""
    levels: Sequence[LevelComparison] = ()
    sources: Sequence[SourceComparison] = ()
    areas: Mapping[tuple[str, str], FigureTable] = field(default_factory=dict)
    """(source, level) → figures of its areas, every level above the station."""


class Findings(Sequence[Finding]):
    """The findings, decisive first; in each tier those without a plain explanation before those
    with one, and the largest first. A table when asked for one."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        order = {tier: place for place, tier in enumerate(Tier)}
        self._items = sorted(
            findings,
            key=lambda item: (order[item.tier], bool(item.explanations), -(item.votes or 0)),
        )

    def __getitem__(self, index: Any) -> Any:
        return self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._items)

    def __repr__(self) -> str:
        return f"<Findings: {_counts(self)}>"

    def of(self, code: str) -> list[Finding]:
        """The findings of one code, by its name in any case.

        Raises ``ValueError``, naming the codes that there are, for any other.
        """
        name = code.strip().upper()
        found = [item for item in self._items if item.code.name.upper() == name]
        if not found and name not in CODES and name not in load_codes():
            raise ValueError(f"there is no finding code {code!r}; {_nearest(name, CODES)}")
        return found

    def of_tier(self, tier: Tier | str) -> list[Finding]:
        """The findings of one tier: ``Tier.DECISIVE`` or ``"decisive"``.

        Raises ``ValueError``, naming the tiers that there are, for any other.
        """
        name = tier.strip().casefold()
        if name not in list(Tier):
            raise ValueError(f"there is no tier {tier!r}; there are: {', '.join(Tier)}")
        return [item for item in self._items if item.tier.value == name]

    def to_arrow(self) -> pa.Table:
        """One row a finding; see ``check.tables.findings_to_arrow`` for the columns."""
        return tables.findings_to_arrow(self._items)

    def to_pandas(self) -> pd.DataFrame:
        """The same as a data frame; needs pandas."""
        return tables.arrow_to_pandas(self.to_arrow())

    def _repr_html_(self) -> str:
        return tables.findings_html(self._items)


class ClaimResults(Sequence["ClaimResult"]):
    """The claims with their verdicts, in the order of ``claims.yaml``; a table when asked."""

    def __init__(self, claims: Iterable[ClaimResult] = ()) -> None:
        self._items = list(claims)

    def __getitem__(self, index: Any) -> Any:
        return self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[ClaimResult]:
        return iter(self._items)

    def __repr__(self) -> str:
        return f"<ClaimResults: {len(self)} claims>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ClaimResults) and self._items == other._items

    __hash__ = None  # type: ignore[assignment]

    @property
    def confirmed(self) -> list[ClaimResult]:
        """Those that a report may show: drafted claims wait until a person confirms them."""
        return [item for item in self._items if not item.claim.unconfirmed]

    def to_arrow(self) -> pa.Table:
        """One row a clause; see ``check.tables.claims_to_arrow`` for the columns."""
        return tables.claims_to_arrow(self._items)

    def to_pandas(self) -> pd.DataFrame:
        """The same as a data frame; needs pandas."""
        return tables.arrow_to_pandas(self.to_arrow())

    def _repr_html_(self) -> str:
        return tables.claims_html(self.confirmed)


@dataclass(frozen=True, repr=False)
class CheckResult:
    """The outcome of ``crosstally.check``."""

    election: Election
    """The folder that was checked: definition, areas, announcements, claims."""
    version: str
    """The version of Crosstally that checked it."""
    answer: Sentence
    """The answer in one sentence."""
    findings: Findings
    """What was found, decisive first."""
    contests: Mapping[str, ContestResult]
    """Contest → its sums, comparisons, bounds and seats."""
    claims: ClaimResults = field(default_factory=ClaimResults)
    """The public statements with their verdicts; drafted ones that nobody confirmed among them."""
    runs: Sequence[CheckRun] = ()
    """Every check that was run: over how many figures, how often it failed, or why it could not."""
    files: Sequence[RawFile] = ()
    """The raw files of figures, with their SHA-256."""
    truncated: Mapping[str, int] = field(default_factory=dict)
    """Finding code → how many more there were than are listed."""
    own_files: Sequence[OwnFile] = ()
    """``election.yaml`` and the other files of the folder that go by their names."""
    statistics: Statistics | None = None
    """The statistical methods that were run, where they were asked for."""
    records: Sequence[Records] = ()
    """Observers' records, counted; no figure and no verdict rests on them."""

    @property
    def exit_code(self) -> int:
        """0: nothing decisive was found; 1: something was."""
        return 1 if self.findings.of_tier(Tier.DECISIVE) else 0

    def __post_init__(self) -> None:
        """Take any sequence of claims."""
        if not isinstance(self.claims, ClaimResults):
            object.__setattr__(self, "claims", ClaimResults(self.claims))

    def __repr__(self) -> str:
        """The answer and how much there is; a notebook shows the rest."""
        claims = f", {len(self.claims)} claims" if self.claims else ""
        counts = f"{_counts(self.findings)}{claims}"
        return f"<CheckResult of {self.election.id}: {self.answer.text} ({counts})>"

    def totals(
        self, level: str | None = None, contest: str | None = None, source: str | None = None
    ) -> tables.TotalsTable:
        """Sums of the areas of a level (left out, the whole place), with their coverage.

        Raises ``ValueError``, naming what there is, for a level, contest or source that the
        result has no sums of.
        """
        levels = self.election.definition.all_levels
        _need("level", level, levels[:-1])
        _need("contest", contest, self.contests)
        _need("source", source, {name for item in self.contests.values() for name in item.totals})
        parts = [
            part
            for id_, item in self.contests.items()
            if contest in (None, id_)
            for part in self._rows(item, level or levels[0], source)
        ]
        return tables.joined(parts)

    def _rows(self, contest: ContestResult, level: str, source: str | None) -> list[pa.Table]:
        if level == self.election.definition.levels[0]:
            return [
                tables.figure_rows(
                    contest.contest, whole_place(self.election.definition, contest.contest, item)
                )
                for name, item in contest.totals.items()
                if source in (None, name)
            ]
        return [
            tables.figure_rows(contest.contest, table)
            for (name, at), table in contest.areas.items()
            if at == level and source in (None, name)
        ]

    def _repr_html_(self) -> str:
        tiers = "".join(
            f"<li>{tier.value}: {number(len(self.findings.of_tier(tier)))}</li>" for tier in Tier
        )
        title = html.escape(self.election.definition.title)
        parts = [f"<h3><bdi>{title}</bdi></h3>", f"<p><strong>{html.escape(self.answer.text)}"]
        parts += [f"</strong></p><ul>{tiers}</ul>"]
        if self.findings:
            parts.append(self.findings._repr_html_())
        if self.claims.confirmed:
            parts.append(self.claims._repr_html_())
        return "".join(parts)


def _counts(findings: Findings) -> str:
    return ", ".join(f"{len(findings.of_tier(tier))} {tier.value}" for tier in Tier)


def _nearest(name: str, codes: Iterable[str]) -> str:
    near = get_close_matches(name, list(codes), n=1)
    return f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(codes)}"


def deciding(runs: Iterable[CheckRun]) -> list[CheckRun]:
    """The runs that could have found a contradiction: of a decisive check, and over something.

    That figures could be read, and that no station stands twice, is not yet that they add up.
    """
    return [
        run
        for run in runs
        if run.checked and run.code in CODES and CODES[run.code].tier is Tier.DECISIVE
    ]


def _need(kind: str, name: str | None, known: Iterable[str]) -> None:
    names = sorted(set(known)) if not isinstance(known, list) else known
    if name is not None and name not in names:
        raise ValueError(f"there are no sums of the {kind} {name!r}; there are: {', '.join(names)}")
