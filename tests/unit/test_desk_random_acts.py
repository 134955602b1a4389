"""What holds of the desk as people use it, whatever they send, in whatever order."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crosstally.desk.settings import Place
from crosstally.desk.states import Role, Sheet
from crosstally.ledger.log import Log
from tests.desk_clients import READ, joined, sheets, uploaded

ROLES = {
    "rand_root": Role.ADMINISTRATOR,
    "rand_ann": Role.TYPIST,
    "rand_ben": Role.TYPIST,
    "rand_cem": Role.TYPIST,
    "rand_eve": Role.ARBITER,
    "rand_aud": Role.AUDITOR,
}
ACTS = {
    Role.ADMINISTRATOR: ["place", "escalate", "set-aside", "restore", "reopen", "plant"],
    Role.TYPIST: ["read", "look-again", "report"],
    Role.ARBITER: ["decide", "reopen"],
    Role.AUDITOR: ["place"],
}
FIGURES = [READ, READ | {"erdogan": "190", "kilicdaroglu": "55"}]
FITTING = st.sampled_from([(who, act) for who, role in ROLES.items() for act in ACTS[role]])
ANY = st.tuples(
    st.sampled_from([*ROLES]), st.sampled_from([a for acts in ACTS.values() for a in acts])
)
STEPS = st.tuples(
    st.one_of(FITTING, FITTING, ANY),
    st.sampled_from(FIGURES),
    st.sampled_from(["", "as the picture shows"]),
)
_PEOPLE: dict[str, Any] = {}


def people() -> dict[str, Any]:
    """Everybody, joined once."""
    if not _PEOPLE:
        _PEOPLE.update({name: joined(role, name) for name, role in ROLES.items()})
        _PEOPLE["sheet"] = uploaded(_PEOPLE["rand_root"], 1)
    return _PEOPLE


def is_well_founded(sheet: Sheet) -> bool:
    """Whether every return rests on two equal readings by two people, or on a reasoned decision."""
    looks = [(act.by.name, act.figures) for act in sheet.acts if act.kind in ("read", "look-again")]
    return all(
        (made.arbiter and made.reason.strip())
        or len({who for who, figures in looks if figures == made.figures}) >= 2
        for made in sheet.returns
    )


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(steps=st.lists(STEPS, min_size=5, max_size=25))
def test_what_is_answered_stands_in_the_log_and_no_return_is_made_by_one(
    place: Place, steps: list[tuple[tuple[str, str], dict[str, str], str]]
) -> None:
    """Each form that is taken is one entry more, each that is refused none, and all stay."""
    log = place.folder / "log"
    name = people()["sheet"]
    for (who, act), figures, reason in steps:
        before = list(Log(log).entries())
        form = figures | {"reason": reason, "station": "ATKARACALAR/1001", "fault": ""}
        answer = people()[who].post(f"/sheet/{name}/do/{act}/", form)
        after = list(Log(log).entries())
        assert answer.status_code in (302, 403, 409)
        assert after[: len(before)] == before
        assert len(after) - len(before) == (answer.status_code == 302)
        assert is_well_founded(sheets(place)[name])
