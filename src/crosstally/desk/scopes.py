"""What a token of another program may be for. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from crosstally.words import N_


class Scope(StrEnum):
    """What a token may be for."""

    AREAS_WRITE = "areas:write"
    OFFICIAL_WRITE = "official:write"
    USERS_INVITE = "users:invite"
    RETURNS_READ = "returns:read"
    FIGURES_TELL = "figures:tell"


SCOPE_NAMES: Mapping[Scope, str] = {
    Scope.AREAS_WRITE: N_("bring in the list of areas and stations"),
    Scope.OFFICIAL_WRITE: N_("bring in official returns"),
    Scope.USERS_INVITE: N_("invite people"),
    Scope.RETURNS_READ: N_("take out what was settled"),
    Scope.FIGURES_TELL: N_("hand over messages with figures"),
}
