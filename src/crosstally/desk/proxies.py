"""What a web server before the desk says of those who ask: that they came by HTTPS, and from where.

Only it is believed. Anybody else who sends such headers has them taken away.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_SAID = ("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR")


def believed_of_proxies_alone(respond: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Take away what others than the web server before the desk say in its name."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not _is_proxy(request.META.get("REMOTE_ADDR", "")):
            for name in _SAID:
                request.META.pop(name, None)
        return respond(request)

    return middleware


def address_of(request: HttpRequest) -> str:
    """The address somebody asks from: the last that the web server before the desk wrote down,
    since earlier ones are what was sent to it."""
    said = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    try:
        return str(ip_address(said))
    except ValueError:
        return str(request.META.get("REMOTE_ADDR", ""))


def networks(written: tuple[str, ...]) -> list[IPv4Network | IPv6Network]:
    """Addresses and networks as they are written. Raises ``ValueError`` for what is neither."""
    return [ip_network(one) for one in written]


@cache
def _trusted() -> list[IPv4Network | IPv6Network]:
    place = settings.DESK_PLACE
    return [] if place.own_certificate else networks(place.proxies)


def _is_proxy(address: str) -> bool:
    try:
        asked_from = ip_address(address)
    except ValueError:
        return False
    return any(asked_from in network for network in _trusted())
