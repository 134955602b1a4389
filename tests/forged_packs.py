"""Forging packs as somebody does who knows how they are made and has the key."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from crosstally.ledger.log import Log
from crosstally.pack import bag, entries, layout
from crosstally.pack.opening import UnreadableError, digest_of, open_pack
from tests.packs import KEY, new_manifests, verified

GROUPS = re.compile(r"(?:[0-9]{5} ){11}[0-9]{5}")


def released(place: Path, acts: Sequence[bytes] | None = None) -> None:
    """Write the log anew so that it commits to the files as they are, signed by the publisher;
    its entries before the last are ``acts``, if they are given."""
    log_folder = place / layout.LOG
    (log_folder / layout.CHECKPOINT).write_bytes((place / layout.CHECKPOINT).read_bytes())
    log = Log(log_folder)
    before = list(log.entries())[:-1] if acts is None else acts
    for file in [*log_folder.rglob("*")]:
        if file.is_file():
            file.unlink()
    files = open_pack(place)
    text = bag.manifest(
        bag.payload([path for path in files.sizes if not path.startswith(layout.LOG)]),
        lambda path: digest_of(files, path),
    )
    again = place.parent / "forged-log"
    shutil.rmtree(again, ignore_errors=True)
    log = Log.create(again, KEY.name, KEY)
    log.append([*before, entries.release(sha256(text).hexdigest())], KEY)
    for file in again.rglob("tile/**/*"):
        if file.is_file():
            target = log_folder / file.relative_to(again)
            target.parent.mkdir(parents=True, exist_ok=True)
            file.rename(target)
    (place / layout.CHECKPOINT).write_bytes((again / layout.CHECKPOINT).read_bytes())
    (place / layout.SIGNED_TEXT).write_text(str(log.checkpoint))
    page = (place / layout.VERIFY_PAGE).read_text()
    (place / layout.VERIFY_PAGE).write_text(GROUPS.sub(log.checkpoint.spoken, page))
    new_manifests(place)


def acts_of(place: Path) -> list[bytes]:
    (place / "data/log/checkpoint").write_bytes((place / "checkpoint").read_bytes())
    found = list(Log(place / "data/log").entries())
    (place / "data/log/checkpoint").unlink()
    return found


def change(place: Path, path: str, how: Callable[[str], str]) -> None:
    file = place / path
    text = file.read_text(encoding="utf-8")
    assert how(text) != text, "nothing was forged"
    file.write_text(how(text), encoding="utf-8", newline="")


def change_json(place: Path, path: str, how: Callable[[Any], object]) -> None:
    value = json.loads((place / path).read_text(encoding="utf-8"))
    how(value)
    (place / path).write_text(json.dumps(value), encoding="utf-8")


def said_of(place: Path) -> str:
    """What is found broken, or why the pack is not read."""
    try:
        return "\n".join(map(str, verified(place).broken))
    except UnreadableError as error:
        return str(error)
