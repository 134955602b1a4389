"""Another key in the place of the organisation's, as when somebody with a share has left.

Beside every closed file a copy is written first that is closed to the new key; then the new key
takes the place of the old; then the copies take the places of the files. Cut short before the
middle step, all is as it was; after it, the next start goes on, and needs no share for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crosstally.desk.at_rest import CLOSED, PublicKey, keep_key, key_of
from crosstally.desk.at_rest import FOLDER as KEYS
from crosstally.desk.daily_key import daily_key_of
from crosstally.desk.filled_forms import KEPT as RECORDS
from crosstally.desk.sealed import FOLDER as QUEUE
from crosstally.desk.shelves import Folder, Shelf, shelf

_NEXT = ".next"


def exchange(folder: Path, old: PublicKey, new: PublicKey) -> int:
    """Close to a new key what is closed to the old one; how many files that are. Both have to be
    unlocked, and everything closed. Raises ``OSError``, and ``ValueError`` where a file was changed
    or is closed to a third key; nothing is exchanged then."""
    _drop_copies(folder)
    keep_key(folder, new, _next_to(folder))
    count = 0
    for store in _stores(folder):
        for name in [name for name in store.names() if name.endswith(CLOSED)]:
            store.put(name + _NEXT, new.close(old.open(store.get(name))))
            count += 1
    unfinished = folder / KEYS / ".writing-key"
    unfinished.unlink(missing_ok=True)
    keep_key(folder, new, unfinished)
    unfinished.replace(folder / KEYS / "organisation.json")
    finish(folder)
    return count


def finish(folder: Path) -> None:
    """Put the copies in the places of the files, where the new key is the desk's already."""
    path = _next_to(folder)
    if not path.exists() or key_of(folder, path) != key_of(folder):
        return
    for store, name in _copies(folder):
        data, of = store.get(name), name.removesuffix(_NEXT)
        store.drop(of)
        store.put(of, data)
        store.drop(name)
    path.unlink()
    daily_key_of.cache_clear()


def _drop_copies(folder: Path) -> None:
    """Of an exchange that was cut short before the new key was the desk's."""
    for store, name in _copies(folder):
        store.drop(name)
    _next_to(folder).unlink(missing_ok=True)


def _copies(folder: Path) -> Iterator[tuple[Shelf, str]]:
    for store in _stores(folder):
        for name in [name for name in store.names() if name.endswith(CLOSED + _NEXT)]:
            yield store, name


def _stores(folder: Path) -> tuple[Shelf, ...]:
    return (shelf(), *(Folder(folder / name) for name in (RECORDS, QUEUE, KEYS)))


def _next_to(folder: Path) -> Path:
    return folder / KEYS / "next.json"
