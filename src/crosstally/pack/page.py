"""The page ``VERIFY.md``: how somebody who trusts nobody verifies a pack. Standard library
alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from crosstally.ledger.checkpoint import Checkpoint


class Signer(NamedTuple):
    """The key that signed a checkpoint, as its signature line names it."""

    name: str
    id: bytes


def verify_page(
    about: Mapping[str, Any], checkpoint: Checkpoint, signer: Signer | None = None
) -> bytes:
    """The page of the pack that ``pack.json`` describes, signed when it was built by ``signer``."""
    id_, name = (signer.id.hex(), signer.name) if signer is not None else ("ID", "NAME")
    title = " ".join(str(about.get("title") or about.get("election")).split())
    return (
        f"# Check this yourself\n\n{title}, {about.get('date')}\n\n"
        "All commands are for the folder in which this page lies. No network is needed, and no "
        "program but Python 3.11 or later:\n\n"
        "    python3 verify.pyz\n\n"
        "It says what was verified and what was not, and ends with 0 if the pack is sound, 1 if it "
        "is broken, 2 if it cannot be read or what you asked cannot be told here.\n\n"
        "Whoever changed the pack may have changed this page and `verify.pyz` too: such a program "
        "says whatever they like. Use one that you have from elsewhere: a `verify.pyz` out of a "
        "pack that you trust (`python3 ELSEWHERE/verify.pyz FOLDER`), or a Crosstally of your own "
        "(`crosstally pack verify FOLDER`). Either compares its own program with the one that lies "
        "here, and says if it is another. `crosstally pack verify FOLDER --recompute` runs all "
        "checks again from the files in `data/election`.\n\n"
        "## Is it the pack that others have?\n\n"
        f"Entries of the log `{checkpoint.origin}`: {checkpoint.size}. Read these groups to "
        "somebody who has the pack from elsewhere; whoever has other groups has another pack. The "
        "program prints them too, made anew from the checkpoint:\n\n"
        f"    {checkpoint.spoken}\n\n"
        "A pack that was changed and signed anew, by the publisher or with another key, can be "
        "sound in itself: that it is another one, only these groups, a checkpoint kept from before "
        "or the publisher's key show. What nobody looked at, the program names under "
        "`Not verified`.\n\n"
        "Keep the file `checkpoint`. Whoever kept it can show of every later pack whether an "
        "earlier return was changed or dropped:\n\n"
        "    python3 verify.pyz LATER-PACK --older checkpoint\n\n"
        f"## Who published it?\n\n{_who_signed(signer)}{_how_many(about)}\n"
        "Programs of others verify the same. `../KEYS` is here a file that you keep beside this "
        "folder, never in it (a file more, and the pack is another one):\n\n"
        f"    minisign -Vm signatures/checkpoint -x signatures/{id_}.minisig -p ../KEYS\n"
        "\nwith what the publisher prints by `crosstally key show FILE --for minisign` in it;"
        "\n\n"
        f"    ssh-keygen -Y verify -f ../KEYS -I {name} -n crosstally -s signatures/{id_}.sig "
        "< signatures/checkpoint\n"
        "\nwith what `--for ssh-keygen` prints. Where a timestamp (`.tsr`) lies in `signatures`, "
        "and the authority's certificate in a file beside this folder:\n\n"
        "    openssl ts -verify -data signatures/checkpoint -in signatures/TIMESTAMP.tsr "
        "-CAfile ../AUTHORITY\n"
    ).encode()


def _how_many(about: Mapping[str, Any]) -> str:
    keys = about.get("keys")
    if not isinstance(keys, int) or keys < 2:
        return ""
    return (
        f"\nThis election asks that {keys} persons sign, each with a key of their own. Where keys "
        "are given, that is held against them: give all of them, each after a `--key` of its own.\n"
    )


def _who_signed(signer: Signer | None) -> str:
    if signer is None:
        return (
            "`checkpoint` was not signed when the pack was built: nothing in it says who published "
            "it. Where a folder `signatures` is there, somebody signed it later; ID is the middle "
            "part of a public key, NAME its first.\n"
        )
    return (
        "`checkpoint` is signed. Get the publisher's public key on another way than this pack, and "
        "give it; for this, Python needs the package `cryptography` (without it, what follows "
        "does the same):\n\n    python3 verify.pyz --key 'NAME+ID+KEY'\n"
    )
