"""Figures that are told without a picture: what is understood, what is refused, what they count."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from crosstally.desk import quota
from crosstally.desk.asked import Asked, asked_at
from crosstally.desk.check_digit import check_digit, start_of
from crosstally.desk.figures import Figure, NoFigure
from crosstally.desk.settings import Place
from crosstally.desk.states import Act, Kind, Role, Sheet, State, Way
from crosstally.desk.telling import ToldError, read_message
from tests.desk_clients import READ, browser, joined, sheets
from tests.desk_programs import program, unhurried

STATION = "ATKARACALAR/1001"
FIGURES = [300, 250, 245, 5, 200, 45]
GOOD = f"{STATION} 300 250 245 5 200 45 {check_digit(STATION, FIGURES)}"


@pytest.fixture(scope="module")
def asked(place: Place) -> Asked:
    return asked_at(place)


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.replace(" ", "\n "),
        GOOD.translate({ord(str(n)): chr(0x0660 + n) for n in range(10)}),
        GOOD.translate({ord(str(n)): chr(0x0966 + n) for n in range(10)}),
    ],
    ids=["plain", "lines", "Arabic digits", "Devanagari digits"],
)
def test_a_message_in_any_script_is_understood(asked: Asked, text: str) -> None:
    told = read_message(asked, text)
    assert (told.station, [*told.figures.values()]) == (STATION, FIGURES)
    assert told.spelled == GOOD[:-2]


def test_the_guide_shows_messages_that_are_understood(asked: Asked) -> None:
    """And it tells the digits that its example's station leads to."""
    guide = Path(__file__).parents[2] / "docs" / "how-to" / "desk-without-data.md"
    shown = re.findall(r"ATKARACALAR/1001 [\d ]+\d", guide.read_text(encoding="utf-8"))
    assert len(shown) == 2
    assert {read_message(asked, text).spelled for text in shown} == {GOOD[:-2]}
    assert f"which leads to {start_of(STATION)}" in guide.read_text(encoding="utf-8")


def test_what_is_no_number_has_a_sign_of_its_own(asked: Asked) -> None:
    figures: list[Figure] = [300, NoFigure.UNREAD, 245, NoFigure.EMPTY, 200, 45]
    text = f"{STATION} 300 ? 245 - 200 45 {check_digit(STATION, figures)}"
    told = read_message(asked, text)
    assert [*told.figures.values()] == figures
    assert told.spelled == text[:-2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["Expected a station's code, 6 figures and the check digit"]),
        (GOOD[:-2], ["words read: 7"]),
        (GOOD.replace("245", "254"), ["The check digit does not fit", "200 + 45 = 254"]),
        (GOOD.replace(" 300", " 3OO"), ["Voters on the box's list: Expected digits alone"]),
        (GOOD.replace("/1001", "/1011"), ["The check digit does not fit"]),
        (GOOD.lower(), ["The check digit does not fit"]),
        (f"{STATION} 1,204 x 1 1 1 1 1", ["read ','", "Voters who voted"]),
    ],
)
def test_everything_that_is_wrong_is_said_at_once(asked: Asked, text: str, said: list[str]) -> None:
    with pytest.raises(ToldError) as refused:
        read_message(asked, text)
    assert all(part in str(refused.value) for part in said), refused.value


def test_what_contradicts_itself_is_taken_when_the_sheet_says_so(asked: Asked) -> None:
    figures = [300, 250, 254, 5, 200, 45]
    text = f"{STATION} 300 250 254 5 200 45 {check_digit(STATION, figures)}"
    with pytest.raises(ToldError, match="contradict"):
        read_message(asked, text)
    assert read_message(asked, text + " !").as_written


@pytest.fixture(scope="module")
def people(place: Place) -> dict[str, Any]:
    found = {name: joined(Role.TYPIST, name) for name in ("gateway", "ann", "cem", "dia")}
    found["eve"] = joined(Role.ARBITER, "eve")
    found["root"] = joined(Role.ADMINISTRATOR, "root")
    found["aud"] = joined(Role.AUDITOR, "aud")
    return found


@pytest.fixture(autouse=True)
def _unhurried() -> None:
    unhurried()


def told_at(place: Place, station: str = STATION) -> dict[str, Sheet]:
    every = sheets(place).items()
    return {name: sheet for name, sheet in every if sheet.told and sheet.station == station}


def message(station: str, figures: list[int]) -> str:
    digit = check_digit(station, figures)
    return " ".join([station, *map(str, figures), str(digit)])


def test_a_message_is_a_first_reading_and_never_counts_alone(
    place: Place, people: dict[str, Any]
) -> None:
    by = program("gateway")
    answer = by.hand_over(GOOD, "hello", GOOD)
    assert answer.status == 200
    replies = answer.json["messages"]
    assert [reply["state"] for reply in replies] == ["taken", "refused", "known"]
    assert [reply["id"] for reply in replies] == ["0", "1", "2"]
    assert GOOD[:-2] in replies[0]["answer"]
    assert by.hand_over(GOOD).json["messages"][0]["state"] == "known", "sent once more"
    ((name, sheet),) = told_at(place).items()
    assert (sheet.state, sheet.told, len(sheet.acts)) == (State.READ_ONCE, Way.MESSAGE, 1)

    for client in (people["ann"], people["cem"]):
        assert "Nothing waits for you" in client.get("/").content.decode(), "none has its picture"
    waiting = people["ann"].get("/telephone/").content.decode()
    assert f"/sheet/{name}/" in waiting
    assert not re.search(r"\b245\b", waiting)
    page = people["ann"].get(f"/sheet/{name}/").content.decode()
    assert "Call back whoever told it" in page
    assert 'value="245"' not in page, "blind, as with every sheet"
    assert people["gateway"].post(f"/sheet/{name}/do/read/", READ).status_code == 409
    assert people["ann"].post(f"/sheet/{name}/do/read/", READ).status_code == 302
    settled = sheets(place)[name]
    assert (settled.state, settled.returns[0].told) == (State.SETTLED, True)
    shown = people["aud"].get(f"/sheet/{name}/").content.decode()
    assert "Nobody at the desk has seen a picture" in shown


def test_what_is_heard_otherwise_goes_to_an_arbiter(place: Place, people: dict[str, Any]) -> None:
    station = "ATKARACALAR/1002"
    program("gateway").hand_over(message(station, FIGURES))
    ((name, _sheet),) = told_at(place, station).items()
    heard = READ | {"erdogan": "190", "kilicdaroglu": "55"}
    people["cem"].post(f"/sheet/{name}/do/read/", heard)
    assert sheets(place)[name].state is State.SECOND_LOOK
    assert people["gateway"].post(f"/sheet/{name}/do/look-again/", heard).status_code == 409
    people["cem"].post(f"/sheet/{name}/do/look-again/", heard)
    assert sheets(place)[name].state is State.ARBITRATION
    page = people["eve"].get(f"/sheet/{name}/").content.decode()
    assert "200" in page
    assert "190" in page


def test_messages_of_one_station_do_not_flood_the_desk(
    place: Place, people: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "OF_ONE_STATION", 2)
    station = "ATKARACALAR/1003"
    texts = [message(station, [300 + n, *FIGURES[1:]]) for n in range(3)]
    replies = program("gateway").hand_over(*texts).json["messages"]
    assert [reply["state"] for reply in replies] == ["taken", "taken", "later"]
    assert len(told_at(place, station)) == 2
    assert program("gateway").hand_over(GOOD).json["messages"][0]["state"] == "known"


def test_false_messages_that_were_set_aside_keep_the_true_one_out_no_longer(
    place: Place, people: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "OF_ONE_STATION", 1)
    station = "ATKARACALAR/1006"
    false, true = (message(station, [figure, *FIGURES[1:]]) for figure in (299, 300))
    program("gateway").hand_over(false)
    assert program("gateway").hand_over(true).json["messages"][0]["state"] == "later"
    (name,) = told_at(place, station)
    people["root"].post(f"/sheet/{name}/do/set-aside/", {"reason": "the observer denies it"})
    replies = program("gateway").hand_over(true, false).json["messages"]
    assert [reply["state"] for reply in replies] == ["taken", "known"]


def test_nothing_but_the_message_is_taken(place: Place, people: dict[str, Any]) -> None:
    """A number of whoever sent it would lead to them: there is no place for it."""
    by = program("gateway")
    body = '{"messages": [{"id": "1", "text": "x", "from": "+7 701 000 00 00"}]}'
    answer = by.ask("POST", "messages", body, "application/json")
    assert (answer.status, answer.said) == (422, ["no such key"])
    assert by.hand_over(*["x"] * 101).status == 422
    assert by.hand_over("x" * 1_001).status == 422


FORM = {"station": STATION, "way": "telephone", **READ}


def test_a_call_is_read_back_before_anything_is_kept(place: Place, people: dict[str, Any]) -> None:
    station = "ATKARACALAR/1004"
    form = FORM | {"station": station, "check": str(check_digit(station, FIGURES))}
    page = people["ann"].post("/telephone/", form)
    assert page.status_code == 200
    text = page.content.decode()
    assert "<span>2</span><span>4</span><span>5</span>" in text
    assert told_at(place, station) == {}
    call = text.split('name="call" value="')[1][:32]
    confirmed = form | {"call": call, "do": "confirm"}
    for _again in range(2):
        assert people["ann"].post("/telephone/", confirmed).status_code == 302
    ((name, sheet),) = told_at(place, station).items()
    assert (name, sheet.told, sheet.state) == (call, Way.TELEPHONE, State.READ_ONCE)
    assert f"/sheet/{name}/" not in people["ann"].get("/telephone/").content.decode()
    assert people["dia"].post(f"/sheet/{name}/do/read/", READ).status_code == 302
    assert sheets(place)[name].state is State.SETTLED


def test_without_a_check_digit_the_relations_have_to_show_a_slip(
    place: Place, people: dict[str, Any]
) -> None:
    refused = people["ann"].post("/telephone/", FORM)
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "Ask for the check digit" in page
    assert "show a slip in Voters on the box&#39;s list." in page
    assert 'value="245"' in page, "nothing typed is lost"
    wrong = people["ann"].post("/telephone/", FORM | {"check": "x", "valid": "2,45"})
    assert wrong.status_code == 409
    confirmed = FORM | {"valid": "254", "check": "0", "do": "confirm", "call": "a" * 32}
    assert people["ann"].post("/telephone/", confirmed).status_code == 409
    assert "a" * 32 not in sheets(place), "what is confirmed is tried again"


def test_a_form_from_elsewhere_tells_nothing(place: Place, people: dict[str, Any]) -> None:
    strict = browser(enforce_csrf_checks=True)
    strict.cookies = people["ann"].cookies
    assert strict.post("/telephone/", FORM | {"do": "confirm"}).status_code == 403


def test_a_told_sheet_is_not_drawn_for_a_third_reading(
    place: Place, people: dict[str, Any]
) -> None:
    from crosstally.desk.quality import draw
    from crosstally.desk.states import Person, why_not

    settled = {n: s for n, s in sheets(place).items() if s.state is State.SETTLED}
    assert settled
    assert draw(settled, "4711", 9) == ([], 0)
    tried = Act(
        Kind.DRAW, Person("root", Role.ADMINISTRATOR), reason="x", seed="4711", drawn_from=1
    )
    assert "no picture" in (why_not(next(iter(settled.values())), tried) or "")


def test_a_told_sheet_is_not_for_coordinators_of_another_area(
    place: Place, people: dict[str, Any]
) -> None:
    name = next(iter(told_at(place)))
    nora = joined(Role.COORDINATOR, "nora", area="ELDIVAN")
    sven = joined(Role.COORDINATOR, "sven", area="ATKARACALAR")
    assert nora.get(f"/sheet/{name}/").status_code == 404
    assert nora.post(f"/sheet/{name}/do/reopen/", {"reason": "x"}).status_code == 404
    assert sven.get(f"/sheet/{name}/").status_code == 200


def test_whoever_is_called_back_and_told_nothing_is_reported(
    place: Place, people: dict[str, Any]
) -> None:
    station = "ATKARACALAR/1005"
    program("gateway").hand_over(message(station, FIGURES))
    ((name, _sheet),) = told_at(place, station).items()
    people["dia"].post(f"/sheet/{name}/do/report/", {"reason": "they have sent nothing"})
    assert f"/sheet/{name}/" in people["root"].get("/").content.decode()
    people["root"].post(f"/sheet/{name}/do/set-aside/", {"reason": "false"})
    assert sheets(place)[name].state is State.SET_ASIDE


def test_there_is_no_picture_to_ask_for(place: Place, people: dict[str, Any]) -> None:
    name = next(iter(told_at(place)))
    for client in people.values():
        assert client.get(f"/sheet/{name}/page/0.jpg").status_code == 404
    for page in ("/copies/", "/progress/", "/findings/station/?code=" + STATION):
        assert people["root"].get(page).status_code == 200


def test_an_account_takes_no_more_down_than_its_quota_which_grows_with_what_was_settled(
    place: Place, people: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "OF_ONE_ACCOUNT", 1)
    flooder = joined(Role.TYPIST, "flooder")

    def take_down(number: int, client: Any = flooder, way: str = "paper") -> Any:
        station = f"ATKARACALAR/{number}"
        form = FORM | {"station": station, "check": str(check_digit(station, FIGURES)), "way": way}
        return client.post("/telephone/", form | {"call": f"{number:032x}", "do": "confirm"})

    assert take_down(1001).status_code == 302
    refused = take_down(1002, way="telephone")
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "not settled: 1; at the most 1. This one was not kept." in page
    assert 'value="245"' in page, "what was typed still stands there"
    assert f"{1002:032x}" not in sheets(place)
    assert take_down(1001).status_code == 302, "the same form again is no further one"
    assert take_down(1002, people["dia"]).status_code == 302, "others may go on"

    people["root"].post(f"/sheet/{1001:032x}/do/set-aside/", {"reason": "nobody knows of it"})
    assert take_down(1003).status_code == 409, "what was set aside counts"
    people["root"].post(f"/sheet/{1001:032x}/do/restore/", {"reason": "it was found"})
    people["ann"].post(f"/sheet/{1001:032x}/do/read/", READ)
    assert [take_down(number).status_code for number in range(1003, 1008)] == [302] * 4 + [409]


def test_a_gateway_speaks_for_many_and_is_bounded_by_station_alone(
    place: Place, people: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "OF_ONE_ACCOUNT", 0)
    reply = program("gateway").hand_over(message("ATKARACALAR/1007", FIGURES)).json["messages"][0]
    assert reply["state"] == "taken"
