"""Another key in the place of the organisation's, as when somebody with a share has left.

Beside every closed file a copy is written first that is closed to the new key; then the new key
takes the place of the old; then the copies take the places of the files. Cut short before the
middle step, the copies are dropped and all is as it was; after it, the next start goes on, and
needs no share for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from crosstally.desk.at_rest import CLOSED, COPIED, PublicKey, keep_key, key_of
from crosstally.desk.at_rest import FOLDER as KEYS
from crosstally.desk.daily_key import daily_key_of
from crosstally.desk.filled_forms import KEPT as RECORDS
from crosstally.desk.sealed import FOLDER as QUEUE
from crosstally.desk.shelves import Folder, Shelf, shelf
from crosstally.ledger.errors import LedgerError
from crosstally.problems import InputError, Problem
from crosstally.words import _


def exchange(folder: Path, old: PublicKey, new: PublicKey) -> int:
    """Put a new key in the place of the old one; how many files are copied for it. Both have to be
    unlocked, and everything closed; ``go_on`` has to follow, while the desk is held throughout.

    Raises ``OSError``, and ``ValueError`` where a file was changed or is closed to a third key;
    nothing is exchanged then, and no copy is left.
    """
    _drop_copies(folder)
    try:
        count = _copy(folder, old, new)
        unfinished = folder / KEYS / ".writing-key"
        unfinished.unlink(missing_ok=True)
        keep_key(folder, new, unfinished)
        unfinished.replace(_desks_own(folder))
    except (OSError, ValueError):
        with suppress(OSError):  # else the next start drops them
            _drop_copies(folder)
        raise
    return count


def is_cut_short(folder: Path) -> bool:
    """Whether there is something for ``go_on`` to do."""
    return _next_to(folder).exists() and _desks_own(folder).exists()


def go_on(folder: Path) -> None:
    """Go on with an exchange that was cut short: put the copies in the places of the files where
    the new key is the desk's already, and enter it in the journal; drop them where it is not. The
    desk has to be held. Raises ``InputError`` where the first fails."""
    if not is_cut_short(folder):
        return
    # Byte for byte: whatever was cut short while it was written is another key.
    if _next_to(folder).read_bytes() != _desks_own(folder).read_bytes():
        with suppress(OSError):  # they open nothing that the files beside them do not
            _drop_copies(folder)
        return
    try:
        _finish(folder)
    except (OSError, LedgerError) as error:
        raise InputError(
            Problem(
                _("the key is exchanged, but not every file is closed to it yet: {reason}").format(
                    reason=error
                ),
                str(folder),
                hint=_(
                    "Keep the new shares: they open the desk from now on. When the reason is gone, "
                    "start the desk: it goes on with the rest."
                ),
            )
        ) from None


def _copy(folder: Path, old: PublicKey, new: PublicKey) -> int:
    keep_key(folder, new, _next_to(folder))
    count = 0
    for store in _stores(folder):
        for name in [name for name in store.names() if name.endswith(CLOSED)]:
            store.put(name + COPIED, new.close(old.open(store.get(name))))
            count += 1
    return count


def _finish(folder: Path) -> None:
    for store, name in _copies(folder):
        data, of = store.get(name), name.removesuffix(COPIED)
        store.drop(of)
        store.put(of, data)
        store.drop(name)
    daily_key_of.cache_clear()
    _note(folder)
    _next_to(folder).unlink()


def _note(folder: Path) -> None:
    from crosstally.desk.doors import journal
    from crosstally.desk.journal import key_entry

    if (key := key_of(folder)) is not None:
        journal().add(key_entry("exchange", key))


def _drop_copies(folder: Path) -> None:
    """Of an exchange that was cut short before the new key was the desk's."""
    for store, name in _copies(folder):
        store.drop(name)
    _next_to(folder).unlink(missing_ok=True)


def _copies(folder: Path) -> Iterator[tuple[Shelf, str]]:
    for store in _stores(folder):
        for name in [name for name in store.names() if name.endswith(CLOSED + COPIED)]:
            yield store, name


def _stores(folder: Path) -> tuple[Shelf, ...]:
    return (shelf(), *(Folder(folder / name) for name in (RECORDS, QUEUE, KEYS)))


def _next_to(folder: Path) -> Path:
    return folder / KEYS / "next.json"


def _desks_own(folder: Path) -> Path:
    return folder / KEYS / "organisation.json"
