"""Photographs from people without an account: by a link of their own, or by one for everyone.

What they send is held until a coordinator has looked at it. Whoever has the link can send, and can
do and see nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from ipaddress import ip_address, ip_network
from threading import Lock

from django.core.files.uploadedfile import UploadedFile
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from crosstally.desk import own_reasons, unfinished
from crosstally.desk.doors import account_of, asked, book, journal, open_to, place
from crosstally.desk.intake import Received, keep, quota_of_uploads, received_from
from crosstally.desk.journal import Entry, Subject
from crosstally.desk.models import LONGEST_NAME, Account, PicturePage, SendingLink
from crosstally.desk.open_intake import LaterError, door_of
from crosstally.desk.pictures import MOST_BYTES, Picture
from crosstally.desk.proxies import address_of
from crosstally.desk.quota import GRANTED, Quota, quota_of_link, quota_of_station
from crosstally.desk.reach import reach_of
from crosstally.desk.states import Act, Kind, Role, Sheet
from crosstally.words import _

_HELD_ONE_BY_ONE = Lock()
"""Of how many sheets a station waits already is looked up and changed in one step."""


@dataclass(frozen=True)
class Standing:
    """A link, and what came by it."""

    link: SendingLink
    quota: Quota


@require_http_methods(["GET", "POST"])
@open_to(Role.ADMINISTRATOR, Role.COORDINATOR)
def links(request: HttpRequest) -> HttpResponse:
    """Make sending links, see what comes by each, let more wait, close them."""
    account, made = account_of(request), ""
    reach = reach_of(account)
    own = [one for one in SendingLink.objects.all() if reach.holds_area(one.area)]
    if request.method == "POST" and {"close", "more"} & request.POST.keys():
        _change(request, account, own)
    elif request.method == "POST":
        label = request.POST.get("label", "").strip()[:LONGEST_NAME]
        everyone = request.POST.get("whose") == "everyone"
        path, link = SendingLink.make(label or "-", everyone, account)
        whose = "everyone" if everyone else "person"
        _note(account, link, "make", {"whose": whose, "area": link.area})
        made = place().address + path
    every = [one for one in SendingLink.objects.order_by("-pk") if reach.holds_area(one.area)]
    standings = [Standing(link, _used(link)) for link in every]
    page = {"account": account, "made": made, "standings": standings, "granted": GRANTED}
    page["own"] = quota_of_uploads(account)
    return render(request, "desk/sending.html.j2", page)


def _change(request: HttpRequest, account: Account, own: list[SendingLink]) -> None:
    """Close one of somebody's own links, or let more wait of it."""
    close = "close" in request.POST
    number = request.POST["close" if close else "more"][:9]
    chosen = {one.pk for one in own if str(one.pk) == number}
    for link in SendingLink.objects.filter(pk__in=chosen, closed=False):
        _note(account, link, "close" if close else "let more wait")
        row = SendingLink.objects.filter(pk=link.pk)
        row.update(**{"closed": True} if close else {"granted": F("granted") + GRANTED})


def _note(
    account: Account, link: SendingLink, act: str, said: Mapping[str, str] | None = None
) -> None:
    """Enter in the journal what is done with a link, which the log names by its number too; never
    what it is called, which may be somebody's name."""
    journal().add(Entry(Subject.LINK, str(link.pk), act, account.person, said or {}))


def _too_many(link: SendingLink) -> str:
    """Why nothing more is taken in by a link, by its own quota or by that of its maker, who could
    make links without end; empty where it is."""
    of_maker = quota_of_uploads(link.maker) if link.maker else None
    if not (_used(link).full or (of_maker is not None and of_maker.full)):
        return ""
    return _(
        "Too many sheets sent by this link wait to be looked at. Send more when some were, or "
        "ask whoever gave you the link to let more wait."
    )


def _used(link: SendingLink) -> Quota:
    sheets = book().sheets()
    sent = PicturePage.objects.filter(link=link, page=0).values_list("sheet", flat=True)
    return quota_of_link((sheets.get(name, Sheet()) for name in sent), link.everyone, link.granted)


def sender_of(link: SendingLink, address: str) -> str:
    """Who sends by a link: of one that everyone has, whoever asks from this address, or from this
    network where one line has so many addresses (RFC 6177)."""
    if not link.everyone:
        return str(link.pk)
    with suppress(ValueError):
        if ip_address(address).version == 6:
            address = str(ip_network((address, 64), strict=False))
    return f"{link.pk} {address}"


@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, token: str) -> HttpResponse:
    """Send photographs by a link."""
    link = SendingLink.opened_by(token)
    if link is None:
        said = _("This link was closed, or never was. Ask for a new one.")
        gone = {"account": None, "title": _("Send sheets"), "message": said}
        return render(request, "desk/message.html.j2", gone, status=HTTPStatus.GONE)
    received: list[Received] = []
    errors: list[str] = []
    again = 0
    if request.method == "POST":
        sender = sender_of(link, address_of(request))
        try:
            with door_of(link.everyone).turn(sender):
                received, errors = received_from(
                    request, partial(receive, link=link, sender=sender)
                )
        except LaterError as error:
            errors, again = [str(error)], error.seconds
    page = {
        "account": None,
        "received": received,
        "taken": [one for one in received if one.sheet],
        "errors": errors,
    }
    part = "HX-Request" in request.headers
    refused = HTTPStatus.SERVICE_UNAVAILABLE if again else HTTPStatus.BAD_REQUEST
    answer = render(
        request,
        "desk/sent.html.j2" if part else "desk/send.html.j2",
        page,
        status=refused if errors else HTTPStatus.OK,
    )
    answer["Cache-Control"] = "private, no-store"
    if again:
        answer["Retry-After"] = str(again)
    return answer


def receive(
    file: UploadedFile[bytes],
    station: str,
    link: SendingLink,
    sender: str,
    item: str = "",
    remark: str = "",
) -> Received:
    """Keep a file's pages as a sheet that is held; nothing is kept beyond the quotas.

    ``sender`` is whose turn it is (``open_intake``); ``item`` is the key of the item of a phone's
    queue by which it came, as in ``intake.receive``;
    ``remark`` stands beside the reason for which it is held.
    """

    def unpacked(sent: UploadedFile[bytes]) -> AbstractContextManager[Sequence[Picture]]:
        return door_of(link.everyone).pages_of(sender, lambda: sent.read(MOST_BYTES + 1))

    received, barcodes = keep(
        file, link.area, partial(_too_many, link), unpacked, link=link, item=item
    )
    _go_on_with_what_was_cut_short(received, link)
    if not received.sheet:
        # Whether somebody has sent this very file before is for those on the desk to know.
        received.twins = []
        return received
    said = station or asked().station_by_barcodes(barcodes) or ""
    sent = PicturePage.objects.filter(link__isnull=False, page=0).values_list("sheet", flat=True)
    by = own_reasons.BY_OPEN_LINK if link.everyone else own_reasons.BY_LINK
    reason = own_reasons.joined(by.format(link=link.pk), remark)
    received.twins = []
    with _HELD_ONE_BY_ONE:
        if received.sheet in book().sheets():
            return received
        if said and quota_of_station(book().sheets(), sent, said).full:
            # The picture is kept for a person to look at, but it is one of many that say so.
            too_many = own_reasons.TOO_MANY_OF_STATION.format(station=said)
            reason = own_reasons.joined(reason, too_many)
            said = ""
        book().add(received.sheet, Act(Kind.HOLD, link.person, reason=reason, station=said))
    return received


def _go_on_with_what_was_cut_short(received: Received, link: SendingLink) -> None:
    """A file that this link sent before, while the desk ended before it was held, is no old one."""
    if received.known and set(received.twins) & set(unfinished.not_held(link)):
        received.sheet, received.known, received.error = received.twins[0], False, ""
