"""Telephones that lose their network while they send keep nobody else out."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import httpx
import pytest

from crosstally.desk.serve import SILENCE, THREADS
from tests.desks import RunningDesk

BEGUN = (
    b"POST /login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n"
    b"Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n",
    b"GET /login/ HTTP/1.1\r\nHost: ",
)


@pytest.mark.parametrize("begun", BEGUN)
def test_who_sends_half_and_falls_silent_is_let_go(desk: RunningDesk, begun: bytes) -> None:
    where = urlsplit(desk.address)
    assert httpx.get(desk.address + "/login/", timeout=30).status_code == 200
    silent = [socket.create_connection((where.hostname, where.port)) for _each in range(THREADS)]
    try:
        for one in silent:
            one.sendall(begun)
        answer = httpx.get(desk.address + "/login/", timeout=SILENCE + 30)
        assert answer.status_code == 200
    finally:
        for one in silent:
            one.close()
