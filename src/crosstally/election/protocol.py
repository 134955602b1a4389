"""``protocol.yaml``: which statistics are to be run, fixed before the figures are read.

Whoever chooses a method, a region or an exclusion after looking at the figures finds something in
every election. What stands here was fixed beforehand; what is asked for besides is marked so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from crosstally.election.crossreferences import nothing_called
from crosstally.election.document import Document, Identifier, Moment, ShareText, Text
from crosstally.election.folder import Election, fingerprints
from crosstally.election.printed import Printed
from crosstally.election.salvage import salvaged
from crosstally.election.validation import validated
from crosstally.election.yaml_source import YamlSource, read_yaml
from crosstally.problems import InputError, Problem, shown_path, suggestion
from crosstally.words import _

FILE = "protocol.yaml"
DEFAULT_SIGNIFICANCE = "1 %"


class Protocol(Document):
    """``protocol.yaml``."""

    fixed_on: Moment
    """When it was fixed; that it was is shown by publishing its SHA-256 that day."""
    methods: Annotated[list[Identifier], Field(min_length=1)]
    """Methods by name; the reference lists them."""
    by: Identifier | None = None
    """A level: methods are run in each of its areas too."""
    step: ShareText | None = None
    """In which steps percentages are round, in percentage points; left out, whole ones."""
    significance: ShareText | None = None
    """The level at which a family of tests is said to have fired, after adjustment; left out, 1
    percent of tests of whole contests, and of areas the method's own."""
    exclude: dict[Identifier, list[Text]] = {}
    """Attribute of stations → its values; stations that have one of them are left out."""
    complete: bool = False
    """Whether the sheets held are all that there will be, though some stations' are missing."""
    note: Text | None = None


@dataclass(frozen=True)
class FixedProtocol:
    """A protocol as it was read, or that there is none."""

    protocol: Protocol | None = None
    sha256: str | None = None
    source: YamlSource | None = field(default=None, repr=False)

    @property
    def significance(self) -> Fraction:
        """The level, from 0 to 1."""
        stated = self.stated_significance
        return Printed.percent(DEFAULT_SIGNIFICANCE).value if stated is None else stated

    @property
    def stated_significance(self) -> Fraction | None:
        """The level that the protocol states; None where it states none."""
        text = self.protocol.significance if self.protocol else None
        return None if text is None else Printed.percent(text).value


class _Parts(Protocol):
    """What stands in a protocol from which something is missing."""

    fixed_on: Moment = ""
    methods: list[Identifier] = []


def read_protocol(
    election: Election,
    methods: tuple[str, ...],
    further: Callable[[Protocol, YamlSource], Iterable[Problem]] = lambda _protocol, _source: (),
) -> FixedProtocol:
    """The protocol of an election folder, if it has one.

    ``methods`` are the names that there are; ``further`` finds what only the caller can tell to be
    wrong. Raises ``InputError`` with every problem: line, column, and the nearest name that is
    known.
    """
    path = election.file(FILE)
    if path is None:
        return FixedProtocol()
    source = read_yaml(path, shown_path(path))
    problems = salvaged(Protocol, source).problems
    parts = salvaged(_Parts, source)
    if parts.document is not None:
        found = _mistakes(parts.document, parts.source, election, methods)
        problems = problems + parts.beyond([*found, *further(parts.document, parts.source)])
    if problems:
        raise InputError(sorted(problems, key=lambda item: (item.line or 0, item.column or 0)))
    (own,) = fingerprints(election.folder, [FILE])
    return FixedProtocol(validated(Protocol, source), own.sha256, source)


def _mistakes(
    protocol: Protocol, source: YamlSource, election: Election, methods: tuple[str, ...]
) -> Iterator[Problem]:
    for place, name in enumerate(protocol.methods):
        if name not in methods:
            said, hint = nothing_called("method"), suggestion(name, methods)
            yield source.problem(("methods", place), said, read=name, hint=hint)
        if name in protocol.methods[:place]:
            yield source.problem(("methods", place), _("is named twice"), read=name)
    levels = election.definition.all_levels[1:-1]
    if protocol.by is not None and protocol.by not in levels:
        said, hint = nothing_called("level"), suggestion(protocol.by, levels)
        yield source.problem(("by",), said, read=protocol.by, hint=hint)
    level = protocol.significance
    if level is not None and not 0 < Printed.percent(level).value < 1:
        said = _("is no level of significance: expected more than 0 and less than 100 percent")
        yield source.problem(("significance",), said, read=level)
