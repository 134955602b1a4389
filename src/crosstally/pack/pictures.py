"""Pictures of sheets as a pack publishes them: drawn anew, with what the sheet's template hides
blacked out, each with a commitment to the sealed original."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from crosstally.election.folder import Election
from crosstally.election.pictures import FILE, SheetPicture, read_pictures
from crosstally.ledger.commitment import commitment
from crosstally.pack import layout
from crosstally.pack.redraw import MOST_BYTES, PictureError, redraw
from crosstally.pack.salts import Salts
from crosstally.pack.tables import write_table
from crosstally.problems import InputError, Problem, shown_path
from crosstally.words import _, number

SAID_EVERY = 100
"""Pictures, after which it is said how many are done."""


@dataclass(frozen=True)
class Pictures:
    """What became of the pictures of an election folder."""

    published: int = 0
    uncovered: int = 0
    """Of them, those in which nothing was blacked out."""
    withheld: int = 0
    without_list: tuple[str, ...] = ()
    """Contests whose sheet has no list ``hide``, for which others were withheld."""


def salts_beside(election: Election) -> Path:
    """Where the salts of an election folder are kept if nobody says where: beside the folder."""
    folder = election.folder.resolve()
    return folder.with_name(f"{folder.name}.salts")


def refuse_salts_inside(salts: Path, folders: Sequence[Path]) -> None:
    """Raise ``InputError`` where salts would lie in a folder that is given away."""
    for folder in folders:
        if salts.resolve().is_relative_to(folder.resolve()):
            raise InputError(
                Problem(
                    _("the salts of pictures do not belong into what is given away"),
                    str(salts),
                    hint=_("Keep them out of {folder}.").format(folder=folder),
                )
            )


class Publisher:
    """Writes the pictures of an election into a pack's folder, and the table that names them."""

    def __init__(self, election: Election, folder: Path, salts: Path) -> None:
        self.election = election
        self.folder = folder
        self.salts = salts
        self.problems: list[Problem] = []

    def publish(
        self, codes: Mapping[str, Mapping[str, str]], say: Callable[[str], None]
    ) -> Pictures:
        """Write the pictures that may be shown. ``codes``: source → its code → the election's.

        Raises ``InputError`` with every picture that cannot be read.
        """
        definition = self.election.definition
        listed = read_pictures(self.election)
        shown = [one for one in listed if one.hidden(definition) is not None]
        lacking = {
            contest
            for one in listed
            for contest in one.sheets(definition)
            if definition.sheet_of(contest).hide is None
        }
        rows = self._rows(shown, codes, say)
        if self.problems:
            raise InputError(self.problems)
        write_table(self.folder / layout.PICTURE_TABLE, layout.PICTURE_COLUMNS, rows)
        return Pictures(
            published=len(rows),
            uncovered=sum(row[5] == "0" for row in rows),
            withheld=len(listed) - len(shown),
            without_list=tuple(one for one in definition.contests if one in lacking),
        )

    def _rows(
        self,
        shown: Sequence[SheetPicture],
        codes: Mapping[str, Mapping[str, str]],
        say: Callable[[str], None],
    ) -> list[list[str]]:
        if not shown:
            return []
        salts = Salts.read(self.salts)
        rows: dict[tuple[str, str, str, int], list[str]] = {}
        for count, one in enumerate(shown, 1):
            station = codes.get(one.source, {}).get(one.station, one.station)
            key = (one.source, station, one.contest or "", one.page)
            if key in rows:
                message = _("shows a page that another picture shows: the crosswalk joins them")
                self._wrong(one, message, _("Pages of one sheet are told apart by `page`."))
                continue
            row = self._picture(one, salts)
            if row is not None:
                rows[key] = [station, *row]
            if count % SAID_EVERY == 0:
                said = _("{count} of {all} pictures")
                say(said.format(count=number(count), all=number(len(shown))))
        if not self.problems:
            salts.keep()
        return [rows[key] for key in sorted(rows)]

    def _picture(self, one: SheetPicture, salts: Salts) -> list[str] | None:
        """The row of a picture, which is written; None where there is something wrong with it."""
        regions = one.hidden(self.election.definition) or []
        try:
            original = self._bytes(one)
            jpeg = redraw(original, [region.box for region in regions])
        except PictureError as error:
            self._wrong(one, str(error))
            return None
        except ImportError:
            raise InputError(
                Problem(
                    _("pictures cannot be drawn anew without Pillow"),
                    shown_path(self.election.folder / FILE),
                    hint=_("{command}, or build with --without-pictures.").format(
                        command='pip install "crosstally[pictures]"'
                    ),
                )
            ) from None
        # Of its bytes alone: a camera's name of a file says whose it was, and when.
        path = layout.picture_path(sha256(jpeg).hexdigest())
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(jpeg)
        sealed = commitment(salts.salt_for(original), original)
        inside = path.removeprefix(layout.PAYLOAD)
        return [one.source, one.contest or "", str(one.page), inside, str(len(regions)), sealed]

    def _bytes(self, one: SheetPicture) -> bytes:
        try:
            with (self.election.folder / one.file).open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        except OSError as error:
            message = _("cannot be read: {reason}").format(reason=error.strerror)
            raise PictureError(message) from error
        if len(data) > MOST_BYTES:
            message = _("has more than {most} megabytes")
            raise PictureError(message.format(most=MOST_BYTES >> 20))
        return data

    def _wrong(self, one: SheetPicture, message: str, hint: str | None = None) -> None:
        listed = shown_path(self.election.folder / FILE)
        self.problems.append(Problem(f"{one.file}: {message}", listed, one.line, hint=hint))
