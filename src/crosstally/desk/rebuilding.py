"""The count of a desk that is gone, from the last pack that it published.

A pack holds the election folder as it was checked, the settled sheets among it, and the log of the
returns: whoever has it has the count, on any machine. Pictures, people and who read what were the
desk's alone, and come back from a backup only.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from crosstally.check.run import bytes_of_returns
from crosstally.election.folder import open_folder
from crosstally.engine.connection import Engine
from crosstally.ledger.checkpoint import Checkpoint
from crosstally.pack import layout
from crosstally.pack.opening import PackFiles, UnreadableError, digest_of, open_pack, reading, small
from crosstally.pack.tables import sheets_tables, totals_rows, write_table
from crosstally.pack.verification import visible
from crosstally.pack.verify import verify
from crosstally.pack.verify_log import given_key, read_checkpoint
from crosstally.problems import InputError, Problem
from crosstally.returns.store import read_returns
from crosstally.tabulation.tabulator import Tabulator
from crosstally.whole_folder import whole_folder
from crosstally.words import _


@dataclass(frozen=True)
class Rebuilt:
    """What came back."""

    stations: Mapping[str, int]
    """Contest and source → of how many stations there is a sheet."""
    checkpoint: Checkpoint
    """Of the pack's log, which the next pack goes on with."""


def rebuild(pack: Path, out: Path, keys: Sequence[str] = ()) -> Rebuilt:
    """Write the election folder that a pack was made of, once the pack is verified and the folder
    gives its totals again; all or nothing. ``keys``: public keys, or files with them, of which one
    has to have signed.

    Raises ``InputError`` where the pack is broken, cannot be read, or does not hold the files.
    """
    try:
        files = open_pack(pack)
        said = verify(files, keys=[given_key(text) for text in keys])
        if not said.is_sound:
            raise _refused(_("is broken, and nothing was made of it"), pack, map(str, said.broken))
        paths = [path for path in files.sizes if path.startswith(layout.ELECTION)]
        if not paths:
            said_of = _("holds only the hashes of the files, and no count can be made of them")
            raise _refused(said_of, pack, [])
        with whole_folder(out) as made:
            for path in paths:
                _write(files, path, made, pack)
            return _held_against(files, made, pack)
    except UnreadableError as error:
        reason = visible(str(error))
        raise _refused(_("cannot be read: {reason}").format(reason=reason), pack, []) from None


def _write(files: PackFiles, path: str, made: Path, pack: Path) -> None:
    inside = path.removeprefix(layout.ELECTION)
    if inside.partition("/")[0].casefold() == "desk":
        # A secret or a database of others would be the new desk's.
        said = _("has files of a desk among those of the election, and nothing was made of it")
        raise _refused(said, pack, [inside])
    target = made / inside
    target.parent.mkdir(parents=True, exist_ok=True)
    with reading(files, path) as source, target.open("wb") as sink:
        shutil.copyfileobj(source, sink)


def _held_against(files: PackFiles, made: Path, pack: Path) -> Rebuilt:
    """What the folder gives. Raises ``InputError`` where its totals are not those of the pack."""
    again = made.with_name("totals.csv")
    election = open_folder(made)
    with Engine(bytes_of_returns(election)) as engine:
        store = read_returns(election, engine)
        tables, tabulator = sheets_tables(store), Tabulator(store)
        write_table(again, layout.TOTALS_COLUMNS, totals_rows(tabulator, tables))
        held = {
            f"{table.contest}, {table.source}": int(
                tabulator.table(
                    table.contest, table.source, table.areas[0], store.places.root
                ).stations_held[0]
            )
            for table, _sheets in tables
        }
    if sha256(again.read_bytes()).hexdigest() != digest_of(files, layout.TOTALS):
        raise _refused(_("has other totals than its files give"), pack, [layout.TOTALS])
    _note, checkpoint = read_checkpoint(small(files, layout.CHECKPOINT).decode())
    return Rebuilt(held, checkpoint)


def _refused(said: str, pack: Path, more: Iterable[str]) -> InputError:
    hint = _("`crosstally pack verify PACK` says more.")
    return InputError(
        [Problem(said, str(pack), read=one, hint=hint) for one in (*more,) or (None,)]
    )
