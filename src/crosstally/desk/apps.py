"""The desk as an application of Django."""

from __future__ import annotations

from django.apps import AppConfig


class Desk(AppConfig):
    """Accounts, invitations and pictures; acts stand in the log alone."""

    name = "crosstally.desk"
    label = "desk"
