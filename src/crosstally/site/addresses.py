"""Where a place's page is, and in which file its figures are.

An address is made of the id alone, so that it stays as it is in every later pack. In which file
the figures lie depends on how many there are, and is nobody's bookmark.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

AREA_PAGE, STATION_PAGE = "area.html", "station.html"
_UNRESERVED = "!~*'()"
"""What ``encodeURIComponent`` leaves as it is, beyond what ``quote`` does."""


def area_address(area: str) -> str:
    """The address of an area's page, relative to the site."""
    return f"{AREA_PAGE}#{quote(area, safe=_UNRESERVED)}"


def station_address(station: str) -> str:
    """The address of a station's page, relative to the site."""
    return f"{STATION_PAGE}#{quote(station, safe=_UNRESERVED)}"


def shard_of(name: str, shards: int) -> int:
    """Which of ``shards`` files holds an id: FNV-1a over its UTF-8, 32 bits (``site.js`` does the
    same)."""
    state = 0x811C9DC5
    for byte in name.encode():
        state = (state ^ byte) * 0x01000193 & 0xFFFFFFFF
    return state % shards


def search_words(text: str) -> list[str]:
    """The words of a text as the search compares them: small letters without marks."""
    plain = unicodedata.normalize("NFKD", text).lower()
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.findall(r"[^\W_]+", kept)


def search_order(word: str) -> bytes:
    """What words are sorted by: browsers compare units of UTF-16."""
    return word.encode("utf-16-be")
