"""How Django is set up for one desk: made from its folder, its address and the environment.

No secret has a default. The one that sessions are signed with is drawn at the first start and lies
in a file of the folder that only its owner may read.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crosstally.desk.failures import LOGGING
from crosstally.problems import InputError, Problem
from crosstally.words import _

SESSION_SECONDS = 8 * 60 * 60
"""A shift; then one logs in again."""
INVITATION_SECONDS = 48 * 60 * 60
MOST_FILES = 500
"""Files in one upload of a browser without scripts; one with them sends each by itself."""
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Place:
    """Where a desk is: its election, its own folder, and the address people know it by."""

    election: Path
    contest: str
    address: str
    """``https://desk.example``, or an address of this machine alone."""
    own_certificate: bool = False
    """Whether the desk itself speaks HTTPS, with no web server before it."""
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    """Where the web server before it asks from; what others say in its name is ignored."""

    @property
    def folder(self) -> Path:
        """Everything the desk keeps: database, secret, pictures and log."""
        return self.election / "desk" / self.contest

    @property
    def secure(self) -> bool:
        """Whether people reach it by HTTPS."""
        return self.address.startswith("https://")


def secret_of(folder: Path) -> str:
    """The secret of a desk, drawn at its first start. Raises ``InputError`` where others may read
    it."""
    path = folder / "secret"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise InputError(
                Problem(
                    _("others may read the desk's secret"),
                    str(path),
                    hint=_("Delete it: everybody has to log in again, and a new one is drawn."),
                )
            ) from None
        return path.read_text("ascii")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
    return path.read_text("ascii")


def settings_of(place: Place, environment: Mapping[str, str]) -> dict[str, Any]:
    """Django's settings for a desk. ``DATABASE_URL`` of the environment names another database
    than the one in the folder, ``PICTURES_URL`` a bucket for the pictures."""
    place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    host = urlsplit(place.address).hostname or ""
    return {
        "DESK_PLACE": place,
        "DESK_PICTURES": _bucket(environment.get("PICTURES_URL") or ""),
        "SECRET_KEY": secret_of(place.folder),
        "ALLOWED_HOSTS": [host],
        "DATABASES": {"default": _database(place, environment.get("DATABASE_URL") or "")},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "INSTALLED_APPS": _APPS,
        "MIDDLEWARE": _MIDDLEWARE,
        "ROOT_URLCONF": "crosstally.desk.urls",
        "TEMPLATES": [_PAGES],
        "STATIC_URL": "/static/",
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_AUTOREFRESH": False,
        "LOGGING": LOGGING,
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "USE_I18N": False,
        "DATA_UPLOAD_MAX_MEMORY_SIZE": _MEGABYTE,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 1_000,
        "DATA_UPLOAD_MAX_NUMBER_FILES": MOST_FILES,
        "FILE_UPLOAD_MAX_MEMORY_SIZE": _MEGABYTE,
        "FILE_UPLOAD_HANDLERS": [
            "django.core.files.uploadhandler.MemoryFileUploadHandler",
            "crosstally.desk.uploads.ClosedUploadHandler",
        ],
        # Being built into browsers is for the owner of the whole domain to ask for. Memory would
        # not do for counting wrong passwords if several processes served the desk: one does.
        "SILENCED_SYSTEM_CHECKS": ["security.W021", "axes.W001"],
        **_PEOPLE,
        **_GUESSING,
        **_sessions(place),
        **_BROWSERS,
    }


def _database(place: Place, url: str) -> dict[str, Any]:
    """The database: a file of the folder, or PostgreSQL. Raises ``InputError`` for another."""
    import dj_database_url

    if not url:
        file = str(place.folder.resolve() / "desk.sqlite3")
        sqlite = "django.db.backends.sqlite3"
        return {"ENGINE": sqlite, "NAME": file, **_KEPT_OPEN, "OPTIONS": _PATIENCE}
    try:
        parsed = {**dj_database_url.parse(url)}
    except ValueError:
        parsed = {}
    if parsed.get("ENGINE") != "django.db.backends.postgresql" or not parsed["NAME"]:
        raise InputError(
            Problem(
                # Never what was read: it may hold a password.
                _("DATABASE_URL names no database that the desk can use"),
                expected="postgres://NAME:PASSWORD@HOST/DATABASE",
                hint=_("Leave it out, and the desk keeps a file of its own."),
            )
        )
    return parsed | _KEPT_OPEN


def _bucket(url: str) -> str:
    """``BUCKET`` or ``BUCKET/PREFIX``; empty for the folder. Raises ``InputError`` for another."""
    if not url:
        return ""
    found = _BUCKET.fullmatch(url)
    if found is None:
        raise InputError(
            Problem(
                _("PICTURES_URL names no bucket"),
                expected="s3://BUCKET, s3://BUCKET/PREFIX",
                hint=_("Keys and the store's address are AWS_… variables of the environment."),
            )
        )
    return found[1].rstrip("/")


_BUCKET = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/[\w/-]*)?)", re.ASCII)
_KEPT_OPEN = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
"""Each thread keeps its connection for a minute, and opens another where it no longer answers."""
_PATIENCE = {
    # The file is locked at once, so that two writers wait for each other and none fails.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # What is deleted is overwritten.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
}


_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "crosstally.desk.apps.Desk",
]
_MIDDLEWARE = [
    "crosstally.desk.proxies.believed_of_proxies_alone",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Before whatever reads a form, or looks for a session.
    "crosstally.desk.language.in_their_language",
    "crosstally.desk.writable.writable_alone",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "crosstally.desk.api_errors.in_json",
]
_PAGES = {
    "BACKEND": "django.template.backends.jinja2.Jinja2",
    "DIRS": [Path(__file__).parent / "templates"],
    "OPTIONS": {
        "environment": "crosstally.desk.doors.template_environment",
        "context_processors": ["crosstally.desk.carried.csrf_input_of_somebody"],
    },
}
_VALIDATION = "django.contrib.auth.password_validation"
_PEOPLE = {
    "AUTH_USER_MODEL": "desk.Account",
    "AUTHENTICATION_BACKENDS": [
        "axes.backends.AxesStandaloneBackend",
        "django.contrib.auth.backends.ModelBackend",
    ],
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
    "AUTH_PASSWORD_VALIDATORS": [
        {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
        {
            "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
            "OPTIONS": {"user_attributes": ["name"]},
        },
        {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    ],
    "LOGIN_URL": "login",
    "LOGIN_REDIRECT_URL": "work",
    "LOGOUT_REDIRECT_URL": "login",
    "OTP_TOTP_ISSUER": "Crosstally",
}
_GUESSING = {
    # Its default is the name of the column, which is no field of the form.
    "AXES_USERNAME_FORM_FIELD": "username",
    "AXES_FAILURE_LIMIT": 6,
    "AXES_COOLOFF_TIME": 0.25,
    "AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"]],
    "AXES_RESET_ON_SUCCESS": True,
    "AXES_CLIENT_IP_CALLABLE": "crosstally.desk.proxies.address_of",
    # In memory, for a quarter of an hour, and not in the database or what the server prints:
    # who mistyped a password, from where, with which browser.
    "AXES_HANDLER": "axes.handlers.cache.AxesCacheHandler",
    "CACHES": {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    },
    "AXES_VERBOSE": False,
    "AXES_ENABLE_ADMIN": False,
    "AXES_LOCKOUT_CALLABLE": "crosstally.desk.refusals.locked_out",
}
"""What somebody meets who tries passwords."""
_NOBODY, _OWN = ["'none'"], ["'self'"]
_BROWSERS = {
    "SECURE_REFERRER_POLICY": "same-origin",
    "CONTENT_SECURITY_POLICY": {
        "DIRECTIVES": {
            "default-src": _NOBODY,
            "script-src": _OWN,
            "style-src": _OWN,
            "img-src": _OWN,
            "connect-src": _OWN,
            # Older browsers hold the service worker against "default-src".
            "worker-src": _OWN,
            "form-action": _OWN,
            "base-uri": _NOBODY,
            "frame-ancestors": _NOBODY,
        }
    },
}
"""What a browser may do."""


def _sessions(place: Place) -> dict[str, Any]:
    """Sessions and forms, and HTTPS, where people come by it."""
    behind_proxy = place.secure and not place.own_certificate
    return {
        "SESSION_COOKIE_AGE": SESSION_SECONDS,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "SESSION_COOKIE_SECURE": place.secure,
        "SESSION_COOKIE_SAMESITE": "Strict",
        "CSRF_TRUSTED_ORIGINS": [place.address] if place.secure else [],
        "CSRF_FAILURE_VIEW": "crosstally.desk.refusals.without_token",
        "CSRF_COOKIE_SECURE": place.secure,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Strict",
        "SECURE_PROXY_SSL_HEADER": (("HTTP_X_FORWARDED_PROTO", "https") if behind_proxy else None),
        "SECURE_SSL_REDIRECT": place.secure,
        "SECURE_HSTS_SECONDS": 31_536_000 if place.secure else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": place.secure,
    }
