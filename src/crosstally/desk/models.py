"""What the desk's database keeps: people, invitations and pictures.

What people did to sheets is not here but in the log (``book``), which alone is the truth.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp.models import Device, ThrottlingMixin
from django_otp.plugins.otp_totp.models import TOTPDevice

from crosstally.desk.closed_columns import (
    SECRET_BYTES,
    ClosedBytes,
    ClosedText,
    closed_secret,
    opened_secret,
)
from crosstally.desk.record import pseudonym
from crosstally.desk.settings import INVITATION_SECONDS
from crosstally.desk.states import Person, Role
from crosstally.ledger.commitment import SALT_BYTES

LIKENESS_DIGITS = 144
LONGEST_NAME = 80
"""Characters of a person's name or of a label, as they are typed."""
LONGEST_AREA = 200
ROLES = [(role.value, role.value) for role in Role if role is not Role.PUBLIC]


def _salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


class Account(AbstractBaseUser):
    """Somebody who logs in. ``salt`` hides them in the log; destroyed, nothing leads back."""

    name: ClosedText = ClosedText(unique=True)
    role: models.CharField[str, str] = models.CharField(max_length=20, choices=ROLES)
    coordinator: models.ForeignKey[Account | None, Account | None] = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT
    )
    area: models.CharField[str, str] = models.CharField(
        max_length=LONGEST_AREA, blank=True, default=""
    )
    """The id of a coordinator's area; empty for the whole election."""
    salt: ClosedBytes = ClosedBytes(default=_salt)
    is_active: models.BooleanField[bool, bool] = models.BooleanField(default=True)
    second_factor_since: models.DateTimeField[datetime | None, datetime | None] = (
        models.DateTimeField(null=True, blank=True)
    )
    """Since when they log in with a code of their telephone or a passkey besides the password, if
    they do."""
    granted: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)
    """So many more sheets that they take in may wait than of other coordinators."""

    objects: BaseUserManager[Account] = BaseUserManager()
    USERNAME_FIELD = "name"

    def get_session_auth_hash(self) -> str:
        """What sessions are held against: they end with the password and with the second factor
        that they were opened by."""
        of_password = super().get_session_auth_hash()
        if self.second_factor_since is None:
            return of_password
        of_both = f"{of_password} {self.second_factor_since.isoformat()}"
        return salted_hmac("crosstally.desk.Account", of_both, algorithm="sha256").hexdigest()

    @property
    def pseudonym(self) -> str:
        """The name under which they stand in the log."""
        return pseudonym(self.name, bytes(self.salt))

    @property
    def sender(self) -> str:
        """Under which a phone keeps what they queued; it leads to them only with the salt."""
        return hmac.digest(bytes(self.salt), b"crosstally/queue", "sha256").hex()

    @property
    def passkey_handle(self) -> bytes:
        """Under which what keeps their passkeys knows them; it leads to them only with the salt."""
        return hmac.digest(bytes(self.salt), b"crosstally/passkey", "sha256")

    @property
    def area_of_work(self) -> str:
        """The area that they belong to: a coordinator's own, else that of their coordinator."""
        if self.role == Role.COORDINATOR or self.coordinator is None:
            return self.area
        return self.coordinator.area

    @property
    def person(self) -> Person:
        """Who they are for the rules."""
        answers = self.coordinator.pseudonym if self.coordinator else None
        return Person(self.pseudonym, Role(self.role), answers)


def by_name(people: Iterable[Account]) -> list[Account]:
    """People in the order of their names, which a database that cannot read them does not know."""
    return sorted(people, key=lambda one: one.name)


def by_role(people: Iterable[Account]) -> list[Account]:
    """People by role, and then by name."""
    return sorted(people, key=lambda one: (one.role, one.name))


def several_coordinators() -> bool:
    """Whether two readers of a sheet may not share theirs."""
    return Account.objects.filter(role=Role.COORDINATOR, is_active=True).count() > 1


class Telephone(TOTPDevice):  # type: ignore[misc]  # the library has no types
    """What shows somebody the codes of their second factor. Its secret is kept closed."""

    class Meta:
        """The library's table."""

        proxy = True

    @classmethod
    def begin(cls, account: Account) -> Telephone:
        """A new one, with a secret of its own, that nobody has shown to have yet."""
        secret = closed_secret(secrets.token_bytes(SECRET_BYTES)).hex()
        made: Telephone = cls.objects.create(
            user=account, name="telephone", confirmed=False, key=secret
        )
        return made

    @property
    def bin_key(self) -> bytes:
        """The secret, open."""
        return opened_secret(bytes.fromhex(self.key))


class Passkey(ThrottlingMixin, Device):  # type: ignore[misc]  # the library has no types
    """The public half of a key that a telephone, a computer or a stick of somebody's holds.

    It lets nobody in, but leads to whose it is: what could be recognised elsewhere is kept closed.
    """

    name: ClosedText = ClosedText()
    """What its owner calls it."""
    credential: ClosedText = ClosedText(unique=True)
    """The id that its holder knows it by, in base64url."""
    public_key: ClosedBytes = ClosedBytes()
    """As COSE writes it (RFC 9052)."""
    sign_count: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField(default=0)
    """How often it has signed, by its own count; 0 where it does not count."""
    answered: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField(default=0)
    """When the last challenge that it answered was written, in nanoseconds since 1970: one that is
    not later is not answered by it again."""
    made_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)

    def get_throttle_factor(self) -> int:
        """Seconds that one waits after the first wrong answer, as with a telephone's codes."""
        return 1


class RecoveryCode(models.Model):
    """What lets somebody in, once, whose telephone or passkey is not at hand. Only its hash is
    kept."""

    account: models.ForeignKey[Account, Account] = models.ForeignKey(
        Account, on_delete=models.CASCADE
    )
    code_hash: models.CharField[str, str] = models.CharField(max_length=64)


class Invitation(models.Model):
    """A link by which one person makes an account or chooses a new password, once and in time.

    Of the link itself only the hash is kept: who reads the database can invite nobody.
    """

    token_hash: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    role: models.CharField[str, str] = models.CharField(max_length=20, choices=ROLES)
    coordinator: models.ForeignKey[Account | None, Account | None] = models.ForeignKey(
        Account, null=True, on_delete=models.CASCADE
    )
    area: models.CharField[str, str] = models.CharField(
        max_length=LONGEST_AREA, blank=True, default=""
    )
    made_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)
    whose: models.ForeignKey[Account | None, Account | None] = models.ForeignKey(
        Account, null=True, on_delete=models.CASCADE, related_name="+"
    )
    """Who chooses a new password by it; None where it makes an account."""

    @classmethod
    def make(
        cls,
        role: Role,
        coordinator: Account | None = None,
        area: str = "",
        whose: Account | None = None,
    ) -> tuple[str, Invitation]:
        """A new invitation: the path of its link, which cannot be shown again, and the row."""
        token = secrets.token_urlsafe(32)
        made = cls(token_hash=_hash(token), role=role, coordinator=coordinator, area=area)
        made.whose = whose
        made.save()
        return f"/join/{token}/", made

    @property
    def handle(self) -> str:
        """By which the journal names it; it lets nobody in."""
        return self.token_hash[:16]

    @classmethod
    def valid(cls, token: str) -> models.QuerySet[Invitation]:
        """The invitation of a link, none where it was used or has expired."""
        oldest = timezone.now() - timedelta(seconds=INVITATION_SECONDS)
        return cls.objects.filter(token_hash=_hash(token), made_at__gte=oldest)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


class PicturePage(models.Model):
    """One page of the picture of a sheet. The pixels are a file, what the camera wrote another."""

    sheet: models.CharField[str, str] = models.CharField(max_length=32, db_index=True)
    page: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField()
    digest: models.CharField[str, str] = models.CharField(max_length=64, db_index=True)
    """Of the file that came; empty where another sheet was made of the same file before each file
    was held to come once."""
    likeness: models.CharField[str, str] = models.CharField(max_length=LIKENESS_DIGITS)
    """The perceptual hash in hexadecimal."""
    received_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(
        default=timezone.now
    )
    link: models.ForeignKey[SendingLink | None, SendingLink | None] = models.ForeignKey(
        "SendingLink", null=True, on_delete=models.PROTECT
    )
    """By which it was sent, where it was."""
    account: models.ForeignKey[Account | None, Account | None] = models.ForeignKey(
        Account, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    """Who took it in; nobody where a link or another desk brought it, or they are forgotten."""
    area: models.CharField[str, str] = models.CharField(
        max_length=LONGEST_AREA, blank=True, default=""
    )
    """That of the coordinator who took it in; it counts while no station is known."""

    class Meta:
        """A sheet has each page once, and of one file there is one sheet."""

        constraints = [
            models.UniqueConstraint(fields=["sheet", "page"], name="each_page_once"),
            models.UniqueConstraint(
                fields=["digest"],
                condition=models.Q(page=0) & ~models.Q(digest=""),
                name="each_file_once",
            ),
        ]


def pixels_of(sheet: str, page: int) -> str:
    """The name of the file that a page is kept as."""
    return f"{sheet}-{page}.jpg"


def camera_of(sheet: str, page: int) -> str:
    """The name of the file with what the camera wrote beside it, where it wrote anything."""
    return f"{sheet}-{page}.exif"


class Receipt(models.Model):
    """That an item of a phone's queue became a sheet: sent again, it becomes no second one."""

    item: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    """The hash of its label (``sealed``)."""
    sheet: models.CharField[str, str] = models.CharField(max_length=32)


class SendingLink(models.Model):
    """An address to which people without an account send photographs of sheets.

    Of the address only the hash is kept. ``everyone``: it was published; else it is one person's.
    """

    token_hash: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    label: ClosedText = ClosedText()
    everyone: models.BooleanField[bool, bool] = models.BooleanField()
    area: models.CharField[str, str] = models.CharField(
        max_length=LONGEST_AREA, blank=True, default=""
    )
    """That of the coordinator who made it: what comes by it is taken in there."""
    closed: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    granted: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)
    """So many more sheets may wait than of other links: a coordinator knows who sends."""
    maker: models.ForeignKey[Account | None, Account | None] = models.ForeignKey(
        Account, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    """Who made it, in whose quota what comes by it counts; nobody of links that are older than
    this, or where they are forgotten."""
    salt: ClosedBytes = ClosedBytes(default=_salt)
    made_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)

    @classmethod
    def make(cls, label: str, everyone: bool, maker: Account) -> tuple[str, SendingLink]:
        """A new one: its path, which cannot be shown again, and the row."""
        token = secrets.token_urlsafe(32)
        made = cls(token_hash=_hash(token), label=label, everyone=everyone, maker=maker)
        made.area = maker.area_of_work
        made.save()
        return f"/send/{token}/", made

    @classmethod
    def opened_by(cls, token: str) -> SendingLink | None:
        """The link of an address, None where there is none or it was closed."""
        return cls.objects.filter(token_hash=_hash(token), closed=False).first()

    @property
    def person(self) -> Person:
        """Who sends by it, for the rules and in the log."""
        return Person(pseudonym(f"sending link {self.pk}", bytes(self.salt)), Role.PUBLIC)


class ApiToken(models.Model):
    """By which another program does a part of what a person may do, until a day.

    Of the token itself only the hash of its secret part is kept. It is ``whose``: it may never do
    more than they may at that moment, and dies with their account.
    """

    handle: models.CharField[str, str] = models.CharField(max_length=12, unique=True)
    """The part that is no secret: lists and the journal name the token by it."""
    secret_hash: models.CharField[str, str] = models.CharField(max_length=64)
    label: ClosedText = ClosedText()
    scopes: models.CharField[str, str] = models.CharField(max_length=200)
    """Their names with a blank between them."""
    whose: models.ForeignKey[Account, Account] = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="api_tokens"
    )
    made_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)
    expires_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    revoked_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        null=True, blank=True
    )
