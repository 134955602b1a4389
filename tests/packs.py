"""Small packs for tests, and what somebody may do to them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from crosstally.ledger.keys import PrivateKey
from crosstally.pack import bag, layout
from crosstally.pack.build import build
from crosstally.pack.opening import digest_of, open_pack
from crosstally.pack.verification import Verification
from crosstally.pack.verify import verify
from tests.folders import STATIONS, csv_of, returns_entry, write_folder

KEY = PrivateKey("observers.example/x", PrivateKey.new("a").type, bytes(range(32)))

OBSERVED = """
region district code registered cast valid invalid ana ben
North  Hill     1    500        301  300   1       200 100
North  Hill     2    400        210  200   10      60  140
South  Port     4    800        ?    400   4       300 100
"""


def folder(place: Path, stations: str = STATIONS, observed: str = OBSERVED) -> Path:
    """An election folder of two sources; one figure of the observers is unread."""
    files = {"returns.csv": csv_of(stations), "observed.csv": csv_of(observed)}
    entries = returns_entry("returns.csv") + returns_entry("observed.csv", source="watch")
    return write_folder(place, files, entries)


def pack(place: Path, election: Path, **options: object) -> Path:
    """A signed pack of an election folder."""
    build(election, place, key=KEY, **options)  # type: ignore[arg-type]
    return place


def verified(place: Path, *older: str) -> Verification:
    """The pack as somebody verifies it who has the publisher's key."""
    return verify(open_pack(place), older=older, keys=[str(KEY.public)])


def rewrite(place: Path, path: str, change: Callable[[str], str]) -> None:
    """Change a file and make the manifests anew, as somebody would who knows how."""
    file = place / path
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    new_manifests(place)


def new_manifests(place: Path) -> None:
    """Manifests that fit the files as they are."""
    files = open_pack(place)
    (place / layout.BAG_INFO).write_bytes(bag.bag_info(files.sizes))
    for name, of in ((layout.MANIFEST, bag.payload), (layout.TAG_MANIFEST, bag.tags)):
        text = bag.manifest(of(files.sizes), partial(digest_of, open_pack(place)))
        (place / name).write_bytes(text)
