"""Tokens of other programs: made by administrators, shown once, kept as hashes, revoked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from crosstally.desk.scopes import Scope
from crosstally.desk.settings import Place
from crosstally.desk.states import Role
from tests.desk_clients import browser, joined
from tests.desk_programs import Program, program, unhurried

SHOWN = re.compile(r'value="(crosstally_[^"]+)"')


@pytest.fixture(autouse=True)
def _unhurried() -> None:
    unhurried()


@pytest.fixture(scope="module")
def root(place: Place) -> Any:
    joined(Role.AUDITOR, "aud")
    joined(Role.TYPIST, "ann")
    return joined(Role.ADMINISTRATOR, "root")


def asked_for(root: Any, whose: str, *scopes: str, **more: str) -> Any:
    from crosstally.desk.models import Account

    pk = str(Account.objects.get(name=whose).pk)
    return root.post(
        "/tokens/", {"label": "a counter", "whose": pk, "days": "7", "scope": scopes, **more}
    )


def test_a_token_is_shown_once_and_kept_as_a_hash(root: Any, place: Place) -> None:
    from crosstally.desk.models import ApiToken

    page = asked_for(root, "root", "returns:read").content.decode()
    found = SHOWN.search(page)
    assert found
    token = found[1]
    assert Program(token).get("returns").status == 200
    again = root.get("/tokens/").content.decode()
    secret = token.split("_", 2)[2]
    assert "a counter" in again
    assert secret not in again
    row = ApiToken.objects.get(handle=token.split("_")[1])
    assert secret not in repr(vars(row))
    assert len(row.secret_hash) == 64
    kept = [path for path in Path(place.folder).rglob("*") if path.is_file()]
    assert not [path for path in kept if secret.encode() in path.read_bytes()]


def test_a_token_is_revoked_at_once_and_the_journal_says_so(root: Any) -> None:
    from crosstally.desk.doors import journal
    from crosstally.desk.journal import Subject
    from crosstally.desk.models import ApiToken

    by = program("root")
    handle = by.token.split("_")[1]
    assert by.get("token").status == 200
    pk = ApiToken.objects.get(handle=handle).pk
    for _twice in range(2):
        assert root.post(f"/tokens/{pk}/revoke/").status_code == 302
    assert by.get("token").status == 401
    acts = [one.act for one in journal().entries(Subject.TOKEN) if one.about == handle]
    assert acts == ["make", "use", "revoke"]
    assert ">revoked<" in root.get("/tokens/").content.decode()


def test_all_that_is_wrong_with_a_wish_is_said_and_nothing_is_made(root: Any) -> None:
    from crosstally.desk.models import ApiToken

    before = ApiToken.objects.count()
    answer = root.post("/tokens/", {"days": "365", "whose": "no", "scope": "everything"})
    assert answer.status_code == 400
    assert answer.content.decode().count("<li>") == 4
    answer = asked_for(root, "aud", "returns:read", "areas:write", "users:invite")
    assert answer.status_code == 400
    page = answer.content.decode()
    assert page.count("The role of aud does not allow this") == 2
    assert 'value="areas:write" checked' in page, "nothing that was chosen is lost"
    assert asked_for(root, "aud", "returns:read").status_code == 200
    assert ApiToken.objects.count() == before + 1


def test_a_program_acts_in_nobodys_name_who_can_do_nothing_by_it(root: Any) -> None:
    from crosstally.desk.models import Account

    assert asked_for(root, "ann", "returns:read").status_code == 400
    Account.objects.filter(name="aud").update(is_active=False)
    assert asked_for(root, "aud", "returns:read").status_code == 400
    Account.objects.filter(name="aud").update(is_active=True)


def test_what_else_a_form_sends_changes_nothing(root: Any) -> None:
    """The page takes what it asks for: no other hash, no other end, no scope that there is not."""
    from crosstally.desk.models import ApiToken

    sent = {"secret_hash": "0" * 64, "expires_at": "2099-01-01", "handle": "000000000000"}
    asked_for(root, "root", "returns:read", "root:all", **sent)
    made = ApiToken.objects.order_by("-pk")[0]
    assert (made.scopes, (made.expires_at - made.made_at).days) == ("returns:read", 6)
    assert made.handle != sent["handle"]
    assert made.secret_hash != sent["secret_hash"]


def test_a_label_is_never_markup(root: Any) -> None:
    page = asked_for(root, "root", "returns:read", label="<script>alert(1)</script>")
    assert "<script>alert(1)" not in page.content.decode()
    assert "&lt;script&gt;" in root.get("/tokens/").content.decode()


def test_a_form_without_the_desks_own_token_makes_none(root: Any) -> None:
    from crosstally.desk.models import ApiToken

    elsewhere = browser(enforce_csrf_checks=True)
    elsewhere.cookies = root.cookies
    before = ApiToken.objects.count()
    assert elsewhere.post("/tokens/", {"label": "x", "days": "7"}).status_code == 403
    assert ApiToken.objects.count() == before


def test_a_token_dies_with_the_account_and_no_backup_holds_it(root: Any) -> None:
    from crosstally.desk.backup import _people
    from crosstally.desk.models import Account, ApiToken

    joined(Role.AUDITOR, "leaving")
    by = program("leaving", [Scope.RETURNS_READ])
    handle = by.token.split("_")[1]
    assert handle.encode() not in _people()
    Account.objects.get(name="leaving").delete()
    assert not ApiToken.objects.filter(handle=handle).exists()
    assert by.get("returns").status == 401


def guesses_at(written: str, number: int) -> list[int]:
    """What is answered to the same guess, time after time."""
    return [Program(written).get("token").status for _try in range(number)]


def test_guessing_tokens_is_stopped_at_the_address_it_comes_from(root: Any) -> None:
    good = program("root")
    guess = good.token[:-4] + "AAAA"
    assert guesses_at(guess, 20) == [401] * 20
    stopped = Program(guess).get("token")
    assert stopped.status == 429
    assert 800 < int(stopped.headers["Retry-After"]) <= 900
    assert good.get("token").status == 429, "it is not looked at: a right guess would be told"
    assert Program("").get("token").status == 401
    good.client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    assert good.get("token").status == 200, "from elsewhere it is as good as ever"


@pytest.mark.parametrize("wrong", ["another handle", "no token at all"])
def test_wrong_tokens_from_one_address_keep_no_good_one_out(root: Any, wrong: str) -> None:
    good, other = program("root"), program("root")
    written = other.token[:-4] + "AAAA" if wrong == "another handle" else "nonsense"
    assert guesses_at(written, 21)[-1] == 429
    assert good.get("token").status == 200


def test_where_guessing_is_stopped_tells_nobody_which_handles_there_are(root: Any) -> None:
    there = program("root").token[:-4] + "AAAA"
    not_there = there.replace(there.split("_")[1], "0" * 12)
    assert guesses_at(there, 22) == guesses_at(not_there, 22)


def test_secrets_are_compared_in_constant_time_whoever_is_asked_for(
    root: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By ``compare_digest``, on two hashes, for a handle that there is and for one there is not."""
    from crosstally.desk import tokens

    compared: list[tuple[int, int]] = []

    def watched(one: str, other: str) -> bool:
        compared.append((len(one), len(other)))
        return one == other

    monkeypatch.setattr(tokens, "compare_digest", watched)
    token = program("root").token
    for written in (token, token.replace(token.split("_")[1], "0" * 12), "nothing"):
        Program(written).get("token")
    assert compared == [(64, 64)] * 3


def test_one_token_cannot_keep_the_desk_busy(root: Any) -> None:
    by, other = program("root"), program("root")
    statuses = [by.get("election-folder").status for _turn in range(14)]
    assert statuses == [422] * 12 + [429] * 2
    assert by.get("token").status == 200, "what is soon done is counted apart"
    assert other.get("election-folder").status == 422
    assert [by.get("token").status for _turn in range(120)].count(429) == 1
