"""Timestamps (RFC 3161): an authority that everybody knows signs that a checkpoint existed at a
time. Asking it needs a network; checking its answer does not.
"""

from __future__ import annotations

from datetime import datetime

from cryptography import x509
from rfc3161_client import (
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from crosstally.ledger.errors import LedgerError, SignatureError


def timestamp_request(message: bytes) -> bytes:
    """The request to send to an authority, for the SHA-512 of a message. It holds a random number,
    so that no two are the same."""
    return TimestampRequestBuilder().data(message).build().as_bytes()


def timestamped_at(response: bytes, message: bytes, roots: bytes) -> datetime:
    """When an authority saw a message, with the time zone.

    ``response`` is the authority's answer (DER), ``roots`` the certificates to trust (PEM, one or
    more). Raises ``SignatureError`` where the answer is for another message or does not lead to
    a trusted certificate, ``LedgerError`` where it cannot be read.
    """
    try:
        answer = decode_timestamp_response(response)
        certificates = x509.load_pem_x509_certificates(roots)
    except ValueError as error:
        raise LedgerError(
            "the timestamp or the authority's certificate cannot be read: {why}", why=error
        ) from error
    builder = VerifierBuilder()
    for certificate in certificates:
        builder = builder.add_root_certificate(certificate)
    try:
        builder.build().verify_message(answer, message)
    except (VerificationError, ValueError) as error:
        raise SignatureError("the timestamp does not verify: {why}", why=error) from error
    return answer.tst_info.gen_time
