"""Two desks that work apart, whatever is done on either: merged, nothing is lost or doubled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import event, given
from hypothesis import strategies as st

from crosstally.desk.merging import brought, named
from crosstally.desk.record import Entry, decode, encode, sheets_of
from crosstally.desk.states import RULES, Act, Kind, RefusedError, Sheet, State, Way, perform
from tests.property.test_desk_states import ACTIVE, ANY_ACT, FIGURES, STEPS

AT = datetime(2012, 1, 15, 22, 5, 7, tzinfo=UTC)
NAMES = ("a", "b")


@st.composite
def histories(draw: st.DrawFn, begun: list[bytes], most: int) -> list[bytes]:
    """A log that goes on from another one: acts that its desk allowed."""
    log = [*begun]
    sheets = sheets_of(log)
    for _turn in range(draw(st.integers(0, most))):
        name = draw(st.sampled_from(NAMES))
        before = sheets.get(name, Sheet())
        act = draw(ANY_ACT)
        if draw(st.integers(0, 4)):
            fitting = [k for k in STEPS if before.state in RULES[k].before]
            kind = draw(st.sampled_from(fitting or [*Kind]))
            by = draw(st.sampled_from([who for who in ACTIVE if who.role in RULES[kind].roles]))
            read = [reading.by.name for reading in before.readings] or ["ann"]
            act = Act(
                *(kind, by, draw(st.sampled_from(FIGURES[:2])), "as the picture shows"),
                station=draw(st.sampled_from(["1", "1", "1", "2"])),
                whose=draw(st.sampled_from(read)),
                seed="4711",
                drawn_from=9,
                way=Way.TELEPHONE,
            )
        try:
            sheets[name] = perform(before, act)
        except RefusedError:
            continue
        # Not every act has a second of its own: what happens at once is told apart all the same.
        at = AT + timedelta(seconds=len(log) // 3)
        log.append(encode(Entry(name, at, act)))
    return log


@st.composite
def two_desks(draw: st.DrawFn) -> tuple[list[bytes], list[bytes]]:
    """A desk, and a hub that began with what it had then, or with nothing."""
    begun = draw(histories([], 6))
    return draw(histories(begun, 14)), draw(histories(begun, 14))


def merge(ours: list[bytes], theirs: list[bytes]) -> list[bytes]:
    fresh = brought(ours, sheets_of(ours), theirs)
    return [*ours, *map(encode, fresh)]


def names(log: list[bytes]) -> list[str]:
    return [name for name, _entry in named(log)]


def from_elsewhere(log: list[bytes]) -> list[str]:
    return [entry.origin for entry in map(decode, log) if entry.origin]


@given(two_desks())
def test_nothing_is_lost_and_nothing_doubled(desks: tuple[list[bytes], list[bytes]]) -> None:
    ours, theirs = desks
    merged = merge(ours, theirs)
    assert merged[: len(ours)] == ours
    assert set(names(merged)) >= set(names(theirs))
    assert len(set(names(merged))) == len(merged)
    theirs_alone = [name for name in names(theirs) if name not in set(names(ours))]
    assert from_elsewhere(merged) == theirs_alone, "in their order"
    sheets_of(merged)


@given(two_desks())
def test_merged_twice_is_merged_once(desks: tuple[list[bytes], list[bytes]]) -> None:
    ours, theirs = desks
    merged = merge(ours, theirs)
    assert merge(merged, theirs) == merged
    assert merge(merged, theirs[: len(theirs) // 2]) == merged, "nor by an older bundle"


@given(two_desks(), st.data())
def test_in_parts_comes_what_comes_at_once(
    desks: tuple[list[bytes], list[bytes]], data: st.DataObject
) -> None:
    ours, theirs = desks
    half = data.draw(st.integers(0, len(theirs)))
    in_between = data.draw(histories(merge(ours, theirs[:half]), 5))
    merged = merge(in_between, theirs)
    assert merged[: len(in_between)] == in_between
    assert set(names(merged)) >= set(names(theirs))
    assert len(set(names(merged))) == len(merged)


@given(two_desks())
def test_each_act_is_what_it_was(desks: tuple[list[bytes], list[bytes]]) -> None:
    ours, theirs = desks
    by_name = dict(named(theirs))
    for entry in map(decode, merge(ours, theirs)):
        if entry.origin:
            there = by_name[entry.origin]
            assert (entry.sheet, entry.at, entry.act.by) == (there.sheet, there.at, there.act.by)
            assert (entry.act.kind, entry.act.figures) == (there.act.kind, there.act.figures)


@given(two_desks())
def test_where_one_desk_did_nothing_the_other_goes_on(
    desks: tuple[list[bytes], list[bytes]],
) -> None:
    ours, theirs = desks
    before, there = sheets_of(ours), sheets_of(theirs)
    after = sheets_of(merge(ours, theirs))
    for name in NAMES:
        if name not in before:
            assert after.get(name) == there.get(name)
        elif name not in there:
            assert after[name] == before[name]


@given(two_desks())
def test_no_return_is_overwritten_and_what_is_said_otherwise_is_for_an_arbiter(
    desks: tuple[list[bytes], list[bytes]],
) -> None:
    ours, theirs = desks
    before, there = sheets_of(ours), sheets_of(theirs)
    merged = merge(ours, theirs)
    after, known = sheets_of(merged), set(names(ours))
    for name in before:
        here, hub, now = before[name], there.get(name, Sheet()), after[name]
        assert now.returns[: len(here.returns)] == here.returns
        own = [one for one, entry in named(ours) if entry.sheet == name]
        its = [one for one, entry in named(theirs) if entry.sheet == name]
        if its[: len(own)] == own or set(its) <= known or now.state is State.PLANTED:
            continue
        event(f"both went on: {here.state}, {hub.state}, {now.state}")
        common = sum(one in known for one in its)
        then = sheets_of(encode(e) for _o, e in list(named(theirs)) if e.sheet == name)[name]
        settled_anew = hub.state is State.SETTLED and len(then.returns) > len(
            sheets_of([encode(e) for _o, e in named(theirs) if e.sheet == name][:common])
            .get(name, Sheet())
            .returns
        )
        if settled_anew and now.state is State.SETTLED:
            assert now.returns[-1].figures == hub.returns[-1].figures
            # Where this desk placed the sheet anew meanwhile, that place is the later word.
            assert now.returns[-1].station in (hub.returns[-1].station, here.station)
        elif settled_anew and any(act.beside for act in now.acts):
            assert now.state is State.ARBITRATION
        elif settled_anew:
            # What one of its two had read was put back here: the other's reading waits for a third,
            # or stands against one that was made here meanwhile.
            assert here.earlier_readers & set(hub.returns[-1].readers)
            assert now.state is (State.SECOND_LOOK if here.readings else State.READ_ONCE)
        if here.state is State.SETTLED:
            assert now.state in (State.SETTLED, State.ARBITRATION)


@given(two_desks())
def test_no_return_comes_of_a_merge_but_by_two_equal_readings(
    desks: tuple[list[bytes], list[bytes]],
) -> None:
    ours, theirs = desks
    merged = merge(ours, theirs)
    sheets = sheets_of(ours)
    for entry in map(decode, merged[len(ours) :]):
        before = sheets.get(entry.sheet, Sheet())
        after = sheets[entry.sheet] = perform(before, entry.act)
        if len(after.returns) > len(before.returns):
            made = after.returns[-1]
            if made.arbiter is None:
                equal = {one.by.name for one in after.readings if one.figures == made.figures}
                assert len(equal) == 2
            else:
                assert entry.act.kind is Kind.DECIDE
                assert not entry.act.beside
