"""What copies of sheets there are: which disagree, which are not held, which the returns lack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from crosstally.compare.disputed import DisputedStation, check_disputed
from crosstally.election.definition import Definition
from crosstally.election.holdings import Holding, HoldingKind, HoldingStanding
from crosstally.findings import Checked, CheckRun, Code, Finding, Sentence, Tier, register
from crosstally.words import N_

LISTED = 1_000
"""How many stations a finding's figures name; it counts them all."""
SAID = 8
"""How many stations its sentence names."""

NOT_HELD = register(
    Code(
        "HOLDING-NOT-HELD",
        Tier.INDICATIVE,
        N_("Sheets that are known of and that nobody can read here"),
        N_(
            "Copies that were issued, seen or claimed, that a station refused to give, or that "
            "were destroyed, at stations of which no copy is at hand and no return was read. "
            "Getting hold of them would raise the coverage."
        ),
        N_("That somebody claims to have a sheet says nothing of what stands on it."),
        N_("The standings in holdings.csv."),
    )
)
NOT_ENTERED = register(
    Code(
        "HOLDING-NOT-ENTERED",
        Tier.INDICATIVE,
        N_("Sheets that are held and whose figures are in no return"),
        N_(
            "A copy is at hand, and the source's returns have no row for its station. Entering it "
            "raises the coverage and narrows every bound."
        ),
        N_("It does not mean that anything was left out on purpose."),
        N_("The stations of holdings.csv beside those of the returns."),
    )
)
NO_COPY = register(
    Code(
        "HOLDING-RETURN-WITHOUT-COPY",
        Tier.INDICATIVE,
        N_("Figures whose every listed copy is not at hand"),
        N_(
            "The returns have figures of a station, and all copies that holdings.csv lists for it "
            "are claimed, seen, issued, refused or destroyed. Nobody could check these figures "
            "against paper."
        ),
        N_("The figures may be right; an unlisted copy may be there."),
        N_("The stations of holdings.csv beside those of the returns."),
    )
)
UNLISTED = register(
    Code(
        "HOLDING-UNLISTED",
        Tier.INDICATIVE,
        N_("Figures of stations for which no copy is listed"),
        N_(
            "The source lists its copies, and for some stations in its returns it lists none. A "
            "row in holdings.csv would say what their figures rest on."
        ),
        N_("It says nothing about the figures."),
        N_("The stations of holdings.csv beside those of the returns."),
    )
)
UNKNOWN_STATION = register(
    Code(
        "HOLDING-UNKNOWN-STATION",
        Tier.INDICATIVE,
        N_("A copy of a station that nobody else names"),
        N_(
            "holdings.csv has a station code that is in no return and in no list of stations: a "
            "typing error, another way to write codes, or a station that is not on the list."
        ),
        N_("A station may be missing on the lists of stations themselves."),
        N_("The station codes of all files."),
    )
)
COUNTS = register(
    Code(
        "HOLDING-COUNTS",
        Tier.INDICATIVE,
        N_("What the sheets of a source are"),
        N_(
            "How many copies a source lists, of how many stations, by kind and standing. A "
            "certified copy carries more before a court than a photograph of a wall."
        ),
        N_("It is a summary, no fault."),
        N_("holdings.csv."),
    )
)

_STANDING_TEMPLATES = {
    HoldingStanding.CLAIMED: N_(
        "{source}: stations whose sheet somebody claims to have, and of which none is here: "
        "{stations} ({first})."
    ),
    HoldingStanding.REFUSED: N_(
        "{source}: stations that refused a copy, and of which none is here: {stations} ({first})."
    ),
    HoldingStanding.DESTROYED: N_(
        "{source}: stations whose copies were destroyed, and of which none is here: "
        "{stations} ({first})."
    ),
    HoldingStanding.ISSUED: N_(
        "{source}: stations that issued a copy, and of which none is here: {stations} ({first})."
    ),
    HoldingStanding.SEEN: N_(
        "{source}: stations whose sheet was seen, and of which no copy is here: "
        "{stations} ({first})."
    ),
}


def check_holdings(
    definition: Definition,
    contest: str,
    holdings: Iterable[Holding],
    returned: Mapping[str, Collection[str]],
    stations: Collection[str] | None = None,
    disputed: Mapping[str, Sequence[DisputedStation]] | None = None,
    limit: int = LISTED,
    names: Mapping[str, str] | None = None,
    not_counted: Collection[str] = (),
) -> Checked:
    """What the list of copies says beside the returns of one contest.

    - ``holdings``: as ``read_holdings`` gives them; rows of another contest are left aside. A row
      without a source belongs to the only source of returns where there is one, else to nobody.
    - ``returned``: source → the station codes of which it has a return.
    - ``stations``: every station code that any list or return names; None where the lists are
      not known to be whole (then no code is called unknown).
    - ``disputed``: source → stations whose copies disagree.
    - ``limit``: how many stations of a kind are named, and how many disputed ones have a finding.
    - ``names``: station code → its name, as far as one is known.
    - ``not_counted``: stations that were annulled, postponed or never opened; no sheet of theirs
      is missing.
    """
    known = {code: set(codes) for code, codes in returned.items()}
    by_source: dict[str | None, list[Holding]] = {}
    only = next(iter(known)) if len(known) == 1 else None
    for holding in holdings:
        if holding.contest in (None, contest):
            by_source.setdefault(holding.source or only, []).append(holding)
    result = Checked()
    for source, rows in by_source.items():
        lists = _Lists(definition, contest, source, rows, limit, names or {})
        result += lists.result(known.get(source or "", set()), stations, set(not_counted))
    for source, found in (disputed or {}).items():
        result += check_disputed(
            definition, contest, source, found, len(known.get(source, ())), limit
        )
    return result


class _Lists:
    """The copies that one source lists."""

    def __init__(
        self,
        definition: Definition,
        contest: str,
        source: str | None,
        rows: Sequence[Holding],
        limit: int,
        names: Mapping[str, str],
    ) -> None:
        self.contest, self.source, self.rows, self.limit = contest, source, rows, limit
        self.names = names
        self.name: Any = Sentence(N_("Copies without a named holder"))
        if source is not None:
            self.name = definition.sources[source].name
        self.stations: dict[str, set[HoldingStanding]] = {}
        for row in rows:
            self.stations.setdefault(row.station, set()).add(row.standing)
        self.at_hand = {
            code
            for code, standings in self.stations.items()
            if any(standing.at_hand for standing in standings)
        }

    def result(
        self, returned: set[str], stations: Collection[str] | None, not_counted: set[str]
    ) -> Checked:
        findings = [self._counts(), *self._not_held(returned | not_counted)]
        compared = [
            (
                NOT_ENTERED,
                self.at_hand - returned - not_counted,
                N_(
                    "{source}: stations whose sheet is at hand and in no return: "
                    "{stations} ({first}); "
                    "entering them would take the coverage from {returned} to {then}."
                ),
            ),
        ]
        if self.source is not None:
            compared += [
                (
                    NO_COPY,
                    (returned & self.stations.keys()) - self.at_hand,
                    N_(
                        "{source}: stations with figures and without any listed copy at hand: "
                        "{stations} ({first})."
                    ),
                ),
                (
                    UNLISTED,
                    returned - self.stations.keys(),
                    N_(
                        "{source}: stations with figures of which no copy is listed: "
                        "{stations} ({first}); "
                        "with one listed: {listed}."
                    ),
                ),
            ]
        if stations is not None:
            everywhere = set(stations) | returned
            compared.append(
                (
                    UNKNOWN_STATION,
                    self.stations.keys() - everywhere,
                    N_(
                        "{source}: stations with a listed copy that nobody else names: "
                        "{stations} ({first})."
                    ),
                )
            )
        runs = []
        for code, found, template in compared:
            checked = len(returned if code is UNLISTED else self.stations)
            runs.append(self._run(code, checked, len(found)))
            if found:
                values = {
                    "returned": len(returned),
                    "then": len(returned) + len(found),
                    "listed": len(returned & self.stations.keys()),
                }
                findings.append(self._finding(code, template, found, values))
        return Checked(tuple(findings), tuple(runs))

    def _not_held(self, returned: set[str]) -> Iterator[Finding]:
        """Stations of which nothing is at hand, each under the standing that gives most hope: a
        copy that somebody claims can be asked for, whatever became of the others."""
        absent: dict[HoldingStanding, set[str]] = {}
        order = [
            HoldingStanding.CLAIMED,
            HoldingStanding.ISSUED,
            HoldingStanding.SEEN,
            HoldingStanding.REFUSED,
            HoldingStanding.DESTROYED,
        ]
        for code, standings in self.stations.items():
            if code not in self.at_hand and code not in returned:
                absent.setdefault(next(one for one in order if one in standings), set()).add(code)
        for standing in order:
            if standing in absent:
                template = _STANDING_TEMPLATES[standing]
                extra = {"standing": standing.value}
                yield self._finding(NOT_HELD, template, absent[standing], {}, extra)

    def _counts(self) -> Finding:
        counts = Counter((row.kind, row.standing) for row in self.rows)
        kinds = Counter(row.kind for row in self.rows)
        standings = Counter(row.standing for row in self.rows)
        table = {
            kind.value: {
                standing.value: counts[kind, standing]
                for standing in HoldingStanding
                if counts[kind, standing]
            }
            for kind in HoldingKind
            if kinds[kind]
        }
        return Finding(
            COUNTS,
            self.contest,
            N_(
                "{source}: copies of sheets listed: {copies}, of stations: {stations}; stations "
                "with at least one at hand: {at_hand}."
            ),
            {
                "source": self.name,
                "copies": len(self.rows),
                "stations": len(self.stations),
                "at_hand": len(self.at_hand),
            },
            self.source,
            figures={
                "copies": len(self.rows),
                "stations": len(self.stations),
                "stations_at_hand": len(self.at_hand),
                "kinds": {kind.value: kinds[kind] for kind in HoldingKind if kinds[kind]},
                "standings": {
                    one.value: standings[one] for one in HoldingStanding if standings[one]
                },
                "kind_and_standing": table,
            },
        )

    def _finding(
        self,
        code: Code,
        template: str,
        stations: Collection[str],
        values: Mapping[str, Any],
        figures: Mapping[str, Any] | None = None,
    ) -> Finding:
        named = sorted(stations)[: self.limit]
        return Finding(
            code,
            self.contest,
            template,
            {
                "source": self.name,
                "stations": len(stations),
                "first": "; ".join(
                    [*map(self._said, named[:SAID]), *["…"] * (len(stations) > SAID)]
                ),
                **values,
            },
            self.source,
            figures={"stations": len(stations), "first": named, **(figures or {})},
        )

    def _said(self, station: str) -> str:
        """A station by its code, and its name where it has one."""
        name = self.names.get(station, station)
        return station if name == station else f"{station} {name}"

    def _run(self, code: Code, checked: int, failed: int) -> CheckRun:
        return CheckRun(code.name, self.contest, self.source, "holdings.csv", checked, failed)
