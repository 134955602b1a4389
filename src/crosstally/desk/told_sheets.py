"""Sheets of which the desk has figures and no picture: entered, and bounded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from threading import Lock
from uuid import uuid4

from crosstally.desk.doors import book
from crosstally.desk.models import Account
from crosstally.desk.quota import quota_of_account, quota_of_station
from crosstally.desk.states import Act, Kind, Sheet, Way
from crosstally.desk.telling import Told
from crosstally.words import N_, _

TAKEN_DOWN = N_("Taken down: {figures}. You will be called back.")
TAKEN_DOWN_BEFORE = N_("Taken down before: {figures}.")
_ONE_AT_A_TIME = Lock()


class TooManyError(Exception):
    """So much that was told waits that nothing further is taken down."""


def enter(told: Told, account: Account, way: Way, name: str = "") -> bool:
    """Enter what was told as the first reading of a sheet, by whoever took it down; whether it is
    new. ``name``: the sheet's, where the same form may come twice. Of messages, the same figures of
    one station are the same message.

    Raises ``TooManyError``, and ``RefusedError`` as a book does.
    """
    with _ONE_AT_A_TIME:
        sheets = book().sheets()
        before = {one: sheet for one, sheet in sheets.items() if sheet.told is Way.MESSAGE}
        if name in sheets or (way is Way.MESSAGE and _is_known(told, before.values())):
            return False
        _hold_to_quota(sheets, before, told.station, account, way)
        act = Act(
            Kind.TELL,
            account.person,
            figures=dict(told.figures),
            station=told.station,
            as_written=told.as_written,
            way=way,
            marks=told.marks,
            serial_doubted=told.serial_doubted,
        )
        book().add(name or uuid4().hex, act)
        return True


def _hold_to_quota(
    sheets: Mapping[str, Sheet],
    messages: Mapping[str, Sheet],
    station: str,
    account: Account,
    way: Way,
) -> None:
    if way is Way.MESSAGE:
        if quota_of_station(messages, messages, station).full:
            said = _("Too much that was told of this station waits. Tell it again later.")
            raise TooManyError(said)
        return
    quota = quota_of_account(sheets.values(), account.person.name)
    if quota.full:
        said = _(
            "Sheets that you took down and that are not settled: {waiting}; at the most {most}. "
            "This one was not kept. Others have to call back first: tell your coordinator."
        )
        raise TooManyError(said.format(waiting=quota.waiting, most=quota.most))


def _is_known(told: Told, before: Iterable[Sheet]) -> bool:
    first = (sheet.acts[0] for sheet in before)
    return any((act.station, act.figures) == (told.station, told.figures) for act in first)
