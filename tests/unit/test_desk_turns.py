"""Which sheet a typist is given while others have sheets before them."""

from __future__ import annotations

from crosstally.desk.states import Person, Reading, Role, Sheet, State
from crosstally.desk.turns import SECONDS, Turns

ONCE = Sheet(state=State.READ_ONCE, readings=(Reading(Person("eva", Role.TYPIST), {}),))
FRESH = Sheet(state=State.PLACED)
THIRD = Sheet(state=State.SETTLED, seed="4711")
PLANTED = Sheet(state=State.PLANTED)


def given(turns: Turns, person: str, **offered: Sheet) -> str:
    return turns.first_free(person, list(offered.items()))[0][0]


def test_a_sheet_is_given_to_as_many_as_it_takes_readings() -> None:
    for sheet, takes in ((ONCE, 1), (FRESH, 2), (THIRD, 1), (PLANTED, 5)):
        turns = Turns()
        got = [given(turns, f"typist{n}", a=sheet, b=PLANTED) for n in range(5)]
        assert got == ["a"] * takes + ["b"] * (5 - takes)


def test_nobody_goes_without_where_others_have_every_sheet() -> None:
    turns = Turns()
    assert [given(turns, who, a=ONCE) for who in ("ann", "cem")] == ["a", "a"]
    assert turns.first_free("dia", []) == []


def test_who_takes_another_or_goes_away_gives_it_back() -> None:
    clock = [0.0]
    turns = Turns(lambda: clock[0])
    assert given(turns, "ann", a=ONCE, b=ONCE) == "a"
    assert given(turns, "ann", a=ONCE, b=ONCE) == "a", "the same while nothing was done to it"
    assert given(turns, "cem", a=ONCE, b=ONCE) == "b"
    assert given(turns, "ann", c=ONCE) == "c"
    assert given(turns, "dia", a=ONCE, b=ONCE) == "a"
    clock[0] += SECONDS + 1
    assert given(turns, "eli", b=ONCE, c=ONCE) == "b"
