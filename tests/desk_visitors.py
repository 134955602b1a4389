"""People at browsers without a screen, who open a running desk's pages and send its forms."""

from __future__ import annotations

import re
from typing import Any

import httpx

from tests.desks import PASSWORD, READ, STATION, RunningDesk, photograph

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_TAKEN = re.compile(r'href="/sheet/([0-9a-f]{32})/"')
_LINK = re.compile(r'value="(http[^"]+/join/[^"]+)"')


class Visitor:
    """One person: their cookies, and the token of the last page they saw."""

    def __init__(self, desk: RunningDesk, language: str = "en") -> None:
        self.address = desk.address
        self.headers = {"Accept-Language": language, "Referer": desk.address + "/"}
        self.cookies = httpx.Cookies()
        self.token = ""

    def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        with httpx.Client(cookies=self.cookies, headers=self.headers, timeout=60) as client:
            answer = client.request(method, self.address + path, **more)
            self.cookies = client.cookies
        return answer

    def get(self, path: str) -> httpx.Response:
        """Open a page."""
        return self._seen(self._ask("GET", path))

    def post(self, path: str, form: dict[str, Any], **more: Any) -> httpx.Response:
        """Send a form, with the token of the page seen last."""
        sent = {"csrfmiddlewaretoken": self.token, **form}
        return self._seen(self._ask("POST", path, data=sent, **more))

    def _seen(self, answer: httpx.Response) -> httpx.Response:
        found = _TOKEN.search(answer.text) if "html" in answer.headers["content-type"] else None
        self.token = found.group(1) if found else self.token
        return answer

    def join(self, link: str, name: str) -> Visitor:
        """Take an invitation."""
        path = "/join/" + link.split("/join/")[1]
        self.get(path)
        answer = self.post(path, {"name": name, "password": PASSWORD})
        assert answer.status_code == 302, answer.text
        self.get("/progress/")
        return self

    def invite(self, role: str) -> str:
        """The link by which somebody joins in a role."""
        self.get("/invite/")
        found = _LINK.search(self.post("/invite/", {"role": role}).text)
        assert found
        return found.group(1)

    def upload(self, text: str, station: str = STATION) -> str:
        """Upload the photograph of a sheet; the sheet's name."""
        self.get("/upload/")
        files = {"files": ("sheet.jpg", photograph(text, (300, 400)), "image/jpeg")}
        answer = self.post("/upload/", {"station": station}, files=files)
        found = _TAKEN.search(answer.text)
        assert found, answer.text
        return found.group(1)

    def read(self, sheet: str, figures: dict[str, str] = READ, kind: str = "read") -> None:
        """Send what one reads on a sheet."""
        self.get(f"/sheet/{sheet}/")
        answer = self.post(f"/sheet/{sheet}/do/{kind}/", figures)
        assert answer.status_code == 302, answer.text
