"""What somebody sent after their session had ended: carried past logging in, for them alone."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from crosstally.desk.settings import Place
from crosstally.desk.states import Role
from tests.desk_clients import PASSWORD, READ, browser, joined, sheets, uploaded
from tests.unit.test_desk_mark_pages import marked
from tests.unit.test_desk_second_factor import code, enrolled

__all__ = ["marked"]

_INPUT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
FIGURES = READ | {"erdogan": "187", "kilicdaroglu": "58"}


def hidden(page: str) -> dict[str, str]:
    return {name: html.unescape(text) for name, text in _INPUT.findall(page)}


def page_of(client: Any, path: str) -> dict[str, str]:
    """What the forms of a page hold that nobody types."""
    return {"-page-of": hidden(client.get(path).content.decode())["-page-of"]}


def row(label: str, said: str) -> str:
    return f'<th scope="row"><bdi>{label}</bdi></th><td><bdi>{said}</bdi></td>'


def end_session(client: Any) -> None:
    client.session.flush()


@pytest.fixture(scope="module")
def root(place: Place) -> Any:
    return joined(Role.ADMINISTRATOR, "root")


def sent_too_late(client: Any, path: str) -> Any:
    """Figures typed on a page whose session ends before they are sent."""
    typed = FIGURES | page_of(client, path)
    end_session(client)
    return client.post(f"{path}do/read/", typed)


def logged_in(client: Any, name: str, login: Any) -> Any:
    """Log in on the page that was answered."""
    carried = hidden(login.content.decode())
    return client.post("/login/", carried | {"username": name, "password": PASSWORD})


def test_figures_outlive_the_session_and_are_kept_by_one_touch(place: Place, root: Any) -> None:
    name, ann = uploaded(root, 1), joined(Role.TYPIST, "ann")
    login = sent_too_late(ann, f"/sheet/{name}/")
    assert login.status_code == 401
    wrong = ann.post(
        "/login/", hidden(login.content.decode()) | {"username": "ann", "password": "?"}
    )
    again = logged_in(ann, "ann", wrong)
    assert "Not kept yet" in again.content.decode()
    assert row("Kemal Kılıçdaroğlu", "58") in again.content.decode(), "it is shown"
    assert not sheets(place)[name].readings, "nothing is sent by logging in"
    kept = ann.post(f"/sheet/{name}/do/read/", hidden(again.content.decode()))
    assert kept.status_code == 302
    (act,) = sheets(place)[name].acts[1:]
    assert act.figures == {field: int(figure) for field, figure in FIGURES.items()}


def test_nobody_who_finds_the_telephone_reads_them(place: Place, root: Any) -> None:
    name, bea = uploaded(root, 2), joined(Role.TYPIST, "bea")
    joined(Role.TYPIST, "cem")
    login = sent_too_late(bea, f"/sheet/{name}/")
    page = login.content.decode()
    assert not any(f'"{figure}"' in page for figure in FIGURES.values()), "sealed"
    assert "no-store" in login["Cache-Control"]
    assert not re.search(r"\b187\b", str(dict(bea.cookies)))
    assert not bea.session.items(), "the server has none of it"
    others = logged_in(bea, "cem", login)
    assert (others.status_code, others["Location"]) == (302, "/"), "not those of somebody else"


def test_they_are_carried_past_the_second_factor(place: Place, root: Any) -> None:
    name, (dan, _codes) = uploaded(root, 3), enrolled(Role.TYPIST, "dan")
    asked = logged_in(dan, "dan", sent_too_late(dan, f"/sheet/{name}/"))
    again = dan.post("/login/", hidden(asked.content.decode()) | {"code": code("dan")})
    assert hidden(again.content.decode())["erdogan"] == "187"


def test_they_are_carried_past_a_ticket_that_grew_too_old(
    place: Place, root: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, (ivy, _codes) = uploaded(root, 8), enrolled(Role.TYPIST, "ivy")
    asked = hidden(logged_in(ivy, "ivy", sent_too_late(ivy, f"/sheet/{name}/")).content.decode())
    with monkeypatch.context() as patched:
        patched.setattr("crosstally.desk.second_factor.TICKET_SECONDS", -1)
        login = ivy.post("/login/", asked | {"code": code("ivy")})
    asked = hidden(logged_in(ivy, "ivy", login).content.decode())
    again = ivy.post("/login/", asked | {"code": code("ivy")})
    assert hidden(again.content.decode())["erdogan"] == "187"


def test_they_are_carried_past_too_many_wrong_passwords(place: Place, root: Any) -> None:
    from django.core.cache import cache

    name, jan = uploaded(root, 9), joined(Role.TYPIST, "jan")
    login = sent_too_late(jan, f"/sheet/{name}/")
    for _time in range(6):
        wrong = hidden(login.content.decode()) | {"username": "jan", "password": "?"}
        login = jan.post("/login/", wrong)
    assert login.status_code == 429
    assert "Wait a quarter of an hour" in login.content.decode()
    cache.clear()  # a quarter of an hour later
    again = logged_in(jan, "jan", login)
    assert hidden(again.content.decode())["erdogan"] == "187"


def test_they_wait_for_a_second_factor_that_has_just_become_required(
    place: Place, root: Any
) -> None:
    name, kai = uploaded(root, 10), joined(Role.TYPIST, "kai")
    typed = FIGURES | page_of(kai, f"/sheet/{name}/")
    assert root.post("/people/require/", {"role": ["typist"]}).status_code == 302
    try:
        asked = kai.post(f"/sheet/{name}/do/read/", typed)
        assert 'href="/second-factor/" target="_blank"' in asked.content.decode()
        kai.get("/second-factor/")
        kai.post("/second-factor/", {"do": "enrol", "code": code("kai")})
        kept = kai.post(f"/sheet/{name}/do/read/", hidden(asked.content.decode()))
        assert (kept.status_code, kept["Location"]) == (302, "/")
    finally:
        root.post("/people/require/", {})
    assert sheets(place)[name].readings


def test_a_long_text_in_any_script_is_carried(place: Place, root: Any) -> None:
    name, lou = uploaded(root, 11), joined(Role.TYPIST, "lou")
    typed = {"reason": "ұ" * 40_000} | page_of(lou, f"/sheet/{name}/")
    end_session(lou)
    again = logged_in(lou, "lou", lou.post(f"/sheet/{name}/do/report/", typed))
    assert hidden(again.content.decode())["reason"] == typed["reason"]


def test_what_was_changed_on_the_way_is_not_offered(place: Place, root: Any) -> None:
    eda = joined(Role.TYPIST, "eda")
    end_session(eda)
    answer = eda.post("/login/", {"username": "eda", "password": PASSWORD, "carried": "AAAA"})
    assert (answer.status_code, answer["Location"]) == (302, "/")


@pytest.mark.parametrize(("origin", "kept"), [("http://127.0.0.1:8000", True), ("", False)])
def test_a_page_from_before_one_logged_in_again_loses_nothing(
    place: Place, root: Any, origin: str, kept: bool
) -> None:
    """In another tab: the token of the first page is worth nothing then."""
    name, fay = uploaded(root, 4 + kept), joined(Role.TYPIST, f"fay{kept}")
    typed = FIGURES | page_of(fay, f"/sheet/{name}/") | {"csrfmiddlewaretoken": "of before"}
    fay.handler.enforce_csrf_checks = True
    headers = {"origin": origin} if origin else {}
    answer = fay.post(f"/sheet/{name}/do/read/", typed, headers=headers)
    assert answer.status_code == 403
    assert (hidden(answer.content.decode()).get("erdogan") == "187") is kept


def test_somebody_elses_page_is_not_sent_in_ones_own_name(place: Place, root: Any) -> None:
    name, gil, hal = uploaded(root, 6), joined(Role.TYPIST, "gil"), joined(Role.TYPIST, "hal")
    typed = FIGURES | page_of(gil, f"/sheet/{name}/")
    hal.handler.enforce_csrf_checks = True
    answer = hal.post(f"/sheet/{name}/do/read/", typed, headers={"origin": "http://127.0.0.1:8000"})
    assert answer.status_code == 403
    assert not re.search(r"\b187\b", answer.content.decode())


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "http://127.0.0.1:8000"])
def test_a_form_from_elsewhere_is_carried_for_nobody_whomever_it_names(
    place: Place, root: Any, origin: str
) -> None:
    """Not even by somebody who has seen a page of theirs. Browsers send no cookie along with it."""
    name, client = uploaded(root, 13 + (origin[4] == "s")), joined(Role.TYPIST, f"leo of {origin}")
    forged = FIGURES | page_of(client, f"/sheet/{name}/")
    elsewhere = browser(enforce_csrf_checks=True)
    answer = elsewhere.post(f"/sheet/{name}/do/read/", forged, headers={"origin": origin})
    assert answer.status_code == 403
    assert "carried" not in hidden(answer.content.decode())


def test_a_code_that_is_nobodys_carries_nothing_to_anybody(place: Place, root: Any) -> None:
    name, mia = uploaded(root, 12), joined(Role.TYPIST, "mia")
    end_session(mia)
    login = mia.post(f"/sheet/{name}/do/read/", FIGURES | {"-page-of": "0" * 64})
    assert logged_in(mia, "mia", login).status_code == 302


def test_a_stranger_is_sent_to_log_in_as_before(place: Place) -> None:
    answer = browser().post("/invite/", {"role": "typist"})
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/")


def test_it_is_shown_in_the_words_of_its_page_with_what_was_left_empty(
    marked: Place, root: Any
) -> None:
    name, ned = uploaded(root, 20), joined(Role.TYPIST, "ned")
    typed = FIGURES | {"valid": "", "-mark-stamp": "absent", "-typed-serial": "TR 0101"}
    typed |= page_of(ned, f"/sheet/{name}/") | {"as_written": "on"}
    end_session(ned)
    page = logged_in(ned, "ned", ned.post(f"/sheet/{name}/do/read/", typed)).content.decode()
    assert "<b>Keep what I read: <bdi>ATKARACALAR/1001</bdi></b>" in page
    assert "<bdi>Valid votes</bdi></th><td><i>not filled in</i>" in page
    assert row("Stamp of the board", "is not there") in page
    assert row("Serial number", "TR 0101") in page
    assert "<bdi>Signatures</bdi></th><td><i>not filled in</i>" in page
    assert row("I have looked again: it stands so on the sheet", "yes") in page


def test_a_record_and_a_complaint_are_shown_in_their_forms_words(place: Place, root: Any) -> None:
    asked = {"area": "ATKARACALAR/1001", "where": "Board", "decision": "granted in part"}
    record = {"day": "2023-05-28", "place": "Square", "kind": "protest"}
    for path, typed, shown in (
        ("/records/fill/incident/", record, row("What happened", "Protest or meeting")),
        ("/findings/complain/answer/", asked, row("Where it was filed", "Board")),
    ):
        sent = typed | page_of(root, "/records/fill/incident/")
        end_session(root)
        page = logged_in(root, "root", root.post(path, sent)).content.decode()
        assert shown in page
    assert row("Decision", "granted in part") in page
