"""Pictures that lie on the store though no sheet has them: left by a desk that ended too early.

A picture is kept first and the row that names it is written then, so that a crash leaves a picture
too many and never one too few. They take room, and nobody could find them to destroy them.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from crosstally.desk.at_rest import CLOSED
from crosstally.desk.doors import book
from crosstally.desk.models import PicturePage, camera_of, pixels_of
from crosstally.desk.shelves import shelf
from crosstally.problems import InputError, Problem
from crosstally.words import _

AGE = timedelta(hours=1)
"""What is younger may be on its way in just now: its row is not written yet."""
_KEPT = re.compile(r"[0-9a-f]{32}-[0-9]+\.(jpg|exif)")


def orphans(now: datetime | None = None) -> list[str]:
    """The names of such files, as the store has them, in their order. Files that the desk would
    not have called so are left out: they are not its own.

    Raises ``OSError``; and ``InputError`` where the database is another than the desk's, to which
    every picture of it would be one that no sheet has.
    """
    # The store and the log first: a row that is written meanwhile is seen then.
    kept = [name for name in shelf().names() if _KEPT.fullmatch(name.removesuffix(CLOSED))]
    begun = {name for name, sheet in book().sheets().items() if not sheet.told}
    rows = list(PicturePage.objects.values_list("sheet", "page"))
    if kept and (not rows or begun - {sheet for sheet, _page in rows}):
        raise InputError(
            Problem(
                _("the database knows no picture of sheets that the desk has"),
                hint=_("Every verb needs the desk's own DATABASE_URL and PICTURES_URL."),
            )
        )
    known = {called(sheet, page) for sheet, page in rows for called in (pixels_of, camera_of)}
    oldest = (now or datetime.now(UTC)) - AGE
    lost = (name for name in kept if name.removesuffix(CLOSED) not in known)
    return [name for name in lost if shelf().kept_at(name) < oldest]


def remove(names: list[str]) -> None:
    """Remove files of the store. Raises ``OSError``; what was not removed is found again."""
    for name in names:
        shelf().drop(name)
