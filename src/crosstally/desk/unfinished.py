"""What was cut short because the desk ended between two steps, and how it is brought to its end.

The pictures of a sheet are kept first, the first act on it is written then. Of what an account took
in nothing is missing in between but its station, which a person says. What came by a sending link
is on no list yet: it has to be held, so that somebody looks at it.
"""

from __future__ import annotations

from crosstally.desk import own_reasons
from crosstally.desk.doors import book
from crosstally.desk.models import PicturePage, SendingLink
from crosstally.desk.states import Act, Kind


def not_held(link: SendingLink) -> list[str]:
    """The sheets that came by a link, and are not held yet."""
    kept = PicturePage.objects.filter(link=link, page=0).values_list("sheet", flat=True)
    begun = book().sheets()
    return [name for name in kept if name not in begun]


def hold_them() -> int:
    """Hold every such sheet, before anybody sends again; how many there were."""
    acts = {}
    for link in SendingLink.objects.filter(picturepage__isnull=False).distinct():
        by = own_reasons.BY_LINK.format(link=link.pk)
        reason = own_reasons.joined(by, own_reasons.CUT_SHORT)
        for name in not_held(link):
            acts[name] = Act(Kind.HOLD, link.person, reason=reason)
    if acts:
        book().add_all(acts)
    return len(acts)
