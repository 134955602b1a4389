"""Getting a page or file from where it stands: bounded in size and time, with nobody's secrets.

Only ``http``, ``https`` and ``file`` are followed. No cookie, password or token is sent or kept:
what an address holds of these is refused or blacked out.
"""

from __future__ import annotations

import mimetypes
import re
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from crosstally import __version__
from crosstally.problems import InputError, Problem, refuse_special
from crosstally.words import _, number

MOST_BYTES = 64 << 20
SILENCE = 20
"""Seconds that a server may say nothing."""
LONGEST = 120
"""Seconds that a whole page may take."""
_CHUNK = 1 << 16
_SECRET = re.compile(
    r"(?:^|[_-])(?:token|key|apikey|password|passwd|pwd|secret|sig|signature|auth|"
    r"session|sid|code)$",
    re.I,
)
_TYPES = {".warc": "application/warc", ".csv": "text/csv", ".json": "application/json"}


@dataclass(frozen=True)
class Obtained:
    """What stood at an address."""

    address: str
    """Without secrets; of a local file its name alone, as folders may name people."""
    data: bytes
    content_type: str
    led_to: str | None = None
    """Where the address led to, if elsewhere."""
    last_modified: str | None = None
    """As the server says."""


def obtain(address: str) -> Obtained:
    """What stands at an address, or in a file. Raises ``InputError`` with what to do."""
    scheme = urlsplit(address).scheme.lower()
    if scheme in ("http", "https"):
        return _from_web(address)
    if scheme == "file":
        return _from_file(_path_of(address), address)
    if re.match(r"[a-z][a-z0-9+.-]+://", address, re.I):
        raise InputError(
            Problem(
                _("such an address is not followed"), read=address, expected="http, https, file"
            )
        )
    return _from_file(Path(address), address)


def without_secrets(address: str) -> str:
    """An address to keep: no name and password before the host, no tokens in its query."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    query = [
        (name, "REMOVED" if _SECRET.search(name) else value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    ]
    kept = parts.query if query == parse_qsl(parts.query, keep_blank_values=True) else None
    return urlunsplit((parts.scheme, host, parts.path, kept or urlencode(query), ""))


def _path_of(address: str) -> Path:
    parts = urlsplit(address)
    if parts.netloc not in ("", "localhost"):
        raise InputError(
            Problem(_("a file of another machine is not read"), read=address, expected="file:///…")
        )
    return Path(unquote(parts.path))


def _from_file(path: Path, shown: str) -> Obtained:
    try:
        refuse_special(path, shown)
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise InputError(Problem(_("the file is not there"), shown)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            Problem(_("cannot be read: {reason}").format(reason=reason), shown)
        ) from None
    _refuse_large(len(data), shown)
    plain = path.name.removesuffix(".gz")
    kind = _TYPES.get(Path(plain).suffix.lower()) or mimetypes.guess_type(plain)[0]
    return Obtained(f"file:{path.name}", data, kind or "application/octet-stream")


def _from_web(address: str) -> Obtained:
    shown = without_secrets(address)
    parts = urlsplit(address)
    if "@" in parts.netloc:
        raise InputError(
            Problem(
                _("an address with a name and password is not followed"),
                shown,
                hint=_("A page for some people is no public evidence. Save it, and keep the file."),
            )
        )
    request = urllib.request.Request(  # noqa: S310 - the scheme was looked at
        address,
        headers={"User-Agent": f"crosstally/{__version__}", "Accept-Encoding": "identity"},
    )
    try:
        with _OPENER.open(request, timeout=SILENCE) as answer:
            data = _read(answer, shown)
            led_to = without_secrets(answer.url)
            headers: HTTPMessage = answer.headers
            _refuse_cut(len(data), headers, shown)
    except urllib.error.HTTPError as error:
        error.close()
        message = _("the server has no such page now: it answers {status}")
        if 300 <= error.code < 400:
            message = _("the page leads to an address that is not followed")
        raise InputError(Problem(message.format(status=error.code), shown)) from None
    except (urllib.error.URLError, HTTPException, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise InputError(
            Problem(_("cannot be had: {reason}").format(reason=reason), shown)
        ) from None
    return Obtained(
        shown,
        data,
        headers.get("Content-Type", "application/octet-stream")[:200],
        led_to if led_to != shown else None,
        headers.get("Last-Modified"),
    )


def _read(answer: IO[bytes], shown: str) -> bytes:
    deadline = time.monotonic() + LONGEST
    data = bytearray()
    while chunk := answer.read(_CHUNK):
        data += chunk
        _refuse_large(len(data), shown)
        if time.monotonic() > deadline:
            raise InputError(
                Problem(_("took longer than {count} seconds").format(count=number(LONGEST)), shown)
            )
    return bytes(data)


def _refuse_large(size: int, shown: str) -> None:
    if size > MOST_BYTES:
        raise InputError(
            Problem(
                _("is larger than a snapshot may be"),
                shown,
                expected=_("at most {count} MB").format(count=number(MOST_BYTES >> 20)),
            )
        )


def _refuse_cut(size: int, headers: HTTPMessage, shown: str) -> None:
    """Raise ``InputError`` where less came than the server said: ``http.client`` does not, where it
    is read piece by piece. Of what is sent in chunks a length says nothing (RFC 9112)."""
    if headers.get("Transfer-Encoding"):
        return
    told = headers.get("Content-Length", "").strip()
    if told.isascii() and told.isdigit() and len(told) < 20 and size < int(told):
        raise InputError(
            Problem(
                _("the connection ended before all of it had come; nothing was kept"),
                shown,
                read=_("{count} bytes").format(count=number(size)),
                expected=_("{count} bytes").format(count=number(int(told))),
                hint=_("Try again."),
            )
        )


class _Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = 5

    def redirect_request(
        self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        parts = urlsplit(newurl)
        if parts.scheme not in ("http", "https") or "@" in parts.netloc:
            raise urllib.error.HTTPError(newurl, code, msg, headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener() -> urllib.request.OpenerDirector:
    """Web pages alone: no files, no cookies, no passwords."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _Redirects(),
    ):
        opener.add_handler(handler)
    return opener


_OPENER = _opener()
