"""``crosstally pack``: evidence that strangers can verify without us."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crosstally.cli.app import app

if TYPE_CHECKING:
    from crosstally.ledger.keys import PrivateKey, PublicKey
    from crosstally.pack.build import Built
    from crosstally.pack.pictures import Pictures
    from crosstally.pack.verification import Verification

pack = typer.Typer(
    name="pack",
    help="Evidence that strangers can verify without us.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
app.add_typer(pack)


@pack.callback()
def every_pack_verb() -> None:
    """Evidence that strangers can verify without us."""


Previous = Annotated[
    Path | None,
    typer.Option("--previous", metavar="PACK", help="The pack whose log this one goes on."),
]
OldKey = Annotated[
    Path | None,
    typer.Option(
        "--old-key",
        metavar="FILE",
        help="The key that signed the earlier pack, where --key is to follow it.",
    ),
]
Revoke = Annotated[
    str | None,
    typer.Option(
        "--revoke",
        metavar="PUBLIC-KEY",
        help="Take this key of the log out of use; what it signs later counts for nothing.",
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="Which figures are overdue on this day (left out: the voting day, none is).",
    ),
]
Salts = Annotated[
    Path | None,
    typer.Option(
        "--salts",
        metavar="FILE",
        help="Where the salts of pictures are kept (left out: DIR.salts beside the folder).",
    ),
]


@pack.command()
def build(
    election: Annotated[
        str, typer.Argument(metavar="DIR", help="The election folder, or a bundled election.")
    ],
    output: Annotated[
        Path,
        typer.Argument(metavar="OUT", help="The folder to write; OUT.zip writes one zip instead."),
    ],
    key: Annotated[
        Path | None,
        typer.Option("--key", metavar="FILE", help="Sign with this key (`crosstally key new`)."),
    ] = None,
    previous: Previous = None,
    old_key: OldKey = None,
    revoke: Revoke = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why; everybody may read it.")
    ] = "",
    as_of: AsOf = None,
    without_raw: Annotated[
        bool,
        typer.Option("--without-raw", help="Only the hashes of the files that were read."),
    ] = False,
    without_pictures: Annotated[
        bool, typer.Option("--without-pictures", help="No pictures of sheets.")
    ] = False,
    salts: Salts = None,
    language: Annotated[
        str, typer.Option("--language", metavar="CODE", help="Of the report and the findings.")
    ] = "en",
) -> None:
    """Check an election and write everything that it takes to verify the check: returns, files as
    they came, findings, report, and a log that nobody can change unseen.

    \b
    crosstally pack build kazakhstan-2012 evidence --key ~/kz2012.key
    crosstally pack build my-election evidence.zip
    crosstally pack build my-election evidence-2 --previous evidence --key ~/kz2012.key
    """
    from functools import partial

    from crosstally.cli.app import known_language
    from crosstally.pack.build import build as build_pack

    day = _day(as_of)
    signing, before = _keys_to_sign(key, old_key, previous)
    revoked = _key_to_revoke(revoke, signing, previous)
    known = known_language(language)
    build_at = partial(
        build_pack, election, key=signing, previous=previous, old_key=before,
        revoked=revoked, reason=reason, as_of=day,
        with_raw=not without_raw, with_pictures=not without_pictures, salts=salts, language=known,
    )  # fmt: skip
    built = _built_into_zip(output, build_at) if output.suffix == ".zip" else build_at(output)
    _say_built(built, output)


def _day(text: str | None) -> dt.date | None:
    """The day that is meant. Raises ``InputError`` where it is none."""
    from crosstally.problems import InputError, Problem
    from crosstally.words import _

    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise InputError(Problem(_("is no date, such as 2012-01-20"), read=text)) from None


def _keys_to_sign(
    key: Path | None, old_key: Path | None, previous: Path | None
) -> tuple[PrivateKey | None, PrivateKey | None]:
    """The key that signs, and the one that it follows."""
    from crosstally.ledger.keys import PrivateKey
    from crosstally.problems import InputError, Problem
    from crosstally.words import _

    signing = PrivateKey.read(key) if key else None
    if old_key and not (signing and previous):
        raise InputError(Problem(_("--old-key goes with --key and --previous"), read=str(old_key)))
    return signing, PrivateKey.read(old_key) if old_key else None


def _built_into_zip(output: Path, build_at: Callable[[Path], Built]) -> Built:
    """A pack as one zip, of which nothing is there before it is whole."""
    from crosstally.pack.archive import write_zip
    from crosstally.problems import InputError, Problem
    from crosstally.whole_folder import taking_the_place_of
    from crosstally.words import _

    if output.exists():
        raise InputError(Problem(_("is there already; nothing was written"), str(output)))
    with taking_the_place_of(output) as whole:
        folder = whole.with_suffix("")
        built = build_at(folder)
        try:
            write_zip(folder, whole)
        except ValueError as error:
            message = _("the pack is too large for one zip: name a folder instead")
            raise InputError(Problem(message, str(output), read=str(error))) from None
    return built


def _say_built(built: Built, output: Path) -> None:
    from crosstally.words import _, number

    typer.echo(_("Written: {place}").format(place=output))
    typer.echo(_("Read these groups to whoever has to know that it is this pack:"))
    typer.echo(f"  {built.checkpoint.spoken}")
    _say_of_pictures(built.pictures)
    if built.persons:
        said = _(
            "Not to be published yet: {count} persons have to sign it. Each other one verifies it "
            "and types: crosstally pack sign {place} --key THEIRS"
        )
        typer.echo(said.format(count=number(built.persons), place=output))


@pack.command()
def sign(
    place: Annotated[Path, typer.Argument(metavar="PACK", help="The folder of a pack.")],
    key: Annotated[Path, typer.Option("--key", metavar="FILE", help="The key of one more person.")],
) -> None:
    """Add the signature of one more person to a pack, after verifying it.

    \b
    crosstally pack sign evidence --key second.key
    """
    from crosstally.ledger.keys import PrivateKey
    from crosstally.pack.signing import sign as sign_pack
    from crosstally.words import _

    signing = PrivateKey.read(key)
    with _said_unreadable():
        sign_pack(place, signing)
    typer.echo(_("Signed by {name}.").format(name=signing.name))


@pack.command()
def attach(
    place: Annotated[Path, typer.Argument(metavar="PACK", help="The folder of a pack.")],
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A timestamp or a signature by another program.")
    ],
) -> None:
    """Put a timestamp or another program's signature into a pack.

    \b
    crosstally pack attach evidence authority.tsr
    """
    from crosstally.pack.signing import attach as attach_file
    from crosstally.words import _

    with _said_unreadable():
        typer.echo(_("Written: {place}").format(place=place / attach_file(place, file)))


@pack.command()
def verify(
    place: Annotated[Path, typer.Argument(metavar="PACK", help="The folder or zip of a pack.")],
    older: Annotated[
        list[Path] | None,
        typer.Option("--older", metavar="CHECKPOINT", help="A checkpoint kept from earlier."),
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option("--key", metavar="KEY", help="The publisher's public key, or a file with it."),
    ] = None,
    again: Annotated[
        bool, typer.Option("--recompute", help="Run all checks again from the pack's files.")
    ] = False,
    json: Annotated[
        str | None,
        typer.Option("--json", metavar="FILE", help="Write the outcome as JSON (- prints it)."),
    ] = None,
) -> None:
    """Verify a pack: exit 0 if it is sound, 1 if it is broken, 2 if it cannot be read.

    \b
    crosstally pack verify evidence
    crosstally pack verify evidence-2.zip --older evidence/checkpoint --recompute
    """
    from crosstally.pack.opening import open_pack
    from crosstally.pack.recompute import recompute
    from crosstally.pack.verify import verify as verify_pack
    from crosstally.pack.verify_log import given_key, kept_checkpoint
    from crosstally.pack.zipapp import program
    from crosstally.report.json_text import json_bytes
    from crosstally.report.writing import write_whole
    from crosstally.words import _

    with _said_unreadable(_("nothing was verified")):
        kept = [kept_checkpoint(path) for path in older or ()]
        keys = [given_key(text) for text in key or ()]
    with _said_unreadable():
        files = open_pack(place)
        said = verify_pack(files, older=kept, keys=keys, will_recompute=again, program=program())
        if again:
            recompute(files, said)
    if json is not None:
        write_whole(json, json_bytes(_as_json(said)))
    if json != "-":
        _show(said)
    raise typer.Exit(said.exit_code)


@pack.command()
def site(
    place: Annotated[Path, typer.Argument(metavar="PACK", help="The folder or zip of a pack.")],
    output: Annotated[Path, typer.Argument(metavar="OUT", help="The folder to write.")],
    language: Annotated[
        str | None,
        typer.Option(
            "--language", metavar="CODE", help="Of the pages (left out: that of the findings)."
        ),
    ] = None,
) -> None:
    """Verify a pack and write its site: pages for the answer and every area and station, with
    search and downloads. Any web server can serve it, and it opens from a disk.

    \b
    crosstally pack site evidence site
    crosstally pack site evidence.zip site-ru --language ru
    """
    from crosstally.cli.app import known_language
    from crosstally.site.build import build_site
    from crosstally.words import _

    known = known_language(language) if language else None
    build_site(place, output, language=known, progress=lambda what: typer.echo(what, err=True))
    typer.echo(_("Written: {place}").format(place=output / "index.html"))


@pack.command(name="open-original")
def open_original(
    place: Annotated[Path, typer.Argument(metavar="PACK", help="The folder or zip of a pack.")],
    original: Annotated[
        Path, typer.Option("--original", metavar="FILE", help="The picture as it was taken.")
    ],
    salts: Annotated[
        Path,
        typer.Option("--salts", metavar="FILE", help="The salts, or the one line disclosed."),
    ],
) -> None:
    """Show that a disclosed original is the one behind a published picture: exit 0 if it is, 1 if
    the pack commits to no such original.

    \b
    crosstally pack open-original evidence --original IMG_0017.jpg --salts disclosed.txt
    """
    from crosstally.pack.disclosure import pictures_of
    from crosstally.pack.opening import open_pack
    from crosstally.pack.verification import visible
    from crosstally.words import _

    with _said_unreadable():
        found = pictures_of(open_pack(place), original, salts)
    if not found:
        typer.echo(_("This pack commits to no such original with this salt."))
        raise typer.Exit(1)
    typer.echo(_("The pack commits to this original:"))
    for station, source, contest, page, picture, *_more in found:
        said = _("{picture}: station {station}, source {source}, page {page}").format(
            picture=picture, station=station, source=source, page=page
        )
        typer.echo(f"  {visible(said)}" + (visible(f", {contest}") if contest else ""))
    typer.echo(_("Whether the pack itself is sound, `crosstally pack verify` says."))


def _key_to_revoke(
    text: str | None, signing: PrivateKey | None, previous: Path | None
) -> PublicKey | None:
    from crosstally.cli.log import read_public
    from crosstally.problems import InputError, Problem
    from crosstally.words import _

    if text is None:
        return None
    if signing is None or previous is None:
        raise InputError(Problem(_("--revoke goes with --key and --previous"), read=text))
    revoked = read_public(text)
    if revoked == signing.public:
        raise InputError(
            Problem(
                _("a key cannot sign the checkpoint that takes it out of use"),
                read=text,
                hint=_("Name another key of the log with --key."),
            )
        )
    return revoked


@contextmanager
def _said_unreadable(what: str | None = None) -> Iterator[None]:
    from crosstally.pack.opening import UnreadableError
    from crosstally.problems import InputError, Problem
    from crosstally.words import _

    try:
        yield
    except (UnreadableError, UnicodeDecodeError) as error:
        said = what or _("this pack cannot be read")
        raise InputError(Problem(f"{said}: {error}")) from None


def _say_of_pictures(pictures: Pictures) -> None:
    from crosstally.words import _, number

    if pictures.published:
        said = _("Pictures of sheets: {count}. Look at each of them before you publish the pack.")
        typer.echo(said.format(count=number(pictures.published)))
    if pictures.uncovered:
        said = _("Pictures in which nothing is hidden: {count}.")
        typer.echo(said.format(count=number(pictures.uncovered)))
    if pictures.withheld:
        said = _(
            "Pictures NOT published: {count}. The sheet of {contests} has no list `hide` of what "
            "has to be blacked out; `hide: []` says that nothing has to be."
        )
        contests = ", ".join(pictures.without_list)
        typer.echo(said.format(count=number(pictures.withheld), contests=contests))


def _show(said: Verification) -> None:
    from crosstally.pack.verification import Remark, visible
    from crosstally.words import _

    def in_words(remark: Remark) -> str:
        return visible(str(_(remark.template)).format(**remark.values))

    typer.echo(_("This pack is sound.") if said.is_sound else _("This pack is BROKEN."))
    if said.other_program is not None:
        typer.echo(f"\n{in_words(said.other_program)}")
    for title, remarks in (
        (_("What does not hold:"), said.broken),
        (_("Verified:"), said.verified),
        (_("Not verified:"), said.not_verified),
    ):
        if remarks:
            typer.echo(f"\n{title}")
            for remark in remarks:
                typer.echo(f"  - {in_words(remark)}")


def _as_json(said: Verification) -> dict[str, object]:
    return {
        "sound": said.is_sound,
        "broken": list(map(str, said.broken)),
        "verified": list(map(str, said.verified)),
        "not_verified": list(map(str, said.not_verified)),
        "other_program": str(said.other_program) if said.other_program else None,
    }
