"""The API: which token opens what, for every role, scope and address; and what goes through it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crosstally.desk.scopes import Scope
from crosstally.desk.settings import Place
from crosstally.desk.states import Role
from tests.desk_clients import PASSWORD, READ, browser, joined, sheets, uploaded
from tests.desk_programs import Answer, Program, program, unhurried

ROOT = Path(__file__).parents[2]
ROLES = [role for role in Role if role is not Role.PUBLIC]
SOUTH, NORTH = "ATKARACALAR/1001", "ELDIVAN/1018"
GUEST = {"role": "typist"}
OPERATIONS: dict[str, tuple[Scope | None, str]] = {
    "GET token": (None, "administrator coordinator typist arbiter auditor"),
    "PUT areas": (Scope.AREAS_WRITE, "administrator"),
    "POST official-returns": (Scope.OFFICIAL_WRITE, "administrator"),
    "POST invitations": (Scope.USERS_INVITE, "administrator coordinator"),
    "POST messages": (Scope.FIGURES_TELL, "typist"),
    "GET returns": (Scope.RETURNS_READ, "administrator coordinator arbiter auditor"),
    "GET election-folder": (Scope.RETURNS_READ, "administrator coordinator auditor"),
}
"""What each needs: the scope, and the roles of those in whose name a token may have it."""


@pytest.fixture(autouse=True)
def _unhurried() -> Iterator[None]:
    unhurried()
    yield
    unhurried()


@pytest.fixture(scope="module")
def people(place: Place) -> dict[str, Any]:
    """Somebody in each role, two coordinators with areas, and a settled sheet of each area."""
    found = {str(role): joined(role, f"api-{role}") for role in ROLES}
    for name, area, station in (("nora", "ELDIVAN", NORTH), ("sven", "ATKARACALAR", SOUTH)):
        found[name] = joined(Role.COORDINATOR, name, area=area)
        joined(Role.ARBITER, f"arbiter-of-{name}", name)
        sheet = uploaded(found["administrator"], len(found), station)
        for typist in (f"a-{name}", f"b-{name}"):
            answers_to = {"a": name, "b": f"api-{Role.COORDINATOR}"}[typist[0]]
            read = joined(Role.TYPIST, typist, answers_to).post(f"/sheet/{sheet}/do/read/", READ)
            assert read.status_code == 302
        assert sheets(place)[sheet].returns
    return found


def asked(by: Program, operation: str) -> Answer:
    match operation.split():
        case ["PUT", "areas"]:
            return by.bring_areas("id,name,level,parent\n")
        case ["POST", "official-returns"]:
            return by.bring_official("station\n")
        case ["POST", "invitations"]:
            return by.invite(GUEST)
        case ["POST", "messages"]:
            return by.hand_over("nothing")
        case [method, path]:
            return by.ask(method, path)
    raise AssertionError(operation)


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("scope", [*Scope, None])
@pytest.mark.parametrize("role", ROLES)
def test_a_token_opens_what_its_scope_and_its_persons_role_both_open(
    people: dict[str, Any], role: Role, scope: Scope | None, operation: str
) -> None:
    needed, roles = OPERATIONS[operation]
    answer = asked(program(f"api-{role}", [scope] if scope else []), operation)
    opened = needed in (None, scope) and role in roles.split()
    assert (answer.status != 403) == opened
    assert answer.status in (200, 201, 403, 422)
    if not opened:
        assert answer.json["errors"]


def test_the_matrix_knows_every_operation_and_no_other(place: Place) -> None:
    document = browser().get("/api/v1/openapi.json").json()
    known = {
        f"{method.upper()} {path.removeprefix('/api/v1/')}"
        for path, methods in document["paths"].items()
        for method in methods
    }
    assert known == set(OPERATIONS)


def test_the_document_is_the_published_one_and_asks_nobody_else(place: Place) -> None:
    """Whoever reads it needs no token; and no page of it loads anything from another host."""
    answer = browser().get("/api/v1/openapi.json")
    published = json.loads((ROOT / "docs/reference/openapi.json").read_text(encoding="utf-8"))
    assert answer.json() == published
    assert "://" not in answer.content.decode()
    assert browser().get("/api/v1/docs").status_code == 404


@pytest.mark.parametrize(
    ("operation", "page"),
    [
        ("POST invitations", "/invite/"),
        ("GET returns", "/findings/"),
        ("POST messages", "/telephone/"),
    ],
)
def test_the_roles_of_an_operation_are_those_of_the_page(
    people: dict[str, Any], operation: str, page: str
) -> None:
    """What one may do by a program, one may do by hand, and the other way about."""
    by_hand = {role for role in ROLES if people[role].get(page).status_code != 403}
    assert by_hand == set(OPERATIONS[operation][1].split())


@pytest.mark.parametrize("operation", OPERATIONS)
def test_without_a_good_token_nothing_opens_and_nobody_is_told_why(
    people: dict[str, Any], operation: str
) -> None:
    from django.utils import timezone

    from crosstally.desk.models import Account, ApiToken

    def changed(**fields: Any) -> str:
        made = program("api-administrator")
        ApiToken.objects.filter(handle=made.token.split("_")[1]).update(**fields)
        return made.token

    good = program("api-administrator").token
    joined(Role.ADMINISTRATOR, f"gone-{operation}")
    of_gone = program(f"gone-{operation}").token
    Account.objects.filter(name=f"gone-{operation}").update(is_active=False)
    past = timezone.now() - timedelta(seconds=1)
    bad = [
        "",
        "x",
        good[:-1],
        good[:-1] + ("a" if good[-1] != "a" else "b"),
        good + "a",
        good.upper(),
        good.replace(good.split("_")[1], "0" * 12),
        changed(expires_at=past),
        changed(revoked_at=past),
        of_gone,
    ]
    answers = [asked(Program(token), operation) for token in bad]
    assert {answer.status for answer in answers} == {401}
    assert len({answer.body for answer in answers}) == 1
    assert {answer.headers["WWW-Authenticate"] for answer in answers} == {"Bearer"}
    for headers in ({"Authorization": f"Basic {good}"}, {"Authorization": good}):
        assert asked(Program("", **headers), operation).status == 401


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_session_opens_nothing_of_the_api(people: dict[str, Any], operation: str) -> None:
    """So no page of somebody else's can act through a browser that is logged in."""
    by = Program("")
    by.client = people["administrator"]
    assert asked(by, operation).status == 401


def test_a_token_opens_no_page(people: dict[str, Any]) -> None:
    by = program("api-administrator")
    for page in ("/", "/people/", "/tokens/", "/api/v1/../../people/"):
        answer = by.client.get(page, headers=by.headers)
        assert (answer.status_code, "people of the desk" in answer.content.decode().lower()) in (
            (302, False),
            (404, False),
        )


def test_a_token_elsewhere_than_in_its_header_is_none(people: dict[str, Any]) -> None:
    token = program("api-administrator").token
    by = Program("")
    assert by.get(f"token?token={token}").status == 401
    by.client.cookies["Authorization"] = f"Bearer {token}"
    assert by.get("token").status == 401


def test_what_a_role_loses_its_tokens_lose(people: dict[str, Any]) -> None:
    from crosstally.desk.models import Account

    joined(Role.ADMINISTRATOR, "demoted")
    by = program("demoted")
    assert set(by.get("token").json["scopes"]) == {*Scope} - {Scope.FIGURES_TELL}, "a typist's"
    Account.objects.filter(name="demoted").update(role=Role.TYPIST)
    assert by.get("token").json["scopes"] == [Scope.FIGURES_TELL]
    assert by.get("returns").status == 403


def test_who_has_to_have_a_second_factor_has_no_program_without_one(
    people: dict[str, Any],
) -> None:
    from crosstally.desk import second_factor
    from crosstally.desk.doors import journal
    from crosstally.desk.models import Account

    by = program("api-auditor")
    person = Account.objects.get(name="api-administrator").person
    assert by.get("returns").status == 200
    second_factor.require(journal(), person, [Role.AUDITOR])
    try:
        assert by.get("returns").said == [
            "the person in whose name the program acts needs a second factor"
        ]
    finally:
        second_factor.require(journal(), person, [])


def rows(answer: Answer) -> list[dict[str, str]]:
    assert answer.status == 200
    return list(csv.DictReader(io.StringIO(answer.body.decode())))


@pytest.mark.parametrize(
    ("who", "stations"),
    [
        ("api-administrator", {NORTH, SOUTH}),
        ("api-auditor", {NORTH, SOUTH}),
        ("nora", {NORTH}),
        ("arbiter-of-nora", {NORTH}),
        ("sven", {SOUTH}),
    ],
)
def test_returns_are_those_of_the_area(
    people: dict[str, Any], who: str, stations: set[str]
) -> None:
    found = rows(program(who).get("returns"))
    assert {row["station"] for row in found} == stations
    figures = {name: figure for name, figure in found[0].items() if name in READ}
    assert figures == READ


def test_the_whole_folder_is_for_those_who_see_the_whole_election(people: dict[str, Any]) -> None:
    for who in ("nora", "arbiter-of-nora", "api-arbiter"):
        assert program(who).get("election-folder").status == 403
    answer = program("api-auditor").get("election-folder?source=Our+observers")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        names = set(archive.namelist())
        assert names == {
            *("README.md", "election.yaml"),
            *("returns/boxes.csv", "returns/districts.csv", "returns/desk-president.csv"),
        }
        assert b"our_observers" in archive.read("election.yaml")


def test_sheets_are_of_a_source_that_is_there_as_on_the_command_line(
    people: dict[str, Any], place: Place
) -> None:
    path = place.election / "election.yaml"
    before = path.read_text()
    party = "sources:\n  sun: {name: Sun party, kind: party}\n"
    path.write_text(before.replace("sources:\n", party, 1))
    try:
        by = program("api-administrator")
        assert by.get("election-folder?source=Sun+party").status == 200
        assert by.get("election-folder?source=sun&kind=media").said == [
            "the source 'sun' is of another kind"
        ]
    finally:
        path.write_text(before)


def test_a_desk_that_cannot_write_its_journal_does_nothing_and_says_so(
    people: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from crosstally.desk.journal import Journal
    from crosstally.desk.models import Invitation

    by, before = program("api-administrator"), Invitation.objects.count()

    def full(*_arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Journal, "add", full)
    answer = by.invite(GUEST)
    assert (answer.status, answer.headers["Content-Type"]) == (503, "application/json")
    assert answer.said[0].startswith("It could not be kept: No space left on device.")
    assert Invitation.objects.count() == before


def test_a_coordinator_of_an_area_invites_into_their_own_group_alone(
    people: dict[str, Any],
) -> None:
    from crosstally.desk.models import Account, Invitation

    by, before = program("nora"), Invitation.objects.count()
    for guest in ({"role": "auditor"}, {"role": "coordinator", "area": "ELDIVAN"}):
        assert by.invite(GUEST, guest).status == 403
    known = by.invite(GUEST | {"coordinator": "sven"})
    unknown = by.invite(GUEST | {"coordinator": "nobody-of-this-name"})
    assert (known.status, known.body) == (unknown.status, unknown.body), "who is there is not told"
    assert Invitation.objects.count() == before, "all or none"
    answer = by.invite(GUEST | {"reference": "row 7"})
    (link,) = answer.json["invitations"]
    assert (answer.status, link["role"], link["reference"]) == (201, "typist", "row 7")
    new = {"name": "of-the-north", "password": PASSWORD}
    path = link["link"].removeprefix("http://127.0.0.1:8000")
    assert browser().post(path, new).status_code == 302
    assert Account.objects.get(name="of-the-north").area_of_work == "ELDIVAN"


def test_an_administrator_invites_many_at_once(people: dict[str, Any]) -> None:
    from crosstally.desk.models import Invitation

    Invitation.objects.all().delete()
    answer = program("api-administrator").invite(
        {"role": "coordinator", "area": "eldivan"},
        {"role": "coordinator"},
        {"role": "typist", "coordinator": "sven"},
        {"role": "auditor"},
    )
    assert answer.status == 201
    made = Invitation.objects.order_by("pk").values_list("role", "area", "coordinator__name")
    assert list(made) == [
        ("coordinator", "ELDIVAN", None),
        ("coordinator", "", None),
        ("typist", "", "sven"),
        ("auditor", "", None),
    ]


def test_everything_that_is_wrong_with_invitations_is_said_at_once(
    people: dict[str, Any],
) -> None:
    from crosstally.desk.models import Invitation

    before = Invitation.objects.count()
    answer = program("api-administrator").invite(
        {"role": "coordinator", "area": "nowhere"},
        {"role": "typist", "area": "ELDIVAN", "coordinator": "api-typist"},
        {"role": "auditor", "coordinator": "sven"},
        GUEST,
    )
    assert answer.status == 422
    assert [error["where"] for error in answer.json["errors"]] == [
        "body.invitations[0].area",
        "body.invitations[1].area",
        "body.invitations[1].coordinator",
        "body.invitations[2].coordinator",
    ]
    assert Invitation.objects.count() == before


def test_every_use_is_a_line_of_the_journal(people: dict[str, Any]) -> None:
    from crosstally.desk.doors import journal
    from crosstally.desk.journal import Subject
    from crosstally.desk.models import Account

    by = program("nora", [Scope.RETURNS_READ])
    asked(by, "GET returns")
    asked(by, "PUT areas")
    asked(Program(by.token[:-1] + "!"), "GET returns")
    found = [one for one in journal().entries(Subject.TOKEN) if one.about == by.token.split("_")[1]]
    assert [(one.act, dict(one.said)) for one in found[1:]] == [
        ("use", {"operation": "take-returns"}),
        ("use", {"operation": "bring-areas", "refused": "yes"}),
    ]
    assert found[1].by.name == Account.objects.get(name="nora").pseudonym
    assert by.token.split("_", 2)[2] not in repr(found)


def test_answers_stay_nowhere_and_carry_no_cookie(people: dict[str, Any]) -> None:
    by = program("api-administrator")
    for answer in (by.get("token"), by.get("returns"), by.get("nothing"), Program("").get("token")):
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "Set-Cookie" not in answer.headers
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_refusals_are_in_the_language_that_was_asked_for(people: dict[str, Any]) -> None:
    said = {
        code: Program("", **{"Accept-Language": code}).get("token").said[0]
        for code in ("en", "ru", "kk", "es", "ar")
    }
    assert len(set(said.values())) == 5


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "nothing", 404),
        ("DELETE", "areas", 405),
        ("GET", "areas", 405),
        ("POST", "returns", 405),
        ("GET", "", 404),
    ],
)
def test_what_is_not_there_is_said_in_json(
    people: dict[str, Any], method: str, path: str, status: int
) -> None:
    answer = program("api-administrator").ask(method, path)
    assert answer.status == status
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.said
    assert ("Allow" in answer.headers) == (status == 405)
