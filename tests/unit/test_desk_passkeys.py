"""Passkeys: added, shown after the password, refused, called something else and removed."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crosstally.desk.settings import Place
from crosstally.desk.states import Role
from tests.authenticators import Authenticator, read, written
from tests.desk_clients import PASSWORD, browser, joined
from tests.unit.test_desk_second_factor import code, is_in

PASSKEYS = "/second-factor/passkeys/"
_OPTIONS = re.compile(r'data-options="([^"]*)"')
_TICKET = re.compile(r'name="ticket" value="([^"]+)"')
_CODE = re.compile(r'<code dir="ltr">([a-z2-7-]{19})</code>')


@pytest.fixture(scope="module", autouse=True)
def named(place: Place) -> Iterator[Place]:
    """The desk as it is known by a name."""
    from django.test import override_settings

    here = replace(place, address="http://localhost:8000")
    with override_settings(DESK_PLACE=here):
        yield here


def authenticator(**more: Any) -> Authenticator:
    return Authenticator("http://localhost:8000", "localhost", **more)


def options(page: str) -> str:
    """What the page asks the browser for; empty where it asks for nothing."""
    found = _OPTIONS.search(page)
    return html.unescape(found[1]) if found else ""


@dataclass
class Owner:
    """Somebody whose only second factor is a passkey."""

    name: str
    client: Any
    key: Authenticator
    codes: list[str]

    def asked(self) -> tuple[Any, dict[str, str], str]:
        """A new browser after the password: what it has to send along, and what it is asked for."""
        client = browser()
        page = client.post("/login/", {"username": self.name, "password": PASSWORD})
        found = _TICKET.search(page.content.decode())
        assert found
        return client, {"ticket": found[1]}, options(page.content.decode())

    def row(self) -> Any:
        from crosstally.desk.models import Passkey

        return Passkey.objects.get(user__name=self.name)

    def forgiven(self) -> None:
        """As if the waiting were over."""
        from crosstally.desk.models import Passkey

        Passkey.objects.filter(user__name=self.name).update(throttling_failure_timestamp=None)


def owner(name: str, role: Role = Role.TYPIST, **more: Any) -> Owner:
    client, key = joined(role, name), authenticator(**more)
    asked = options(client.get("/second-factor/").content.decode())
    sent = {"do": "add", "name": f"phone of {name}", "passkey": key.create(asked)}
    answer = client.post(PASSKEYS, sent)
    assert answer.status_code == 200, answer.content.decode()
    codes = _CODE.findall(answer.content.decode())
    assert len(codes) == 10
    return Owner(name, client, key, codes)


def shown(one: Owner) -> tuple[str, str]:
    """The ticket of somebody who has just shown their passkey on their own page, and the page."""
    page = one.client.get("/second-factor/").content.decode()
    sent = {"do": "show", "passkey": one.key.get(options(page))}
    page = one.client.post(PASSKEYS, sent).content.decode()
    found = _TICKET.search(page)
    assert found
    return found[1], page


def acts() -> list[tuple[str, dict[str, str]]]:
    from crosstally.desk.doors import journal

    return [(one.act, dict(one.said)) for one in journal().entries()]


@pytest.mark.parametrize(
    ("address", "host", "origin"),
    [
        ("https://desk.example", "desk.example", "https://desk.example"),
        ("https://desk.example:443", "desk.example", "https://desk.example"),
        ("https://desk.example:8443", "desk.example", "https://desk.example:8443"),
        ("http://localhost:8000", "localhost", "http://localhost:8000"),
        ("http://localhost:80", "localhost", "http://localhost"),
        ("http://desk.example", None, "http://desk.example"),
        ("https://192.168.1.20:8000", None, "https://192.168.1.20:8000"),
        ("http://127.0.0.1:8000", None, "http://127.0.0.1:8000"),
        ("https://[::1]:8000", None, None),
        ("", None, None),
    ],
)
def test_passkeys_are_bound_to_a_name_that_is_reached_safely(
    place: Place, address: str, host: str | None, origin: str | None
) -> None:
    from crosstally.desk import passkeys

    here = replace(place, address=address)
    assert passkeys.host_of(here) == host
    if origin:
        assert passkeys.origin_of(here) == origin


def test_a_desk_known_by_figures_says_so_and_offers_none(place: Place) -> None:
    from django.test import override_settings

    with override_settings(DESK_PLACE=place):
        page = joined(Role.TYPIST, "abe").get("/second-factor/").content.decode()
    assert "Passkeys do not work here" in page
    assert "known by \u2066http://127.0.0.1:8000\u2069" in page
    assert "data-options" not in page
    assert "<svg" in page, "codes do"


def test_one_is_added_and_lets_in_after_the_password_and_never_before(place: Place) -> None:
    bea = owner("bea")
    client, sent, asked = bea.asked()
    assert not is_in(client)
    entered = client.post("/login/", sent | {"passkey": bea.key.get(asked), "next": "/records/"})
    assert (entered.status_code, entered["Location"]) == (302, "/records/")
    assert is_in(client)
    assert is_in(bea.client), "the browser in which it was added stays"
    alone = browser()
    assert alone.post("/login/", {"passkey": bea.key.get(asked)}).status_code == 200
    assert not is_in(alone)
    assert acts()[-1] == ("add-passkey", {"passkey": str(bea.row().pk)})


def test_sessions_opened_by_the_password_alone_end_when_the_first_is_added(place: Place) -> None:
    cal = joined(Role.TYPIST, "cal")
    elsewhere = browser()
    elsewhere.post("/login/", {"username": "cal", "password": PASSWORD})
    assert is_in(elsewhere)
    asked = options(cal.get("/second-factor/").content.decode())
    cal.post(PASSKEYS, {"do": "add", "name": "phone", "passkey": authenticator().create(asked)})
    assert is_in(cal)
    assert not is_in(elsewhere)


LIES: dict[str, dict[str, Any]] = {
    "wrong origin": {"said": {"origin": "https://desk.example.evil"}},
    "origin with another port": {"said": {"origin": "http://localhost:9000"}},
    "another site's key": {"host": "desk.example.evil"},
    "wrong challenge": {"said": {"challenge": "AAAA"}},
    "made, not shown": {"said": {"type": "webauthn.create"}},
    "inside another site's page": {"said": {"crossOrigin": True}},
    "nobody was there": {"flags": 0},
    "a count that went back": {"count": 4},
    "another person's handle": {"handle": b"x" * 32},
    "no text": {"said": {"challenge": 7}},
    "too much": {"said": {"more": "x" * 30_000}},
}


@pytest.mark.parametrize("lie", LIES)
def test_what_is_refused_lets_nobody_in(place: Place, lie: str) -> None:
    dee = owner(f"dee {lie}", count=5)
    client, sent, asked = dee.asked()
    dee.key.get(asked)
    refused = client.post("/login/", sent | {"passkey": dee.key.get(asked, **LIES[lie])})
    assert refused.status_code == 403
    assert "This passkey was not accepted" in refused.content.decode()
    assert not is_in(client)
    dee.forgiven()
    client.post("/login/", sent | {"passkey": dee.key.get(asked, count=dee.key.count + 1)})
    assert is_in(client), "the same without the lie"


@pytest.mark.parametrize(
    "answer", ["x", "[]", "{}", "[" * 9_000, '{"id": 1}', '{"id":"a","rawId":"\\u0000"}', "null"]
)
def test_what_is_no_answer_is_refused_and_fails_nothing(place: Place, answer: str) -> None:
    client, sent, _asked = owner(f"eve {len(answer)}{answer[:9]}").asked()
    assert client.post("/login/", sent | {"passkey": answer}).status_code == 403
    fin = joined(Role.TYPIST, f"fin {len(answer)}{answer[:9]}")
    refused = fin.post(PASSKEYS, {"do": "add", "name": "x", "passkey": answer})
    assert refused.status_code == 409
    assert "No passkey was added" in refused.content.decode()


def spoiled(whole: str) -> Iterator[tuple[str, str]]:
    """An answer of which one part is cut off, turned around, or made of other bytes, and which."""
    for part, text in json.loads(whole)["response"].items():
        for other in (read(text)[:-1], read(text)[::-1], b"\x00\xff"):
            answer = json.loads(whole)
            answer["response"][part] = written(other)
            yield part, json.dumps(answer)


def test_an_answer_of_which_a_part_is_broken_is_refused_and_fails_nothing(place: Place) -> None:
    iva, joy = owner("iva", counts=False), joined(Role.TYPIST, "joy")
    client, sent, asked = iva.asked()
    for part, answer in spoiled(iva.key.get(asked)):
        assert client.post("/login/", sent | {"passkey": answer}).status_code == 403, part
        iva.forgiven()
    made = authenticator().create(options(joy.get("/second-factor/").content.decode()))
    for part, answer in spoiled(made):
        added = joy.post(PASSKEYS, {"do": "add", "name": "x", "passkey": answer})
        assert added.status_code == 409, part
    assert joy.post(PASSKEYS, {"do": "add", "name": "x", "passkey": made}).status_code == 200


@pytest.mark.parametrize("counts", [True, False])
def test_an_answer_passes_once(place: Place, counts: bool) -> None:
    """Also of those that do not count, as those that several devices share."""
    gil = owner(f"gil {counts}", counts=counts)
    client, sent, asked = gil.asked()
    answer = gil.key.get(asked)
    assert client.post("/login/", sent | {"passkey": answer}).status_code == 302
    again = browser()
    assert again.post("/login/", sent | {"passkey": answer}).status_code == 403
    gil.forgiven()
    anew = gil.key.get(asked)
    assert again.post("/login/", sent | {"passkey": anew}).status_code == 403
    assert not is_in(again), "nor another answer to the same challenge"


def test_a_key_that_counts_is_held_to_its_count(place: Place) -> None:
    hal = owner("hal")
    for count, enters in ((7, True), (7, False), (6, False), (8, True)):
        client, sent, asked = hal.asked()
        client.post("/login/", sent | {"passkey": hal.key.get(asked, count=count)})
        assert is_in(client) is enters
        hal.forgiven()
    assert hal.row().sign_count == 8


def test_a_challenge_is_for_one_person_and_one_thing_and_a_quarter_of_an_hour(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crosstally.desk import passkeys

    ida, jon = owner("ida"), owner("jon")
    client, sent, asked = ida.asked()
    of_jon = jon.key.get(jon.asked()[2])
    assert client.post("/login/", sent | {"passkey": of_jon}).status_code == 403
    ida.forgiven()
    swapped = replace(jon.key, id=ida.key.id, handle=b"")
    assert client.post("/login/", sent | {"passkey": swapped.get(asked)}).status_code == 403
    ida.forgiven()
    to_add = options(shown(ida)[1])
    client, sent, asked = ida.asked()
    assert client.post("/login/", sent | {"passkey": ida.key.get(to_add)}).status_code == 403
    ida.forgiven()
    with monkeypatch.context() as late:
        late.setattr(passkeys, "CHALLENGE_SECONDS", -1)
        assert client.post("/login/", sent | {"passkey": ida.key.get(asked)}).status_code == 403
    ida.forgiven()
    assert client.post("/login/", sent | {"passkey": ida.key.get(asked)}).status_code == 302


@pytest.mark.parametrize(
    "lie",
    [
        {"said": {"origin": "https://desk.example.evil"}},
        {"host": "desk.example.evil"},
        {"said": {"challenge": "AAAA"}},
        {"said": {"type": "webauthn.get"}},
        {"said": {"crossOrigin": True}},
    ],
)
def test_none_is_added_that_another_site_asked_for(place: Place, lie: dict[str, Any]) -> None:
    from crosstally.desk.models import Account, Passkey

    name = f"kim {lie}"
    kim = joined(Role.TYPIST, name)
    asked = options(kim.get("/second-factor/").content.decode())
    made = authenticator().create(asked, **lie)
    assert kim.post(PASSKEYS, {"do": "add", "name": "x", "passkey": made}).status_code == 409
    assert not Passkey.objects.filter(user__name=name).exists()
    assert Account.objects.get(name=name).second_factor_since is None


@pytest.mark.parametrize(("length", "status"), [(1023, 200), (1024, 409)])
def test_an_id_is_as_long_as_it_may_be(place: Place, length: int, status: int) -> None:
    """Longer ones no database would look up."""
    kit, key = joined(Role.TYPIST, f"kit {length}"), authenticator(id=b"k" * length)
    made = key.create(options(kit.get("/second-factor/").content.decode()))
    added = kit.post(PASSKEYS, {"do": "add", "name": "x", "passkey": made})
    assert added.status_code == status


def test_nobody_adds_what_was_made_for_another_or_is_in_use(place: Place) -> None:
    lea, mia = joined(Role.TYPIST, "lea"), joined(Role.TYPIST, "mia")
    key = authenticator()
    of_lea = options(lea.get("/second-factor/").content.decode())
    sent = {"do": "add", "name": "x"}
    assert mia.post(PASSKEYS, sent | {"passkey": key.create(of_lea)}).status_code == 409
    assert lea.post(PASSKEYS, sent | {"passkey": key.create(of_lea)}).status_code == 200
    of_mia = options(mia.get("/second-factor/").content.decode())
    again = mia.post(PASSKEYS, sent | {"passkey": key.create(of_mia)})
    assert (again.status_code, "in use already" in again.content.decode()) == (409, True)


def test_wrong_answers_wait_as_wrong_codes_do_and_are_counted_together(place: Place) -> None:
    from django.utils import timezone

    ned = owner("ned")
    client, sent, asked = ned.asked()
    for tried in range(13):
        client.post("/login/", sent | ({"passkey": "{}"} if tried % 2 else {"code": "abcdef"}))
        row = ned.row()
        assert row.throttling_failure_count == min(tried + 1, 11)
        for right in ({"passkey": ned.key.get(asked)}, {"code": ned.codes[0]}):
            assert client.post("/login/", sent | right).status_code == 403, "even a right one"
        row.throttling_failure_timestamp = timezone.now() - timedelta(seconds=2**10 + 1)
        row.save()
    assert client.post("/login/", sent | {"passkey": ned.key.get(asked)}).status_code == 302
    assert ned.row().throttling_failure_count == 0


def test_a_recovery_code_lets_in_whose_passkey_is_not_at_hand_once(place: Place) -> None:
    ole = owner("ole")
    for enters in (True, False):
        client, sent, _asked = ole.asked()
        client.post("/login/", sent | {"code": ole.codes[0]})
        assert is_in(client) is enters


def test_a_code_counts_where_a_browser_kept_an_answer_from_before(place: Place) -> None:
    pam = owner("pam")
    client, sent, asked = pam.asked()
    answer = {"passkey": pam.key.get(asked)}
    client.post("/login/", sent | answer)
    again, sent, _asked = pam.asked()
    entered = again.post("/login/", sent | answer | {"code": pam.codes[0]})
    assert (entered.status_code, is_in(again)) == (302, True)


def test_a_secret_that_was_shown_before_a_passkey_was_added_is_good_for_nothing(
    place: Place,
) -> None:
    """Whoever knew the password may have seen it."""
    from django_otp.plugins.otp_totp.models import TOTPDevice

    pat = joined(Role.TYPIST, "pat")
    asked = options(pat.get("/second-factor/").content.decode())
    seen = TOTPDevice.objects.get(user__name="pat").key
    key = authenticator()
    added = pat.post(PASSKEYS, {"do": "add", "name": "x", "passkey": key.create(asked)})
    assert added.status_code == 200
    _ticket, page = shown(Owner("pat", pat, key, []))
    assert "<svg" in page
    assert TOTPDevice.objects.get(user__name="pat").key != seen


def test_whoever_has_both_may_use_either_and_wrong_ones_count_for_both(place: Place) -> None:
    from django_otp.plugins.otp_totp.models import TOTPDevice

    pia = owner("pia")
    ticket, page = shown(pia)
    assert "<svg" in page, "the codes of a telephone are offered"
    enrol = {"do": "enrol", "code": code("pia", -1)}
    assert pia.client.post("/second-factor/", enrol).status_code == 409, "not shown"
    TOTPDevice.objects.update(throttling_failure_count=0)
    answer = pia.client.post("/second-factor/", enrol | {"ticket": ticket})
    assert len(_CODE.findall(answer.content.decode())) == 10
    for by in ("passkey", "code"):
        client, sent, asked = pia.asked()
        right = pia.key.get(asked) if by == "passkey" else code("pia")
        client.post("/login/", sent | {by: right})
        assert is_in(client), by
    client, sent, asked = pia.asked()
    client.post("/login/", sent | {"passkey": "{}"})
    assert client.post("/login/", sent | {"code": code("pia", 1)}).status_code == 403
    assert TOTPDevice.objects.get(user__name="pia").throttling_failure_count == 1


def test_nothing_is_changed_by_whoever_has_only_the_session_or_the_password(place: Place) -> None:
    from crosstally.desk.models import Passkey

    quy = owner("quy")
    number = str(quy.row().pk)
    _client, of_the_password, _asked = quy.asked()
    _ticket, page = shown(quy)
    made = authenticator().create(options(page))
    for ticket in ({}, {"ticket": "x"}, of_the_password):
        for sent in (
            {"do": "add", "name": "x", "passkey": made},
            {"do": "rename", "number": number, "name": "x"},
            {"do": "remove", "number": number},
            {"do": "remove-telephone"},
        ):
            refused = quy.client.post(PASSKEYS, sent | ticket)
            assert refused.status_code == 409
            assert "Show your second factor first." in refused.content.decode()
    assert [one.name for one in Passkey.objects.filter(user__name="quy")] == ["phone of quy"]


def test_one_is_called_something_else_and_removed_and_the_journal_says_which(place: Place) -> None:
    from crosstally.desk.models import Passkey

    ray = owner("ray")
    first = ray.row()
    ticket, page = shown(ray)
    spare = authenticator()
    sent = {"do": "add", "name": "  the  <b>stick ", "ticket": ticket}
    page = ray.client.post(PASSKEYS, sent | {"passkey": spare.create(options(page))})
    assert "the &lt;b&gt;stick" in page.content.decode()
    named = {"do": "rename", "number": str(first.pk), "ticket": ticket}
    assert ray.client.post(PASSKEYS, named | {"name": " \u202e"}).status_code == 409
    assert ray.client.post(PASSKEYS, named | {"name": "old\u202eone"}).status_code == 200
    assert Passkey.objects.get(pk=first.pk).name == "old one", "nothing that cannot be seen"
    elsewhere, carried, asked = ray.asked()
    elsewhere.post("/login/", carried | {"passkey": ray.key.get(asked)})
    assert is_in(elsewhere)
    gone = ray.client.post(PASSKEYS, {"do": "remove", "number": str(first.pk), "ticket": ticket})
    assert gone.status_code == 302
    assert is_in(ray.client)
    assert not is_in(elsewhere), "what may have been opened by it has ended"
    client, carried, asked = ray.asked()
    assert client.post("/login/", carried | {"passkey": ray.key.get(asked)}).status_code == 403
    assert acts()[-3:] == [
        ("add-passkey", {"passkey": str(first.pk + 1)}),
        ("rename-passkey", {"passkey": str(first.pk)}),
        ("remove-passkey", {"passkey": str(first.pk)}),
    ]


def test_nobody_touches_anothers_and_the_last_one_stays(place: Place) -> None:
    sol, tom = owner("sol"), owner("tom")
    ticket, _page = shown(sol)
    for do in ("rename", "remove"):
        for number in (str(tom.row().pk), "0", "x", "9" * 30):
            sent = {"do": do, "number": number, "name": "mine", "ticket": ticket}
            refused = sol.client.post(PASSKEYS, sent)
            assert (refused.status_code, "no such passkey" in refused.content.decode()) == (
                409,
                True,
            )
    assert tom.row().name == "phone of tom"
    for sent in ({"do": "remove", "number": str(sol.row().pk)}, {"do": "remove-telephone"}):
        refused = sol.client.post(PASSKEYS, sent | {"ticket": ticket})
        assert "your only second factor" in refused.content.decode()
    assert sol.row()


def test_a_lost_telephone_goes_where_there_is_a_passkey(place: Place) -> None:
    uma = owner("uma")
    ticket, _page = shown(uma)
    uma.client.post("/second-factor/", {"do": "enrol", "code": code("uma", -1), "ticket": ticket})
    ticket, page = shown(uma)
    assert "Remove the codes of a telephone" in page
    assert (
        uma.client.post(PASSKEYS, {"do": "remove-telephone", "ticket": ticket}).status_code == 302
    )
    client, sent, asked = uma.asked()
    assert acts()[-1] == ("remove-telephone", {})
    client.post("/login/", sent | {"passkey": uma.key.get(asked)})
    assert is_in(client)


def test_a_role_that_has_to_have_a_second_factor_may_have_a_passkey(place: Place) -> None:
    root = joined(Role.ADMINISTRATOR, "root")
    root.post("/people/require/", {"role": ["auditor"]})
    vic = joined(Role.AUDITOR, "vic")
    assert vic.get("/progress/")["Location"] == "/second-factor/"
    asked = options(vic.get("/second-factor/").content.decode())
    key = authenticator()
    vic.post(PASSKEYS, {"do": "add", "name": "x", "passkey": key.create(asked)})
    assert is_in(vic)
    one = Owner("vic", vic, key, [])
    ticket, page = shown(one)
    assert "Log in by password alone" not in page
    kept = vic.post("/second-factor/", {"do": "remove", "ticket": ticket})
    assert kept.status_code == 409


def test_an_administrator_takes_lost_ones_away(place: Place) -> None:
    from crosstally.desk.models import Account, Passkey

    root, wes = joined(Role.ADMINISTRATOR, "root2"), owner("wes")
    number = Account.objects.get(name="wes").pk
    assert root.post(f"/people/{number}/take-away/", {"reason": "lost"}).status_code == 302
    assert not Passkey.objects.filter(user__name="wes").exists()
    assert not is_in(wes.client)
    client = browser()
    client.post("/login/", {"username": "wes", "password": PASSWORD})
    assert is_in(client)


def test_one_may_have_so_many(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from crosstally.desk import passkeys

    xia = owner("xia")
    ticket, page = shown(xia)
    monkeypatch.setattr(passkeys, "MOST", 1)
    made = authenticator().create(options(page))
    sent = {"do": "add", "name": "x", "passkey": made, "ticket": ticket}
    refused = xia.client.post(PASSKEYS, sent)
    assert (refused.status_code, "as many passkeys" in refused.content.decode()) == (409, True)


def test_another_site_cannot_send_the_form(place: Place) -> None:
    client = browser(enforce_csrf_checks=True)
    assert client.post(PASSKEYS, {"do": "show"}).status_code == 403


def test_a_backup_holds_them_and_whoever_is_forgotten_leaves_none(
    place: Place, tmp_path: Path
) -> None:
    import zipfile

    from crosstally.desk.backup import PEOPLE, write_backup
    from crosstally.desk.doors import journal
    from crosstally.desk.forgetting import forget
    from crosstally.desk.models import Passkey

    yan = owner("yan")
    write_backup(place, tmp_path / "kept")
    with zipfile.ZipFile(tmp_path / "kept") as archive:
        kept = archive.read(PEOPLE).decode()
    credential = yan.row().credential
    assert credential in kept
    forget(journal(), ["yan"], everybody=False, cameras=False)
    assert not Passkey.objects.filter(credential=credential).exists()
