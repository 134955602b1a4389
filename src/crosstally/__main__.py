"""``python -m crosstally``, and the command ``crosstally``."""

from __future__ import annotations

import gc
import sys


def run() -> None:
    """Run the command line. A person may interrupt it while it is still being imported."""
    # What is imported lives to the end: looking for cycles in it again and again is wasted.
    gc.set_threshold(50_000, 20, 50)
    try:
        from crosstally.cli.app import main

        main()
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        # Nor need everything be looked through once more at the end, when all of it goes.
        gc.freeze()


if __name__ == "__main__":
    run()
