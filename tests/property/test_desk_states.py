"""What holds for a sheet whatever is tried on it, by whomever, in whatever order."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.desk.figures import Figures, NoFigure
from crosstally.desk.marks import Marks, Seen, differing_serials
from crosstally.desk.states import (
    READERS,
    RULES,
    STATE_NAMES,
    Act,
    Fault,
    Kind,
    Person,
    RefusedError,
    Role,
    Sheet,
    SheetReturn,
    State,
    Way,
    perform,
    replay,
    why_not,
)
from crosstally.desk.visibility import fields_shown_to, readings_shown_to, state_shown_to

PEOPLE = [
    Person("root", Role.ADMINISTRATOR),
    Person("north", Role.COORDINATOR),
    Person("south", Role.COORDINATOR),
    *(Person(name, Role.TYPIST, "north") for name in ("ann", "ben")),
    *(Person(name, Role.TYPIST, "south") for name in ("cem", "dia")),
    Person("eve", Role.ARBITER),
    Person("ann", Role.ARBITER),  # a typist who was made an arbiter later
    Person("lex", Role.AUDITOR),
    Person("anyone", Role.PUBLIC),
]
ACTIVE = [person for person in PEOPLE if person.role is not Role.AUDITOR]
FIGURES: list[Figures] = [
    {"valid": 10, "invalid": 1},
    {"valid": 10, "invalid": 7},
    {"valid": 10, "invalid": NoFigure.UNREAD},
]
MARKS: list[Marks] = [
    {},
    {"stamp": Seen.THERE, "serial": "000101"},
    {"stamp": Seen.ABSENT, "serial": "000102"},
    {"stamp": Seen.UNSEEN, "serial": Seen.UNSEEN},
]
ANY_ACT = st.builds(
    Act,
    kind=st.sampled_from(Kind),
    by=st.sampled_from(PEOPLE),
    figures=st.sampled_from([*FIGURES, {}]),
    reason=st.sampled_from(["", "  ", "the seal is torn"]),
    station=st.sampled_from(["", "1", "2"]),
    several_coordinators=st.booleans(),
    fault=st.sampled_from([None, *Fault]),
    whose=st.sampled_from(["", "ann", "ben", "cem", "dia"]),
    seed=st.sampled_from(["", "4711"]),
    drawn_from=st.integers(0, 2),
    nobody_else=st.booleans(),
    way=st.sampled_from([None, *Way]),
    marks=st.sampled_from(MARKS),
    serial_doubted=st.booleans(),
)


RARE = (Kind.HOLD, Kind.SET_ASIDE, Kind.RESTORE, Kind.REPORT, Kind.PLANT, Kind.DISPUTE)
STEPS = [kind for kind in Kind if kind not in RARE]


@st.composite
def runs(draw: st.DrawFn) -> list[Sheet]:
    """A sheet before and after every act that was allowed.

    Most acts are tried by a role and in a state that admit them, so that runs reach what lies
    deep; whether they are allowed is for the code to say.
    """
    sheets = [Sheet()]
    for _turn in range(draw(st.integers(0, 25))):
        act = draw(ANY_ACT)
        if draw(st.integers(0, 4)):
            fitting = [k for k in STEPS if sheets[-1].state in RULES[k].before]
            kind = draw(st.sampled_from(fitting or [*Kind]))
            by = draw(st.sampled_from([who for who in ACTIVE if who.role in RULES[kind].roles]))
            reason = draw(st.sampled_from(["", "as the picture shows", "the seal is torn"]))
            read = [reading.by.name for reading in sheets[-1].readings] or ["ann"]
            act = Act(
                *(kind, by, draw(st.sampled_from(FIGURES)), reason, "1", draw(st.booleans())),
                whose=draw(st.sampled_from(read)),
                seed="4711",
                drawn_from=9,
                nobody_else=draw(st.booleans()),
                way=Way.TELEPHONE,
                marks=draw(st.sampled_from(MARKS)),
                serial_doubted=draw(st.integers(0, 5)) == 0,
            )
        try:
            sheets.append(perform(sheets[-1], act))
        except RefusedError:
            continue
    return sheets


def read_by(acts: tuple[Act, ...], name: str, figures: Figures) -> bool:
    return any(
        act.kind in (Kind.TELL, Kind.READ, Kind.LOOK_AGAIN)
        and act.by.name == name
        and act.by.role is Role.TYPIST
        and act.figures == figures
        for act in acts
    )


def justified(made: SheetReturn, acts: tuple[Act, ...]) -> bool:
    """Whether acts since the last return account for a return, judged by the acts alone. A reading
    that was put back accounts for none; the other one of a return that rested on it may."""
    if made.arbiter is None:
        first, second = made.readers
        return first != second and all(read_by(acts, n, made.figures) for n in made.readers)
    last = acts[-1]
    return (
        (last.kind, last.by.role, last.by.name) == (Kind.DECIDE, Role.ARBITER, made.arbiter)
        and bool(last.reason.strip())
        and last.figures == made.figures
        and made.arbiter not in made.readers
    )


@given(runs())
def test_a_return_comes_of_two_equal_readings_or_a_decision(
    sheets: list[Sheet],
) -> None:
    since, earlier = 0, 0
    for before, after in pairwise(sheets):
        if after.acts[-1].kind is Kind.PUT_BACK and before.state is State.SETTLED:
            since = earlier
        if len(after.returns) > len(before.returns):
            assert justified(after.returns[-1], after.acts[since:])
            since, earlier = len(after.acts), since


@given(runs())
def test_a_serial_number_in_doubt_is_for_an_arbiter_and_no_other_mark_is(
    sheets: list[Sheet],
) -> None:
    for before, after in pairwise(sheets):
        act = after.acts[-1]
        if act.kind not in (Kind.READ, Kind.LOOK_AGAIN) or before.state is State.SETTLED:
            continue
        if len(after.readings) < READERS:
            continue
        first, second = after.readings
        in_doubt = (
            first.serial_doubted
            or second.serial_doubted
            or bool(differing_serials(first.marks, second.marks))
        )
        agreed = first.figures == second.figures
        theirs = any(one.figures != first.figures for one in after.elsewhere)
        assert (after.state is State.SETTLED) == (agreed and not in_doubt and not theirs)


@given(runs())
def test_no_act_and_no_return_disappears(sheets: list[Sheet]) -> None:
    for before, after in pairwise(sheets):
        assert after.acts[:-1] == before.acts
        assert after.returns[: len(before.returns)] == before.returns
        assert len(after.returns) <= len(before.returns) + 1
    for n, made in enumerate(sheets[-1].returns):
        assert made.replaces == (n - 1 if n else None)


@given(runs())
def test_what_is_recorded_leads_to_the_same_sheet(sheets: list[Sheet]) -> None:
    sheet = sheets[-1]
    assert replay(sheet.acts) == sheet


@given(runs())
def test_states_are_reached_as_the_rules_say(sheets: list[Sheet]) -> None:
    for before, after in pairwise(sheets):
        rule = RULES[after.acts[-1].kind]
        assert before.state in rule.before
        assert after.state in rule.after
        assert after.acts[-1].by.role in rule.roles


@given(runs())
def test_the_two_readers_are_two_people_of_two_groups(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        names = [reading.by.name for reading in sheet.readings]
        assert len(set(names)) == len(names) <= 2
        assert not set(names) & sheet.earlier_readers
    for before, after in pairwise(sheets):
        act = after.acts[-1]
        third = before.state is State.SETTLED
        held_apart = act.several_coordinators and not act.nobody_else
        if act.kind is Kind.READ and held_apart and before.readings and not third:
            assert act.by.coordinator != before.readings[0].by.coordinator
        for made in after.returns[len(before.returns) :]:
            assert not made.one_group or any(done.nobody_else for done in after.acts)


@given(runs())
def test_nobody_sees_the_other_reading(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        for person in PEOPLE:
            shown = readings_shown_to(sheet, person)
            others = [reading for reading in shown if reading.by.name != person.name]
            if person.role in (Role.TYPIST, Role.PUBLIC):
                assert not others
            elif person.role in (Role.COORDINATOR, Role.ADMINISTRATOR):
                assert not shown or sheet.state is State.SETTLED
            elif person.role is Role.ARBITER:
                assert not shown or sheet.state in (State.ARBITRATION, State.SETTLED)
            else:
                assert shown == sheet.readings


@given(runs())
def test_a_typist_hears_which_fields_differ_only_while_they_may_look_again(
    sheets: list[Sheet],
) -> None:
    for sheet in sheets:
        for person in PEOPLE:
            if person.role is Role.TYPIST and fields_shown_to(sheet, person):
                assert sheet.state is State.SECOND_LOOK
                own = readings_shown_to(sheet, person)
                assert own
                assert not own[0].looked_again


@given(runs())
def test_a_second_look_is_granted_once(sheets: list[Sheet]) -> None:
    for before, after in pairwise(sheets):
        act = after.acts[-1]
        if act.kind is Kind.LOOK_AGAIN:
            own = [reading for reading in before.readings if reading.by.name == act.by.name]
            assert [reading.looked_again for reading in own] == [False]


@given(runs())
def test_what_was_put_back_counts_no_more(sheets: list[Sheet]) -> None:
    gone: set[str] = set()
    for before, after in pairwise(sheets):
        act = after.acts[-1]
        gone |= {act.whose} if act.kind is Kind.PUT_BACK else set()
        assert not gone & {reading.by.name for reading in after.readings}
        if len(after.returns) > len(before.returns):
            assert not gone & set(after.returns[-1].readers)


@given(runs())
def test_a_planted_sheet_never_makes_a_return(sheets: list[Sheet]) -> None:
    for before, after in pairwise(sheets):
        if before.planted:
            assert after.returns == ()
            assert after.state in (State.PLANTED, State.SET_ASIDE)
        names = [probe.by.name for probe in after.probes if probe.figures]
        assert len(set(names)) == len(names), "nobody is measured twice on one sheet"


BY_TYPISTS = (Kind.READ, Kind.REPORT, Kind.LOOK_AGAIN)
DONE = "You have read this sheet: somebody else reads it now."


@given(runs())
def test_typists_cannot_tell_planted_and_drawn_sheets_from_others(sheets: list[Sheet]) -> None:
    for sheet in sheets:
        for person in PEOPLE:
            if person.role is not Role.TYPIST:
                continue
            shown = state_shown_to(sheet, person)
            assert shown is not State.PLANTED
            heard = {k: why_not(sheet, Act(k, person, FIGURES[0], "torn")) for k in BY_TYPISTS}
            assert heard[Kind.READ] is not None or shown is State.PLACED
            assert heard[Kind.READ] is not None or heard[Kind.REPORT] is None
            assert not any(STATE_NAMES[State.PLANTED] in (said or "") for said in heard.values())
            read = (*sheet.readings, *sheet.beside_readings)
            has_read = any(one.by.name == person.name and one.figures for one in read)
            if shown is State.READ_ONCE and has_read:
                assert set(heard.values()) == {DONE}, "whatever came of it"
            own = [p for p in sheet.probes if p.by.name == person.name]
            if sheet.state is State.PLANTED and own:
                assert shown is (State.READ_ONCE if own[-1].figures else State.REPORTED)
            if sheet.state in (State.READ_ONCE, State.SETTLED, State.ARBITRATION) and any(
                reading.by.name == person.name for reading in sheet.readings
            ):
                assert shown is State.READ_ONCE, "as a planted one that they have read"


@given(runs())
def test_a_third_reading_is_by_a_third_person_and_changes_no_return(sheets: list[Sheet]) -> None:
    for before, after in pairwise(sheets):
        act = after.acts[-1]
        if act.kind is Kind.READ and before.state is State.SETTLED:
            made = before.returns[-1]
            assert before.seed
            assert act.by.name not in made.readers
            assert after.returns == before.returns
            agrees = act.figures == made.figures
            assert after.state is (State.SETTLED if agrees else State.ARBITRATION)


def test_a_drawn_sheet_that_a_third_cannot_read_is_for_an_arbiter() -> None:
    root, ann, cem, dia, eve = (PEOPLE[n] for n in (0, 3, 5, 6, 7))
    acts = [
        Act(Kind.PLACE, root, station="1"),
        *(Act(Kind.READ, p, FIGURES[0]) for p in (ann, cem)),
    ]
    acts.append(Act(Kind.DRAW, root, reason="third", seed="4711", drawn_from=1))
    reported = perform(replay(acts), Act(Kind.REPORT, dia, fault=Fault.UNREADABLE))
    assert reported.state is State.ARBITRATION
    assert readings_shown_to(reported, eve) == reported.readings
    assert state_shown_to(reported, dia) is State.REPORTED, "as of any sheet that they report"
    assert "reported by a typist" in (why_not(reported, Act(Kind.READ, dia, FIGURES[0])) or "")
    decided = perform(reported, Act(Kind.DECIDE, eve, FIGURES[0], "it can be read"))
    assert [made.replaces for made in decided.returns] == [None, 0]


def test_a_fault_is_reason_enough() -> None:
    root, ann = PEOPLE[0], PEOPLE[3]
    placed = perform(Sheet(), Act(Kind.PLACE, root, station="1"))
    with pytest.raises(RefusedError, match="Say why"):
        perform(placed, Act(Kind.REPORT, ann))
    reported = perform(placed, Act(Kind.REPORT, ann, fault=Fault.DUPLICATE))
    assert perform(reported, Act(Kind.SET_ASIDE, root, fault=Fault.DUPLICATE)).state is (
        State.SET_ASIDE
    )


def test_a_record_that_was_tampered_with_does_not_replay() -> None:
    root, ann = PEOPLE[0], PEOPLE[3]
    placed = Act(Kind.PLACE, root, station="1")
    read = Act(Kind.READ, ann, FIGURES[0])
    with pytest.raises(RefusedError, match="somebody else"):
        replay([placed, read, read])
