"""Pictures come in and are shown again: never the file that came, only pixels encoded anew."""

from __future__ import annotations

from http import HTTPStatus
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from crosstally.desk.doors import account_of, asked, book, open_to
from crosstally.desk.models import Account, PicturePage
from crosstally.desk.pictures import MOST_BYTES, Picture, PictureError, take_in
from crosstally.desk.states import Act, Kind, Role
from crosstally.words import _

EVERYBODY = tuple(role for role in Role if role is not Role.PUBLIC)


@require_http_methods(["GET", "POST"])
@open_to(Role.ADMINISTRATOR, Role.COORDINATOR)
def upload(request: HttpRequest) -> HttpResponse:
    """Take in files, each the picture of one sheet; what is wrong with any is said of it alone."""
    account = account_of(request)
    taken: list[str] = []
    errors: list[str] = []
    if request.method == "POST":
        typed = request.POST.get("station", "").strip()[:200]
        try:
            station = asked().station(typed) if typed else ""
        except ValueError as error:
            errors.append(str(error))
        else:
            for file in request.FILES.getlist("files"):
                try:
                    taken.append(_receive(file, station, account))
                except PictureError as error:
                    errors.append(f"{file.name}: {error}")
            if not taken and not errors:
                errors.append(_("Choose at least one file."))
    page = {"account": account, "taken": taken, "errors": errors}
    return render(
        request,
        "desk/upload.html.j2",
        page,
        status=HTTPStatus.BAD_REQUEST if errors else HTTPStatus.OK,
    )


def _receive(file: UploadedFile[bytes], station: str, account: Account) -> str:
    """Keep the pages of a file as a new sheet; its name. Raises ``PictureError``."""
    pages = take_in(file.read(MOST_BYTES + 1))
    if PicturePage.objects.filter(digest=pages[0].digest).exists():
        raise PictureError(_("This very file was taken in before."))
    name = uuid4().hex
    with transaction.atomic():
        for page in pages:
            _keep(name, page)
    if station:
        book().add(name, Act(Kind.PLACE, account.person, station=station))
    return name


def _keep(name: str, page: Picture) -> None:
    """Write a page; what the camera wrote beside it goes into a file that no page shows."""
    row = PicturePage(sheet=name, page=page.page, digest=page.digest)
    row.file.parent.mkdir(mode=0o700, exist_ok=True)
    row.file.write_bytes(page.jpeg)
    if page.exif:
        row.file.with_suffix(".exif").write_bytes(page.exif)
    row.save()


@require_GET
@open_to(*EVERYBODY)
def picture(request: HttpRequest, name: str, page: int) -> HttpResponse:
    """One page of a sheet, for those who may see the sheet."""
    row = PicturePage.objects.filter(sheet=name, page=page).first()
    if row is None:
        raise Http404
    return HttpResponse(row.file.read_bytes(), content_type="image/jpeg")
