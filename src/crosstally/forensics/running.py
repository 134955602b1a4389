"""Run a method over an election: one that cannot apply says so, and the others run on."""

from __future__ import annotations

from collections.abc import Mapping

from crosstally.findings import Sentence
from crosstally.forensics.declaration import Method
from crosstally.forensics.outcome import NotApplicable, Outcome
from crosstally.forensics.registry import method
from crosstally.forensics.stations import Stations, named
from crosstally.words import N_


def run(asked: str | Method, stations: Stations) -> Outcome:
    """A method's result on these stations; a refusal with its reason where it does not apply.

    Raises ``ValueError`` for a name that no method has.
    """
    declared = method(asked) if isinstance(asked, str) else asked
    missing = stations.missing(declared.needs)
    if missing:
        refusal = Sentence(
            N_("these figures are not there: {columns}"), {"columns": named(missing)}
        )
        return Outcome(refusal=refusal)
    try:
        return declared.run(stations)
    except NotApplicable as refused:
        return Outcome(
            stations=refused.stations, left_out=refused.left_out, refusal=refused.sentence
        )


def run_by_region(asked: str | Method, stations: Stations) -> Mapping[str, Outcome]:
    """Region → the method's result on its stations; empty where the regions are not known."""
    return {name: run(asked, part) for name, part in stations.by_region()}
