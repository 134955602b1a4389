"""The desk's pages: who may open which, and one sheet on its way from upload to a return."""

from __future__ import annotations

import io
import json
import stat
from datetime import timedelta
from errno import ENOSPC
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model

from crosstally.desk.record import sheets_of
from crosstally.desk.settings import Place, settings_of
from crosstally.desk.states import Act, Kind, Role, State
from crosstally.ledger.log import Log
from tests.desk_clients import PASSWORD, READ, browser, joined, photograph, sheets, uploaded


def test_two_typists_and_an_arbiter_take_a_sheet_from_upload_to_a_return(place: Place) -> None:
    root = joined(Role.ADMINISTRATOR, "root")
    ann, cem = joined(Role.TYPIST, "ann"), joined(Role.TYPIST, "cem")
    eve = joined(Role.ARBITER, "eve")
    name = uploaded(root, 1)
    misread = READ | {"erdogan": "190", "kilicdaroglu": "55"}

    assert f"/sheet/{name}/" in ann.get("/").content.decode()
    assert ann.post(f"/sheet/{name}/do/read/", READ).status_code == 302
    assert ann.post(f"/sheet/{name}/do/read/", READ).status_code == 409, "nobody reads twice"
    seen = cem.get(f"/sheet/{name}/").content.decode()
    assert '"200"' not in seen, "blind"
    assert ">200<" not in seen
    assert cem.post(f"/sheet/{name}/do/read/", misread).status_code == 302
    seen = cem.get(f"/sheet/{name}/").content.decode()
    assert seen.count('class="differs"') == 2
    assert 'value="190"' in seen
    assert '"200"' not in seen, "the second look says where, not what"
    assert "Both readings" not in eve.get(f"/sheet/{name}/").content.decode(), "not hers yet"
    for client, figures in ((ann, READ), (cem, misread)):
        assert client.post(f"/sheet/{name}/do/look-again/", figures).status_code == 302
    seen = eve.get(f"/sheet/{name}/").content.decode()
    assert "Both readings" in seen
    assert "190" in seen
    assert eve.post(f"/sheet/{name}/do/decide/", READ).status_code == 409, "a reason is missing"
    decision = READ | {"reason": "the tally beside it says 200"}
    assert eve.post(f"/sheet/{name}/do/decide/", decision).status_code == 302

    sheet = sheets(place)[name]
    assert sheet.state is State.SETTLED
    assert sheet.station == "ATKARACALAR/1001"
    assert sheet.returns[0].figures == {field: int(figure) for field, figure in READ.items()}
    assert sheet.returns[0].reason == "the tally beside it says 200"
    assert "Settled: 1 of 1" in root.get("/progress/").content.decode()


def test_two_equal_readings_make_a_return(place: Place) -> None:
    root = joined(Role.ADMINISTRATOR, "root2")
    name = uploaded(root, 2)
    for typist in ("dan", "fay"):
        client = joined(Role.TYPIST, typist)
        assert client.post(f"/sheet/{name}/do/read/", READ).status_code == 302
    assert sheets(place)[name].state is State.SETTLED


def test_a_disk_that_is_full_keeps_no_half_of_a_reading_and_nothing_typed_is_lost(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(ENOSPC, "No space left on device")

    name = uploaded(joined(Role.ADMINISTRATOR, "root40"), 40)
    hal = joined(Role.TYPIST, "hal40")
    with monkeypatch.context() as faulty:
        faulty.setattr("crosstally.ledger.log.os.fsync", full)
        refused = hal.post(f"/sheet/{name}/do/read/", READ)
    assert refused.status_code == 503
    assert "It could not be kept: No space left on device." in refused.content.decode()
    assert 'value="200"' in refused.content.decode()
    assert sheets(place)[name].state is State.PLACED
    assert hal.post(f"/sheet/{name}/do/read/", READ).status_code == 302
    assert len(sheets(place)[name].readings) == 1


def test_figures_that_contradict_each_other_are_asked_about(place: Place) -> None:
    name = uploaded(joined(Role.ADMINISTRATOR, "root3"), 3)
    gus = joined(Role.TYPIST, "gus")
    wrong = READ | {"valid": "254"}
    part = gus.post(f"/sheet/{name}/relations/", wrong).content.decode()
    assert "votes for all options = Valid votes" in part
    assert "200 + 45 = 254" in part
    assert "<html" not in part
    refused = gus.post(f"/sheet/{name}/do/read/", wrong | {"invalid": "1,2"})
    assert refused.status_code == 409
    assert 'value="254"' in refused.content.decode(), "nothing typed is lost"
    assert gus.post(f"/sheet/{name}/do/read/", wrong).status_code == 409
    declared = gus.post(f"/sheet/{name}/do/read/", wrong | {"as_written": "on"})
    assert declared.status_code == 302
    read = sheets(place)[name]
    assert read.state is State.READ_ONCE
    assert [act.as_written for act in read.acts][-1], "the log says that it was declared"


@pytest.mark.parametrize(
    ("figures", "as_written", "said"),
    [
        ({}, False, "Every field"),
        ({"valid": 245}, False, "Every field"),
        ({"valid": 245}, True, "Every field"),
        ({"valid": 254}, False, "contradict each other"),
    ],
)
def test_no_way_into_the_log_leads_past_the_sheet(
    place: Place, figures: dict[str, int], as_written: bool, said: str
) -> None:
    """Whoever asks for it, and by whichever page: figures are whole, and obey or are declared."""
    from crosstally.desk.doors import asked, book
    from crosstally.desk.states import Act, Kind, Person, RefusedError

    whole = {name: int(answer) for name, answer in READ.items() if name in asked().fields}
    given = whole | figures if said.startswith("contradict") else figures
    by = Person("somebody", Role.TYPIST)
    before = len(sheets(place))
    with pytest.raises(RefusedError, match=said):
        book().add("nowhere", Act(Kind.READ, by, given, as_written=as_written))
    assert len(sheets(place)) == before


PAGES = {
    "/": "administrator coordinator typist arbiter auditor",
    "/progress/": "administrator coordinator typist arbiter auditor",
    "/screen/": "administrator coordinator typist arbiter auditor",
    "/openness/": "administrator",
    "/records/": "administrator coordinator typist arbiter auditor",
    "/records/fill/incident/": "administrator coordinator typist arbiter",
    "POST /records/one/nothing/withdraw/": "administrator coordinator typist arbiter",
    "/findings/": "administrator coordinator arbiter auditor",
    "/findings/station/?code=ATKARACALAR/1001": "administrator coordinator arbiter auditor",
    "POST /findings/complain/file/": "administrator coordinator",
    "/invite/": "administrator coordinator",
    "/people/": "administrator coordinator auditor",
    "/people/1/": "administrator coordinator auditor",
    "POST /people/require/": "administrator",
    "/tokens/": "administrator",
    "POST /tokens/0/revoke/": "administrator",
    "POST /people/0/take-away/": "administrator",
    "/second-factor/": "administrator coordinator typist arbiter auditor",
    "POST /second-factor/passkeys/": "administrator coordinator typist arbiter auditor",
    "/upload/": "administrator coordinator",
    "/sending/": "administrator coordinator",
    "/sending/flood/": "administrator coordinator",
    "/telephone/": "typist",
    "/paper/": "administrator coordinator",
    "/copies/": "administrator coordinator auditor",
    "/quality/": "administrator coordinator auditor",
    "POST /quality/draw/": "administrator coordinator",
    "POST /quality/put-back/": "administrator coordinator",
    "/sheet/NAME/": "administrator coordinator typist arbiter auditor",
    "/sheet/NAME/page/0.jpg": "administrator coordinator typist arbiter auditor",
    "POST /sheet/NAME/relations/": "typist arbiter",
    "POST /sheet/NAME/do/place/": "administrator coordinator",
    "POST /sheet/NAME/do/read/": "typist",
    "POST /sheet/NAME/do/look-again/": "typist",
    "POST /sheet/NAME/do/escalate/": "administrator coordinator",
    "POST /sheet/NAME/do/decide/": "arbiter",
    "POST /sheet/NAME/do/report/": "typist",
    "POST /sheet/NAME/do/set-aside/": "administrator coordinator",
    "POST /sheet/NAME/do/restore/": "administrator coordinator",
    "POST /sheet/NAME/do/reopen/": "administrator coordinator arbiter",
    "POST /sheet/NAME/do/plant/": "administrator coordinator",
}
REFUSED_BY_ROLE = "Your role does not allow this."


def opened(client: Any, page: str, name: str) -> Any:
    path = page.replace("NAME", name)
    return client.post(path[5:], {"station": "x", **READ}) if "POST" in path else client.get(path)


@pytest.fixture(scope="module")
def people(place: Place) -> dict[Role, Any]:
    roles = [role for role in Role if role is not Role.PUBLIC]
    return {role: joined(role, f"matrix-{role}") for role in roles}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PUBLIC])
def test_each_role_opens_what_is_for_it_and_nothing_else(
    people: dict[Role, Any], role: Role, page: str
) -> None:
    from crosstally.desk.models import PicturePage

    first = PicturePage.objects.first()
    name = first.sheet if first else uploaded(people[Role.ADMINISTRATOR], 4)
    answer = opened(people[role], page, name)
    denied = answer.status_code == 403 or (
        answer.status_code == 409 and REFUSED_BY_ROLE in answer.content.decode()
    )
    assert denied == (role not in PAGES[page].split())


def test_the_matrix_knows_every_address(place: Place) -> None:
    from crosstally.desk.states import Kind
    from crosstally.desk.urls import urlpatterns

    named = {getattr(pattern, "name", "api") for pattern in urlpatterns} - {
        "api",  # tests/unit/test_desk_api.py
        "authority",
        "login",
        *("logout", "logout-everywhere"),
        "join",
        "language",
        "public",
        "record",
        "send",
        *("offline", "worker", "queue"),
    }
    tried = {page.split("/do/")[0] for page in PAGES}
    assert len(named) == len(tried)
    assert {page.split("/")[-2] for page in PAGES if "/do/" in page} == set(Kind) - {
        *(Kind.HOLD, Kind.TELL, Kind.DRAW, Kind.PUT_BACK, Kind.DISPUTE)
    }


@pytest.mark.parametrize("page", PAGES)
def test_who_has_not_logged_in_is_sent_to_log_in(place: Place, page: str) -> None:
    answer = opened(browser(), page, "0" * 32)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/?next=")


def test_whose_session_ended_while_they_typed_keeps_the_page_and_comes_back_to_their_work(
    place: Place,
) -> None:
    path = f"/sheet/{'0' * 32}"
    part = browser().post(f"{path}/relations/", READ, headers={"HX-Request": "true"})
    assert (part.status_code, part.content) == (401, b""), "no page to log in inside the form"
    assert browser().post(f"{path}/do/read/", READ)["Location"] == "/login/?next=/"
    assert browser().get(f"{path}/")["Location"] == f"/login/?next={path}/"


def test_who_read_what_stands_in_the_log_by_a_code_alone(place: Place) -> None:
    from crosstally.desk.models import Account

    name = uploaded(joined(Role.ADMINISTRATOR, "root-of-codes"), 61)
    xochitl = joined(Role.TYPIST, "xochitl")
    assert xochitl.post(f"/sheet/{name}/do/read/", READ).status_code == 302
    logs = (place.folder / "log", place.folder / "journal")
    written = [path.read_bytes() for log in logs for path in log.rglob("*") if path.is_file()]
    code = Account.objects.get(name="xochitl").pseudonym
    assert code.encode() in b"".join(written)
    assert b"xochitl" not in b"".join(written)


def _rows_of(model: type[Model]) -> str:
    """What the database holds of a model, column by column, whichever database it is."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
        return str(cursor.fetchall())


def test_a_link_works_once_and_expires(place: Place) -> None:
    from crosstally.desk.models import Invitation

    link, _made = Invitation.make(Role.TYPIST)
    new = {"name": "hal", "password": PASSWORD}
    assert browser().post(link, new | {"password": "hal"}).status_code == 400
    assert browser().post(link, new).status_code == 302
    gone = browser().post(link, new | {"name": "hal2"})
    assert gone.status_code == 410
    assert 'href="/login/"' in gone.content.decode(), "whoever opens their old link again logs in"
    late, _made = Invitation.make(Role.TYPIST)
    invitation = Invitation.objects.get()
    files = [path.read_bytes() for path in place.folder.rglob("*") if path.is_file()]
    assert invitation.token_hash in _rows_of(Invitation), "the hash alone is kept"
    token = late.split("/")[2]
    assert token not in _rows_of(Invitation)
    assert token.encode() not in b"".join(files)
    invitation.made_at -= timedelta(hours=49)
    invitation.save()
    assert browser().get(late).status_code == 410


@pytest.mark.parametrize("language", ["en", "ru", "kk", "es", "ar"])
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"password": "short"}, "The password needs at least 12 characters."),
        ({"name": "quetzalcoatl"}, "The password is too much like the name."),
        ({"password": "1234567890987654321"}, "This password is among those that are tried first"),
        ({"name": " "}, "Choose a name and a password."),
        ({"name": "x" * 81}, "This is too long."),
    ],
)
def test_what_is_wrong_with_a_password_is_said_in_the_readers_language(
    place: Place, given: dict[str, str], said: str, language: str
) -> None:
    from crosstally.desk.models import Invitation

    link, _made = Invitation.make(Role.TYPIST)
    client = browser(HTTP_ACCEPT_LANGUAGE=language)
    refused = client.post(link, {"name": "zora", "password": "quetzalcoatl"} | given)
    assert refused.status_code == 400
    page = refused.content.decode()
    assert 'role="alert"' in page
    assert (said in page) == (language == "en"), page
    assert "This " not in page or language == "en", "nobody's English"


def test_whoever_a_coordinator_invites_answers_to_that_coordinator(place: Place) -> None:
    from crosstally.desk.models import Account

    ida = joined(Role.COORDINATOR, "ida")
    assert ida.post("/invite/", {"role": "administrator"}).status_code == 403
    page = ida.post("/invite/", {"role": "typist"}).content.decode()
    link = page.split("http://127.0.0.1:8000")[1].split('"')[0]
    assert browser().post(link, {"name": "jon", "password": PASSWORD}).status_code == 302
    assert Account.objects.get(name="jon").coordinator == Account.objects.get(name="ida")
    Account.objects.filter(name="ida").update(is_active=False)


def test_pages_run_no_script_and_no_style_but_the_desks_own(place: Place) -> None:
    answer = browser().get("/login/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page = answer.content.decode()
    assert "style=" not in page
    assert json.loads(page.split("content='")[1].split("'")[0])["allowEval"] is False
    for path in [part.split('"')[0] for part in page.split('="/static/')[1:]]:
        served = browser().get(f"/static/{path}")
        assert served.status_code == 200
        served.close()


def test_a_form_without_its_token_is_refused(place: Place) -> None:
    answer = browser(enforce_csrf_checks=True).post("/login/", {"username": "root"})
    assert answer.status_code == 403


def test_guessing_passwords_is_stopped(place: Place) -> None:
    from django.contrib.auth import get_user_model

    joined(Role.TYPIST, "kim")
    stored = get_user_model().objects.get(name="kim").password
    assert stored.startswith("argon2$argon2id")
    client = browser()
    right = client.post("/login/", {"username": "kim", "password": PASSWORD})
    assert (right.status_code, right["Location"]) == (302, "/")
    client = browser()
    for _guess in range(6):
        client.post("/login/", {"username": "kim", "password": "wrong"})
    assert client.post("/login/", {"username": "kim", "password": PASSWORD}).status_code == 429


def test_what_is_no_picture_is_refused_by_name(place: Place) -> None:
    root = joined(Role.ADMINISTRATOR, "root5")
    script = io.BytesIO(b"<svg onload=alert(1)>")
    script.name = "<b>.jpg"
    answer = root.post("/upload/", {"files": [script]})
    assert answer.status_code == 400
    assert "&lt;b&gt;.jpg" in answer.content.decode()
    uploaded(root, 6, "")
    again = root.post("/upload/", {"files": [photograph(6)]})
    assert "taken in before" in again.content.decode()


def test_nobody_else_reads_the_secret(place: Place) -> None:
    mode = stat.S_IMODE((place.folder / "secret").stat().st_mode)
    assert mode == 0o600
    assert settings_of(place, {})["SECRET_KEY"] == settings_of(place, {})["SECRET_KEY"]


def test_threads_that_read_the_same_sheet_at_once_lose_nothing(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from crosstally.desk.book import Book
    from crosstally.desk.states import Act, Kind, Person, RefusedError

    books = [Book(tmp_path, "desk.invalid/x"), Book(tmp_path, "desk.invalid/x")]
    books[0].add("s", Act(Kind.PLACE, Person("root", Role.ADMINISTRATOR), station="1"))

    def read(number: int) -> bool:
        act = Act(Kind.READ, Person(f"typist{number}", Role.TYPIST), {"valid": 1})
        try:
            books[number % 2].add("s", act)
        except RefusedError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(read, range(8)))
    assert sum(done) == 2, "two read it, and the others are told that it has moved on"
    assert len(sheets_of(Log(tmp_path).entries())["s"].acts) == 3


def test_an_arbiter_types_what_another_desk_read_otherwise(place: Place) -> None:
    """One reading here and one there: neither is the form's to begin with."""
    from crosstally.desk.doors import book
    from crosstally.desk.journal import AT_THE_MACHINE

    name = uploaded(joined(Role.ADMINISTRATOR, "rota"), 201)
    joined(Role.TYPIST, "tamar").post(f"/sheet/{name}/do/read/", READ)
    theirs = {field: int(figure) for field, figure in READ.items()}
    theirs |= {"erdogan": 190, "kilicdaroglu": 55}
    why = "another desk: it was read otherwise"
    act = Act(Kind.DISPUTE, AT_THE_MACHINE, theirs, why, "ATKARACALAR/1001", whose="cy")
    book().add(name, act)
    page = joined(Role.ARBITER, "abel").get(f"/sheet/{name}/").content.decode()
    assert '<input name="registered" value="300"' in page
    assert '<input name="erdogan" value=""' in page
    assert '<input name="kilicdaroglu" value=""' in page
    assert f"<li><b><bdi>{why}</bdi></b></li>" in page, "said once, and nothing beside it"


def test_nobody_is_made_administrator_by_accident(place: Place) -> None:
    page = joined(Role.ADMINISTRATOR, "root9").get("/invite/").content.decode()
    assert '<option value="typist" selected>' in page


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PUBLIC])
def test_somebody_ends_every_session_of_their_own(place: Place, role: Role) -> None:
    here, elsewhere = joined(role, f"lost-{role}"), browser()
    elsewhere.post("/login/", {"username": f"lost-{role}", "password": PASSWORD})
    another = joined(role, f"other-{role}")
    assert 'action="/logout/everywhere/"' in here.get("/second-factor/").content.decode()
    assert here.get("/logout/everywhere/").status_code == 405, "by no address that is opened"
    answer = here.post("/logout/everywhere/")
    assert (answer.status_code, answer["Location"]) == (302, "/login/")
    for client in (here, elsewhere):
        assert client.get("/progress/")["Location"].startswith("/login/")
    assert another.get("/progress/").status_code == 200
    assert browser().post("/logout/everywhere/")["Location"].startswith("/login/")


def test_a_full_disk_is_said_wherever_something_is_written(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crosstally.desk.models import Invitation

    def full(_descriptor: int) -> None:
        raise OSError(ENOSPC, "No space left on device")

    root = joined(Role.ADMINISTRATOR, "root-full")
    root.raise_request_exception = False
    before = Invitation.objects.count()
    with monkeypatch.context() as faulty:
        faulty.setattr("crosstally.ledger.log.os.fsync", full)
        for path in ("/invite/", "/openness/", "/sending/"):
            answer = root.post(path, {"role": "typist", "label": "x"})
            assert answer.status_code == 503
            assert "It could not be kept: No space left on device." in answer.content.decode()
    assert Invitation.objects.count() == before, "nobody is invited whom no journal names"
    assert root.post("/invite/", {"role": "typist"}).status_code == 200
