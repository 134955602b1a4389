"""``python -m crosstally``, and the command ``crosstally``."""

from __future__ import annotations

import sys


def run() -> None:
    """Run the command line. A person may interrupt it while it is still being imported."""
    try:
        from crosstally.cli.app import main

        main()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    run()
