"""Sheets whose pictures look alike: for a person to look at, never to decide by."""

from __future__ import annotations

from crosstally.desk.models import PicturePage
from crosstally.desk.pictures import alike


def twins_of(name: str) -> list[str]:
    """The sheets that have a page which looks like one of this sheet's, the oldest first.

    Compares with every page there is: some 30 ms for ten thousand.
    """
    own = [int(page.likeness, 16) for page in PicturePage.objects.filter(sheet=name)]
    others = PicturePage.objects.exclude(sheet=name).order_by("pk").values_list("sheet", "likeness")
    found = {
        sheet: None
        for sheet, likeness in others
        if any(alike(mine, int(likeness, 16)) for mine in own)
    }
    return list(found)
