"""Data in files that a page loads as scripts: the one way that works without a web server, too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from crosstally.site.addresses import search_order, search_words, shard_of

RECORDS_PER_SHARD = 200
BYTES_PER_SHARD = 300_000
"""On average: the largest shard has less than a megabyte."""
ROWS_PER_LIST = 500
BYTES_PER_INDEX = 100_000

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def encoded(value: object) -> str:
    """A value as JSON. Ids are never keys of objects: ``__proto__`` is a name like any other."""
    return _ENCODER.encode(value)


def write_shard(folder: Path, kind: str, number: int, rows: Iterable[str]) -> None:
    """Write ``data/KIND/NUMBER.js``, a call that hands a list of encoded rows over."""
    target = folder / "data" / kind / f"{number}.js"
    target.parent.mkdir(parents=True, exist_ok=True)
    body = ",\n".join(rows)
    # A lone half of a character, which no file in UTF-8 can hold, becomes a question mark.
    target.write_bytes(
        f'crosstally.hand("{kind}",{number},[\n{body}\n]);\n'.encode("utf-8", "replace")
    )


def write_records(folder: Path, kind: str, records: Sequence[tuple[str, str]]) -> int:
    """Write records (id, encoded) by the hash of their ids. Returns how many files there are."""
    signs = sum(len(record) for _id, record in records)
    count = max(1, -(-len(records) // RECORDS_PER_SHARD), -(-signs // BYTES_PER_SHARD))
    shards: list[list[str]] = [[] for _ in range(count)]
    for name, record in records:
        shards[shard_of(name, count)].append(record)
    for number, rows in enumerate(shards):
        write_shard(folder, kind, number, rows)
    return count


def write_list(folder: Path, kind: str, rows: Sequence[str]) -> None:
    """Write a list of encoded rows, so many to a file that a row's file follows from its place."""
    for start in range(0, len(rows), ROWS_PER_LIST):
        write_shard(folder, kind, start // ROWS_PER_LIST, rows[start : start + ROWS_PER_LIST])


def write_search(folder: Path, places: Iterable[tuple[str, str, str]]) -> list[str]:
    """Write the index of places (kind, id, name), sorted by word. Returns each file's first word:
    a search for the beginning of a word needs the files between two of them."""
    entries = [
        (search_order(word), word, encoded([word, kind, name, said]))
        for kind, name, said in places
        for word in dict.fromkeys(search_words(f"{name} {said}"))
    ]
    entries.sort()
    firsts: list[str] = []
    rows: list[str] = []
    size = 0
    for _order, word, entry in entries:
        if size > BYTES_PER_INDEX:
            write_shard(folder, "search", len(firsts) - 1, rows)
            rows, size = [], 0
        if not rows:
            firsts.append(word)
        rows.append(entry)
        size += len(entry)
    if rows:
        write_shard(folder, "search", len(firsts) - 1, rows)
    return firsts
