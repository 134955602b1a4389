"""Pages about people: an invitation made, an invitation taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from django import forms
from django.contrib.auth import login
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from crosstally.desk import invitations
from crosstally.desk.areas import area_named, names_of_areas
from crosstally.desk.doors import account_of, journal, open_to, place
from crosstally.desk.election_facts import surroundings_of
from crosstally.desk.models import LONGEST_AREA, LONGEST_NAME, Account, Invitation, by_name
from crosstally.desk.states import Role
from crosstally.words import N_, _

MAY_INVITE = {
    Role.ADMINISTRATOR: tuple(role for role in Role if role is not Role.PUBLIC),
    Role.COORDINATOR: (Role.TYPIST, Role.ARBITER),
}
"""Whom each role may invite; whoever a coordinator invites answers to that coordinator."""
ANSWERING = (Role.TYPIST, Role.ARBITER)
"""Who may answer to a coordinator."""
MOST_OFFERED = 1_000
"""Areas that the page offers; one that is left out is typed."""
ROLE_NAMES = {
    Role.ADMINISTRATOR: N_("administrator"),
    Role.COORDINATOR: N_("coordinator"),
    Role.TYPIST: N_("typist"),
    Role.ARBITER: N_("arbiter"),
    Role.AUDITOR: N_("auditor"),
}


@require_http_methods(["GET", "POST"])
@open_to(*MAY_INVITE)
def invite(request: HttpRequest) -> HttpResponse:
    """Make a link for one person. It is shown once."""
    account = account_of(request)
    roles = MAY_INVITE[Role(account.role)]
    link = error = ""
    if request.method == "POST":
        if request.POST.get("role", "") not in roles:
            raise PermissionDenied
        try:
            link = place().address + invited(account, _guest(request))
        except ValueError:
            error = _("There is no such area, or several have this name: type its id.")
    page = {
        "account": account,
        "roles": roles,
        "link": link,
        "error": error,
        "role_names": ROLE_NAMES,
        "coordinators": coordinators(),
        "areas": list(names_of_areas(surroundings_of(place())).items())[:MOST_OFFERED],
    }
    status = HTTPStatus.BAD_REQUEST if error else HTTPStatus.OK
    return render(request, "desk/invite.html.j2", page, status=status)


@dataclass(frozen=True)
class Guest:
    """Whom somebody invites: in which role, a coordinator of which area (by id or name), a typist
    or an arbiter answering to whom."""

    role: Role
    area: str = ""
    coordinator: Account | None = None


def invited(by: Account, guest: Guest) -> str:
    """The path of a new invitation, as far as ``by`` has a say: whoever a coordinator invites
    answers to that coordinator. What does not go with the role is left out.

    Raises ``PermissionDenied`` where they may not invite for the role, ``ValueError`` where no such
    area is known.
    """
    if guest.role not in MAY_INVITE.get(Role(by.role), ()):
        raise PermissionDenied
    if by.role == Role.COORDINATOR:
        return invitations.make(journal(), by.person, guest.role, by)
    if guest.role is Role.COORDINATOR:
        area = area_named(guest.area, surroundings_of(place())) if guest.area else ""
        return invitations.make(journal(), by.person, guest.role, area=area)
    above = guest.coordinator if guest.role in ANSWERING else None
    return invitations.make(journal(), by.person, guest.role, above)


def _guest(request: HttpRequest) -> Guest:
    chosen = request.POST.get("coordinator", "")
    return Guest(
        Role(request.POST["role"]),
        request.POST.get("area", "").strip()[:LONGEST_AREA],
        next((one for one in coordinators() if str(one.pk) == chosen), None),
    )


def coordinators() -> list[Account]:
    """Those to whom somebody can answer, by name."""
    return by_name(Account.objects.filter(role=Role.COORDINATOR, is_active=True))


_JOINED = re.compile(r"(?<=[\u0600-\u0dff])[\u200c\u200d](?=[\u0600-\u0dff])")
"""Between letters of Arabic and of India the signs that join and part them are part of spelling."""
_WRONG = {
    "password_too_short": N_("The password needs at least 12 characters."),
    "password_too_similar": N_("The password is too much like the name."),
    "password_too_common": N_("This password is among those that are tried first: choose another."),
}
"""What people are told of a password, by the code of Django's validators (``settings``)."""


class _Joining(forms.Form):
    """The name and password that somebody chooses; the name is theirs already where ``whose``."""

    # Of several ways to write a letter one is kept: the form for logging in reads names so.
    name = UsernameField(max_length=LONGEST_NAME)
    password = forms.CharField(max_length=200, strip=False)

    def __init__(self, data: Mapping[str, str] | None, whose: Account | None) -> None:
        super().__init__(data)
        self.whose = whose
        for field in self.fields.values():
            field.error_messages |= {
                "required": _("Choose a name and a password."),
                "max_length": _("This is too long."),
            }
        if whose is not None:
            del self.fields["name"]

    def clean_name(self) -> str:
        """Hold the name against what cannot be seen, by which it could look like another's."""
        name: str = self.cleaned_data["name"]
        if not _JOINED.sub("", name).isprintable():
            raise forms.ValidationError(_("A name is made of letters that can be seen."))
        return name

    def clean(self) -> dict[str, object]:
        """Hold the password against the rules."""
        given = super().clean() or self.cleaned_data
        who = self.whose or Account(name=given.get("name", ""))
        if who.name and "password" in given:
            try:
                validate_password(given["password"], who)
            except ValidationError as error:
                told = [_(_WRONG[str(one.code)]) for one in error.error_list]
                raise ValidationError(told) from None
        return given

    @property
    def problems(self) -> list[str]:
        """What is wrong with what was given, as people are told."""
        return [str(error) for of_field in self.errors.values() for error in of_field]


def _taken(token: str, form: _Joining) -> Account | None:
    """Whoever takes the invitation; None where the form says what is wrong, or the link is worth
    nothing any more."""
    if not form.is_valid():
        return None
    name, password = form.cleaned_data.get("name", ""), form.cleaned_data["password"]
    try:
        return invitations.take(journal(), token, name, password)
    except IntegrityError:
        form.add_error("name", _("This name is taken."))
        return None


def join_at_the_machine(link: str, name: str, password: str) -> list[str]:
    """Take an invitation for whoever sits at the desk's machine; what is wrong with the name or the
    password, where they did not join."""
    form = _Joining({"name": name, "password": password}, None)
    _taken(link.rstrip("/").rpartition("/")[2], form)
    return form.problems


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Take an invitation: choose a name and a password, or a new password. The link is worth
    nothing afterwards."""
    invitation = Invitation.valid(token).select_related("whose").first()
    if invitation is None:
        said = _("This link was used or has expired. Ask for a new one.")
        gone = {"account": None, "title": _("Join the desk"), "message": said, "may_log_in": True}
        return render(request, "desk/message.html.j2", gone, status=HTTPStatus.GONE)
    whose = invitation.whose
    form = _Joining(request.POST if request.method == "POST" else None, whose)
    made, errors = _taken(token, form), form.problems
    if form.is_bound and not errors:
        # Whoever chose a new password logs in with it, and with their second factor.
        if made and whose is None:
            login(request, made, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("work")
    name = form.data.get("name", "")
    page = {"account": None, "errors": errors, "name": name, "whose": whose}
    return render(
        request,
        "desk/join.html.j2",
        page,
        status=HTTPStatus.BAD_REQUEST if errors else HTTPStatus.OK,
    )
