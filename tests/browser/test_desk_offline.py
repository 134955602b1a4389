"""Photographs taken on a phone without a network: kept there, sent once, none lost or doubled."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificates
from playwright.sync_api import Browser, expect

from crosstally.desk.states import State
from crosstally.ledger.log import Log
from tests.browser.lines import Line
from tests.browser.phones import CONTENTS, TITLE, Phone, link_of, pictures, sheets
from tests.desk_visitors import Visitor
from tests.desks import STATION, RunningDesk, photograph, running_desk, upload_of


def test_two_photographs_outlive_the_closed_browser_and_arrive_once(
    desk: RunningDesk, phone: Phone, line: Line
) -> None:
    phone.log_in("root")
    phone.get_ready()
    before = pictures(desk)
    line.cut()
    phone.open("/offline/")
    phone.photograph(photograph("Offline 1"))
    phone.photograph(photograph("Offline 2"))
    expect(phone.count).to_contain_text("Waiting to be sent: 2")
    phone.close()
    phone.start()
    page = phone.open("/")
    expect(page.get_by_role("heading", name=TITLE, exact=True)).to_be_visible()
    expect(phone.count).to_contain_text("Waiting to be sent: 2")
    line.mend()
    phone.log_in("root")
    phone.open("/offline/")
    expect(phone.count).to_have_text("Nothing waits.")
    expect(phone.status).to_contain_text("Received by the desk and deleted here: 2.")
    came = pictures(desk) - before
    assert len(came) == 2
    assert {sheets(desk)[name].station for name in came} == {STATION}
    assert '"sealed":[]' in phone.page.evaluate(CONTENTS), "deleted after receipt"


def test_a_browser_that_is_killed_loses_nothing_that_it_said_was_kept(
    desk: RunningDesk, phone: Phone, line: Line, visitor: Visitor
) -> None:
    link = link_of(visitor)
    phone.get_ready(link)
    before = pictures(desk)
    line.cut()
    page = phone.open(link)
    expect(page.get_by_role("heading", name=TITLE, exact=True)).to_be_visible()
    phone.photograph(photograph("Killed"))
    phone.kill()
    phone.start()
    phone.open(link)
    expect(phone.count).to_contain_text("Waiting to be sent: 1")
    line.mend()
    phone.page.get_by_role("button", name="Send now").tap()
    expect(phone.count).to_have_text("Nothing waits.")
    (came,) = pictures(desk) - before
    assert (sheets(desk)[came].state, sheets(desk)[came].station) == (State.HELD, STATION)


def test_killed_before_the_receipt_comes_nothing_is_doubled(
    desk: RunningDesk, phone: Phone, line: Line
) -> None:
    phone.log_in("root")
    phone.get_ready()
    before = pictures(desk)
    line.cut()
    phone.open("/offline/")
    phone.photograph(photograph("Swallowed"))
    line.swallowing = b"POST /queue/"
    line.mend()
    phone.page.get_by_role("button", name="Send now").tap()
    assert line.swallowed.wait(20), "the desk has taken it in"
    phone.kill()
    assert len(pictures(desk) - before) == 1
    acts = Log(desk.kept / "log").checkpoint.size
    line.swallowing = b""
    phone.start()
    phone.log_in("root")
    phone.open("/offline/")
    expect(phone.count).to_have_text("Nothing waits.")
    expect(phone.status).to_contain_text("Received by the desk and deleted here: 1.")
    assert len(pictures(desk) - before) == 1
    assert Log(desk.kept / "log").checkpoint.size == acts


def test_what_an_open_page_cannot_send_waits_on_the_phone(
    desk: RunningDesk, phone: Phone, line: Line, visitor: Visitor
) -> None:
    link = link_of(visitor)
    page = phone.open(link)
    expect(phone.status).to_contain_text("without a network now")
    before = pictures(desk)
    line.cut()
    files = [upload_of(f"{n}.jpg", photograph(f"Open page {n}")) for n in range(3)]
    page.get_by_label("Or choose photographs").set_input_files(files)
    page.get_by_label("Station").fill(STATION)
    page.get_by_role("button", name="Send", exact=True).tap()
    expect(phone.count).to_contain_text("Waiting to be sent: 3")
    expect(phone.status).to_contain_text("Kept on this phone, sealed")
    line.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.count).to_have_text("Nothing waits.")
    came = pictures(desk) - before
    assert len(came) == 3
    assert {sheets(desk)[name].state for name in came} == {State.HELD}


def test_a_phone_in_the_background_sends_with_no_page_open(
    desk: RunningDesk, phone: Phone, line: Line, visitor: Visitor
) -> None:
    link = link_of(visitor)
    phone.get_ready(link)
    before = pictures(desk)
    line.cut()
    phone.open(link)
    phone.photograph(photograph("Background"))
    protocol = phone.context.new_cdp_session(phone.page)
    versions: list[str] = []
    protocol.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: versions.extend(one["registrationId"] for one in told["registrations"]),
    )
    protocol.send("ServiceWorker.enable")
    phone.page.goto("about:blank")
    line.mend()
    assert versions
    protocol.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": line.address,
            "registrationId": versions[0],
            "tag": "queue",
            "lastChance": False,
        },
    )
    for _attempt in range(100):
        if len(pictures(desk) - before) == 1:
            break
        phone.page.wait_for_timeout(100)
    assert len(pictures(desk) - before) == 1


def test_an_answer_that_is_lost_holds_up_no_other_item(
    desk: RunningDesk, phone: Phone, line: Line, visitor: Visitor
) -> None:
    link = link_of(visitor)
    phone.get_ready(link)
    before = pictures(desk)
    line.cut()
    page = phone.open(link)
    for number in range(2):
        phone.photograph(photograph(f"One of two, {number}"))
    line.swallowing = b"POST /queue/"
    line.mend()
    page.get_by_role("button", name="Send now").tap()
    waits = page.locator("[data-part=list] li", has_text="Not taken in yet, tried again later.")
    expect(waits).to_have_count(2, timeout=20_000)
    assert len(pictures(desk) - before) == 2
    line.swallowing = b""
    page.get_by_role("button", name="Send now").tap()
    expect(phone.count).to_have_text("Nothing waits.")
    assert len(pictures(desk) - before) == 2


@pytest.mark.usefixtures("patience")
def test_it_works_over_https_with_a_certificate_of_the_desks_own(
    browser: Browser, tmp_path: Path
) -> None:
    with running_desk(tmp_path / "election", more=["--tls"]) as desk:
        chain = (desk.kept / "certificate" / "desk.pem").read_bytes()
        key = load_pem_x509_certificates(chain)[0].public_key()
        spki = sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
        taken_in = f"--ignore-certificate-errors-spki-list={b64encode(spki).decode()}"
        line = Line(desk.address)
        phone = Phone(browser, tmp_path / "profile", line, arguments=[taken_in])
        phone.join(desk.link, "root")
        phone.get_ready()
        line.cut()
        phone.open("/offline/")
        phone.photograph(photograph("HTTPS"))
        line.mend()
        phone.page.get_by_role("button", name="Send now").tap()
        expect(phone.count).to_have_text("Nothing waits.")
        assert len(pictures(desk)) == 1
        phone.close()
        line.cut()


def test_a_line_that_stalls_does_not_keep_the_page_from_opening(phone: Phone, line: Line) -> None:
    phone.log_in("root")
    phone.get_ready()
    line.stalling = True
    page = phone.open("/offline/")
    expect(page.get_by_role("heading", name=TITLE, exact=True)).to_be_visible()
    phone.photograph(photograph("Stalled"))
    expect(phone.count).to_contain_text("Waiting to be sent: 1")
    line.cut()
