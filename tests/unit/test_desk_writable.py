"""What no database keeps is refused in whatever form or address it comes, and nothing fails."""

from __future__ import annotations

import re
from typing import Any

import pytest

from crosstally.desk.settings import Place
from crosstally.desk.states import Role
from tests.desk_clients import PASSWORD, browser, joined

NUL = "a\0b"
_PART = re.compile(r"<(?:\w+:)?\w+>")
_SECRET = {"username": "ann", "password": PASSWORD}


def addresses() -> list[str]:
    """Every address of the desk's pages, with 1 where a part may differ."""
    from crosstally.desk.urls import urlpatterns

    paths = (str(getattr(one, "pattern")) for one in urlpatterns)  # noqa: B009 -- as Django has it
    return ["/" + _PART.sub("1", path) for path in paths if not path.startswith("api/")]


def fields_of_all_forms() -> list[str]:
    """The name of every field that a template of the desk writes out."""
    from pathlib import Path

    from crosstally.desk import settings

    pages = (Path(settings.__file__).parent / "templates").rglob("*.j2")
    names = {name for page in pages for name in re.findall(r'name="([\w-]+)"', page.read_text())}
    return sorted(names | {"station", "label", "next", "username", "ticket", "passkey", "carried"})


@pytest.fixture(scope="module")
def root(place: Place) -> Any:
    return joined(Role.ADMINISTRATOR, "root")


def test_every_address_refuses_it_behind_the_question_mark(root: Any) -> None:
    for client in (root, browser()):
        for address in addresses():
            answer = client.get(address, {"station": NUL})
            assert answer.status_code == 400, address
            answer = client.get(address, {NUL: "x"})
            assert answer.status_code == 400, address


def test_every_address_refuses_it_in_a_form_of_either_kind(root: Any) -> None:
    for address in addresses():
        for name in fields_of_all_forms():
            answer = root.post(address, {name: NUL})
            assert answer.status_code == 400, (address, name)
        sent = "label=a%00b&name=a%00b"
        form = "application/x-www-form-urlencoded"
        assert browser().post(address, sent, content_type=form).status_code == 400, address


def test_nothing_of_such_a_form_is_done_and_the_page_says_which_field_it_was(root: Any) -> None:
    from crosstally.desk.models import ApiToken, SendingLink

    for path in ("/sending/", "/tokens/"):
        answer = root.post(path, {"label": NUL}, headers={"accept-language": "ru"})
        said = answer.content.decode()
        assert (answer.status_code, 'lang="ru"' in said) == (400, True)
        assert "label" in said
    assert not SendingLink.objects.exists()
    assert not ApiToken.objects.exists()


def test_a_form_that_names_a_coding_is_read_as_the_pages_write_theirs(root: Any) -> None:
    """Some codings make half a sign of what looks harmless, others are no texts at all."""
    for coding in ("utf-7", "unicode_escape", "utf-16-le", "base64", "punycode"):
        body = (
            b'--x\r\nContent-Disposition: form-data; name="label"\r\n\r\n\\ud800 +2AA-\r\n--x--\r\n'
        )
        form = f"multipart/form-data; boundary=x; charset={coding}"
        answer = root.generic("POST", "/sending/", body, content_type=form)
        assert answer.status_code == 200, coding
        asked = root.generic(
            "GET", "/sending/?x=%5Cud800", content_type=f"text/x; charset={coding}"
        )
        assert asked.status_code == 200, coding
    from crosstally.desk.models import SendingLink

    assert {link.label for link in SendingLink.objects.all()} == {"\\ud800 +2AA-"}


def test_no_part_of_an_address_is_looked_for_with_it(root: Any) -> None:
    for address in ("/sheet/a%00b/", "/records/one/a%00/", "/send/%00/", "/join/%00/", "/%00"):
        assert root.get(address).status_code == 404, address
    answer = root.get("/api/v1/%00")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")


def test_a_cookie_with_it_opens_nothing_and_shuts_nobody_out(place: Place) -> None:
    joined(Role.TYPIST, "ann")
    client = browser()
    client.cookies["sessionid"] = "abcdefgh\0abcdefgh"
    assert client.get("/").status_code == 302
    assert client.post("/login/", _SECRET).status_code == 302
    assert client.get("/").status_code == 200
