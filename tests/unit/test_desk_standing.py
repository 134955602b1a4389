"""What somebody is on the desk is changed with a reason, and whoever is shut out is out at once."""

from __future__ import annotations

from typing import Any

import pytest

from crosstally.desk.settings import Place
from crosstally.desk.states import Role
from tests.desk_clients import PASSWORD, READ, browser, joined, uploaded


def number_of(name: str) -> int:
    from crosstally.desk.models import Account

    number: int = Account.objects.get(name=name).pk
    return number


def page_of(name: str) -> str:
    return f"/people/{number_of(name)}/"


def changed(client: Any, name: str, **form: str) -> Any:
    """The answer to a change; what is not said stays, and they may log in unless ``out`` is."""
    from crosstally.desk.models import Account

    now = Account.objects.get(name=name)
    asked = {"role": now.role, "area": now.area, "reason": "as agreed", "may_log_in": "yes"}
    asked["coordinator"] = str(now.coordinator_id or "")  # type: ignore[attr-defined]
    if form.pop("out", ""):
        del asked["may_log_in"]
    return client.post(page_of(name), asked | form)


def logs_in(name: str) -> bool:
    answer = browser().post("/login/", {"username": name, "password": PASSWORD})
    return bool(answer.status_code == 302)


@pytest.fixture
def root(place: Place) -> Any:
    """The only one on the desk yet."""
    from crosstally.desk.models import Account

    Account.objects.exclude(coordinator=None).delete()
    Account.objects.all().delete()
    return joined(Role.ADMINISTRATOR, "root")


def test_whoever_is_shut_out_is_out_at_once_and_may_be_let_in_again(root: Any) -> None:
    ann = joined(Role.TYPIST, "ann")
    assert ann.get("/").status_code == 200
    assert changed(root, "ann", out="yes").status_code == 302
    assert ann.get("/")["Location"].startswith("/login/")
    assert not logs_in("ann")
    assert changed(root, "ann").status_code == 302
    assert logs_in("ann")
    assert ann.get("/")["Location"].startswith("/login/"), "a telephone that was lost stays out"


def test_what_they_did_stays(root: Any) -> None:
    ann, ben = joined(Role.TYPIST, "ann"), joined(Role.TYPIST, "ben")
    name = uploaded(root, 1, "ATKARACALAR/1001")
    assert ann.post(f"/sheet/{name}/do/read/", READ).status_code == 302
    changed(root, "ann", out="yes")
    assert ben.post(f"/sheet/{name}/do/read/", READ).status_code == 302
    from crosstally.desk.doors import book
    from crosstally.desk.states import State

    assert book().sheet(name).state is State.SETTLED


def test_another_role_counts_from_the_next_page_and_forgets_nothing(root: Any) -> None:
    ann, ben = joined(Role.TYPIST, "ann"), joined(Role.TYPIST, "ben")
    name = uploaded(root, 2, "ATKARACALAR/1002")
    ann.post(f"/sheet/{name}/do/read/", READ)
    assert changed(root, "ann", role="arbiter").status_code == 302
    assert ann.post(f"/sheet/{name}/do/look-again/", READ).status_code == 409
    ben.post(f"/sheet/{name}/do/read/", READ | {"erdogan": "190", "kilicdaroglu": "55"})
    root.post(f"/sheet/{name}/do/escalate/", {"reason": "late"})
    decided = ann.post(f"/sheet/{name}/do/decide/", READ | {"reason": "as the picture shows"})
    assert decided.status_code == 409, "they have read it"


def test_each_change_is_in_the_journal_and_on_the_page_with_its_reason(root: Any) -> None:
    from crosstally.desk.doors import journal
    from crosstally.desk.journal import Subject
    from crosstally.desk.models import Account

    joined(Role.TYPIST, "ann")
    changed(root, "ann", role="arbiter", reason="she <b>knows</b> the law")
    entry = journal().entries(Subject.ACCOUNT)[-1]
    ann = Account.objects.get(name="ann")
    assert (entry.about, entry.by) == (ann.pseudonym, Account.objects.get(name="root").person)
    assert entry.said["role"] == "arbiter"
    shown = joined(Role.AUDITOR, "ada").get(page_of("ann")).content.decode()
    assert "she &lt;b&gt;knows&lt;/b&gt; the law" in shown
    assert "<form" not in shown.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"out": "yes", "reason": " "}, ["Say why"]),
        ({}, ["nothing would change"]),
        ({"role": "king"}, ["There is no such role"]),
        ({"role": "coordinator", "area": "Atlantis"}, ["There is no such area"]),
        ({"reason": ""}, ["Say why", "nothing would change"]),
    ],
)
def test_a_change_is_refused_with_every_reason(
    root: Any, form: dict[str, str], said: list[str]
) -> None:
    joined(Role.TYPIST, "ann")
    answer = changed(root, "ann", **form)
    assert answer.status_code == 409
    for part in said:
        assert part in answer.content.decode()
    assert logs_in("ann")


def test_nobody_changes_themselves_so_that_an_administrator_is_always_left(root: Any) -> None:
    assert changed(root, "root", out="yes").status_code == 409
    assert changed(root, "root", role="typist").status_code == 409
    assert root.get("/people/").status_code == 200


def test_a_coordinator_shuts_out_those_who_answer_to_them_and_changes_nothing_else(
    root: Any,
) -> None:
    nora = joined(Role.COORDINATOR, "nora")
    joined(Role.COORDINATOR, "sven")
    joined(Role.TYPIST, "ann", "nora")
    joined(Role.TYPIST, "cem", "sven")
    changed(nora, "ann", role="administrator", reason="a try")
    from crosstally.desk.models import Account

    assert Account.objects.get(name="ann").role == Role.TYPIST
    assert changed(nora, "cem", out="yes").status_code == 409
    assert changed(nora, "sven", out="yes").status_code == 409
    assert changed(nora, "root", out="yes").status_code == 409
    assert logs_in("cem")
    assert changed(nora, "ann", out="yes").status_code == 302
    assert not logs_in("ann")


def test_a_coordinator_to_whom_people_answer_stays_one(root: Any) -> None:
    joined(Role.COORDINATOR, "nora")
    joined(Role.COORDINATOR, "sven")
    joined(Role.TYPIST, "ann", "nora")
    answer = changed(root, "nora", role="typist")
    assert answer.status_code == 409
    assert "Others answer to them, and would to nobody: ann." in answer.content.decode()
    assert changed(root, "ann", coordinator=str(number_of("sven"))).status_code == 302
    assert changed(root, "nora", role="typist").status_code == 302


def test_people_answer_to_a_coordinator_who_may_log_in(root: Any) -> None:
    joined(Role.COORDINATOR, "nora")
    joined(Role.TYPIST, "ann")
    for above in ("root", "ann"):
        answer = changed(root, "ann", coordinator=str(number_of(above)))
        assert "They can answer to a coordinator only" in answer.content.decode()
    changed(root, "nora", out="yes")
    answer = changed(root, "ann", coordinator=str(number_of("nora")))
    assert answer.status_code == 409


def test_a_link_kept_by_whoever_is_shut_out_lets_nobody_in(root: Any) -> None:
    import re

    joined(Role.COORDINATOR, "nora")
    eve = joined(Role.ADMINISTRATOR, "eve")
    made = eve.post("/invite/", {"role": "administrator"}).content.decode()
    found = re.search(r"/join/[^/]+/", made)
    assert found
    changed(root, "nora", out="yes")
    assert browser().get(found.group()).status_code == 200
    changed(root, "eve", out="yes")
    assert browser().get(found.group()).status_code == 410


def test_a_token_made_by_whoever_is_shut_out_opens_nothing_in_whoevers_name(root: Any) -> None:
    from crosstally.desk import tokens
    from crosstally.desk.doors import journal
    from crosstally.desk.models import Account
    from crosstally.desk.scopes import Scope

    joined(Role.ADMINISTRATOR, "eve")
    accounts = {one.name: one for one in Account.objects.all()}
    wish = tokens.Wish("for the map", [Scope.RETURNS_READ], accounts["root"], 7)
    of_eve = tokens.make(journal(), accounts["eve"], wish)
    of_root = tokens.make(journal(), accounts["root"], wish)
    assert changed(root, "eve", out="yes").status_code == 302
    assert tokens.holder_of(of_eve) is None
    assert tokens.holder_of(of_root) is not None
