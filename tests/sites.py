"""Reading a site's data as its script does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

HANDED = re.compile(r'crosstally\.hand\("(\w+)",(\d+),(.*)\);\n', re.DOTALL)


def rows(site: Path, kind: str, number: int) -> list[Any]:
    """The rows of one file of data."""
    text = (site / "data" / kind / f"{number}.js").read_text(encoding="utf-8")
    found = HANDED.fullmatch(text)
    assert found is not None
    assert found.group(1, 2) == (kind, str(number))
    held: list[Any] = json.loads(found.group(3))
    return held


def settings(site: Path) -> dict[str, Any]:
    """What the script is started with."""
    text = (site / "data" / "site.js").read_text(encoding="utf-8")
    said: dict[str, Any] = json.loads(text.removeprefix("crosstally.start(").removesuffix(");\n"))
    return said
