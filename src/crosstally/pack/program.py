"""The program ``verify.pyz``: the modules that verify a pack, in one file that any Python runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from crosstally.pack.opening import UnreadableError, open_pack
from crosstally.pack.verification import Verification, visible
from crosstally.pack.verify import verify
from crosstally.pack.verify_log import given_key, kept_checkpoint


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify the pack that is named, or the one that the program lies in. Exit 0 sound, 1 broken,
    2 unreadable, or asked what cannot be told here."""
    parser = argparse.ArgumentParser(
        prog="verify.pyz", description="Verify a pack of election evidence, without a network."
    )
    parser.add_argument("pack", nargs="?", type=Path, help="folder or zip (default: its own)")
    parser.add_argument("--older", action="append", default=[], type=Path, metavar="CHECKPOINT")
    parser.add_argument(
        "--key", action="append", default=[], metavar="KEY", help="public key, or a file with it"
    )
    options = parser.parse_args(arguments)
    place = options.pack or Path(sys.argv[0]).resolve().parent
    try:
        older = [kept_checkpoint(path) for path in options.older]
        keys = [given_key(text) for text in options.key]
    except UnreadableError as error:
        print(f"Nothing was verified.\n  {visible(str(error))}", file=sys.stderr)
        return 2
    try:
        said = verify(open_pack(place), older=older, keys=keys, program=_itself())
    except (UnreadableError, OSError) as error:
        print(f"This pack cannot be read.\n  {visible(str(error))}", file=sys.stderr)
        return 2
    print("\n".join(lines(said)))
    return said.exit_code


def _itself() -> bytes | None:
    """This program, where it is one file."""
    file = Path(__file__).parents[2]
    return file.read_bytes() if file.is_file() else None


def lines(said: Verification) -> list[str]:
    """The outcome in plain words."""
    answer = "This pack is sound." if said.is_sound else "This pack is BROKEN."
    if said.is_sound and said.unanswered:
        answer = f"What was asked cannot be told here. {said.unanswered}"
    parts = [answer, *(["", str(said.other_program)] if said.other_program else [])]
    for title, remarks in (
        ("What does not hold:", said.broken),
        ("Verified:", said.verified),
        ("Not verified:", said.not_verified),
    ):
        if remarks:
            parts += ["", title, *(f"  - {remark}" for remark in remarks)]
    return [visible(part) for part in parts]


if __name__ == "__main__":
    sys.exit(main())
