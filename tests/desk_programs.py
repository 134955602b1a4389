"""Other programs that reach a desk in the process of the tests by a token."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crosstally.desk.scopes import Scope
from tests.desk_clients import browser

CSV = "text/csv"
EVERYTHING = tuple(Scope)
HEAD = "id,name,level,parent\n"
OFFICIAL = (
    "station,registered,voted,valid,invalid,erdogan,kilicdaroglu\n"
    "ATKARACALAR/1001,300,250,245,5,200,45\n"
)


@dataclass(frozen=True)
class Answer:
    """What the desk answered."""

    status: int
    body: bytes
    headers: Any

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def said(self) -> list[str]:
        """The sentences of a refusal."""
        return [error["message"] for error in self.json["errors"]]


class Program:
    """One program, and its token."""

    def __init__(self, token: str, **headers: str) -> None:
        self.token = token
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.headers |= headers
        self.client = browser(raise_request_exception=False)

    def ask(
        self, method: str, path: str, body: str | bytes = b"", media_type: str = "", **headers: str
    ) -> Answer:
        data = body.encode() if isinstance(body, str) else body
        more: dict[str, Any] = {"CONTENT_LENGTH": str(len(data))} if media_type else {}
        answer = self.client.generic(
            method,
            f"/api/v1/{path}",
            data,
            content_type=media_type or "application/octet-stream",
            headers={**self.headers, **headers},
            **more | ({"CONTENT_TYPE": media_type} if media_type else {}),
        )
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        answer.close()
        return Answer(answer.status_code, content, answer.headers)

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def invite(self, *guests: dict[str, Any]) -> Answer:
        return self.ask(
            "POST", "invitations", json.dumps({"invitations": guests}), "application/json"
        )

    def hand_over(self, *texts: str) -> Answer:
        messages = [{"id": str(number), "text": text} for number, text in enumerate(texts)]
        return self.ask("POST", "messages", json.dumps({"messages": messages}), "application/json")

    def bring_areas(self, text: str | bytes) -> Answer:
        return self.ask("PUT", "areas", text, CSV)

    def bring_official(self, text: str | bytes = OFFICIAL, query: str = "source=ysk") -> Answer:
        return self.ask("POST", f"official-returns?{query}", text, CSV)


def program(whose: str, scopes: Sequence[Scope] = EVERYTHING, days: int = 7) -> Program:
    """A program with a token in somebody's name; scopes that their role lacks are written into it
    all the same, to see what they are worth."""
    from datetime import timedelta

    from django.utils import timezone

    from crosstally.desk import tokens
    from crosstally.desk.doors import journal
    from crosstally.desk.models import Account, ApiToken

    account = Account.objects.get(name=whose)
    root = Account.objects.filter(role="administrator")[0]
    written = tokens.make(journal(), root, tokens.Wish("x", [Scope.RETURNS_READ], root, 7))
    ApiToken.objects.filter(handle=written.split("_")[1]).update(
        whose=account,
        scopes=" ".join(scopes),
        expires_at=timezone.now() + timedelta(days=days),
    )
    return Program(written)


def unhurried() -> None:
    """Forget how often anything was asked."""
    from crosstally.desk import api_door

    for rate in (api_door.FAILURES, api_door.LIGHT, api_door.HEAVY):
        rate.forget()
