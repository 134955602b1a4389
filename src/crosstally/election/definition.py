"""``election.yaml``: what was asked of voters, and where its figures stand.

The models here are the format. Their JSON Schema is published in ``docs/schema``.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BeforeValidator,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    StringConstraints,
    model_validator,
)

from crosstally.election.document import DIGITS as DIGITS
from crosstally.election.document import Count as Count
from crosstally.election.document import Document as Document
from crosstally.election.document import Identifier as Identifier
from crosstally.election.document import Moment as Moment
from crosstally.election.document import PercentText as PercentText
from crosstally.election.document import ShareText as ShareText
from crosstally.election.document import Text as Text
from crosstally.election.document import json_schema as json_schema
from crosstally.election.document import normalised as normalised
from crosstally.election.document import short_name
from crosstally.election.levels import LevelIds, named_levels
from crosstally.election.lists import Lists
from crosstally.election.marks import MarkKind as MarkKind
from crosstally.election.marks import SheetMark as SheetMark
from crosstally.election.rule import Rule as Rule
from crosstally.election.rule import RunnerUp as RunnerUp
from crosstally.election.rule import Threshold as Threshold
from crosstally.election.sheet import ControlRelation as ControlRelation
from crosstally.election.sheet import Measures as Measures
from crosstally.election.sheet import SheetField as SheetField
from crosstally.election.sheet import SheetTemplate as SheetTemplate
from crosstally.words import _


class Stage(StrEnum):
    """Which act a return comes from, earliest first."""

    PRELIMINARY = "preliminary"
    COUNT = "count"
    CANVASS = "canvass"
    RECOUNT = "recount"
    RULING = "ruling"
    RERUN = "rerun"
    FINAL = "final"


STAGE_ORDER: dict[Stage, int] = {stage: order for order, stage in enumerate(Stage)}


class Act(IntEnum):
    """Acts whose figures may lawfully differ: a count is not a recount. The final figures are of
    all of them, and are held against any but the preliminary."""

    PRELIMINARY = 0
    COUNT = 1
    REVISION = 2
    FINAL = 3

    @classmethod
    def of(cls, stage: Stage) -> Act:
        """The act that a stage belongs to."""
        match stage:
            case Stage.PRELIMINARY:
                return cls.PRELIMINARY
            case Stage.RECOUNT | Stage.RULING | Stage.RERUN:
                return cls.REVISION
            case Stage.FINAL:
                return cls.FINAL
            case _:
                return cls.COUNT


class SourceKind(StrEnum):
    """Who states a figure."""

    AUTHORITY = "authority"
    PARTY = "party"
    OBSERVER = "observer"
    MEDIA = "media"


class Place(Document):
    """The whole area in which the election was held: the root of every tree."""

    id: Text = "all"
    name: Text = Field(default_factory=lambda: _("All areas"))
    """Left out, “All areas” in the language in force."""


class Source(Document):
    """Somebody who states figures."""

    name: Text
    kind: SourceKind = SourceKind.AUTHORITY
    """Who it is; all are checked alike."""
    note: Text | None = None


class Register(Document):
    """A stated number of registered voters of the whole election."""

    voters: Count
    source: Identifier | None = None
    """Who stated it: one of `sources`."""
    at: Moment | None = None
    printed_in: Text | None = None
    """Where it was printed."""
    note: Text | None = None


class Release(Document):
    """What has to be so before the evidence of an election is published."""

    keys: Annotated[int, Field(ge=1, le=9)] = 1
    """How many persons have to sign a pack, each with a key of their own."""
    embargo: Moment | None = None
    """No pack is built before this day."""


class Option(Document):
    """A party list or candidate one can vote for."""

    name: Text
    aliases: list[Text] = []
    members: list[Identifier] = []
    """Where it is an alliance: the options whose votes may have been counted under it."""


class Publication(Document):
    """Figures that must be published by a day, for every area of a level."""

    level: Identifier
    what: list[Identifier] = []
    """Fields and options; left out, every option."""
    by: Moment | None = None
    source: Text | None = None
    """The law article, or who promised it."""


class Contest(Document):
    """One question on the ballot."""

    name: Text | None = None
    options: Annotated[
        dict[
            Identifier,
            Annotated[
                Option, BeforeValidator(short_name, json_schema_input_type=str | int | Option)
            ],
        ],
        Field(min_length=1),
    ]
    sheet: Identifier | None = None
    """The sheet template; left out, the only one there is."""
    rule: Rule | None = None
    """Left out, whoever has the most votes wins."""
    lists: Lists = Lists()
    """Who takes the seats of a list; left out, in the order of the list."""
    publication: list[Publication] = []
    """What must be published, and by when; what is not there is a finding."""
    parallel_to: list[Identifier] = []
    """Contests held at the same stations on the same day with one ballot each."""


ColumnNames = Annotated[
    list[Text],
    BeforeValidator(
        lambda value: value if isinstance(value, list) else [value],
        json_schema_input_type=Text | list[Text],
    ),
    Field(min_length=1),
]
"""One column, or several whose values are joined with ``/``."""


class Columns(Document):
    """Which columns of a file mean what."""

    station: ColumnNames | None = None
    """The station's code; several columns are joined with ``/``."""
    station_name: Text | None = None
    areas: dict[Identifier, Text] = {}
    """Level → column. Levels of any tree; the root needs none."""
    channel: Text | None = None
    """The column that says how the votes came."""
    copy_id: Annotated[Text | None, Field(alias="copy")] = None
    attributes: list[Text] = []
    """Columns that say what kind of station it is (prison, abroad, ship, postal)."""
    fields: dict[Identifier, Text] = {}
    """Field of the sheet → column; a field that is not named here is not read."""
    options: dict[Identifier, Text] = {}
    """Left out, each option is looked for by its id, name and aliases."""
    option: Text | None = None
    """Long layout: the column that names the option or field."""
    votes: Text | None = None
    """Long layout: the column with its figure."""


class ReturnsFile(Document):
    """A file of returns: whose they are, of which act, and how to read it."""

    file: Text
    """Path inside the election folder; ``*`` stands for several files of one shape."""
    source: Identifier
    """Whose figures they are: one of `sources`."""
    contest: Identifier | None = None
    """Needed where there are several contests."""
    stage: Stage = Stage.COUNT
    """Which act they come from."""
    level: Identifier | None = None
    """The level its rows stand at; left out, the station."""
    channel: Text | None = None
    """How these votes came (`post`, `abroad`), where the whole file is of one channel."""
    at: Moment | None = None
    """As of when."""
    format: Literal["csv", "xlsx", "parquet", "actasum", "eml", "nist"] | None = None
    """Left out, the file's name says it."""
    layout: Literal["wide", "long"] = "wide"
    """`wide`: one row a station; `long`: one row a figure."""
    encoding: Text | None = None
    """Left out, it is recognised (UTF-8, cp1251 and others)."""
    delimiter: Annotated[str, StringConstraints(pattern=r'^[^"\r\n]$')] | None = None
    """One sign; left out, it is recognised."""
    thousands: Annotated[str, StringConstraints(pattern=r'^[^0-9"\r\n]$')] | None = None
    """The mark between thousands; without it ``1,234`` is no figure."""
    header_row: Annotated[int, Field(ge=1, le=1_000), DIGITS] = 1
    header_rows: Annotated[int, Field(ge=1, le=10), DIGITS] = 1
    """How many rows the columns' names take, ``header_row`` being the last: a column is called by
    the lowest of them that is not empty (merged cells)."""
    worksheet: Text | None = None
    """Left out, the first that is not hidden."""
    member: Text | None = None
    """The file inside a ``.zip``; left out, the only one there is."""
    rows: dict[Text, list[Text]] = {}
    """Only rows in which these columns hold one of these texts."""
    leave_out: dict[Text, list[str]] = {}
    """Rows in which one of these columns holds one of these texts are no returns (a row of totals,
    of units, of column numbers). An empty text stands for an empty cell."""
    empty: Literal["empty", "zero", "zero_beside_votes"] = "empty"
    """What a cell with nothing in it means: no figure; ``zero``; or (``zero_beside_votes``, wide
    layout) zero for an option where its row has votes for another, and else no figure."""
    empty_marks: list[Text] = []
    """Texts that stand for nothing, such as ``-`` or ``n/a``."""
    columns: Columns = Columns()


class Counted(Document):
    """What an announcement says of the sheets it counted."""

    share: ShareText
    of_stations: Annotated[int, Field(ge=1, le=10**12), DIGITS] | None = None


class AreaFigures(Document):
    """The figures an announcement states for one area."""

    counts: dict[Identifier, Count] = {}
    """Votes by option."""
    percent: dict[Identifier, PercentText] = {}
    """Printed percentages by option, with every printed digit."""
    percent_of: Literal["valid", "cast", "registered"] = "valid"
    """What the percentages are shares of."""
    fields: dict[Identifier, Count] = {}
    """Fields of the sheet, and ``registered``, ``cast``, ``valid``, ``invalid``."""
    rounded_to: dict[Identifier, Annotated[int, Field(ge=1), DIGITS]] = {}
    """For a rounded count, the unit it was rounded to: 1000 for "6,694,000"."""
    turnout: PercentText | None = None
    """Printed turnout: ``cast`` as a share of ``registered``."""
    seats: dict[Identifier, Count] = {}
    """Seats by option."""


class Announcement(AreaFigures):
    """A return at a level above the station, stated at a moment."""

    id: Identifier
    source: Identifier
    contest: Identifier | None = None
    stage: Stage = Stage.FINAL
    at: Moment | None = None
    area: Text | None = None
    """Left out, the whole place."""
    printed_in: Text | None = None
    """Where it was printed."""
    counted: Counted | None = None
    """The share of sheets that it says it counted."""
    register_id: Annotated[Identifier | None, Field(alias="register")] = None
    """The register its turnout is stated on, where it says so."""
    note: Text | None = None
    areas: dict[Text, AreaFigures] = {}
    """The same announcement's figures for areas below."""
    replaces: Identifier | None = None
    """The announcement that this one corrects; it stays on file."""


class Announcements(Document):
    """``announcements.yaml``."""

    announcements: list[Announcement] = []


class Definition(Document):
    """``election.yaml``."""

    crosstally: Literal[1] = 1
    id: Identifier
    title: Text
    date: Moment
    """The voting day."""
    place: Place = Field(default_factory=Place)
    levels: LevelIds = ["country", "station"]
    """Outermost first. The first is the whole place, the last the station. Written as `id: name`
    each has a name for reports."""
    trees: dict[Identifier, LevelIds] = {}
    """Other trees over the same stations, such as constituencies."""
    stations: Count | None = None
    """How many stations there are, where that is known. Where areas.csv lists as many, those that
    it says were annulled, postponed or never opened are taken off."""
    sources: Annotated[
        dict[
            Identifier,
            Annotated[
                Source, BeforeValidator(short_name, json_schema_input_type=str | int | Source)
            ],
        ],
        Field(min_length=1),
    ]
    registers: dict[Identifier, Register] = {}
    """Stated numbers of registered voters; there may be several, and they may disagree."""
    sheets: dict[Identifier, SheetTemplate] = {}
    """Sheet templates."""
    contests: Annotated[dict[Identifier, Contest], Field(min_length=1)]
    returns: list[ReturnsFile] = []
    release: Release = Field(default_factory=Release)
    note: Text | None = None
    _level_names: dict[str, str] = PrivateAttr(default_factory=dict)

    @model_validator(mode="wrap")
    @classmethod
    def _with_level_names(cls, value: Any, read: ModelWrapValidatorHandler[Self]) -> Self:
        definition = read(value)
        if isinstance(value, dict):
            definition._level_names.update(named_levels(value))
        return definition

    def level_name(self, level: str) -> str:
        """What a level is called in reports; one that has no name goes by its id."""
        return self._level_names.get(level, level)

    @property
    def station_level(self) -> str:
        """The name of the leaf level, shared by every tree."""
        return self.levels[-1]

    @property
    def all_levels(self) -> list[str]:
        """Every level of every tree, once, outermost first."""
        names = list(self.levels[:-1])
        for levels in self.trees.values():
            names += [level for level in levels if level not in (*names, self.levels[-1])]
        return [*names, self.levels[-1]]

    def sheet_of(self, contest: str) -> SheetTemplate:
        """The sheet template of a contest; one without fields where none is defined."""
        name = self.contests[contest].sheet
        if name is not None:
            return self.sheets[name]
        return next(iter(self.sheets.values())) if len(self.sheets) == 1 else SheetTemplate()

    @model_validator(mode="after")
    def _levels_differ(self) -> Self:
        if len({level.casefold() for level in self.all_levels}) != len(self.all_levels):
            raise ValueError(_("two levels differ in case only"))
        return self
