"""A certificate of the desk's own, for organisations without a web server that has one.

Phones trust an authority, which is drawn for this desk alone. It may vouch for the desk's one
address (RFC 5280, 4.2.1.10, name constraints), and its key is thrown away once it has signed the
desk's certificate: whoever takes the machine can vouch for nothing else with it. The price is that
phones take in a new authority where the address changes or the certificate ends.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAYS = 397
"""Browsers and phones refuse certificates that live much longer."""
RENEWED_BEFORE = timedelta(days=30)
"""So long before its end a new one is drawn, at a start of the desk."""
_FOLDER = "certificate"


@dataclass(frozen=True)
class Certificate:
    """The files of a desk's certificate, and what people compare by eye."""

    chain: Path
    """The desk's certificate and that of its authority, as a server needs them (PEM)."""
    key: Path
    authority: Path
    """What phones and computers take in (DER, as Android and iOS expect it)."""
    fingerprint: str
    """SHA-256 of the authority's certificate, in pairs of hexadecimal digits."""
    until: datetime
    is_new: bool


def certificate_for(folder: Path, host: str, now: datetime | None = None) -> Certificate:
    """The certificate of the desk in ``folder`` for a host name or address; drawn anew where there
    is none, it is for another host, or it ends within ``RENEWED_BEFORE``."""
    moment = now or datetime.now(UTC)
    kept = folder / _FOLDER
    chain, key, authority = kept / "desk.pem", kept / "desk.key", kept / "authority.crt"
    is_new = not _is_good(chain, key, authority, host, moment)
    if is_new:
        kept.mkdir(mode=0o700, parents=True, exist_ok=True)
        _draw(chain, key, authority, host, moment)
    of_authority = x509.load_der_x509_certificate(authority.read_bytes())
    fingerprint = of_authority.fingerprint(hashes.SHA256()).hex(":").upper()
    until = of_authority.not_valid_after_utc
    return Certificate(chain, key, authority, fingerprint, until, is_new)


def _is_good(chain: Path, key: Path, authority: Path, host: str, moment: datetime) -> bool:
    if not (chain.exists() and key.exists() and authority.exists()):
        return False
    desk, above = x509.load_pem_x509_certificates(chain.read_bytes())
    names = desk.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return (
        list(names) == [_name(host)]
        and desk.not_valid_after_utc - moment > RENEWED_BEFORE
        and above.public_bytes(Encoding.DER) == authority.read_bytes()
    )


def _draw(chain: Path, key: Path, authority: Path, host: str, moment: datetime) -> None:
    """Draw two keys, let one vouch for the other, and keep but the latter. The chain comes last:
    without it the others are drawn anew."""
    chain.unlink(missing_ok=True)
    above, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    of_authority = (
        _begun(host, "authority of the desk at", moment)
        .issuer_name(_called(host, "authority of the desk at"))
        .public_key(above.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints([_constraint(host)], None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(above.public_key()), False)
        .sign(above, hashes.SHA256())
    )
    of_desk = (
        _begun(host, "desk at", moment)
        .issuer_name(of_authority.subject)
        .public_key(own.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
        .add_extension(x509.SubjectAlternativeName([_name(host)]), False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(above.public_key()), False
        )
        .sign(above, hashes.SHA256())
    )
    written = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    both = of_desk.public_bytes(Encoding.PEM) + of_authority.public_bytes(Encoding.PEM)
    _write(key, written)
    _write(authority, of_authority.public_bytes(Encoding.DER))
    _write(chain, both)


def _write(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read, as a whole or not at all."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _begun(host: str, what: str, moment: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_called(host, what))
        .serial_number(x509.random_serial_number())
        # Clocks of phones go wrong by hours.
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + timedelta(days=DAYS - 1))
    )


def _called(host: str, what: str) -> x509.Name:
    # A common name has 64 characters at the most (RFC 5280, appendix A).
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{what} {host}"[:64])])


def _usage(signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _name(host: str) -> x509.GeneralName:
    address = _address(host)
    return x509.IPAddress(address) if address else x509.DNSName(_ascii(host))


def _constraint(host: str) -> x509.GeneralName:
    address = _address(host)
    return x509.IPAddress(ip_network(address)) if address else x509.DNSName(_ascii(host))


def _ascii(host: str) -> str:
    """A name in letters of any script, as the network knows it."""
    return host.encode("idna").decode("ascii")
