"""People at browsers without a screen, who open a running desk's pages and send its forms."""

from __future__ import annotations

import re
from typing import Any, Self

import httpx

from tests.desks import PASSWORD, PUBLIC, READ, STATION, RunningDesk, photograph

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
TAKEN = re.compile(r'href="/sheet/([0-9a-f]{32})/"')
_LINK = re.compile(r'value="http[^"]+(/join/[^"]+)"')


class Visitor:
    """One person: their cookies, and the token of the last page they saw."""

    def __init__(self, desk: RunningDesk, language: str = "en") -> None:
        self.address = desk.address
        self.headers = {"Accept-Language": language, "Referer": desk.address + "/"}
        self.cookies = httpx.Cookies()
        self.token = ""

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send a request as it is; the token of the page that answers is kept."""
        with httpx.Client(cookies=self.cookies, headers=self.headers, timeout=60) as client:
            answer = client.request(method, self.address + path, **more)
            self.cookies = client.cookies
        return self._seen(answer)

    def get(self, path: str, **more: Any) -> httpx.Response:
        """Open a page."""
        return self.ask("GET", path, **more)

    def post(self, path: str, form: dict[str, Any], **more: Any) -> httpx.Response:
        """Send a form, with the token of the page seen last."""
        sent = {"csrfmiddlewaretoken": self.token, **form}
        return self.ask("POST", path, data=sent, **more)

    def _seen(self, answer: httpx.Response) -> httpx.Response:
        found = TOKEN.search(answer.text) if "html" in answer.headers["content-type"] else None
        self.token = found.group(1) if found else self.token
        return answer

    def join(self, link: str, name: str) -> Self:
        """Take an invitation."""
        self.get(link)
        answer = self.post(link, {"name": name, "password": PASSWORD})
        assert answer.status_code == 302, answer.text
        self.get("/progress/")
        return self

    def invite(self, role: str) -> str:
        """The path by which somebody joins in a role."""
        self.get("/invite/")
        found = _LINK.search(self.post("/invite/", {"role": role}).text)
        assert found
        return found.group(1)

    def log_in(self, name: str, password: str, path: str = "/login/") -> httpx.Response:
        """Try to log in, from a page that asks for it."""
        self.get(path)
        return self.post("/login/", {"username": name, "password": password})

    def send_picture(self, data: bytes, name: str = "a.jpg") -> httpx.Response:
        """Upload a file, whatever it is."""
        self.get("/upload/")
        return self.post("/upload/", {"station": STATION}, files={"files": (name, data)})

    def upload(self, text: str, station: str = STATION) -> str:
        """Upload the photograph of a sheet; the sheet's name."""
        self.get("/upload/")
        files = {"files": ("sheet.jpg", photograph(text, (300, 400)), "image/jpeg")}
        answer = self.post("/upload/", {"station": station}, files=files)
        found = TAKEN.search(answer.text)
        assert found, answer.text
        return found.group(1)

    def read(self, sheet: str, figures: dict[str, str] = READ, kind: str = "read") -> None:
        """Send what one reads on a sheet."""
        self.get(f"/sheet/{sheet}/")
        answer = self.post(f"/sheet/{sheet}/do/{kind}/", figures)
        assert answer.status_code == 302, answer.text


class ProxiedVisitor(Visitor):
    """Somebody of whom the desk hears by the web server with a certificate that stands before it.

    Their cookies are for HTTPS alone, and so kept by hand; ``set_cookies`` are the lines they came
    in.
    """

    def __init__(self, desk: RunningDesk) -> None:
        super().__init__(desk)
        self.given: dict[str, str] = {}
        self.set_cookies: list[str] = []

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"Host": "desk.example", "X-Forwarded-Proto": "https", "Referer": f"{PUBLIC}/"}
        headers["Cookie"] = "; ".join(f"{name}={text}" for name, text in self.given.items())
        headers |= more.pop("headers", {})
        answer = httpx.request(method, self.address + path, headers=headers, timeout=120, **more)
        for line in answer.headers.get_list("set-cookie"):
            self.set_cookies.append(line)
            name, _equals, text = line.split(";")[0].partition("=")
            self.given[name] = text
        return self._seen(answer)
