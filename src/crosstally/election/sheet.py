"""The sheet template: the form a station fills in, its fields and its control relations."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from crosstally.election.document import (
    DIGITS,
    Count,
    DecimalText,
    Document,
    Identifier,
    Moment,
    PercentText,
    Text,
    short_name,
)
from crosstally.election.marks import SheetMark
from crosstally.election.printed import Printed
from crosstally.election.relations import (
    OPTIONS,
    Linear,
    Relation,
    RelationError,
    parse_linear,
    parse_relation,
)
from crosstally.words import _

LONGEST_TOLERANCE = 12
"""Characters of a tolerance in percent: its digits multiply the figures of a table."""
MOST_PAGES = 1_000
"""Of one sheet."""
MOST_MARKS = 20


class SheetField(Document):
    """A figure that the sheet asks for, beside the options."""

    name: Text
    note: Text | None = None


def _parsed_relation(text: str) -> str:
    try:
        relation = parse_relation(text)
    except RelationError as error:
        raise ValueError(_("is no relation: {why}").format(why=error)) from None
    if not relation.difference.terms:
        raise ValueError(
            _("speaks of no figure: it would hold on every sheet, or break on every one")
        )
    return text


def _parsed_linear(text: str) -> str:
    try:
        linear = parse_linear(text)
    except RelationError as error:
        raise ValueError(_("is no sum of fields: {why}").format(why=error)) from None
    if linear.constant or not linear.terms:
        why = _("a measure has no number that stands on no sheet")
        raise ValueError(_("is no sum of fields: {why}").format(why=why))
    return text


def _few_digits(text: str) -> str:
    if len(text) > LONGEST_TOLERANCE:
        message = _("a tolerance has at most {count} characters")
        raise ValueError(message.format(count=LONGEST_TOLERANCE))
    return text


class ControlRelation(Document):
    """A relation that the figures of one sheet obey: by law (*must*) or as a rule (*should*)."""

    relation: Annotated[Text, AfterValidator(_parsed_relation)]
    strength: Literal["must", "should"] = "must"
    tolerance: Count = 0
    """How many votes it may be off."""
    tolerance_percent: Annotated[PercentText, AfterValidator(_few_digits)] | None = None
    """Or how much of the right-hand side it may be off."""
    source: Text | None = None
    """The law article that says so."""
    because: Text | None = None
    """Why sheets may depart from it, or what else is known of it: said once beside its findings, as
    the folder's own words."""

    @property
    def parsed(self) -> Relation:
        """The relation as left, operator, right."""
        return parse_relation(self.relation)

    @property
    def relative_tolerance(self) -> Fraction:
        """The relative tolerance as a share of one."""
        text = self.tolerance_percent
        return Printed.percent(text).value if text else Fraction(0)


_Sum = Annotated[Text, AfterValidator(_parsed_linear)]


MEASURES = ("registered", "cast", "valid", "invalid")


class Measures(Document):
    """Which figures of the sheet the law's words mean, as sums of fields.

    Left out, a field of the same name is taken; ``valid`` falls back to the sum of the options
    and ``cast`` to ``valid + invalid``.
    """

    registered: _Sum | None = None
    """Voters on the list."""
    cast: _Sum | None = None
    """Voters who took part: ballots found, valid and invalid."""
    valid: _Sum | None = None
    invalid: _Sum | None = None


class HiddenRegion(Document):
    """A part of the sheet that no published picture shows: names, signatures, a stamp."""

    page: Annotated[int, Field(ge=1, le=MOST_PAGES), DIGITS] | None = None
    """Counted from 1; left out, on every page."""
    left: DecimalText
    """Where it begins, as a part of the picture's width: 0.1 is a tenth from its left edge."""
    top: DecimalText
    """Where it begins, as a part of the picture's height, from its upper edge."""
    right: DecimalText
    """Where it ends, as a part of the width."""
    bottom: DecimalText
    """Where it ends, as a part of the height."""
    why: Text | None = None
    """What stands there."""

    @field_validator("right", "bottom")
    @classmethod
    def _ends_after_it_begins(cls, value: str, info: ValidationInfo) -> str:
        start = info.data.get("left" if info.field_name == "right" else "top")
        if start is not None and Fraction(value) <= Fraction(start):
            raise ValueError(_("the region ends before it begins: nothing would be hidden"))
        return value

    @property
    def box(self) -> tuple[Fraction, Fraction, Fraction, Fraction]:
        """Left, top, right and bottom as parts of one."""
        return Fraction(self.left), Fraction(self.top), Fraction(self.right), Fraction(self.bottom)


class SheetTemplate(Document):
    """The form a station fills in: its fields and the relations between them."""

    fields: dict[
        Identifier,
        Annotated[
            SheetField, BeforeValidator(short_name, json_schema_input_type=str | int | SheetField)
        ],
    ] = {}
    measures: Measures = Measures()
    voters_list: Literal["station", "channel"] | None = None
    """Whose list of voters it is where votes came by several ways (channels): the `station`'s, one
    list whichever way's row states it, or one of each `channel`, which are added up. Left out, it
    is the station's where at every station the rows state the same list, or one of them states it
    and the others' cells are empty."""
    relations: list[ControlRelation] = []
    marks: Annotated[dict[Identifier, SheetMark], Field(max_length=MOST_MARKS)] = {}
    """What the sheet should bear beside its figures: stamps, serial numbers, signatures."""
    hide: list[HiddenRegion] | None = None
    """What published pictures of the sheet do not show. Without this list none is published;
    `[]` says that nothing on the sheet has to be hidden."""
    law: Text | None = None
    valid_from: Moment | None = None

    @field_validator("marks")
    @classmethod
    def _no_mark_is_a_column(cls, value: dict[str, SheetMark]) -> dict[str, SheetMark]:
        taken = sorted({"station", "sheet"} & value.keys())
        if taken:
            message = _("no mark is called {name}: the table of marks has such a column")
            raise ValueError(message.format(name=taken[0]))
        return value

    def measure(self, name: str) -> Linear | None:
        """The sum of fields (and ``options``) that a measure means on this sheet, or None."""
        written = getattr(self.measures, name)
        if written is not None:
            return parse_linear(written)
        if name in self.fields:
            return Linear({name: 1})
        if name == "valid":
            return Linear({OPTIONS: 1})
        if name == "cast" and "invalid" in self.fields:
            valid = self.measure("valid") or Linear()
            return valid.plus(Linear({"invalid": 1}))
        return None

    @property
    def within_the_list(self) -> ControlRelation | None:
        """The relation that says: no more voters took part than there are on the list."""
        cast, registered = self.measure("cast"), self.measure("registered")
        if cast is None or registered is None:
            return None
        beyond = cast.plus(registered, -1)
        sides = {"<=": beyond, ">=": beyond.scaled(-1)}
        for relation in self.relations:
            if relation.parsed.difference == sides.get(relation.parsed.operator):
                return relation
        return None

    @property
    def counts_within_the_list(self) -> list[tuple[Linear, bool]]:
        """Sums of fields, such as ballots handed out, that a relation holds to the voters on the
        list, and whether it *must* hold: where a law does not count ballots found, turnout is one
        of these. A part of the ballots found, such as the invalid ones, is no turnout; their valid
        part may be one."""
        registered, cast = self.measure("registered"), self.measure("cast")
        found = []
        for item in self.relations:
            less, more = item.parsed.left, item.parsed.right
            if item.parsed.operator == ">=":
                less, more = more, less
            named = OPTIONS not in less.terms and set(less.terms.values()) == {1}
            limited = item.parsed.operator in ("<=", ">=") and more == registered
            if limited and named and less != cast and not self._is_part_of_cast(less):
                found.append((less, item.strength == "must"))
        return found

    def _is_part_of_cast(self, count: Linear) -> bool:
        """Whether a count is one of several that make up the ballots found."""
        cast = self.measure("cast")
        if cast is None or count == self.measure("valid"):
            return False
        sums = [cast]
        for relation in (item.parsed for item in self.relations):
            if relation.operator == "==" and cast in (relation.left, relation.right):
                sums += [relation.left, relation.right]
        return count == self.measure("invalid") or any(
            count.names < one.names and min(one.terms.values()) > 0 for one in sums
        )

    @property
    def beyond_the_list(self) -> bool:
        """Whether a relation lets voters beyond the list vote: it is a *should*, and no other says
        that nobody may."""
        registered, within = self.measure("registered"), self.within_the_list
        if within is not None and within.strength == "must" and not within.tolerance:
            return bool(within.relative_tolerance)
        return registered is not None and any(
            relation.strength == "should" and registered.names & relation.parsed.right.names
            for relation in self.relations
        )

    def options_are_valid(self, options: Collection[str]) -> bool:
        """Whether valid votes are those for options and no other, as far as the sheet says.

        Where blank votes are valid, its measures or relations say so. ``options``: the contest's.
        """
        if self.measures.valid is not None:
            linear = self.measure("valid")
            return linear is not None and linear.terms == {OPTIONS: 1}
        for relation in self.relations:
            names = set(relation.parsed.names)
            if "valid" in names and relation.parsed.operator == "==":
                spoken = {OPTIONS} if OPTIONS in names else set(options)
                if spoken <= names:
                    return names == {"valid", *spoken}
        return True
