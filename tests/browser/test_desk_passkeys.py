"""Passkeys in a browser, which keeps them in an authenticator of its own (WebDriver, over CDP)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, expect

from tests.browser.somebody import PHONE, Somebody, barriers, fits
from tests.desk_visitors import Visitor
from tests.desks import PASSWORD, RunningDesk
from tests.desks import running_desk as started


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    """A desk that is known by a name, as passkeys need it."""
    folder = tmp_path_factory.mktemp("named") / "election"
    with started(folder, more=["--host", "localhost"]) as desk:
        yield replace(desk, address=desk.address.replace("127.0.0.1", "localhost"))


class Holder(Somebody):
    """Somebody whose computer keeps passkeys."""

    def __init__(self, browser: Browser, desk: RunningDesk, **options: Any) -> None:
        super().__init__(browser, desk, **options)
        self.cdp: CDPSession = self.context.new_cdp_session(self.page)
        self.cdp.send("WebAuthn.enable")
        kind = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True}
        kind |= {"isUserVerified": True, "automaticPresenceSimulation": True}
        made = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": kind})
        self.authenticator: str = made["authenticatorId"]

    def add(self, name: str) -> None:
        self.page.get_by_label("Name of the passkey").first.fill(name)
        self.page.get_by_role("button", name="Add a passkey").click()

    def kept(self) -> list[dict[str, Any]]:
        """What the authenticator keeps."""
        whose = {"authenticatorId": self.authenticator}
        found: list[dict[str, Any]] = self.cdp.send("WebAuthn.getCredentials", whose)["credentials"]
        return found

    def type_password(self, name: str) -> None:
        self.context.clear_cookies()
        self.open("/login/")
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Log in").click()
        expect(self.page.get_by_role("heading", name="Log in: second step")).to_be_visible()


@pytest.fixture
def root(browser: Browser, named: RunningDesk) -> Iterator[Holder]:
    root = Holder(browser, named)
    yield root
    root.check()
    root.context.close()


def test_a_passkey_is_added_logs_in_is_renamed_and_removed(
    root: Holder, named: RunningDesk
) -> None:
    page = root.page
    root.join(named.link, "root")
    root.open("/second-factor/")
    assert (fits(page), barriers(page)) == (True, [])
    root.add("this computer")
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    (kept,) = root.kept()
    assert (kept["rpId"], kept["isResidentCredential"]) == ("localhost", False)

    root.type_password("root")
    assert (fits(page), barriers(page)) == (True, [])
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="My work")).to_be_visible()
    assert root.kept()[0]["signCount"] > kept["signCount"]

    root.open("/second-factor/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_label("Name of the passkey").last).to_have_value("this computer")
    assert (fits(page), barriers(page)) == (True, [])
    root.add("again")
    expect(page.locator("output").first).to_contain_text("No passkey was made")  # it has one
    page.get_by_label("Name of the passkey").last.fill("old computer")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("listitem")).to_have_text("Passkey: old computer")
    page.get_by_role("button", name="Log in by password alone").click()
    expect(page.get_by_text("Set up one of the two, or both.")).to_be_visible()
    assert Visitor(named).log_in("root", PASSWORD).status_code == 302


def test_whose_passkey_is_not_there_is_told_and_a_code_lets_in_with_scripts_and_without(
    browser: Browser, named: RunningDesk
) -> None:
    root = Visitor(named)
    assert root.log_in("root", PASSWORD).status_code == 302
    ann = Holder(browser, named, **PHONE)
    ann.join(root.invite("typist"), "ann")
    ann.open("/second-factor/")
    ann.add("phone")
    expect(ann.page.locator(".codes code")).to_have_count(10)
    codes = ann.page.locator(".codes code").all_inner_texts()
    ann.type_password("ann")
    assert (fits(ann.page), barriers(ann.page)) == (True, [])
    ann.cdp.send("WebAuthn.clearCredentials", {"authenticatorId": ann.authenticator})
    ann.page.get_by_role("button", name="Use a passkey").click()
    expect(ann.page.get_by_role("status")).to_contain_text("No passkey was shown")
    ann.page.get_by_label("One of your recovery codes").fill(codes[0])
    ann.page.keyboard.press("Enter")
    expect(ann.page.get_by_role("heading", name="My work")).to_be_visible()
    ann.check()

    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(named.address + "/login/")
    plain.get_by_label("Name").fill("ann")
    plain.get_by_label("Password").fill(PASSWORD)
    plain.get_by_role("button", name="Log in").click()
    expect(plain.get_by_role("button", name="Use a passkey")).to_be_hidden()
    plain.get_by_label("One of your recovery codes").fill(codes[1])
    plain.get_by_role("button", name="Log in").click()
    expect(plain.get_by_role("heading", name="My work")).to_be_visible()
    plain.goto(named.address + "/second-factor/")
    plain.get_by_label("One of your recovery codes").fill(codes[2])
    plain.get_by_role("button", name="Change passkeys").click()
    expect(plain.get_by_text("This browser cannot make one")).to_be_visible()
    plain.context.close()


def test_with_its_own_certificate_the_desk_takes_passkeys_under_its_name(
    browser: Browser, tmp_path: Path
) -> None:
    by_name = "https://localhost:{port}"
    with started(tmp_path / "election", public=by_name, more=["--tls"]) as desk:
        desk = replace(desk, address=desk.address.replace("127.0.0.1", "localhost"))
        root = Holder(browser, desk, locale="ar", ignore_https_errors=True)
        root.page.goto(desk.address + desk.link)
        root.page.locator("[name=name]").fill("root")
        root.page.locator("[name=password]").fill(PASSWORD)
        root.page.locator("main button").click()
        root.open("/second-factor/")
        assert (fits(root.page), barriers(root.page)) == (True, [])
        root.page.locator("[name=name]").fill("مفتاح")
        root.page.locator("[data-passkey]").click()
        expect(root.page.locator(".codes li")).to_have_count(10)
        root.check()
