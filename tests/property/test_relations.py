"""The grammar of control relations: what holds for every text and every relation."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crosstally.election.relations import (
    MAX_DEPTH,
    MAX_FACTOR,
    MAX_LENGTH,
    OPERATORS,
    Relation,
    RelationError,
    parse_linear,
    parse_relation,
)

NAMES = ("valid", "invalid", "ballots_in_box", "options", "кандидат_1", "a.b", "list-1")
COMPARE: dict[str, Callable[[int, int], bool]] = {
    "==": operator.eq,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


@dataclass(frozen=True)
class Said:
    """An expression as text beside what it is worth, reckoned without the parser."""

    text: str
    worth: Callable[[dict[str, int]], int]
    plain: bool
    """No name stands in it: it may multiply."""
    depth: int = 0


def _name(name: str) -> Said:
    return Said(name, lambda figures: figures[name], False)


def _number(value: int) -> Said:
    return Said(str(value), lambda _: value, True)


def _sum(left: Said, right: Said, sign: str) -> Said:
    def worth(figures: dict[str, int]) -> int:
        other = right.worth(figures)
        return left.worth(figures) + (other if sign == "+" else -other)

    bracketed = f"({right.text})" if re.search(r"[-+]", right.text) else right.text
    return Said(
        f"{left.text} {sign} {bracketed}",
        worth,
        left.plain and right.plain,
        max(left.depth, right.depth + 1),
    )


def _times(factor: Said, other: Said, swapped: bool) -> Said:
    texts = [f"({factor.text})", f"({other.text})"]
    return Said(
        "*".join(reversed(texts) if swapped else texts),
        lambda figures: factor.worth(figures) * other.worth(figures),
        factor.plain and other.plain,
        max(factor.depth, other.depth) + 1,
    )


def _minus(inner: Said) -> Said:
    return Said(
        f"-({inner.text})", lambda figures: -inner.worth(figures), inner.plain, inner.depth + 2
    )


def _is_bounded(said: Said) -> bool:
    """Whether no figure is multiplied by more than a relation may."""
    try:
        parse_linear(said.text)
    except RelationError as error:
        return "at the most" not in str(error)
    return True


numbers = st.integers(0, 1000).map(_number)
plain_expressions = st.recursive(
    numbers,
    lambda inner: st.builds(_sum, inner, inner, st.sampled_from("+-")) | inner.map(_minus),
    max_leaves=4,
)
expressions = (
    st.recursive(
        st.sampled_from(NAMES).map(_name) | numbers,
        lambda inner: (
            st.builds(_sum, inner, inner, st.sampled_from("+-"))
            | st.builds(_times, plain_expressions, inner, st.booleans())
            | inner.map(_minus)
        ),
        max_leaves=12,
    )
    .filter(lambda said: said.depth < MAX_DEPTH and len(said.text) < MAX_LENGTH // 3)
    .filter(_is_bounded)
)
figures = st.fixed_dictionaries({name: st.integers(0, 10**9) for name in NAMES})


@given(expressions, figures)
def test_a_sum_is_worth_what_arithmetic_says(said: Said, at: dict[str, int]) -> None:
    assert parse_linear(said.text).value(at) == said.worth(at)


@given(expressions, st.sampled_from(OPERATORS), expressions, figures)
def test_a_relation_holds_where_arithmetic_says(
    left: Said, sign: str, right: Said, at: dict[str, int]
) -> None:
    relation = parse_relation(f"{left.text} {sign} {right.text}")
    assert relation.operator == sign
    assert relation.left.value(at) == left.worth(at)
    assert relation.right.value(at) == right.worth(at)
    assert COMPARE[sign](relation.difference.value(at), 0) == COMPARE[sign](
        left.worth(at), right.worth(at)
    )


@given(expressions, st.sampled_from(OPERATORS), expressions)
def test_the_text_of_a_relation_reads_as_the_same_relation(
    left: Said, sign: str, right: Said
) -> None:
    first = parse_relation(f"  {left.text}\n\t{sign}   {right.text} ")
    again = parse_relation(first.text)
    assert again == first
    assert again.text == first.text


@given(expressions, st.sampled_from(OPERATORS), expressions)
def test_blanks_between_signs_mean_nothing(left: Said, sign: str, right: Said) -> None:
    text = f"{left.text} {sign} {right.text}"
    spaced = re.sub(r"([()*]|==|<=|>=)", r" \1 ", text)
    assert _meaning(parse_relation(spaced)) == _meaning(parse_relation(text))


def _meaning(relation: Relation) -> tuple[object, ...]:
    return relation.left, relation.operator, relation.right


@given(
    st.text(max_size=60)
    | st.text(alphabet="ab1+-*()<>=! ._٣²", max_size=60)
    | st.lists(
        st.sampled_from(["valid", "1", "+", "-", "*", "(", ")", "==", "<=", "=", "!", "/", " "]),
        max_size=30,
    ).map("".join)
)
@example("a == 1²")
@example("a == ٣")
@example("a == " + "9" * 40)
@example("(" * 500)
@example("-" * 500 + "a == 1")
@example("a*" * 400 + "a == 1")
@example("__import__('os').system('x') == 0")
@example("a == b == c")
@example("\x00 == 1")
def test_any_text_is_a_relation_or_a_relation_error(text: str) -> None:
    mistake: RelationError | None = None
    try:
        relation = parse_relation(text)
    except RelationError as error:
        mistake = error
    if mistake is None:
        assert relation.operator in OPERATORS
    else:
        assert 0 <= mistake.position <= max(len(text), MAX_LENGTH)
        assert f"(character {mistake.position + 1})" in str(mistake)


@given(st.integers(MAX_FACTOR + 1, 10**40), st.sampled_from(NAMES))
def test_a_coefficient_that_no_table_could_sum_is_refused(factor: int, name: str) -> None:
    with pytest.raises(RelationError, match="at the most"):
        parse_relation(f"{factor} * {name} == 0")


@given(st.integers(MAX_LENGTH + 1, MAX_LENGTH + 10_000))
def test_a_long_text_is_refused_unread(length: int) -> None:
    with pytest.raises(RelationError, match="at most"):
        parse_relation("a == 1" + " " * length)


@given(expressions, expressions, st.sampled_from(["&", "%", "^", "'", "[", "{", "`", ";", "é+@"]))
def test_a_mistake_is_named_where_it_stands(left: Said, right: Said, wrong: str) -> None:
    text = f"{left.text} == {right.text} {wrong}"
    with pytest.raises(RelationError) as caught:
        parse_relation(text)
    assert caught.value.position >= len(f"{left.text} == {right.text}")
