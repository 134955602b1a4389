"""``python -m crosstally``."""

from crosstally.cli.app import main

if __name__ == "__main__":
    main()
