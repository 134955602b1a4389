"""Passkeys (WebAuthn, W3C): a second factor that a telephone, a computer or a stick keeps.

It signs a challenge that the desk wrote for one person and one thing, and that is answered once.
What a browser sends is held against the address that people know the desk by: what was signed for
another address is refused. A passkey comes after the password, never instead of it.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from ipaddress import ip_address
from typing import TypeVar
from urllib.parse import urlsplit

from django.core import signing
from django.db import IntegrityError, transaction
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    bytes_to_base64url,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    RegistrationCredential,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from crosstally.desk.journal import Entry, Journal, Subject
from crosstally.desk.models import LONGEST_NAME, Account, Passkey
from crosstally.desk.second_factor import (
    changed,
    count,
    counting,
    has_telephone,
    one_by_one,
    signer,
    taken_into_use,
)
from crosstally.desk.settings import Place
from crosstally.desk.states import RefusedError
from crosstally.words import _

MOST = 10
"""Passkeys of one person."""
LONGEST_ANSWER = 20_000
"""Characters of what a browser sends: a certificate of the key's maker may be among it."""
_LONGEST_ID = 1023
"""Bytes, as WebAuthn has it (section 4)."""
CHALLENGE_SECONDS = 15 * 60
_ADD, _SHOW = "add a passkey", "show a passkey"
_DEFAULT_PORTS = {"https": 443, "http": 80}
_REFUSED = Exception
"""Whatever the library meets in what a stranger wrote, it does not pass."""
_Answer = TypeVar("_Answer", AuthenticationCredential, RegistrationCredential)


def host_of(place: Place) -> str | None:
    """The name that this desk's passkeys are bound to; None where browsers know none: it is known
    by figures and not by a name, or without HTTPS from another machine."""
    host = urlsplit(place.address).hostname or ""
    try:
        ip_address(host)
    except ValueError:
        is_here = host == "localhost" or host.endswith(".localhost")
        return host if host and (place.secure or is_here) else None
    return None


def to_add(place: Place, account: Account) -> str:
    """What the browser is asked to make a new one by, as JSON; empty where none can be added."""
    host = host_of(place)
    if host is None:
        return ""
    options = generate_registration_options(
        rp_id=host,
        rp_name="Crosstally",
        user_id=account.passkey_handle,
        user_name=account.name,
        challenge=_challenge(account, _ADD),
        timeout=CHALLENGE_SECONDS * 1000,
        # It comes after the name: it need not be found without, and the stick keeps no name.
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_descriptors(account),
    )
    return options_to_json(options)


def to_show(place: Place, account: Account) -> str:
    """What the browser is asked to show one of theirs by, as JSON; empty where there is none."""
    host = host_of(place)
    theirs = _descriptors(account)
    if host is None or not theirs:
        return ""
    options = generate_authentication_options(
        rp_id=host,
        challenge=_challenge(account, _SHOW),
        timeout=CHALLENGE_SECONDS * 1000,
        allow_credentials=theirs,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return options_to_json(options)


def passes(place: Place, account: Account, answer: str) -> bool:
    """Whether a browser's answer is that of a passkey of theirs to a challenge for them. An answer
    that was given before does not pass, nor one with a count that went back, nor any while one has
    to wait."""
    with transaction.atomic():
        device = counting(account)
        if device is None or not device.verify_is_allowed()[0]:
            return False
        fits = _fits(place, account, answer)
        count(device, fits)
        return fits


def why_it_does_not_pass() -> str:
    """What is said of a passkey that was refused."""
    return _("This passkey was not accepted. Try again, after a while if you tried often.")


def add(
    journal: Journal, place: Place, account: Account, name: str, answer: str, *, proved: bool
) -> list[str]:
    """Take a new one into use; it is entered in the journal. ``proved`` says that they have shown
    the second factor that they have.

    Returns the recovery codes where it is their first second factor, else none. Raises
    ``RefusedError``.
    """
    called = _name(name)
    made = _made(place, account, answer)
    if made is None:
        raise RefusedError(_("No passkey was added: the browser's answer does not fit. Try again."))
    try:
        with transaction.atomic():
            one_by_one(account)
            account.refresh_from_db(fields=["second_factor_since"])
            is_first = account.second_factor_since is None
            if not is_first and not proved:
                raise RefusedError(_("Show your second factor first."))
            if Passkey.objects.filter(user=account).count() >= MOST:
                raise RefusedError(_("You have as many passkeys as one may have. Remove one."))
            kept = Passkey.objects.create(
                user=account,
                name=called,
                credential=bytes_to_base64url(made.credential_id),
                public_key=made.credential_public_key,
                sign_count=made.sign_count,
            )
            codes = taken_into_use(account) if is_first else []
            _enter(journal, account, "add-passkey", kept)
    except IntegrityError:
        raise RefusedError(_("This passkey is in use already.")) from None
    return codes


def rename(journal: Journal, account: Account, number: int, name: str) -> None:
    """Call one of theirs something else. Raises ``RefusedError``."""
    called = _name(name)
    with transaction.atomic():
        passkey = _theirs(account, number)
        passkey.name = called
        passkey.save(update_fields=["name"])
        _enter(journal, account, "rename-passkey", passkey)


def remove(journal: Journal, account: Account, number: int) -> None:
    """Let one of theirs open nothing any more, and end the sessions that it may have opened. Raises
    ``RefusedError`` where it is their only second factor."""
    with transaction.atomic():
        one_by_one(account)
        passkey = _theirs(account, number)
        others = Passkey.objects.filter(user=account).exclude(pk=number)
        if not has_telephone(account) and not others.exists():
            raise RefusedError(_("It is your only second factor: set another one up first."))
        changed(account)
        _enter(journal, account, "remove-passkey", passkey)
        passkey.delete()


def _fits(place: Place, account: Account, answer: str) -> bool:
    read = _read(parse_authentication_credential_json, answer)
    if read is None:
        return False
    given, challenge = read
    written = _written(account, _SHOW, challenge)
    kept = bytes_to_base64url(given.raw_id)
    passkey = Passkey.objects.select_for_update().filter(user=account, credential=kept).first()
    if passkey is None or written is None or written <= passkey.answered:
        return False
    if given.response.user_handle not in (None, b"", account.passkey_handle):
        return False
    try:
        shown = verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=host_of(place) or "",
            expected_origin=origin_of(place),
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
        )
    except _REFUSED:
        return False
    passkey.answered, passkey.sign_count = written, shown.new_sign_count
    passkey.save(update_fields=["answered", "sign_count"])
    return True


def _made(place: Place, account: Account, answer: str) -> VerifiedRegistration | None:
    """What a browser has made for them; None where it is not that."""
    read = _read(parse_registration_credential_json, answer)
    if read is None or _written(account, _ADD, read[1]) is None:
        return None
    try:
        made = verify_registration_response(
            credential=read[0],
            expected_challenge=read[1],
            expected_rp_id=host_of(place) or "",
            expected_origin=origin_of(place),
        )
    except _REFUSED:
        return None
    return made if len(made.credential_id) <= _LONGEST_ID else None


def _read(parse: Callable[[str], _Answer], answer: str) -> tuple[_Answer, bytes] | None:
    """An answer and the challenge that it says it is to; None where it is no answer, or one that
    was given inside another site's page."""
    if len(answer) > LONGEST_ANSWER:
        return None
    try:
        given = parse(answer)
        said = parse_client_data_json(given.response.client_data_json)
    except _REFUSED:
        return None
    return None if said.cross_origin else (given, said.challenge)


def _challenge(account: Account, what: str) -> bytes:
    """For one person and one thing, until their password or second factor changes."""
    return signer(account, what).sign(f"{time.time_ns()}.{secrets.token_hex(16)}").encode()


def _written(account: Account, what: str, challenge: bytes) -> int | None:
    """When it was, in nanoseconds since 1970; None where it was not for them and this, or too long
    ago."""
    try:
        kept = signer(account, what).unsign(challenge.decode(), max_age=CHALLENGE_SECONDS)
    except (signing.BadSignature, UnicodeDecodeError):
        return None
    return int(kept.partition(".")[0])


def origin_of(place: Place) -> str:
    """The address as browsers write it: without the port that goes without saying."""
    address = urlsplit(place.address)
    shown = f"{address.scheme}://{address.hostname}"
    port = address.port
    return shown if port in (None, _DEFAULT_PORTS[address.scheme]) else f"{shown}:{port}"


def _descriptors(account: Account) -> list[PublicKeyCredentialDescriptor]:
    theirs = Passkey.objects.filter(user=account).order_by("pk")
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential)) for one in theirs]


def _theirs(account: Account, number: int) -> Passkey:
    theirs = Passkey.objects.select_for_update().filter(user=account, pk=number)
    found: Passkey | None = theirs.first()
    if found is None:
        raise RefusedError(_("You have no such passkey."))
    return found


def _name(typed: str) -> str:
    # A sign that cannot be seen could turn what stands beside it around, or be none to a database.
    seen = "".join(sign if sign.isprintable() else " " for sign in typed[: 4 * LONGEST_NAME])
    name = " ".join(seen.split())[:LONGEST_NAME]
    if not name:
        raise RefusedError(_("Give the passkey a name, to know it again by."))
    return name


def _enter(journal: Journal, account: Account, act: str, passkey: Passkey) -> None:
    """Which of theirs it was, and not what they call it: what is typed may name people."""
    said = {"passkey": str(passkey.pk)}
    journal.add(Entry(Subject.SECOND_FACTOR, account.pseudonym, act, account.person, said))
