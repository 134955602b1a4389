"""``crosstally log``: an append-only log of evidence, its checkpoint and its proofs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crosstally.cli.app import app
from crosstally.words import _, ngettext, number

if TYPE_CHECKING:
    from crosstally.ledger.keys import PrivateKey, PublicKey
    from crosstally.ledger.log import KeptLog, Log

log = typer.Typer(
    name="log",
    help="A log that only grows: what was held and said, when, so that nobody changes it unseen.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
app.add_typer(log)

Folder = Annotated[Path, typer.Argument(metavar="LOG", help="The log's folder.")]
Key = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The log's private key; a signed log needs it to grow."),
]
Trusted = Annotated[
    list[str] | None,
    typer.Option(
        "--log-key",
        metavar="KEY",
        help="A public key of the log, as `crosstally key show` prints it, or a file with it.",
    ),
]
Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help="Write to this new file, not the screen."),
]


Witnesses = Annotated[
    list[str] | None,
    typer.Option("--witness-key", metavar="KEY", help="A public key of a witness to trust."),
]
Quorum = Annotated[
    int, typer.Option(metavar="N", help="How many of these witnesses must have signed.", min=0)
]
Older = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="A checkpoint that was kept: the log must have grown from it."
    ),
]
Spoken = Annotated[
    str | None,
    typer.Option(metavar="DIGITS", help="The sixty digits that were heard or read on a wall."),
]


@log.callback()
def every_log_verb() -> None:
    """A log that only grows: what was held and said, when, so that nobody changes it unseen."""


@log.command()
def new(
    folder: Folder,
    name: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The log's name, best the address it will be served from. Left out, the key's.",
        ),
    ] = None,
    key: Key = None,
) -> None:
    """Begin a log.

    \b
    crosstally key new observers.example/kz2012 -o ~/kz2012.key
    crosstally log new evidence --key ~/kz2012.key
    """
    from crosstally.ledger.log import Log
    from crosstally.problems import InputError, Problem

    signing = read_key(key)
    if name is None and signing is None:
        raise InputError(
            Problem(_("a log has a name"), expected="--name NAME", hint=_("Or name its --key."))
        )
    made = Log.create(folder, name or (signing.name if signing else ""), signing)
    typer.echo(_("{folder}: the log {name} has begun").format(folder=folder, name=origin(made)))


@log.command()
def append(
    folder: Folder,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="The files to enter.")],
    key: Key = None,
    lines: Annotated[
        bool,
        typer.Option(
            "--lines",
            help="Enter each line of the files as it is, such as the statements of an export; "
            "without it, the name, size and SHA-256 of each file are entered.",
        ),
    ] = False,
) -> None:
    """Enter files into a log: all of them or, where one cannot be read, none.

    \b
    crosstally log append evidence sheets/*.jpg --key ~/kz2012.key
    crosstally log append evidence statements.jsonl --lines --key ~/kz2012.key
    """
    from crosstally.datasets.entries import entries_of
    from crosstally.ledger.log import Log

    signing = read_key(key)
    opened = Log(folder)
    entries = entries_of(files, lines)
    checkpoint = opened.append(entries, signing)
    said = ngettext(
        "{count} entry was entered; the log has {size}",
        "{count} entries were entered; the log has {size}",
        len(entries),
    )
    typer.echo(said.format(count=number(len(entries)), size=number(checkpoint.size)))


@log.command()
def checkpoint(
    folder: Folder,
    spoken: Annotated[
        bool, typer.Option("--spoken", help="Sixty digits to read over a telephone.")
    ] = False,
    poster: Annotated[
        bool, typer.Option("--poster", help="A sheet of text to print and put on a wall.")
    ] = False,
    minisign: Annotated[
        bool, typer.Option("--minisign", help="A signature that minisign checks; needs --key.")
    ] = False,
    ssh: Annotated[
        bool, typer.Option("--ssh", help="A signature that ssh-keygen checks; needs --key.")
    ] = False,
    key: Key = None,
    output: Output = None,
) -> None:
    """Print the checkpoint: a few lines that commit to every entry. Whoever keeps them sees any
    later change.

    \b
    crosstally log checkpoint evidence -o checkpoint.txt
    crosstally log checkpoint evidence --spoken
    crosstally log checkpoint evidence --poster -o wall.txt
    crosstally log checkpoint evidence --minisign --key ~/kz2012.key -o checkpoint.minisig
    """
    from crosstally.ledger.detached import minisign_signature, ssh_signature
    from crosstally.ledger.log import Log
    from crosstally.problems import InputError, Problem

    opened = Log(folder)
    if sum((spoken, poster, minisign, ssh)) > 1:
        raise InputError(
            Problem(_("only one form at a time"), expected="--spoken, --poster, --minisign, --ssh")
        )
    text = str(opened.note) if opened.signatures else str(opened.checkpoint)
    signing = read_key(key)
    if (minisign or ssh) and signing is None:
        raise InputError(Problem(_("a signature needs a key"), expected="--key FILE"))
    if minisign and signing:
        comment = f"{origin(opened)} {opened.checkpoint.size}"
        text = minisign_signature(signing, text.encode(), comment)
    elif ssh and signing:
        text = ssh_signature(signing, text.encode())
    elif spoken:
        text = f"{opened.checkpoint.spoken}\n"
    elif poster:
        text = _poster(opened)
    say(text, output)


@log.command()
def prove(
    folder: Annotated[
        Path, typer.Argument(metavar="LOG", help="The log's folder, or a pack's that is no zip.")
    ],
    index: Annotated[
        int | None, typer.Argument(metavar="INDEX", help="Which entry, counted from 0.", min=0)
    ] = None,
    station: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help="All entries of this station, or area; -o names a new folder for their proofs.",
        ),
    ] = None,
    entry: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the entry itself to this new file too."),
    ] = None,
    for_actasum: Annotated[
        bool, typer.Option("--actasum", help="As `actasum log check-proof` reads it.")
    ] = False,
    output: Output = None,
) -> None:
    """Print the proof that an entry is in the log, to be checked without the log.

    \b
    crosstally log prove evidence 12 -o sheet.tlog-proof --entry sheet.entry
    crosstally log check sheet.tlog-proof --entry sheet.entry --log-key KEY
    crosstally log prove evidence --station 0412 -o station-0412
    """
    from crosstally.problems import InputError, Problem

    if (index is None) == (station is None):
        raise InputError(Problem(_("either an entry's number or --station says what is proven")))
    opened = _log_or_pack(folder)
    if station is not None:
        if output is None or entry is not None:
            message = _("--station goes with -o, a new folder for proofs and entries, alone")
            raise InputError(Problem(message, read=station))
        _prove_station(opened, station, output, for_actasum)
    elif index is not None:
        text, data = _proof(opened, index, for_actasum)
        if entry is not None:
            write_new(entry, data)
        say(text, output)


def _log_or_pack(folder: Path) -> KeptLog:
    from crosstally.ledger.log import KeptLog

    return KeptLog(folder, "data/log" if _is_pack(folder) else "")


def _proof(opened: KeptLog, index: int, for_actasum: bool) -> tuple[str, bytes]:
    """The proof of an entry, and the entry. Raises ``LedgerError`` where the log is damaged."""
    import json

    from crosstally.ledger.actasum import inclusion_json
    from crosstally.ledger.errors import LedgerError
    from crosstally.ledger.proof import InclusionProof

    proof = InclusionProof.of(opened, index)
    (data,) = opened.entries(index, index + 1)
    if not proof.holds_for(data):
        raise LedgerError("the entries are not those that the checkpoint commits to")
    if not for_actasum:
        return str(proof), data
    return json.dumps(inclusion_json(proof, data), ensure_ascii=False, indent=2) + "\n", data


def _prove_station(opened: KeptLog, station: str, output: Path, for_actasum: bool) -> None:
    """Write the proof of each entry of a station into a new folder, with the entry beside it where
    the proof does not hold it."""
    from crosstally.datasets.entries import entries_about
    from crosstally.problems import InputError, Problem
    from crosstally.whole_folder import whole_folder

    found = entries_about(station, opened.entries())
    if not found:
        message = _("no entry of the log is of this station")
        hint = _("Codes are compared letter by letter, with leading zeros.")
        raise InputError(Problem(message, str(opened.folder), read=station, hint=hint))
    with whole_folder(output, empty_will_do=False) as made:
        for place in found:
            text, entry = _proof(opened, place, for_actasum)
            name = f"{place}.json" if for_actasum else f"{place}.tlog-proof"
            (made / name).write_text(text, encoding="utf-8")
            if not for_actasum:
                (made / f"{place}.entry").write_bytes(entry)
    said = ngettext(
        "{folder}: {count} entry of {station} is proven to be in the log",
        "{folder}: {count} entries of {station} are proven to be in the log",
        len(found),
    )
    typer.echo(said.format(folder=output, count=number(len(found)), station=station))


@log.command()
def check(
    target: Annotated[
        Path,
        typer.Argument(
            metavar="LOG|PROOF|CHECKPOINT",
            help="A log's folder, or a file with a proof or a checkpoint.",
        ),
    ],
    log_keys: Trusted = None,
    witnesses: Witnesses = None,
    quorum: Quorum = 0,
    older: Older = None,
    spoken: Spoken = None,
    entry: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The entry that a proof is about.")
    ] = None,
) -> None:
    """Check a log, a proof or a checkpoint, ours or actasum's: exit 0 where it holds, 1 where it
    does not, 2 where it cannot be read.

    \b
    crosstally log check evidence --log-key observers.example/kz2012+…
    crosstally log check evidence --older checkpoint-of-may.txt
    crosstally log check evidence --spoken "01234 56789 …"
    crosstally log check sheet.tlog-proof --entry sheet.entry --log-key KEY
    crosstally log check proof-of-actasum.json --older checkpoint-of-may.txt
    """
    from crosstally.ledger.checking import check_log, heard
    from crosstally.ledger.checking_files import check_file

    _refuse_pack(target)
    trusted = [read_public(text) for text in log_keys or ()]
    watching = [read_public(text) for text in witnesses or ()]
    digits = heard(spoken) if spoken is not None else None
    kept = text_of(older) if older is not None else None
    if target.is_dir():
        report = check_log(target, trusted, watching, quorum, kept, digits)
    else:
        report = check_file(target, entry, trusted, watching, quorum, kept, digits)
    for said in (*report.held, *report.not_tried):
        typer.echo(_(said.template).format(**said.values))
    for said in report.broken:
        typer.echo(_(said.template).format(**said.values), err=True)
    if report.broken:
        raise typer.Exit(1)


def _refuse_pack(target: Path) -> None:
    from crosstally.problems import InputError, Problem

    if _is_pack(target):
        raise InputError(
            Problem(
                _("is a pack, which holds more than a log"),
                str(target),
                hint=_("Its log is checked with it: `crosstally pack verify PACK`."),
            )
        )


def _is_pack(folder: Path) -> bool:
    return (folder / "data" / "pack.json").is_file()


def read_key(path: Path | None) -> PrivateKey | None:
    """The private key in a file, if one is named."""
    from crosstally.ledger.keys import PrivateKey

    return PrivateKey.read(path) if path is not None else None


def read_public(text: str) -> PublicKey:
    """A public key as it is written, or from the file of that name."""
    from crosstally.ledger.keys import PublicKey

    if "+" not in text:
        text = text_of(Path(text))
    return PublicKey.parse(text)


def text_of(path: Path) -> str:
    """A short text in a file. Raises ``InputError`` where it is long, or no text."""
    from crosstally.problems import InputError, Problem, refuse_special

    refuse_special(path, str(path))
    with path.open("rb") as stream:
        data = stream.read(_LARGEST_TEXT + 1)
    try:
        if len(data) > _LARGEST_TEXT:
            raise ValueError(_("it is too long"))
        return data.decode("utf-8")
    except ValueError as error:
        raise InputError(
            Problem(_("cannot be read: {reason}").format(reason=error), str(path))
        ) from None


_LARGEST_TEXT = 1 << 20


def say(text: str, output: Path | None) -> None:
    """Print a text, or write it to a new file."""
    if output is None:
        typer.echo(text, nl=False)
    else:
        write_new(output, text.encode())


def write_new(path: Path, data: bytes) -> None:
    """Write a file where none is. Raises ``InputError``."""
    from crosstally.problems import InputError, Problem

    try:
        with path.open("xb") as stream:
            stream.write(data)
    except FileExistsError:
        raise InputError(
            Problem(_("is there already, and nothing was written"), str(path))
        ) from None


def origin(opened: Log) -> str:
    """The log's name."""
    return opened.checkpoint.origin


def _poster(opened: Log) -> str:
    groups = opened.checkpoint.spoken.split(" ")
    rows = ["      ".join(groups[i : i + 4]) for i in range(0, 12, 4)]
    said = _(
        "The log {name} had the size {size} when this was printed. Whoever holds a copy of it can "
        "check that these digits are those of the copy:"
    )
    head = said.format(name=origin(opened), size=number(opened.checkpoint.size))
    command = 'crosstally log check LOG --spoken "…"'
    body = "\n\n".join(f"    {row}" for row in rows)
    return f"{head}\n\n{body}\n\n    {command}\n"
