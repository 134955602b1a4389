"""HTTPS with a certificate of the desk's own, and whom a desk believes who came by HTTPS."""

from __future__ import annotations

import shutil
import ssl
import stat
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from crosstally.desk.book import Book
from crosstally.desk.certificate import Certificate, certificate_for
from tests.desk_visitors import ProxiedVisitor, Visitor
from tests.desks import EXAMPLE, PASSWORD, PUBLIC, RunningDesk, run_desk
from tests.desks import running_desk as started

EVERYWHERE = "0.0.0.0"  # noqa: S104 -- refused
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with started(tmp_path_factory.mktemp("desk") / "election", more=["--tls"]) as desk:
        yield desk


def who_took_it_in(desk: RunningDesk) -> ssl.SSLContext:
    """What somebody trusts who has taken in the desk's authority, and nothing else."""
    trusted = ssl.create_default_context()
    trusted.verify_flags |= ssl.VERIFY_X509_STRICT
    trusted.load_verify_locations(cadata=(desk.kept / "certificate/authority.crt").read_bytes())
    return trusted


def test_whoever_takes_the_authority_in_reaches_the_desk(desk: RunningDesk) -> None:
    answer = httpx.get(desk.address + "/login/", verify=who_took_it_in(desk))
    assert answer.status_code == 200
    assert "max-age" in answer.headers["strict-transport-security"]


def test_whoever_does_not_is_warned(desk: RunningDesk) -> None:
    with pytest.raises(httpx.ConnectError, match="self-signed certificate"):
        httpx.get(desk.address + "/login/")


def test_the_authority_is_told_and_given_out(desk: RunningDesk) -> None:
    said = desk.folder.with_suffix(".said").read_text()
    kept = certificate_for(desk.kept, "127.0.0.1")
    assert not kept.is_new
    assert kept.fingerprint in said
    assert f"{desk.address}/authority.crt" in said
    given = httpx.get(desk.address + "/authority.crt", verify=who_took_it_in(desk))
    assert given.content == kept.authority.read_bytes()
    assert given.headers["content-type"] == "application/x-x509-ca-cert"


def test_a_desk_without_one_gives_none_out(tmp_path: Path) -> None:
    with started(tmp_path / "election") as desk:
        assert Visitor(desk).get("/authority.crt").status_code == 404


def test_somebody_joins_over_https_and_their_cookies_stay_there(desk: RunningDesk) -> None:
    with httpx.Client(base_url=desk.address, verify=who_took_it_in(desk)) as client:
        client.headers["Referer"] = desk.address + desk.link
        client.get(desk.link)
        form = {
            "csrfmiddlewaretoken": client.cookies["csrftoken"],
            "name": "root",
            "password": PASSWORD,
        }
        assert client.post(desk.link, data=form).headers["location"] == "/"
        assert all(cookie.secure for cookie in client.cookies.jar)


def test_only_its_owner_reads_the_key_and_no_key_of_the_authority_is_kept(
    desk: RunningDesk,
) -> None:
    kept = desk.kept / "certificate"
    assert {file.name for file in kept.iterdir()} == {"authority.crt", "desk.key", "desk.pem"}
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in kept.iterdir())
    assert (kept / "desk.key").read_text().count("PRIVATE KEY") == 2, "its beginning and its end"


def test_the_key_is_in_no_backup(desk: RunningDesk, tmp_path: Path) -> None:
    Book(desk.kept / "log", "desk.invalid/president")
    assert run_desk("backup", desk.folder, tmp_path / "kept").returncode == 0
    with zipfile.ZipFile(tmp_path / "kept") as archive:
        assert not [name for name in archive.namelist() if "certificate" in name]


@pytest.mark.parametrize(
    ("host", "days", "is_new"),
    [
        ("desk.example", 1, False),
        ("desk.example", 300, False),
        ("desk.example", 370, True),
        ("desk.example", 500, True),
        ("other.example", 1, True),
        ("192.168.1.20", 1, True),
    ],
)
def test_it_is_drawn_anew_when_the_address_changes_or_it_ends(
    tmp_path: Path, host: str, days: int, is_new: bool
) -> None:
    first = certificate_for(tmp_path, "desk.example", NOW)
    later = certificate_for(tmp_path, host, NOW + timedelta(days=days))
    assert first.is_new
    assert later.is_new == is_new
    assert (first.fingerprint != later.fingerprint) == is_new


@pytest.mark.parametrize("lost", ["desk.pem", "desk.key", "authority.crt"])
def test_it_is_drawn_anew_when_part_of_it_is_lost(tmp_path: Path, lost: str) -> None:
    certificate_for(tmp_path, "desk.example")
    (tmp_path / "certificate" / lost).unlink()
    assert certificate_for(tmp_path, "desk.example").is_new


def verified_by_openssl(made: Certificate, folder: Path) -> str:
    pem = ssl.DER_cert_to_PEM_cert(made.authority.read_bytes())
    (folder / "authority.pem").write_text(pem)
    command = ["openssl", "verify", "-x509_strict", "-purpose", "sslserver"]
    command += ["-CAfile", str(folder / "authority.pem"), str(made.chain)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not here: `make system`")
@pytest.mark.parametrize("host", ["desk.example", "192.168.1.20", "::1", "бюро.рф"])
def test_another_program_finds_it_in_order(tmp_path: Path, host: str) -> None:
    assert verified_by_openssl(certificate_for(tmp_path, host), tmp_path).endswith(": OK\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--tls", "--host", EVERYWHERE),
        ("--tls", "--address", "http://desk.example"),
        ("--host", EVERYWHERE),
        ("--proxy", "the-other-machine"),
    ],
)
def test_what_would_not_protect_passwords_is_refused(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = run_desk(EXAMPLE, *arguments)
    assert done.returncode == 2
    assert "--address https://" in done.stderr or "--proxy 10.0.0.2" in done.stderr
    assert not (EXAMPLE / "desk").exists()


def test_only_the_web_server_before_the_desk_is_believed(tmp_path: Path) -> None:
    other_machine = ["--proxy", "10.1.2.3"]
    with started(tmp_path / "election", PUBLIC, more=other_machine) as desk:
        answer = ProxiedVisitor(desk).get("/login/")
        assert answer.status_code == 301, "not by HTTPS, whatever the header says"


def test_somebody_elses_wrong_passwords_lock_nobody_out_behind_a_web_server(
    tmp_path: Path,
) -> None:
    with started(tmp_path / "election", PUBLIC) as desk:
        ProxiedVisitor(desk).join(desk.link, "root")

        def tried(address: str, password: str) -> int:
            visitor = ProxiedVisitor(desk)
            visitor.get("/login/")
            form = {"username": "root", "password": password}
            said = {"X-Forwarded-For": f"198.51.100.1, {address}"}
            return visitor.post("/login/", form, headers=said).status_code

        guessed = [tried("203.0.113.9", "wrong password") for _each in range(7)]
        assert guessed[-1] == 429
        assert tried("203.0.113.9", PASSWORD) == 429
        assert tried("203.0.113.7", PASSWORD) == 302
