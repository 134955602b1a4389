"""The second factor: set up, asked for after the password, required, lost and taken away."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest

from crosstally.desk.settings import Place
from crosstally.desk.states import Role
from tests.desk_clients import PASSWORD, browser, joined

_SHOWN = re.compile(r'<code dir="ltr">([a-z2-7-]{19})</code>')


def code(name: str, step: int = 0) -> str:
    """What somebody's telephone shows, so many half minutes from now."""
    from django_otp.oath import TOTP
    from django_otp.plugins.otp_totp.models import TOTPDevice

    shown = TOTP(TOTPDevice.objects.get(user__name=name).bin_key)
    shown.time = time.time() + 30 * step
    return f"{shown.token():06}"


def enrolled(role: Role, name: str) -> tuple[Any, list[str]]:
    """A browser of somebody who has just set theirs up, and their recovery codes. The code of the
    half minute before is used up."""
    client = joined(role, name)
    client.get("/second-factor/")
    answer = client.post("/second-factor/", {"do": "enrol", "code": code(name, -1)})
    assert answer.status_code == 200
    return client, _SHOWN.findall(answer.content.decode())


def ticket(client: Any, name: str, password: str = PASSWORD, **more: str) -> str:
    """What the page that asks for the code carries."""
    answer = client.post("/login/", {"username": name, "password": password, **more})
    found = re.search(r'name="ticket" value="([^"]+)"', answer.content.decode())
    assert found
    return found.group(1)


def forgiven(name: str) -> None:
    """As if the waiting were over."""
    from django_otp.plugins.otp_totp.models import TOTPDevice

    TOTPDevice.objects.filter(user__name=name).update(
        throttling_failure_count=0, throttling_failure_timestamp=None
    )


def is_in(client: Any) -> bool:
    return bool(client.get("/progress/").status_code == 200)


def test_it_is_set_up_with_a_picture_drawn_by_the_desk_and_the_secret_in_letters(
    place: Place,
) -> None:
    from django_otp.plugins.otp_totp.models import TOTPDevice

    ann = joined(Role.TYPIST, "ann")
    page = ann.get("/second-factor/").content.decode()
    secret = re.search(r'<code class="secret" dir="ltr">([A-Z2-7 ]+)</code>', page)
    assert secret
    assert "<svg" in page
    assert "style=" not in page
    assert ann.get("/second-factor/").content.decode().count(secret.group(1)) == 1, "it stays"
    wrong = ann.post("/second-factor/", {"do": "enrol", "code": "000"})
    assert wrong.status_code == 409
    assert not TOTPDevice.objects.get(user__name="ann").confirmed
    forgiven("ann")
    shown = ann.post("/second-factor/", {"do": "enrol", "code": code("ann")}).content.decode()
    assert len(set(_SHOWN.findall(shown))) == 10
    later = ann.get("/second-factor/").content.decode()
    assert secret.group(1) not in later
    assert not _SHOWN.findall(later), "they are shown once"


def test_no_session_before_both_have_passed_and_a_new_one_then(place: Place) -> None:
    enrolled(Role.TYPIST, "ben")
    client = browser()
    client.cookies["sessionid"] = "a" * 32
    carried = ticket(client, "ben")
    assert not client.cookies["sessionid"].value, "one that was planted is thrown away"
    assert not is_in(client)
    refused = client.post("/login/", {"ticket": carried, "code": "12345"})
    assert refused.status_code == 403
    assert not is_in(client)
    forgiven("ben")
    entered = client.post("/login/", {"ticket": carried, "code": code("ben"), "next": "/records/"})
    assert (entered.status_code, entered["Location"]) == (302, "/records/")
    assert client.cookies["sessionid"].value != "a" * 32
    assert is_in(client)


def test_a_code_passes_once(place: Place) -> None:
    enrolled(Role.TYPIST, "cem")
    shown = code("cem")
    first, second = browser(), browser()
    first.post("/login/", {"ticket": ticket(first, "cem"), "code": shown})
    again = second.post("/login/", {"ticket": ticket(second, "cem"), "code": shown})
    assert is_in(first)
    assert again.status_code == 403
    assert not is_in(second)


def test_a_recovery_code_lets_in_once_and_is_kept_as_a_hash(place: Place) -> None:
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from crosstally.desk.models import RecoveryCode

    _client, codes = enrolled(Role.TYPIST, "dia")
    kept = set(RecoveryCode.objects.values_list("code_hash", flat=True))
    assert not kept & {one.replace("-", "") for one in codes}
    carried = ticket(browser(), "dia")
    for typed, enters in ((codes[0].upper(), True), (codes[0], False)):
        client = browser()
        client.post("/login/", {"ticket": carried, "code": typed})
        assert is_in(client) is enters
    TOTPDevice.objects.filter(user__name="dia").update(throttling_failure_count=8)
    client.post("/login/", {"ticket": carried, "code": codes[1]})
    assert not is_in(client), "after a wrong one even a right one has to wait"
    forgiven("dia")
    client.post("/login/", {"ticket": carried, "code": codes[1]})
    assert is_in(client)
    assert "left: 8" in client.get("/second-factor/").content.decode()


def test_waits_double_but_not_for_ever(place: Place) -> None:
    from datetime import timedelta

    from django.utils import timezone
    from django_otp.plugins.otp_totp.models import TOTPDevice

    enrolled(Role.TYPIST, "eli")
    client = browser()
    carried = ticket(client, "eli")
    for tried in range(14):
        said = client.post("/login/", {"ticket": carried, "code": "abcdef"}).content.decode()
        assert "Wait before the next one" in said
        device = TOTPDevice.objects.get(user__name="eli")
        assert device.throttling_failure_count == min(tried + 1, 11)
        device.throttling_failure_timestamp = timezone.now() - timedelta(seconds=2**10 + 1)
        device.save()
    entered = client.post("/login/", {"ticket": carried, "code": code("eli")})
    assert entered.status_code == 302


@pytest.mark.parametrize("forged", ["", "1", "1:x:y", "x:y", "9999999:1x:abc", "1" * 300])
def test_a_forged_ticket_leads_to_the_first_step(place: Place, forged: str) -> None:
    answer = browser().post("/login/", {"ticket": forged, "code": "123456"})
    assert (answer.status_code, answer["Location"]) == (302, "/login/")


def test_a_ticket_is_worth_nothing_after_five_minutes_or_for_somebody_else(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crosstally.desk import second_factor

    enrolled(Role.TYPIST, "fay")
    enrolled(Role.TYPIST, "gus")
    from crosstally.desk.models import Account

    of_gus = str(Account.objects.get(name="gus").pk)
    carried = ticket(browser(), "fay")
    swapped = ":".join([of_gus, *carried.split(":")[1:]])
    assert second_factor.holder_of(swapped) is None
    assert second_factor.holder_of(carried) is not None
    monkeypatch.setattr(second_factor, "TICKET_SECONDS", -1)
    assert second_factor.holder_of(carried) is None


def test_a_wrong_password_says_nothing_of_the_second_factor(place: Place) -> None:
    enrolled(Role.TYPIST, "hal")
    joined(Role.TYPIST, "ida")
    pages = [
        browser().post("/login/", {"username": name, "password": "wrong"}).content.decode()
        for name in ("hal", "ida", "nobody-of-this-name")
    ]
    token = re.compile(r'value="[^"]{64}"')
    assert len({token.sub("", page) for page in pages}) == 1


def test_sessions_opened_by_the_password_alone_end_when_it_is_set_up(place: Place) -> None:
    joined(Role.TYPIST, "jon")
    elsewhere = browser()
    elsewhere.post("/login/", {"username": "jon", "password": PASSWORD})
    assert is_in(elsewhere)
    here = browser()
    here.post("/login/", {"username": "jon", "password": PASSWORD})
    before = here.cookies["sessionid"].value
    here.get("/second-factor/")
    here.post("/second-factor/", {"do": "enrol", "code": code("jon")})
    assert is_in(here)
    assert here.cookies["sessionid"].value != before
    assert not is_in(elsewhere)


def test_who_has_to_have_one_is_sent_to_set_it_up_and_cannot_do_without(place: Place) -> None:
    root = joined(Role.ADMINISTRATOR, "root")
    kim = joined(Role.ARBITER, "kim")
    lea = joined(Role.TYPIST, "lea")
    assert root.post("/people/require/", {"role": ["arbiter"]}).status_code == 302
    for path in ("/", "/findings/", "/records/"):
        assert kim.get(path)["Location"] == "/second-factor/"
    assert is_in(lea)
    assert "Your role needs a second factor" in kim.get("/second-factor/").content.decode()
    kim.post("/second-factor/", {"do": "enrol", "code": code("kim", -1)})
    assert is_in(kim)
    kept = kim.post("/second-factor/", {"do": "remove", "code": code("kim")})
    assert kept.status_code == 409
    assert root.post("/people/require/", {}).status_code == 302
    gone = kim.post("/second-factor/", {"do": "remove", "code": code("kim", 1)})
    assert gone.status_code == 302
    assert is_in(kim)
    assert ticketless("kim")


def ticketless(name: str) -> bool:
    """Whether the password alone lets somebody in."""
    client = browser()
    client.post("/login/", {"username": name, "password": PASSWORD})
    return is_in(client)


def test_new_recovery_codes_take_the_place_of_the_old_ones(place: Place) -> None:
    mia, old = enrolled(Role.TYPIST, "mia")
    answer = mia.post("/second-factor/", {"do": "renew", "code": code("mia")})
    new = _SHOWN.findall(answer.content.decode())
    assert len(new) == 10
    assert not set(new) & set(old)
    client = browser()
    client.post("/login/", {"ticket": ticket(client, "mia"), "code": old[0]})
    assert not is_in(client)


def test_an_administrator_takes_a_lost_one_away_and_the_journal_says_so(place: Place) -> None:
    from crosstally.desk.doors import journal
    from crosstally.desk.models import Account

    root = joined(Role.ADMINISTRATOR, "root9")
    lost, _codes = enrolled(Role.TYPIST, "nia")
    nia = Account.objects.get(name="nia")
    path = f"/people/{nia.pk}/take-away/"
    assert joined(Role.COORDINATOR, "ole").post(path, {"reason": "x"}).status_code == 403
    assert root.post(path, {"reason": " "}).status_code == 409
    assert root.post(path, {"reason": "telephone stolen, known by voice"}).status_code == 302
    assert not is_in(lost), "whoever has the telephone is out"
    assert ticketless("nia")
    last = journal().entries()[-1]
    assert (last.act, last.about) == ("take-away", nia.pseudonym)
    assert last.said == {"reason": "telephone stolen, known by voice"}
    assert root.post(path, {"reason": "again"}).status_code == 409


def test_whoever_is_at_the_machine_lets_the_last_administrator_in(place: Place) -> None:
    from crosstally.desk.doors import journal
    from crosstally.desk.second_factor import let_in
    from crosstally.problems import InputError

    lost, _codes = enrolled(Role.ADMINISTRATOR, "ute")
    let_in(journal(), "ute")
    assert not is_in(lost)
    assert ticketless("ute")
    assert journal().entries()[-1].by.name == "at the machine"
    for name, said in (("ute", "no second factor"), ("nobody", "nobody of this name")):
        with pytest.raises(InputError, match=said):
            let_in(journal(), name)


def test_a_backup_holds_it(place: Place, tmp_path: Path) -> None:
    import zipfile

    from crosstally.desk.backup import PEOPLE, write_backup

    enrolled(Role.TYPIST, "vic")
    write_backup(place, tmp_path / "kept")
    with zipfile.ZipFile(tmp_path / "kept") as archive:
        kept = archive.read(PEOPLE).decode()
    assert "otp_totp.totpdevice" in kept
    assert kept.count("desk.recoverycode") >= 10
