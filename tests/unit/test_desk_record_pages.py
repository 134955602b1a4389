"""Observers' records on their pages: found again in the list, and taken to their end."""

from __future__ import annotations

import re
from typing import Any

import pytest

from crosstally.desk.settings import Place
from crosstally.desk.states import Role
from tests.desk_clients import joined

PROTEST = {"day": "2023-05-29", "place": "Square 7", "kind": "protest", "account": "Aigul told it"}
PROTEST |= {"violence": "none", "known": "seen"}
RULING = {
    "kind": "struck_off",
    "about": "Ana Kaya",
    "body": "District court",
    "filed": "2023-05-02",
}
RULING |= {"answer": "refused", "reason": "signatures missing", "appeal": "open"}


@pytest.fixture(scope="module")
def root(place: Place) -> Any:
    return joined(Role.ADMINISTRATOR, "root")


def filled(client: Any, form: str, answers: dict[str, str]) -> str:
    """The address of a record that was just filled in."""
    kept = client.post(f"/records/fill/{form}/", answers)
    assert kept.status_code == 302, kept.content.decode()
    address: str = kept["Location"]
    return address


def listed(client: Any, query: str = "") -> list[str]:
    """The lines of the list, without marks."""
    page = client.get(f"/records/{query}").content.decode()
    lines = re.findall(r'<li><a href="/records/one/.*?</li>', page)
    return [re.sub("<[^>]+>", "", line) for line in lines]


def test_a_line_of_the_list_tells_one_record_from_another(root: Any) -> None:
    filled(root, "incident", PROTEST)
    filled(root, "ruling", RULING)
    ruling, protest = listed(root)
    assert protest.startswith("Incident · 2023-05-29 · Square 7 · Protest or meeting")
    assert "A candidate or list struck off · Ana Kaya · District court" in ruling
    assert "Aigul" not in "".join(listed(root)), "what stays on the desk stands in no list"


def test_records_are_found_by_their_form_and_by_words_of_their_answers(root: Any) -> None:
    filled(root, "incident", PROTEST | {"place": "Bridge"})
    assert len(listed(root, "?form=ruling")) == 1
    (found,) = listed(root, "?text=bridge+PROTEST")
    assert "Bridge" in found
    assert listed(root, "?text=Aigul") == []
    assert "There is none." in root.get("/records/?text=nowhere").content.decode()


def test_a_ruling_is_taken_to_its_end_without_typing_it_again(root: Any) -> None:
    first = filled(root, "ruling", RULING | {"about": "Ben Demir"})
    page = root.get(first).content.decode()
    anew = re.findall(r'href="(/records/fill/ruling/[^"]+)"', page)[0]
    form = root.get(anew).content.decode()
    assert ">Ben Demir</textarea>" in form
    assert '<option value="open" selected>' in form
    name = re.findall(r'name="-anew" value="(\w+)"', form)[0]
    ended = RULING | {"about": "Ben Demir", "appeal": "won", "-anew": name}
    second = filled(root, "ruling", ended)
    assert "Won" in root.get(second).content.decode()
    assert f"filled in anew: {second.split('/')[3][:8]}" in root.get(first).content.decode()
    late = root.post("/records/fill/ruling/", ended)
    assert late.status_code == 409, "nobody takes the place of one record twice"
    assert "was withdrawn before" in late.content.decode()


def test_a_ruling_that_is_not_answered_by_its_legal_deadline_is_marked(root: Any) -> None:
    due = RULING | {"about": "Dia Er", "deadline": "2023-05-09", "answer": "none_yet"}
    waiting = filled(root, "ruling", due)
    assert "overdue" in listed(root, "?text=Dia")[0]
    assert ">overdue<" in root.get(waiting).content.decode()
    answered = due | {"answer": "refused", "-anew": waiting.split("/")[3]}
    later = filled(root, "ruling", due | {"about": "Eda Ak", "deadline": "2123-05-09"})
    for address in (filled(root, "ruling", answered), waiting, later):
        assert "overdue" not in root.get(address).content.decode()
    assert "overdue" not in "".join(listed(root))


def test_only_what_one_may_read_is_filled_in_anew(root: Any) -> None:
    record = filled(root, "ruling", RULING).split("/")[3]
    ann = joined(Role.TYPIST, "ann")
    assert ann.get(f"/records/fill/ruling/?-anew={record}").status_code == 404
    assert root.get(f"/records/fill/media/?-anew={record}").status_code == 404, "another form"
