"""What things are called on a face: names of options, places and sources, and labels of words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from crosstally.check.result import CheckResult
from crosstally.compare.bounds import Determined
from crosstally.election.alliances import counted_options
from crosstally.election.relations import RelationError
from crosstally.findings import CODES, CheckRun, Code, Finding, Tier
from crosstally.returns.naming import sum_in_words
from crosstally.tabulation.figures import Totals
from crosstally.words import N_, _, ngettext, number

if TYPE_CHECKING:
    from crosstally.claims.result import Verdict

_RELATIONS = frozenset({"SHEET-MUST", "SHEET-SHOULD", "STATED-MUST", "STATED-SHOULD"})
"""Checks whose subject is a control relation, of stated figures after what states them."""
_SUBJECTS = {
    "all options": N_("all options"),
    "copies": N_("copies"),
    "sheets": N_("sheets"),
    "station codes": N_("station codes"),
    "stations": N_("stations"),
    "turnout": N_("turnout"),
}
"""What some checks are run over, in words."""


class Names:
    """Looks up the names that an election gives its ids; an id without a name stands for itself."""

    def __init__(self, result: CheckResult) -> None:
        self.definition = result.election.definition
        self._result = result

    def contest(self, id_: str | None) -> str:
        """A contest's name."""
        contest = self.definition.contests.get(id_ or "")
        return (contest.name if contest else None) or id_ or ""

    def heading(self, text: str, contest: str) -> str:
        """A heading with the contest that it is about; an only one that has no name needs none."""
        known = self.definition.contests
        alone = len(known) == 1 and contest in known and known[contest].name is None
        return text if alone else f"{text}: {self.contest(contest)}"

    def source(self, id_: str | None) -> str:
        """A source's name."""
        source = self.definition.sources.get(id_ or "")
        return source.name if source else id_ or ""

    def figure(self, contest: str | None, id_: str) -> str:
        """The name of an option or of a field of the sheet."""
        known = self.definition.contests.get(contest or "")
        if known is not None:
            if id_ in known.options:
                return known.options[id_].name
            fields = self.definition.sheet_of(contest or "").fields
            if id_ in fields:
                return fields[id_].name
        return measure_label(id_)

    def whose(self, finding: Finding) -> str:
        """Whose figures a finding is about, where it could be another's and its sentence does not
        say; else nothing."""
        result = self._result.contests.get(finding.contest or "")
        name = self.source(finding.source)
        several = result is not None and len(result.totals) > 1
        return name if several and name and name not in finding.message else ""

    def which(self, finding: Finding) -> str:
        """Which contest a finding is about, where there are several and its sentence does not say;
        else nothing."""
        name = self.contest(finding.contest)
        return name if len(self.definition.contests) > 1 and name not in finding.message else ""

    def subject(self, run: CheckRun) -> str:
        """What a check was run over, with names for the ids of relations, sources and levels."""
        if run.subject in _SUBJECTS:
            return _(_SUBJECTS[run.subject])
        if run.code in _RELATIONS and run.contest in self.definition.contests:
            stated, colon, relation = run.subject.rpartition(": ")
            with suppress(RelationError):
                words = sum_in_words(self.definition, run.contest, relation, {}).text
                return f"{self.level(stated)}{colon}{words}"
        parts = re.split(r"( / |, |: )", run.subject)
        levels = self.definition.all_levels
        return "".join(
            self.source(part)
            if part in self.definition.sources
            else self.level(part)
            if part in levels
            else part
            for part in parts
        )

    def level(self, id_: str) -> str:
        """A level's name."""
        return self.definition.level_name(id_)

    def area(self, id_: str | None) -> str:
        """An area's or station's name."""
        return self._areas.get(id_ or "", id_ or "")

    def register(self, id_: str | None) -> str:
        """A register, said with its voters."""
        register = self.definition.registers.get(id_ or "")
        if register is None:
            return id_ or _("no register")
        return _("{register}: {voters} voters").format(register=id_, voters=number(register.voters))

    def threshold_base(self, contest: str) -> str | None:
        """What the threshold of a contest's rule is a share of; None where it has none."""
        known = self.definition.contests.get(contest)
        threshold = known.rule.threshold if known and known.rule else None
        return threshold.of if threshold else None

    def seats(self, contest: str) -> int:
        """How many seats a contest's rule gives; 0 where it has no rule."""
        known = self.definition.contests.get(contest)
        return known.rule.seats if known and known.rule else 0

    def options(self, contest: str) -> list[str]:
        """The ids of a contest's options, in the order of the ballot."""
        known = self.definition.contests.get(contest)
        return list(known.options) if known else []

    def shares(self, contest: str, totals: Totals) -> dict[str, Fraction]:
        """Each option's share of the options' votes on the sheets held.

        None where none has votes, or where votes for any option are not on the sheets or could not
        be read: what the shares would be shares of is not known then.
        """
        held = totals.options
        if any(totals.incomplete.get(option) for option in held):
            return {}
        if any(o not in held for o in counted_options(self.definition, contest, held)):
            return {}
        whole = sum(held.values())
        return {option: Fraction(votes, whole) for option, votes in held.items() if whole}

    @cached_property
    def _areas(self) -> Mapping[str, str]:
        names = {area.id: area.name for area in self._result.election.areas}
        for contest in self._result.contests.values():
            for table in contest.areas.values():
                names |= dict(zip(table.areas, table.names, strict=False))
            for comparison in contest.sources:
                names |= {item.station: item.name for item in comparison.largest}
        return names


def measure_label(id_: str) -> str:
    """What a measure is called; any other id stands for itself."""
    labels = {
        "registered": _("Voters on the list"),
        "cast": _("Voters who took part"),
        "valid": _("Valid votes"),
        "invalid": _("Invalid votes"),
    }
    return labels.get(id_, id_)


def tier_label(tier: Tier) -> str:
    """A tier's name."""
    labels = {
        Tier.DECISIVE: _("Decisive"),
        Tier.STRONG: _("Strong"),
        Tier.INDICATIVE: _("Indicative"),
    }
    return labels[tier]


def tier_in_short(tier: Tier, count: int) -> str:
    """What so many findings of a tier are, in two or three words below their number."""
    match tier:
        case Tier.DECISIVE:
            return ngettext("contradiction", "contradictions", count)
        case Tier.STRONG:
            return ngettext("statistical anomaly", "statistical anomalies", count)
        case Tier.INDICATIVE:
            return ngettext("warning or note", "warnings and notes", count)


def tier_meaning(tier: Tier) -> str:
    """What a tier can carry, in a sentence or two."""
    meanings = {
        Tier.DECISIVE: _(
            "Arithmetic and logic: two statements that cannot both be right. A verdict on a "
            "result comes from here alone. It does not say which of the two is wrong."
        ),
        Tier.STRONG: _(
            "A published statistical test that was calibrated on elections known to be clean. "
            "What it finds is an anomaly, and no more than that."
        ),
        Tier.INDICATIVE: _(
            "Warnings, gaps and estimates: worth a look, but no contradiction. "
            "Nothing here speaks against a result by itself."
        ),
    }
    return meanings[tier]


def verdict_label(verdict: Verdict | None) -> str:
    """A verdict's name; none is a claim that is only recorded."""
    labels = {
        "holds": _("Holds"),
        "refuted": _("Refuted"),
        "undecided": _("Undecided"),
    }
    return _("Recorded") if verdict is None else labels[verdict]


def determined_label(determined: Determined) -> str:
    """Whether the sheets held settle a question."""
    labels = {
        Determined.YES: _("Determined: no missing sheet can change it"),
        Determined.NO: _("Open: the missing sheets could change it"),
        Determined.UNKNOWN: _("Unknown: nothing bounds the missing sheets"),
    }
    return labels[determined]


def determined_word(determined: Determined) -> str:
    """The same in a word, for a column of a table."""
    words = {
        Determined.YES: _("determined"),
        Determined.NO: _("open"),
        Determined.UNKNOWN: _("unknown"),
    }
    return words[determined]


def stage_label(stage: str) -> str:
    """What the act that a return comes from is called."""
    labels = {
        "preliminary": _("preliminary"),
        "count": _("count"),
        "canvass": _("canvass"),
        "recount": _("recount"),
        "ruling": _("ruling"),
        "rerun": _("rerun"),
        "final": _("final"),
    }
    return labels.get(stage, stage)


def base_label(base: str) -> str:
    """What a threshold is a share of."""
    labels = {
        "valid": _("valid votes"),
        "cast": _("voters who took part"),
        "registered": _("voters on the list"),
    }
    return labels.get(base, base)


def link_label(kind: str) -> str:
    """How one claim stands to another."""
    labels = {
        "asserts": _("asserts the same as"),
        "denies": _("denies"),
        "relies_on": _("relies on"),
    }
    return labels.get(kind, kind)


def seats_said(least: int, most: int) -> str:
    """A number of seats, with what a tie or a rounded base leaves open."""
    if most <= least:
        return number(least)
    template = _("{least} or {most}") if most == least + 1 else _("{least} to {most}")
    return template.format(least=number(least), most=number(most))


def code_title(code: Code) -> str:
    """A finding code's title in the language in force."""
    return _(code.title)


def check_title(name: str) -> str:
    """What a check is called: its code's title, or the code where no title is known."""
    code = CODES.get(name)
    return name if code is None else code_title(code)


def coverage(held: int, known: int | None) -> str:
    """How many stations are held, of how many there are."""
    if known is None:
        return _("{held} stations held; nobody says of how many").format(held=number(held))
    return _("{held} of {known} stations held").format(held=number(held), known=number(known))


def held_of(held: int, known: int | None) -> str:
    """The same of whatever returns: sheets, or areas of a level."""
    if known is None:
        return _("{held} held; nobody says of how many").format(held=number(held))
    return _("{held} of {known} held").format(held=number(held), known=number(known))
