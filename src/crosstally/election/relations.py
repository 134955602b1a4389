"""Control relations between the figures of a sheet, written as plain arithmetic.

``valid + invalid == ballots_in_box``, ``ballots_in_box <= ballots_issued``,
``options == valid`` (``options`` is the sum of all options). A relation is linear: names, whole
numbers, ``+``, ``-``, ``*`` by a whole number and parentheses. Nothing is ever evaluated as code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from crosstally.words import _, number

SIGNS = {"==": "=", "<=": "≤", ">=": "≥", "-": "−", "*": "×"}
"""What people are shown for a sign of a relation."""
OPTIONS = "options"
"""The name that stands for the sum of all options of the contest."""

OPERATORS = ("==", "<=", ">=", "<", ">")
MAX_LENGTH = 2_000
MAX_DEPTH = 50
MAX_FACTOR = 1_000_000
MAX_NUMBER = 10**12
"""Beyond these a relation is a slip, and its sums would not fit the arithmetic of tables."""
_TOKEN = re.compile(
    r"\s*(?:(?P<name>[^\W\d]\w*(?:[.-]\w+)*)|(?P<number>\d{1,15})|(?P<sign>==|<=|>=|[-+*()<>=!/]))"
)


class RelationError(ValueError):
    """The text is no relation; ``position`` counts characters from 0."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(_("{message} (character {n})").format(message=message, n=position + 1))
        self.position = position


@dataclass(frozen=True)
class Linear:
    """A sum of names times whole numbers, plus a constant."""

    terms: Mapping[str, int] = field(default_factory=dict)
    constant: int = 0

    def plus(self, other: Linear, times: int = 1) -> Linear:
        """``self + times * other``."""
        terms = dict(self.terms)
        for name, factor in other.terms.items():
            terms[name] = terms.get(name, 0) + times * factor
        kept = {name: factor for name, factor in terms.items() if factor}
        return Linear(kept, self.constant + times * other.constant)

    def scaled(self, factor: int) -> Linear:
        """``factor * self``."""
        return Linear().plus(self, factor)

    def with_options(self, options: Iterable[str]) -> Linear:
        """The same with ``options`` written as the sum of these options."""
        if OPTIONS not in self.terms:
            return self
        rest = {name: factor for name, factor in self.terms.items() if name != OPTIONS}
        return Linear(rest, self.constant).plus(
            Linear(dict.fromkeys(options, 1)), self.terms[OPTIONS]
        )

    @property
    def names(self) -> frozenset[str]:
        """The names of fields and options it speaks of."""
        return frozenset(self.terms)

    def value(self, figures: Mapping[str, int]) -> int:
        """The sum for the given figures. Raises ``KeyError`` where one is missing."""
        return self.constant + sum(k * figures[name] for name, k in self.terms.items())


@dataclass(frozen=True)
class Relation:
    """``left operator right``, kept as written and as ``difference operator 0``."""

    text: str
    left: Linear
    operator: str
    right: Linear

    @property
    def difference(self) -> Linear:
        """``left - right``: how far the relation is off, in votes."""
        return self.left.plus(self.right, -1)

    @property
    def names(self) -> frozenset[str]:
        """The names of fields and options that the relation speaks of, as written."""
        return self.left.names | self.right.names

    def fails(self, least: int | None, most: int | None, slack: int = 0) -> bool:
        """Whether ``difference operator 0`` fails for every difference from ``least`` to ``most``,
        of which None is without bound, even where it may be ``slack`` votes off."""
        above = least is not None and least > slack
        below = most is not None and most < -slack
        match self.operator:
            case "==":
                return above or below
            case "<=":
                return above
            case ">=":
                return below
            case "<":
                return least is not None and least >= slack
            case _:
                return most is not None and most <= -slack


@lru_cache(maxsize=1_000)
def parse_relation(text: str) -> Relation:
    """Read a relation. Raises ``RelationError`` with the position of the mistake.

    >>> dict(parse_relation("valid + invalid == cast").difference.terms)
    {'valid': 1, 'invalid': 1, 'cast': -1}
    """
    parser = _Parser(text)
    left = parser.sum()
    operator, position = parser.take(_("a comparison such as == or <="))
    if operator not in OPERATORS:
        said = _("expected one of {signs}, read {read}").format(
            signs=", ".join(OPERATORS), read=repr(operator)
        )
        if operator == "=":
            said += "; " + _("equality is written ==")
        raise RelationError(said, position)
    right = parser.sum()
    parser.end()
    return Relation(" ".join(text.split()), left, operator, right)


def parse_linear(text: str) -> Linear:
    """Read a sum such as ``valid + invalid``. Raises ``RelationError``."""
    parser = _Parser(text)
    result = parser.sum()
    parser.end()
    return result


def words_of(text: str) -> list[str]:
    """The names, numbers and signs of a relation, in order. Raises ``RelationError``."""
    return [word for word, _position in _tokens(text)]


class _Parser:
    """Recursive descent over: sum = product {(+|-) product}; product = atom {* atom}."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise RelationError(
                _("a relation has at most {most} characters").format(most=number(MAX_LENGTH)),
                MAX_LENGTH,
            )
        self.text = text
        self.tokens = _tokens(text)
        self.next = 0
        self.depth = 0

    def peek(self) -> str | None:
        return self.tokens[self.next][0] if self.next < len(self.tokens) else None

    def take(self, expected: str) -> tuple[str, int]:
        if self.next >= len(self.tokens):
            raise RelationError(
                _("ends where {expected} should stand").format(expected=expected), len(self.text)
            )
        self.next += 1
        return self.tokens[self.next - 1]

    def end(self) -> None:
        if self.next < len(self.tokens):
            token, position = self.tokens[self.next]
            raise RelationError(_("{token} is one too many").format(token=repr(token)), position)

    def sum(self) -> Linear:
        result = self.product()
        while self.peek() in ("+", "-"):
            sign, _at = self.take("+")
            result = result.plus(self.product(), 1 if sign == "+" else -1)
        return result

    def product(self) -> Linear:
        result = self.atom()
        while self.peek() == "*":
            _sign, position = self.take("*")
            other = self.atom()
            if result.terms and other.terms:
                raise RelationError(_("two figures cannot be multiplied"), position)
            result = (
                result.scaled(other.constant) if result.terms else other.scaled(result.constant)
            )
            if any(abs(factor) > MAX_FACTOR for factor in result.terms.values()):
                said = _("a figure is multiplied by {most} at the most")
                raise RelationError(said.format(most=number(MAX_FACTOR)), position)
            if abs(result.constant) > MAX_NUMBER:
                raise _too_large(position)
        return result

    def atom(self) -> Linear:
        token, position = self.take(_("a field, an option or a number"))
        if token in ("(", "-", "+"):
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise RelationError(_("is nested too deeply"), position)
            if token == "(":
                result = self.sum()
                closing, where = self.take("')'")
                if closing != ")":
                    raise RelationError(
                        _("expected {expected}, read {read}").format(
                            expected="')'", read=repr(closing)
                        ),
                        where,
                    )
            else:
                result = self.atom().scaled(-1 if token == "-" else 1)
            self.depth -= 1
            return result
        if token.isdecimal():
            if int(token) > MAX_NUMBER:
                raise _too_large(position)
            return Linear(constant=int(token))
        if token[0].isalpha() or token[0] == "_":
            return Linear({token: 1})
        said = _("expected {expected}, read {read}").format(
            expected=_("a field, an option or a number"), read=repr(token)
        )
        raise RelationError(said, position)


def _too_large(position: int) -> RelationError:
    said = _("a number is {most} at the most").format(most=number(MAX_NUMBER))
    return RelationError(said, position)


def _tokens(text: str) -> list[tuple[str, int]]:
    tokens: list[tuple[str, int]] = []
    position = 0
    end = len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if not match:
            start = position + len(text[position:]) - len(text[position:].lstrip())
            raise RelationError(
                _("{sign} has no meaning in a relation").format(sign=repr(text[start])), start
            )
        kind = match.lastgroup or "sign"
        tokens.append((match[kind], match.start(kind)))
        position = match.end()
    return tokens
