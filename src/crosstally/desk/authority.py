"""The certificate that phones take in, so that they trust the desk's own."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from crosstally.desk.certificate import certificate_for
from crosstally.desk.doors import place


@require_GET
def authority(request: HttpRequest) -> HttpResponse:
    """It, for whoever asks: it is no secret, and is worth what its fingerprint is worth."""
    here = place()
    if not here.own_certificate:
        raise Http404
    made = certificate_for(here.folder, urlsplit(here.address).hostname or "")
    answer = HttpResponse(made.authority.read_bytes(), content_type="application/x-x509-ca-cert")
    answer["Content-Disposition"] = 'attachment; filename="authority.crt"'
    return answer
