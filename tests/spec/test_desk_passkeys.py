"""Passkeys as browsers send them: through a web server before the desk, and by its own HTTPS."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.authenticators import Authenticator, written
from tests.desk_visitors import ProxiedVisitor, Visitor
from tests.desks import PASSWORD, PUBLIC, RunningDesk, run_desk
from tests.desks import running_desk as started

PASSKEYS = "/second-factor/passkeys/"
_OPTIONS = re.compile(r'data-options="([^"]*)"')


def asked(page: str) -> str:
    found = _OPTIONS.search(page)
    assert found, page
    return html.unescape(found[1])


def added(visitor: Visitor, key: Authenticator, name: str = "key") -> None:
    options = asked(visitor.get("/second-factor/").text)
    answer = visitor.post(PASSKEYS, {"do": "add", "name": name, "passkey": key.create(options)})
    assert (answer.status_code, answer.text.count('<li><code dir="ltr">')) == (200, 10)


def named(desk: RunningDesk) -> RunningDesk:
    """The same desk by a name instead of figures."""
    return replace(desk, address=desk.address.replace("127.0.0.1", "localhost"))


def after_password(visitor: Visitor) -> tuple[dict[str, str], str]:
    """What the second step carries, and what it asks the browser for."""
    page = visitor.log_in("root", PASSWORD).text
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)
    assert ticket
    return {"ticket": ticket[1]}, asked(page)


KEY = Authenticator(PUBLIC, "desk.example")


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    folder = tmp_path_factory.mktemp("proxied") / "election"
    with started(folder, public=PUBLIC) as desk:
        added(ProxiedVisitor(desk).join(desk.link, "root"), KEY)
        yield desk


def test_behind_a_web_server_it_is_bound_to_the_address_that_people_know(
    proxied: RunningDesk,
) -> None:
    visitor = ProxiedVisitor(proxied)
    sent, options = after_password(visitor)
    answer = KEY.get(options)
    of_another_site = ProxiedVisitor(proxied).post("/login/", sent | {"passkey": answer})
    assert of_another_site.status_code == 403, "without the page's token"
    assert visitor.post("/login/", sent | {"passkey": answer}).status_code == 302
    assert visitor.get("/people/").status_code == 200
    again = ProxiedVisitor(proxied)
    again.get("/login/")
    assert again.post("/login/", sent | {"passkey": answer}).status_code == 403, "it passes once"
    time.sleep(1.5)  # after a wrong one
    false = KEY.get(options, said={"origin": "https://desk.example.evil"})
    assert again.post("/login/", sent | {"passkey": false}).status_code == 403


def test_a_backup_brings_it_back(proxied: RunningDesk, tmp_path: Path) -> None:
    kept, again = tmp_path / "monday.backup", tmp_path / "again"
    assert run_desk("backup", proxied.folder, kept).returncode == 0
    assert run_desk("restore", kept, again).returncode == 0
    with started(again, public=PUBLIC) as restored:
        visitor = ProxiedVisitor(restored)
        sent, options = after_password(visitor)
        assert visitor.post("/login/", sent | {"passkey": KEY.get(options)}).status_code == 302


def test_a_desk_with_a_key_keeps_them_closed(tmp_path: Path) -> None:
    folder, label = tmp_path / "election", "telephone of Xochiquetzal"
    with started(folder, more=["--host", "localhost"]) as desk:
        key = Authenticator(named(desk).address, "localhost")
        added(Visitor(named(desk)).join(desk.link, "root"), key, label)
    done = run_desk("keys", folder, "--shares", "3", "--needed", "2", "--yes")
    shares = [line for line in done.stdout.splitlines() if len(line.split()) == 33]
    with started(folder, more=["--host", "localhost"], shares=shares[:2]) as desk:
        visitor = Visitor(named(desk))
        key.origin = visitor.address
        sent, options = after_password(visitor)
        assert visitor.post("/login/", sent | {"passkey": key.get(options)}).status_code == 302
    disk = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    across = key.key.public_key().public_numbers().x.to_bytes(32, "big")
    assert [one for one in (label.encode(), written(key.id).encode(), across) if one in disk] == []
