"""``crosstally log witness`` and ``crosstally log timestamp``: what others say of a log."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crosstally.cli.log import Folder, Output, log, read_public, say, text_of, write_new
from crosstally.words import _

witness = typer.Typer(
    name="witness",
    help="Others who cosign a log's checkpoint if the log did nothing but grow.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
timestamp = typer.Typer(
    name="timestamp",
    help="An authority's word on when a checkpoint existed (RFC 3161).",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
log.add_typer(witness)
log.add_typer(timestamp)

Memory = Annotated[
    Path, typer.Argument(metavar="MEMORY", help="The file in which the witness remembers logs.")
]
WitnessKey = Annotated[
    Path, typer.Option("--key", metavar="FILE", help="The witness's private key.")
]


@witness.callback()
def every_witness_verb() -> None:
    """Others who cosign a log's checkpoint if the log did nothing but grow."""


@witness.command()
def follow(
    memory: Memory,
    log_key: Annotated[
        str, typer.Argument(metavar="KEY", help="The log's public key, or a file with it.")
    ],
    key: WitnessKey,
) -> None:
    """Follow a log from now on.

    \b
    crosstally key new ngo.example/witness --witness -o ~/witness.key
    crosstally log witness follow memory.json observers.example/kz2012+… --key ~/witness.key
    """
    from crosstally.ledger.keys import PrivateKey
    from crosstally.ledger.witness import Witness

    public = read_public(log_key)
    Witness(memory, PrivateKey.read(key)).follow(public)
    typer.echo(_("{name} is followed").format(name=public.name))


@witness.command()
def request(
    folder: Folder,
    old_size: Annotated[
        int,
        typer.Option(metavar="N", help="How many entries the witness knows; 0 at first.", min=0),
    ] = 0,
    output: Output = None,
) -> None:
    """Write the request to cosign a log's checkpoint, to be sent to a witness.

    \b
    crosstally log witness request evidence --old-size 120 -o request.txt
    """
    from crosstally.ledger.log import Log
    from crosstally.ledger.witness import request_of

    say(request_of(Log(folder), old_size), output)


@witness.command()
def cosign(
    memory: Memory,
    file: Annotated[Path, typer.Argument(metavar="REQUEST", help="The request that came.")],
    key: WitnessKey,
    output: Output = None,
) -> None:
    """Cosign a log's checkpoint if the log only grew since the last time: exit 0, else 1 with the
    reason.

    \b
    crosstally log witness cosign memory.json request.txt --key ~/witness.key -o answer.txt
    """
    import time

    from crosstally.ledger.keys import PrivateKey
    from crosstally.ledger.witness import Witness

    asked = text_of(file)
    answer = Witness(memory, PrivateKey.read(key)).add_checkpoint(asked, int(time.time()))
    if answer.status == 200:
        say(answer.body, output)
        return
    said = _("not cosigned ({status}): {reason}")
    reason = answer.body.strip()
    if answer.status == 409:
        reason = _("the witness knows {size} entries: ask with --old-size {size}").format(
            size=reason
        )
    typer.echo(said.format(status=answer.status, reason=reason), err=True)
    raise typer.Exit(1)


@witness.command()
def add(
    folder: Folder,
    file: Annotated[Path, typer.Argument(metavar="ANSWER", help="The witness's answer.")],
    witness_key: Annotated[
        str,
        typer.Option(metavar="KEY", help="The witness's public key, or a file with it."),
    ],
) -> None:
    """Keep a witness's cosignature with the log's checkpoint: exit 1 where it does not verify.

    \b
    crosstally log witness add evidence answer.txt --witness-key ngo.example/witness+…
    """
    from crosstally.ledger.errors import SignatureError
    from crosstally.ledger.keys import verified_by
    from crosstally.ledger.log import Log
    from crosstally.ledger.notes import Note, parse_signature_lines

    opened = Log(folder)
    public = read_public(witness_key)
    lines = parse_signature_lines(text_of(file))
    try:
        verified = verified_by(Note(str(opened.checkpoint), lines), [public])
    except SignatureError:
        verified = []
    if not verified:
        message = _("the answer holds no signature of this checkpoint by {name}")
        typer.echo(message.format(name=public.name), err=True)
        raise typer.Exit(1)
    opened.add_signatures(lines)
    typer.echo(_("{name} cosigned").format(name=public.name))


@timestamp.callback()
def every_timestamp_verb() -> None:
    """An authority's word on when a checkpoint existed (RFC 3161)."""


@timestamp.command("request")
def timestamp_request(
    folder: Folder,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="Where the request is written.")
    ],
) -> None:
    """Write the request for a timestamp of a log's checkpoint. Sending it needs a network.

    \b
    crosstally log timestamp request evidence -o request.tsq
    curl -H "Content-Type: application/timestamp-query" --data-binary @request.tsq \\
      ADDRESS > answer.tsr
    """
    from crosstally.ledger import timestamps
    from crosstally.ledger.log import Log

    write_new(output, timestamps.timestamp_request(str(Log(folder).checkpoint).encode()))


_MOST_BYTES = 4 << 20
"""Of an authority's answer, and of the certificates to trust: a system's own have half a million
bytes together."""


@timestamp.command("check")
def timestamp_check(
    checkpoint: Annotated[
        Path,
        typer.Argument(metavar="CHECKPOINT|LOG", help="The checkpoint that was stamped, or a log."),
    ],
    answer: Annotated[Path, typer.Argument(metavar="ANSWER", help="The authority's answer.")],
    roots: Annotated[
        Path,
        typer.Option(metavar="FILE", help="The certificates of authorities to trust (PEM)."),
    ],
) -> None:
    """Check an authority's answer, without a network: exit 0 with the time, or 1.

    \b
    crosstally log timestamp check checkpoint.txt answer.tsr --roots authority.pem
    """
    from crosstally.ledger.errors import SignatureError
    from crosstally.ledger.log import CHECKPOINT, read_checkpoint
    from crosstally.ledger.tiles import read_plain
    from crosstally.ledger.timestamps import timestamped_at

    path = checkpoint / CHECKPOINT if checkpoint.is_dir() else checkpoint
    stamped, _signatures = read_checkpoint(path)
    token, trusted = (read_plain(file, _MOST_BYTES) for file in (answer, roots))
    try:
        time = timestamped_at(token, str(stamped).encode(), trusted)
    except SignatureError as error:
        typer.echo(_(error.template).format(**error.values), err=True)
        raise typer.Exit(1) from None
    said = _("the checkpoint of {size} entries existed at {time}")
    typer.echo(said.format(size=stamped.size, time=time.isoformat()))
