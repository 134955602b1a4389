"""Who was let onto the desk, by whom, and who was given a new password: nothing of it is unseen."""

from __future__ import annotations

import re
from typing import Any

import pytest

from crosstally.desk.settings import Place
from crosstally.desk.states import Role
from crosstally.problems import InputError
from tests.desk_clients import PASSWORD, browser, joined

NEW = "a staple of batteries"


@pytest.fixture
def root(place: Place) -> Any:
    """The only one on the desk yet."""
    from crosstally.desk.models import Account

    Account.objects.exclude(coordinator=None).delete()
    Account.objects.all().delete()
    return joined(Role.ADMINISTRATOR, "root")


def account(name: str) -> Any:
    from crosstally.desk.models import Account

    return Account.objects.get(name=name)


def acts(subject: str) -> list[tuple[str, str, str]]:
    """What the journal says was done of a kind: about what, which act, by whom."""
    from crosstally.desk.doors import journal
    from crosstally.desk.journal import Subject

    return [(one.about, one.act, one.by.name) for one in journal().entries(Subject(subject))]


def link_in(answer: Any, kind: str = "join") -> str:
    found = re.search(rf"/{kind}/[^/]+/", answer.content.decode())
    assert found, answer.content.decode()
    return found.group()


def logs_in(name: str, password: str) -> bool:
    answer = browser().post("/login/", {"username": name, "password": password})
    return bool(answer.status_code == 302)


def new_password(client: Any, name: str, **form: str) -> Any:
    asked = {"new-password": "yes", "reason": "a lost notebook"}
    return client.post(f"/people/{account(name).pk}/", asked | form)


def test_who_invited_whom_is_in_the_journal(root: Any) -> None:
    from crosstally.desk.doors import journal

    link = link_in(root.post("/invite/", {"role": "coordinator", "area": "ATKARACALAR"}))
    handle, act, by = acts("invitation")[-1]
    assert (act, by) == ("make", account("root").pseudonym)
    assert browser().post(link, {"name": "nora", "password": PASSWORD}).status_code == 302
    entry = journal().entries()[-1]
    assert (entry.about, entry.act) == (account("nora").pseudonym, "join")
    assert (entry.said["invitation"], entry.said["role"]) == (handle, "coordinator")
    assert handle not in link, "nobody comes in by what the journal says"


def test_no_name_hides_letters_by_which_it_looks_like_anothers(root: Any) -> None:
    link = link_in(root.post("/invite/", {"role": "typist"}))
    for name in ("ro\u200bot", "\u202etoor", "ro\not", "ro\u2028ot", "root\u200c", "\u200c"):
        answer = browser().post(link, {"name": name, "password": PASSWORD})
        assert (answer.status_code, "can be seen" in answer.content.decode()) == (400, True)
    persian = "\u0646\u0631\u06af\u0633\u200c\u062e\u0627\u062a\u0648\u0646"
    assert browser().post(link, {"name": persian, "password": PASSWORD}).status_code == 302


def test_whoever_joins_logs_in_however_their_letters_are_encoded(root: Any) -> None:
    names = ("Андрей".replace("й", "и\u0306"), "\uff4aoe", "Jose\u0301")
    for name in names:
        link = link_in(root.post("/invite/", {"role": "typist"}))
        assert browser().post(link, {"name": name, "password": PASSWORD}).status_code == 302
        assert logs_in(name, PASSWORD)
    assert logs_in("José", PASSWORD), "as another keyboard writes it"


def test_links_that_are_void_are_told_and_others_stay(root: Any) -> None:
    eve = joined(Role.ADMINISTRATOR, "eve")
    of_eve = link_in(eve.post("/invite/", {"role": "administrator"}))
    of_root = link_in(root.post("/invite/", {"role": "typist"}))
    out = {"role": "administrator", "reason": "found out"}
    assert root.post(f"/people/{account('eve').pk}/", out).status_code == 302
    assert browser().get(of_eve).status_code == 410
    assert browser().get(of_root).status_code == 200
    assert acts("invitation")[-1][1:] == ("void", account("root").pseudonym)


def test_sending_links_are_in_the_journal_without_what_they_are_called(root: Any) -> None:
    from crosstally.desk.doors import journal
    from crosstally.desk.models import SendingLink

    root.post("/sending/", {"label": "cousin Aigul", "whose": "person"})
    number = str(SendingLink.objects.order_by("-pk")[0].pk)
    root.post("/sending/", {"more": number})
    root.post("/sending/", {"close": number})
    root.post("/sending/", {"close": number})
    by = account("root").pseudonym
    told = [(number, "make", by), (number, "let more wait", by), (number, "close", by)]
    assert acts("link")[-3:] == told
    assert "Aigul" not in str(journal().entries())


def test_whoever_lost_their_password_stays_who_they_are(root: Any) -> None:
    ann = joined(Role.TYPIST, "ann")
    before = account("ann").pseudonym
    link = link_in(new_password(root, "ann"))
    assert "Choose a new password for <bdi>ann</bdi>" in browser().get(link).content.decode()
    assert logs_in("ann", PASSWORD), "the old one is good until there is another"
    assert browser().post(link, {"password": "short"}).status_code == 400
    taken = browser()
    assert taken.post(link, {"name": "somebody-else", "password": NEW}).status_code == 302
    assert taken.get("/")["Location"].startswith("/login/"), "the link alone opens nothing"
    assert browser().get(link).status_code == 410
    assert (logs_in("ann", PASSWORD), logs_in("ann", NEW)) == (False, True)
    assert ann.get("/")["Location"].startswith("/login/"), "sessions of the old one end"
    assert account("ann").pseudonym == before
    asked, chosen = acts("account")[-2:]
    assert asked == (before, "new-password", account("root").pseudonym)
    assert chosen == (before, "choose-password", before)
    assert "link for a new password" in root.get(f"/people/{account('ann').pk}/").content.decode()


def test_a_new_password_leaves_the_second_factor_where_it_is(root: Any) -> None:
    from django.utils import timezone

    from crosstally.desk.models import Account

    joined(Role.TYPIST, "ann")
    Account.objects.filter(name="ann").update(second_factor_since=timezone.now())
    link = link_in(new_password(root, "ann"))
    browser().post(link, {"password": NEW})
    answer = browser().post("/login/", {"username": "ann", "password": NEW})
    assert 'name="ticket"' in answer.content.decode(), "the code is asked for"


def test_a_link_for_a_new_password_is_an_administrators_and_of_nobody_shut_out(root: Any) -> None:
    nora = joined(Role.COORDINATOR, "nora")
    joined(Role.TYPIST, "ann", "nora")
    assert new_password(nora, "ann").status_code == 409
    assert "Say why" in new_password(root, "ann", reason=" ").content.decode()
    assert new_password(root, "root").status_code == 409
    link = link_in(new_password(root, "ann"))
    form = {"role": "typist", "coordinator": str(account("nora").pk), "reason": "gone"}
    assert root.post(f"/people/{account('ann').pk}/", form).status_code == 302
    assert browser().get(link).status_code == 410, "void with the account"
    assert "They may not log in" in new_password(root, "ann").content.decode()


def test_the_last_administrator_is_let_in_at_the_machine(root: Any) -> None:
    from crosstally.desk.doors import journal
    from crosstally.desk.invitations import make_at_the_machine

    link = make_at_the_machine(journal(), "root")
    assert acts("account")[-1][1:] == ("new-password", "at the machine")
    assert browser().post(link, {"password": NEW}).status_code == 302
    assert logs_in("root", NEW)
    with pytest.raises(InputError, match="nobody of this name"):
        make_at_the_machine(journal(), "nobody")


def test_forgetting_is_in_the_journal_and_whom_is_not(root: Any) -> None:
    from crosstally.desk.doors import journal
    from crosstally.desk.forgetting import forget

    joined(Role.TYPIST, "ann")
    gone = account("ann").pseudonym
    forget(journal(), ["ann"], everybody=False, cameras=False)
    last = journal().entries()[-1]
    assert (last.act, last.by.name, last.said) == ("forget", "at the machine", {})
    assert gone not in str(last)
