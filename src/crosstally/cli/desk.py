"""``crosstally desk``: the web application where people enter sheets twice, blind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from crosstally.cli.app import app
from crosstally.cli.asking import kind_of
from crosstally.problems import InputError, Problem
from crosstally.words import _, ngettext, number

if TYPE_CHECKING:
    from crosstally.desk.backup import Kept
    from crosstally.desk.certificate import Certificate
    from crosstally.desk.settings import Place

SERVE = "serve"
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The election folder.")]
Contest = Annotated[
    str | None,
    typer.Option(metavar="ID", help="Which contest the sheets are of, if there are several."),
]
"""Arguments that the verbs share."""


class _ServingUnlessToldOtherwise(TyperGroup):
    """``crosstally desk DIR`` serves the desk of that folder: the verb may be left out."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("--help", "-h"):
            args = [SERVE, *args]
        return super().parse_args(ctx, args)


desk = typer.Typer(
    name="desk",
    cls=_ServingUnlessToldOtherwise,
    help="The web application where people read photographed sheets twice, blind.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
app.add_typer(desk)


@desk.callback()
def every_desk_verb() -> None:
    """The web application where people read photographed sheets twice, blind."""


@desk.command()
def serve(
    folder: Folder,
    contest: Contest = None,
    port: Annotated[
        int, typer.Option(metavar="N", min=1, max=65_535, help="The port it listens at.")
    ] = 8000,
    host: Annotated[
        str, typer.Option(metavar="H", help="The address of this machine it listens at.")
    ] = "127.0.0.1",
    address: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="The address people know it by, https:// and a name, if a web server that has a "
            "certificate stands before it.",
        ),
    ] = None,
    tls: Annotated[
        bool, typer.Option("--tls", help="Speak HTTPS with a certificate of the desk's own.")
    ] = False,
    proxy: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ADDRESS",
            help="The address or network of the web server before it, if on another machine.",
        ),
    ] = None,
) -> None:
    """Serve the desk of an election: people read photographed sheets twice, blind, and settle
    disagreements in the open.

    What it keeps lies in the folder, under desk/. The first start asks for an administrator, or
    where nobody sits at a terminal prints a link by which one joins.

    \b
    crosstally desk my-election
    crosstally desk my-election --address https://desk.example
    crosstally desk my-election --tls --host 192.168.1.20
    """
    require_packages()
    from crosstally.cli.administrator import administrator_joined
    from crosstally.desk.asked import contest_of
    from crosstally.desk.serve import (
        held,
        link_of_first_administrator,
        refuse_to_listen_in_vain,
        set_up,
    )
    from crosstally.desk.serve import serve as serve_until_stopped
    from crosstally.desk.settings import Place

    shown = _address(host, port, address, tls)
    chosen = contest_of(Place(folder, contest or "", shown))
    place = Place(folder, chosen, shown, own_certificate=tls)
    if proxy:
        place = replace(place, proxies=_proxies(proxy))
    refuse_to_listen_in_vain(host, port)
    with held(place):
        unlock_if_closed(place)
        set_up(place, is_held=True)
        certificate = _certificate(place) if tls else None
        link = link_of_first_administrator()
        if link and not administrator_joined(link):
            typer.echo(_("The administrator joins here, once, within 48 hours:"))
            typer.echo(link)
        typer.echo(_("The desk is open at {address}; stop it with Ctrl-C.").format(address=shown))
        serve_until_stopped(host, port, certificate)


def _address(host: str, port: int, address: str | None, tls: bool) -> str:
    """The address people know the desk by. Raises ``InputError`` where that would not do."""
    from urllib.parse import urlsplit

    inside = f"[{host}]" if ":" in host else host
    shown = (address or f"{'https' if tls else 'http'}://{inside}:{port}").rstrip("/")
    everywhere = ("", "0.0.0.0", "::")  # noqa: S104 -- listened at, never shown
    is_secure = shown.startswith("https://")
    if tls and (not is_secure or (urlsplit(shown).hostname or "") in everywhere):
        raise InputError(
            Problem(
                _("a certificate is for the name or address that people type"),
                read=shown,
                expected=f"--address https://192.168.1.20:{port}",
            )
        )
    if not is_secure and host not in ("127.0.0.1", "localhost", "::1"):
        raise InputError(
            Problem(
                _("passwords would travel unprotected"),
                read=shown,
                expected="--address https://…",
                hint=_("Put a web server with a certificate before the desk, or add --tls."),
            )
        )
    return shown


def _proxies(written: list[str]) -> tuple[str, ...]:
    from crosstally.desk.proxies import networks

    try:
        networks(tuple(written))
    except ValueError as error:
        expected = "--proxy 10.0.0.2 / --proxy 10.0.0.0/24"
        said = _("is no address and no network: {reason}").format(reason=error)
        raise InputError(Problem(said, "--proxy", expected=expected)) from None
    return tuple(written)


def _certificate(place: Place) -> Certificate:
    """The desk's own certificate; how to trust it is said."""
    from urllib.parse import urlsplit

    from crosstally.desk.certificate import certificate_for

    made = certificate_for(place.folder, urlsplit(place.address).hostname or "")
    if made.is_new:
        typer.echo(_("A new certificate was drawn: every phone and computer has to take it in."))
    said = _("It is taken in from {address} or from {path}, and is good until {day}.")
    where = f"{place.address}/authority.crt"
    typer.echo(said.format(address=where, path=made.authority, day=made.until.date()))
    typer.echo(_("Before they trust it, people compare its fingerprint (SHA-256):"))
    typer.echo(made.fingerprint)
    return made


@desk.command()
def export(
    folder: Folder,
    output: Annotated[Path, typer.Argument(metavar="OUT", help="The folder to write.")],
    contest: Contest = None,
    source: Annotated[
        str,
        typer.Option(metavar="NAME", help="Whose sheets these are: a source's id or a new name."),
    ] = "desk",
    kind: Annotated[
        str | None,
        typer.Option(metavar="KIND", help="What a new source is: party, observer or media."),
    ] = None,
) -> None:
    """Write the election folder anew with the settled sheets as returns, for `crosstally check`.

    Several settled copies of one station stand side by side. The desk may go on meanwhile.

    \b
    crosstally desk export my-election my-election-checked --source "Our observers"
    crosstally check my-election-checked
    """
    require_packages()
    from crosstally.desk.asked import contest_of
    from crosstally.desk.complaints_table import has_complaints
    from crosstally.desk.election_folder import whose_sheets, write_election_folder
    from crosstally.desk.filled_forms import has_records
    from crosstally.desk.settings import Place
    from crosstally.election.folder import open_folder

    chosen = contest_of(Place(folder, contest or "", ""))
    whose = whose_sheets(open_folder(folder, needs_figures=False), source, kind_of(kind))
    place = Place(folder, chosen, "")
    if has_records(place.folder) or has_complaints(place.folder):
        unlock_if_closed(place)
    written = write_election_folder(place, output, whose)
    said = _("{output} was written. Settled sheets: {sheets}; stations: {stations}.")
    counts = {"sheets": number(written.sheets), "stations": number(written.stations)}
    typer.echo(said.format(output=output, **counts))
    if written.open:
        typer.echo(
            ngettext(
                "{count} sheet is not settled yet, and is not among them.",
                "{count} sheets are not settled yet, and are not among them.",
                written.open,
            ).format(count=number(written.open))
        )


@desk.command(name="import")
def bring_in(
    folder: Folder,
    other: Annotated[
        Path, typer.Argument(metavar="FROM", help="The election folder to take from.")
    ],
    contest: Contest = None,
) -> None:
    """Bring areas and returns of another election folder into the desk's: the way back of export.

    The list of areas takes the place of the one there; returns come in beside those there, as
    statements of the sources that made them. No sheet of the desk is settled by it. The desk may go
    on meanwhile.

    \b
    crosstally desk import my-election their-election-checked
    """
    require_packages()
    place = unlocked_desk(folder, contest)
    from crosstally.desk.doors import journal
    from crosstally.desk.merged_folder import bring_folder, enter
    from crosstally.desk.reach import in_use

    merged = bring_folder(place, other, in_use())
    enter(journal(), other, merged)
    if merged.areas:
        typer.echo(_("The list of areas is that of {folder} now.").format(folder=other))
    for file in merged.files:
        typer.echo(_("{path} was written.").format(path=file))
    for file in merged.known:
        typer.echo(_("{file} is here already.").format(file=file))
    if not (merged.areas or merged.files):
        typer.echo(_("Nothing was changed."))


@desk.command()
def backup(
    folder: Folder,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")],
    contest: Contest = None,
) -> None:
    """Write the whole desk into one file: people, pictures, log and election folder.

    The desk may go on meanwhile. Where it has a key (`crosstally desk keys`), the file is closed to
    it; else it betrays what the desk would: keep it as safe.

    \b
    crosstally desk backup my-election my-election-monday.backup
    """
    require_packages()
    from crosstally.desk.backup import write_backup

    place = opened_desk(folder, contest)
    kept = write_backup(place, file)
    _say_kept(_("{path} was written."), file, kept)


@desk.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The election folder to write.")],
) -> None:
    """Make an election folder with its desk anew from a backup, on this machine or another.

    A backup that is closed asks for the shares that open it. Every file is held against its hash,
    and the log is checked and gone through, before anything is written. Everybody logs in again
    with the password they had.

    \b
    crosstally desk restore my-election-monday.backup my-election
    crosstally desk my-election
    """
    require_packages()
    from crosstally.cli.shares import shares_of_backup
    from crosstally.desk.backup import restore_backup

    kept = restore_backup(file, folder, shares_of_backup)
    _say_kept(_("{path} was written."), folder, kept)


@desk.command()
def rebuild(
    pack: Annotated[Path, typer.Argument(metavar="PACK", help="The folder or zip of a pack.")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The election folder to write.")],
    key: Annotated[
        list[str] | None,
        typer.Option("--key", metavar="KEY", help="The publisher's public key, or a file with it."),
    ] = None,
) -> None:
    """Make an election folder with the count anew from a pack, where desk and backups are gone.

    The pack is verified, and the folder has to give its totals again, before anything is written. A
    new desk and the next pack go on from there. Pictures, people and who read what come back from
    a backup alone.

    \b
    crosstally desk rebuild evidence.zip my-election --key observers.example/kz2012+…
    crosstally check my-election
    crosstally desk my-election
    """
    from crosstally.desk.rebuilding import rebuild as rebuild_count
    from crosstally.pack.verify_log import NO_KEY

    made = rebuild_count(pack, folder, key or ())
    typer.echo(_("{path} was written.").format(path=folder))
    for source, stations in made.stations.items():
        said = _("{source}: stations with sheets: {count}")
        typer.echo(said.format(source=source, count=number(stations)))
    said = _("The totals are those of the pack, whose log has {count} entries; its groups:")
    typer.echo(said.format(count=number(made.checkpoint.size)))
    typer.echo(f"  {made.checkpoint.spoken}")
    if not key:
        typer.echo(_(NO_KEY.template))


@desk.command()
def sweep(
    folder: Folder,
    contest: Contest = None,
    remove: Annotated[
        bool, typer.Option("--remove", help="Remove them; else they are counted alone.")
    ] = False,
) -> None:
    """Find pictures that lie on the store though no sheet has them, as after a crash.

    The desk may go on meanwhile: what is younger than an hour is left alone.

    \b
    crosstally desk sweep my-election
    crosstally desk sweep my-election --remove
    """
    require_packages()
    opened_desk(folder, contest)
    from crosstally.desk.orphans import orphans
    from crosstally.desk.orphans import remove as remove_files

    found = orphans()
    for name in found:
        typer.echo(name)
    if remove:
        remove_files(found)
    said = _("Files removed: {count}.") if remove else _("Files that no sheet has: {count}.")
    typer.echo(said.format(count=number(len(found))))
    if found and not remove:
        typer.echo(_("Nothing was removed: add --remove."))


def opened_desk(folder: Path, contest: str | None) -> Place:
    """The desk of a folder, with Django set up for it; locked, where it has a key."""
    require_packages()
    from crosstally.desk.asked import contest_of
    from crosstally.desk.serve import set_up
    from crosstally.desk.settings import Place

    place = Place(folder, contest_of(Place(folder, contest or "", "")), "")
    if not place.folder.is_dir():
        raise InputError(Problem(_("no desk has been opened here"), str(place.folder)))
    set_up(place)
    return place


def unlocked_desk(folder: Path, contest: str | None) -> Place:
    """The same, opened with the shares of its key where it has one."""
    place = opened_desk(folder, contest)
    unlock_if_closed(place)
    return place


def unlock_if_closed(place: Place) -> None:
    """Ask for the shares of a desk's key where it has one."""
    from crosstally.cli.shares import unlock
    from crosstally.desk.at_rest import key_of

    if (organisation := key_of(place.folder)) is not None:
        unlock(organisation)


def _say_kept(template: str, path: Path, kept: Kept) -> None:
    counts = _("Sheets: {sheets}; pictures: {pictures}; entries of the log: {entries}.").format(
        sheets=number(kept.sheets), pictures=number(kept.pictures), entries=number(kept.entries)
    )
    typer.echo(f"{template.format(path=path)} {counts}")


def require_packages() -> None:
    from importlib.util import find_spec

    needed = (
        *("django", "dj_database_url", "axes", "csp", "django_htmx", "django_otp", "qrcode"),
        *("gunicorn", "ninja", "whitenoise", "pyrage", "shamir_mnemonic", "webauthn"),
    )
    if any(find_spec(name) is None for name in needed):
        raise InputError(
            Problem(
                _("the desk needs packages that are not installed"),
                hint=_("Install them with: {command}").format(
                    command='pip install "crosstally[desk]"'
                ),
            )
        )
