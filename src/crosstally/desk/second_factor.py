"""The second factor of logging in: a code that a telephone shows (TOTP, RFC 6238), or a passkey.

Passkeys have a module of their own (``passkeys``). Ten recovery codes, each good for once, stand in
for what is not at hand. Whoever tries waits twice as long after each wrong answer, of whatever
kind, up to a quarter of an hour.
"""

from __future__ import annotations

import secrets
from base64 import b32encode
from collections.abc import Collection, Iterable
from hashlib import sha256

import qrcode
from django.core import signing
from django.db import transaction
from django.utils import timezone
from qrcode.image.svg import SvgPathFillImage

from crosstally.desk.journal import AT_THE_MACHINE, Entry, Journal, Subject
from crosstally.desk.models import Account, Passkey, RecoveryCode, Telephone
from crosstally.desk.states import Person, RefusedError, Role
from crosstally.problems import InputError, Problem
from crosstally.words import _

RECOVERY_CODES = 10
TICKET_SECONDS = 5 * 60
"""So long after the password the code may be typed."""
MOST_FAILURES = 11
"""As many wrong codes as are counted: with them one waits 2 ** 10 seconds."""
PROOF = "proof"
"""What a ticket is for that shows, for as long, that somebody has shown their second factor."""
_CODE_BYTES = 10
_DIGITS = 6
_SALT = "crosstally.desk.second_factor"
_ABOUT, _REQUIRE, _TAKE_AWAY, _YES = "desk", "require", "take-away", "yes"


def begun(account: Account) -> Telephone:
    """The device that somebody is setting up: its secret stays the same until they have shown that
    their telephone has it."""
    device = Telephone.objects.filter(user=account, confirmed=False).first()
    return device or Telephone.begin(account)


def enrol(account: Account, typed: str) -> list[str]:
    """Take the device that is being set up into use, if the code is its.

    Returns the recovery codes, which cannot be shown again; none where the code does not fit.
    """
    with transaction.atomic():
        one_by_one(account)
        device = Telephone.objects.filter(user=account, confirmed=False).first()
        if device is None or not _fits(device, _plain(typed)):
            return []
        Telephone.objects.filter(user=account, confirmed=True).delete()
        device.confirmed = True
        device.save()
        return taken_into_use(account)


def taken_into_use(account: Account) -> list[str]:
    """That they have a second factor more. Returns new recovery codes."""
    changed(account)
    return new_recovery_codes(account)


def changed(account: Account) -> None:
    """That they log in by other means from now on: every session of theirs ends, and no secret that
    was shown in one of them is taken into use."""
    Telephone.objects.filter(user=account, confirmed=False).delete()
    account.second_factor_since = timezone.now()
    account.save(update_fields=["second_factor_since"])


def one_by_one(account: Account) -> None:
    """Nobody else changes what they log in with until the end of the transaction: two who each
    remove what the other leaves would leave nothing."""
    Account.objects.select_for_update().get(pk=account.pk)


def has_telephone(account: Account) -> bool:
    """Whether they log in with the codes of one."""
    return bool(Telephone.objects.filter(user=account, confirmed=True).exists())


def new_recovery_codes(account: Account) -> list[str]:
    """Ten new ones in place of all earlier ones. They cannot be shown again."""
    codes = [secrets.token_bytes(_CODE_BYTES) for _number in range(RECOVERY_CODES)]
    shown = [b32encode(code).decode().lower() for code in codes]
    with transaction.atomic():
        RecoveryCode.objects.filter(account=account).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(account=account, code_hash=_hash(code)) for code in shown
        )
    return ["-".join(code[i : i + 4] for i in range(0, len(code), 4)) for code in shown]


def passes(account: Account, typed: str) -> bool:
    """Whether what was typed is the telephone's code, or a recovery code, which is then used up.
    A code that was used before does not pass, nor any while one has to wait."""
    code = _plain(typed)
    with transaction.atomic():
        device = counting(account)
        if device is None:
            return False
        if code.isdecimal() and isinstance(device, Telephone):
            return _fits(device, code)
        if not device.verify_is_allowed()[0]:
            return False
        used, _of_each = RecoveryCode.objects.filter(
            account=account, code_hash=_hash(code)
        ).delete()
        count(device, bool(used))
        return bool(used)


def counting(account: Account) -> Telephone | Passkey | None:
    """The one of their devices at which wrong answers to all of them are counted, until the end of
    the transaction by nobody else; None where they have none."""
    telephones = Telephone.objects.select_for_update().filter(user=account, confirmed=True)
    passkeys = Passkey.objects.select_for_update().filter(user=account).order_by("pk")
    found: Telephone | Passkey | None = telephones.first() or passkeys.first()
    return found


def count(device: Telephone | Passkey, fits: bool) -> None:
    """An answer, after which one waits or no longer does."""
    if fits:
        device.throttle_reset(commit=False)
    else:
        device.throttle_increment(commit=False)
    _bound(device)
    device.save(update_fields=["throttling_failure_timestamp", "throttling_failure_count"])


def why_it_does_not_pass(account: Account) -> str:
    """What is said of a code that was refused."""
    devices = [*Telephone.objects.filter(user=account), *Passkey.objects.filter(user=account)]
    if any(not device.verify_is_allowed()[0] for device in devices):
        return _("This code does not fit. Wait before the next one, longer after each wrong one.")
    return _("This code does not fit.")


def remove(account: Account) -> None:
    """Let somebody in by the password alone. Their sessions end."""
    with transaction.atomic():
        one_by_one(account)
        for devices in (Telephone.objects, Passkey.objects):
            devices.filter(user=account).delete()
        RecoveryCode.objects.filter(account=account).delete()
        account.second_factor_since = None
        account.save(update_fields=["second_factor_since"])


def remove_telephone(journal: Journal, account: Account) -> None:
    """Let the codes of a telephone that is lost open nothing any more, where they have a passkey;
    every session ends. Raises ``RefusedError`` where it is their only second factor."""
    with transaction.atomic():
        one_by_one(account)
        if not has_telephone(account) or not Passkey.objects.filter(user=account).exists():
            raise RefusedError(_("It is your only second factor: set another one up first."))
        journal.add(
            Entry(Subject.SECOND_FACTOR, account.pseudonym, "remove-telephone", account.person)
        )
        Telephone.objects.filter(user=account).delete()
        changed(account)


def take_away(journal: Journal, by: Person, account: Account, reason: str) -> None:
    """Remove the second factor of somebody who has lost it; it is entered in the journal."""
    said = {"reason": reason}
    journal.add(Entry(Subject.SECOND_FACTOR, account.pseudonym, _TAKE_AWAY, by, said))
    remove(account)


def let_in(journal: Journal, name: str) -> None:
    """The same by whoever is at the desk's machine, where no administrator can: the last one lost
    theirs. Raises ``InputError`` where there is nobody of this name, or they have none."""
    account = Account.objects.filter(name=name).first()
    if account is None:
        raise InputError(Problem(_("nobody of this name is on the desk"), read=name))
    if account.second_factor_since is None:
        raise InputError(Problem(_("they have no second factor"), read=name))
    take_away(journal, AT_THE_MACHINE, account, "crosstally desk let-in")


def required_of(entries: Iterable[Entry]) -> frozenset[Role]:
    """The roles that have to have a second factor: what the last entry says, none without one."""
    found: frozenset[Role] = frozenset()
    for entry in entries:
        if entry.subject is Subject.SECOND_FACTOR and entry.act == _REQUIRE:
            found = frozenset(role for role in Role if entry.said.get(role) == _YES)
    return found


def require(journal: Journal, by: Person, roles: Collection[Role]) -> None:
    """Enter of which roles it is required from now on."""
    said = {role.value: _YES for role in roles}
    journal.add(Entry(Subject.SECOND_FACTOR, _ABOUT, _REQUIRE, by, said))


def ticket_of(account: Account, what: str = "") -> str:
    """What shows, for five minutes, that somebody has typed their password; or with ``PROOF`` that
    they have shown their second factor, too. It opens no page."""
    return signer(account, what).sign(str(account.pk))


def holder_of(ticket: str, what: str = "") -> Account | None:
    """Whose ticket it is; None where it is nobody's, or too old, or the password has changed."""
    number = ticket.partition(":")[0]
    if not (number.isascii() and number.isdigit() and len(number) < _CODE_BYTES):
        return None
    account = Account.objects.filter(pk=int(number), is_active=True).first()
    if account is None:
        return None
    try:
        signer(account, what).unsign(ticket, max_age=TICKET_SECONDS)
    except signing.BadSignature:
        return None
    return account


def secret_in_letters(device: Telephone) -> str:
    """The secret as people type it into a telephone that cannot read the picture."""
    letters = b32encode(device.bin_key).decode()
    return " ".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def picture_of(device: Telephone) -> str:
    """The secret as a QR code: an SVG drawn here, without script or style."""
    drawn = qrcode.make(device.config_url, image_factory=SvgPathFillImage, box_size=20, border=4)
    return str(drawn.to_string(encoding="unicode"))


def signer(account: Account, what: str) -> signing.TimestampSigner:
    """Signs what is good for one thing alone, and for one person, until what they log in with
    changes."""
    return signing.TimestampSigner(salt=f"{_SALT} {what} {account.get_session_auth_hash()}")


def _fits(device: Telephone, code: str) -> bool:
    # The library takes 7 for 000007; nobody's telephone shows it so.
    fits = bool(device.verify_token(code if len(code) == _DIGITS else ""))
    if not fits:
        _bound(device)
        device.save(update_fields=["throttling_failure_count"])
    return fits


def _bound(device: Telephone | Passkey) -> None:
    """The library's waits double without end: whoever has the password could keep its owner out."""
    device.throttling_failure_count = min(device.throttling_failure_count, MOST_FAILURES)


def _plain(typed: str) -> str:
    return "".join(typed.split()).replace("-", "").lower()


def _hash(code: str) -> str:
    return sha256(code.encode()).hexdigest()
