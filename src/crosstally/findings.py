"""Finding codes, their tiers, and the finding itself: the one object that every face shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from crosstally import words


class Tier(StrEnum):
    """How much a finding can carry. The three are never mixed.

    A verdict on a result comes from the decisive tier alone.
    """

    DECISIVE = "decisive"
    """Arithmetic and logic: two things that cannot both be right."""
    STRONG = "strong"
    """A published, calibrated statistical test. Called an anomaly, never more."""
    INDICATIVE = "indicative"
    """Warnings, gaps, pictures and estimates: worth a look, no contradiction."""


@dataclass(frozen=True)
class Code:
    """What a finding code stands for, in words for ``crosstally explain``."""

    name: str
    tier: Tier
    title: str
    means: str
    does_not_mean: str
    source: str
    of_voters: bool = False
    """Whether its size counts voters on lists or at the polls, not votes."""
    paper: str = ""
    """The publication that the check is from, in its own words and language."""

    @property
    def cited(self) -> str:
        """The source in the language in force, with its publication."""
        return " ".join(filter(None, [words._(self.source), self.paper]))


@dataclass(frozen=True)
class Finding:
    """One result of one check.

    ``template`` is an English sentence with ``{named}`` places, the key of the catalogues;
    ``values`` fills them.
    """

    code: Code
    """What kind of finding it is: `.name`, `.title`, `.means`, `.does_not_mean`."""
    contest: str | None
    """The contest's id."""
    template: str
    """Its sentence in English, with places for values."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """What stands in these places."""
    source: str | None = None
    """The id of the source whose figures they are."""
    area: str | None = None
    """The id of the area, or the station's code."""
    figures: Mapping[str, Any] = field(default_factory=dict)
    """The numbers behind the sentence."""
    votes: int | None = None
    """Its size in votes, where it has one."""
    premises: tuple[Sentence, ...] = ()
    """What it takes for granted."""
    breaking_point: Sentence | None = None
    """What would have to be so for it to vanish."""
    explanations: tuple[Sentence, ...] = ()
    """Plain explanations that were tried and fit."""
    because: Sentence | None = None
    """What the election folder itself says of the relation that is broken."""

    def __post_init__(self) -> None:
        """A contradiction states what it takes for granted and when it would vanish."""
        if self.tier is Tier.DECISIVE and not (self.premises and self.breaking_point):
            raise ValueError(f"{self.code.name} is decisive: it needs premises and breaking point")

    def __repr__(self) -> str:
        """What a notebook shows of it."""
        return f"<Finding {self.code.name} ({self.tier}): {self.message}>"

    @property
    def tier(self) -> Tier:
        """The tier of the finding's code."""
        return self.code.tier

    @property
    def size(self) -> str | None:
        """Its size with its unit, in the language in force; None where it has none."""
        if self.votes is None:
            return None
        said = words.number(self.votes)
        if self.code.of_voters:
            return words.ngettext("{n} voter", "{n} voters", self.votes).format(n=said)
        return words.ngettext("{n} vote", "{n} votes", self.votes).format(n=said)

    @property
    def form(self) -> str:
        """Its sentence in the language in force, with its places still open."""
        return words._(self.template)

    @property
    def message(self) -> str:
        """The finding as a sentence in the language in force."""
        return Sentence(self.template, self.values).text


@dataclass(frozen=True)
class Sentence:
    """A sentence that can still be said in any language: template and values."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def form(self) -> str:
        """The sentence in the language in force, with its places still open."""
        return words._(self.template)

    @property
    def text(self) -> str:
        """The sentence in the language in force; whole numbers get thousands marks."""
        said = {key: say(key, value) for key, value in self.values.items()}
        return words.nested_quotes(self.form.format_map(said))

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        """What a notebook shows of it."""
        return f"<{type(self).__name__}: {self.text}>"


@dataclass(frozen=True, repr=False)
class Plural(Sentence):
    """A sentence that depends on how many there are, in the forms that each language has."""

    one: str = ""
    """The English sentence where ``n`` is one; ``template`` is that for any other number."""

    @property
    def form(self) -> str:
        """The form that the language in force has for the number."""
        return words.ngettext(self.one, self.template, self.values["n"])


def plural(one: str, many: str, n: int, values: Mapping[str, Any] | None = None) -> Plural:
    """A sentence in the form that ``n`` takes, which stands in it as ``{n}``."""
    return Plural(many, {**(values or {}), "n": n}, one)


PRINTED = frozenset(
    {"after", "before", "high", "highest_percent", "low", "lowest_percent"}
    | {"next_value", "percent", "points", "printed", "share", "sum", "threshold"}
    | {"turnout", "value"}
    | {"course", "least", "most", "p", "sd", "shares", "shift", "slope", "within", "z"}
)
"""Values that are printed decimals, if they are text: said with the language's decimal mark. A code
of a station may look like one."""


def say(key: str, value: Any) -> str:
    """A value as part of a sentence. Years, codes and percentages come as strings already."""
    match value:
        case str() if key in PRINTED:
            return words.printed(value)
        case bool():
            return str(value)
        case int():
            return words.number(value)
        case Sentence():
            return value.text
        case list() | tuple():
            return ", ".join(say(key, item) for item in value)
        case _:
            return str(value)


@dataclass(frozen=True)
class CheckRun:
    """One check that was run over a source: of how many, how many failed; or why it was not run."""

    code: str
    contest: str
    source: str | None
    subject: str
    """What was checked: a relation as written, a level, an announcement's id."""
    checked: int
    failed: int
    not_checked: int = 0
    """Rows in which a figure that the check needs is no number."""
    skipped: Sentence | None = None
    votes: int = 0
    """Sum of the sizes in votes of what failed."""


@dataclass(frozen=True)
class Checked:
    """What a check hands back: what it found, and what it was run over."""

    findings: tuple[Finding, ...] = ()
    runs: tuple[CheckRun, ...] = ()
    truncated: Mapping[str, int] = field(default_factory=dict)
    """Finding code → how many more there were than are listed."""

    def __add__(self, other: Checked) -> Checked:
        truncated = dict(self.truncated)
        for code, count in other.truncated.items():
            truncated[code] = truncated.get(code, 0) + count
        return Checked(self.findings + other.findings, self.runs + other.runs, truncated)


CODES: dict[str, Code] = {}
"""The codes of every check that has been imported; ``check.registry`` imports them all."""


def register(code: Code) -> Code:
    """Enter a code into the register; a name can be taken once."""
    if code.name in CODES:
        raise ValueError(f"finding code {code.name} is registered twice")
    CODES[code.name] = code
    return code
