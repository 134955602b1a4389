"""Reading ``claims.yaml`` and holding it against the election's definition."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

from crosstally.claims.judging.judge import EXTREMES
from crosstally.claims.judging.measured import SHARES
from crosstally.claims.statement import Claim, Claims, Comparison, Measure, Other, Quantifier, Test
from crosstally.election.areas import AreaLookup
from crosstally.election.crossreferences import nothing_called
from crosstally.election.definition import Contest
from crosstally.election.folder import Election
from crosstally.election.printed import Printed
from crosstally.election.salvage import salvaged
from crosstally.election.validation import validated
from crosstally.election.yaml_source import Location, YamlSource, read_yaml
from crosstally.problems import InputError, Problem, links_outside, shown_path, suggestion
from crosstally.words import _

FILE = "claims.yaml"
_FRACTION = re.compile(r"\d{1,4}/[1-9]\d{0,3}")
"""“2/3”: an exact share."""
_WHOLE = frozenset({Measure.RANK, Measure.SEATS, Measure.OPTIONS, Measure.STATIONS})


def load_claims(election: Election, areas: AreaLookup | None = None) -> tuple[Claim, ...]:
    """The claims of an election folder; none where it has no ``claims.yaml``.

    ``areas``: every area that is known, returns included; left out, those of ``areas.csv``, and
    areas are then checked only where that file names them. Raises ``InputError`` with every
    problem: line, column, and the nearest name that is known.
    """
    path = election.file(FILE)
    if path is None:
        return ()
    source = read_yaml(path, shown_path(path))
    return check_claims(source, election, areas)


def problems_of_form(folder: Path) -> list[Problem]:
    """What is wrong with ``claims.yaml`` whatever the folder's other files say: syntax and keys."""
    path = folder / FILE
    if not path.is_file() or links_outside(folder, [path]):
        return []
    try:
        validated(Claims, read_yaml(path, shown_path(path)))
    except InputError as error:
        return error.problems
    return []


def check_claims(
    source: YamlSource, election: Election, areas: AreaLookup | None = None
) -> tuple[Claim, ...]:
    """The claims of a document that has been parsed; as ``load_claims``."""
    read = salvaged(Claims, source)
    claims = () if read.document is None else tuple(read.document.claims)
    checker = _Checker(read.source, election, areas or election.areas)
    for i, claim in enumerate(claims):
        checker.claim(("claims", i), claim, [item.id for item in claims])
    problems = read.problems + read.beyond(checker.problems)
    if problems:
        raise InputError(problems)
    return claims


class _Checker:
    def __init__(self, source: YamlSource, election: Election, areas: AreaLookup) -> None:
        self.source = source
        self.election = election
        self.definition = election.definition
        self.areas = areas
        self.problems: list[Problem] = []

    def claim(self, location: Location, claim: Claim, ids: list[str]) -> None:
        index = location[-1]
        assert isinstance(index, int)
        if claim.id in ids[:index]:
            self._report((*location, "id"), _("another claim has this id"), claim.id)
        for j, link in enumerate(claim.links):
            place = (*location, "links", j, "claim")
            if link.claim == claim.id:
                self._report(place, _("a claim is linked to itself"), link.claim)
            else:
                self._need(place, "claim", link.claim, ids)
        if claim.test is not None:
            self._test((*location, "test"), claim.test)
        for j, clause in enumerate(claim.clauses):
            if clause.test is not None:
                self._test((*location, "clauses", j, "test"), clause.test)

    def _test(self, location: Location, test: Test) -> None:
        contests = self.definition.contests
        if test.contest is None and len(contests) > 1:
            self._report(location, _("which contest? there are several"), None, list(contests))
            return
        if not self._need((*location, "contest"), "contest", test.contest, list(contests)):
            return
        contest = contests[test.contest or next(iter(contests))]
        options = list(contest.options)
        self._need((*location, "option"), "option", test.option, options)
        for i, name in enumerate(test.leave_out):
            self._need((*location, "except", i), "option", name, options)
        for i, name in enumerate(test.together_with):
            self._need((*location, "together_with", i), "option", name, options)
        self._need((*location, "ahead_of"), "option", test.ahead_of, options)
        self._members(location, test, contest)
        self._need((*location, "source"), "source", test.source, list(self.definition.sources))
        self._need((*location, "level"), "level", test.level, self.definition.all_levels)
        if test.area is not None:
            self._area((*location, "area"), test.area)
        if test.over == "options" and set(options) <= set(test.leave_out):
            self._report((*location, "except"), _("every option is excepted: none is asked"))
        self._shape(location, test)
        pair = test.comparison
        if pair is not None:
            self._operand((*location, pair[0].value), test, contest, *pair)

    def _members(self, location: Location, test: Test, contest: Contest) -> None:
        """An alliance is no further option beside its own members."""
        named = [test.option, *test.together_with, test.ahead_of] if test.combined else []
        for name in named:
            members = contest.options[name].members if name in contest.options else ()
            twice = next((one for one in members if one in named), None)
            if twice is not None:
                message = _("{member} is a member of {alliance}: its votes would count twice")
                self._report(location, message.format(member=twice, alliance=name))

    def _shape(self, location: Location, test: Test) -> None:
        """Keys that only make sense together."""
        over_areas = test.over == "areas" and test.quantifier is not Quantifier.ITSELF
        if over_areas and test.level is None:
            self._report(
                location,
                _("the quantifier {word} needs a level").format(word=test.quantifier.value),
                hint=_("`level` says which areas are meant: {names}").format(
                    names=", ".join(self.definition.all_levels)
                ),
            )
        if test.quantifier in EXTREMES and test.over == "areas" and test.area is None:
            message = _("{word} needs the area that is said to have it")
            self._report(location, message.format(word=test.quantifier.value))
        if test.over == "options":
            if test.quantifier is Quantifier.ITSELF:
                self._report(
                    location,
                    _("over: options needs a quantifier"),
                    hint=_("one of: {names}").format(
                        names="every, some, none, exactly, at_least, at_most, highest, lowest"
                    ),
                )
            needs_one = test.quantifier in EXTREMES
            if needs_one and test.option is None:
                message = _("{word} over options needs an option")
                self._report(location, message.format(word=test.quantifier.value))
            if not needs_one and test.option is not None:
                self._report(
                    (*location, "option"),
                    _("over: options asks every option; leave `option` out"),
                    test.option,
                )
        elif test.leave_out:
            self._report((*location, "except"), _("except goes with over: options"))

    def _operand(
        self,
        location: Location,
        test: Test,
        contest: Contest,
        comparison: Comparison,
        operand: str | Other,
    ) -> None:
        if isinstance(operand, str):
            self._number(location, test, operand)
            return
        self._need((*location, "option"), "option", operand.option, list(contest.options))
        if operand.area is not None:
            self._area((*location, "area"), operand.area)
        self._need(
            (*location, "announcement"),
            "announcement",
            operand.announcement,
            [announcement.id for announcement in self.election.announcements],
        )
        if operand.threshold and (contest.rule is None or contest.rule.threshold is None):
            self._report((*location, "threshold"), _("the contest's rule has no threshold"))
        if operand.threshold and test.measure is not Measure.SHARE:
            self._report(location, _("the threshold is compared with the measure share"))

    def _number(self, location: Location, test: Test, text: str) -> None:
        if test.measure in SHARES:
            if _FRACTION.fullmatch(text.strip()):
                self._fraction(location, test, text)
                return
            if not text.strip().endswith("%"):
                self._report(
                    location,
                    _("{measure} is a percentage").format(measure=test.measure.value),
                    text,
                    hint=_("Write {number} if that is meant.").format(number=f"{text.strip()}%"),
                )
                return
            read, most = Printed.percent, None if test.measure is Measure.TURNOUT else 1
        else:
            read, most = Printed.plain, None
            if not text.strip().isdecimal():
                message = (
                    _("{measure} is a whole number")
                    if test.measure in _WHOLE
                    else _("{measure} is a count")
                )
                self._report(
                    location,
                    message.format(measure=test.measure.value),
                    text,
                    hint=_("Write digits only, without marks between thousands."),
                )
                return
        try:
            value = read(text).value
        except ValueError as error:
            self._report(location, str(error), text)
            return
        if most is not None and value > most:
            self._report(location, _("is more than the whole, 100 percent"), text)
        if test.measure is Measure.RANK and value < 1:
            self._report(location, _("the first place is 1"), text)

    def _fraction(self, location: Location, test: Test, text: str) -> None:
        """“2/3” of the vote."""
        if test.about is not None:
            message = _("a fraction is exact; write a percentage where about as much is meant")
            self._report(location, message, text)
        elif Fraction(text) > 1 and test.measure is not Measure.TURNOUT:
            self._report(location, _("is more than the whole, 100 percent"), text)

    def _area(self, location: Location, text: str) -> None:
        """Areas are checked only where some are known beyond the whole place."""
        found = self.areas.find(text)
        if len(found) == 1 or len(self.areas) <= 1:
            return
        if found:
            self._report(
                location,
                _("several areas have this name"),
                text,
                hint=_("Use the id: {ids}").format(ids=", ".join(area.id for area in found)),
            )
        else:
            known = [word for area in self.areas for word in (area.id, area.name)]
            hint = suggestion(text, known) or _("A polling station is named by `station:`.")
            self._report(location, _("there is no such area"), text, hint=hint)

    def _need(self, location: Location, kind: str, name: str | None, known: list[str]) -> bool:
        if name is None or name in known:
            return True
        self._report(location, nothing_called(kind), name, known)
        return False

    def _report(
        self,
        location: Location,
        message: str,
        read: str | None = None,
        known: list[str] | None = None,
        hint: str | None = None,
    ) -> None:
        where = self.source.where(location)
        if known is not None:
            hint = suggestion(read, known) if read is not None else ", ".join(known)
        self.problems.append(
            self.source.problem(location, f"{where}: {message}", read=read, hint=hint)
        )
