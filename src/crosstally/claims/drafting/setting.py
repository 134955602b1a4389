"""Which election, place and count the sentences of an article are about, as it carries over."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crosstally.claims.drafting.annulments import annulled
from crosstally.claims.drafting.clues import ALL_COUNTED, OTHER_SOURCE, PARTIAL, Clues
from crosstally.claims.drafting.grammar import words
from crosstally.claims.drafting.mentions import AREA, OPTION, PLACE
from crosstally.claims.drafting.phrases.stations import station_named_in
from crosstally.claims.drafting.places import (
    ANOTHER_REGION,
    LEADING_PLACE,
    NATIONWIDE,
    UNKNOWN_PLACE,
)
from crosstally.claims.drafting.reading import Read
from crosstally.claims.drafting.stages import FINAL, PRELIMINARY, there_is
from crosstally.words import _

_VOTED = words(r"""
    \b(?:elections?|votes?|voted|voters|voting|ballots?|poll(?:s|ed)?|turnout|results?|seats?|won|
    parties|party|parliament\w*|picture|race|contest|выбор\w+|голос\w+|явк\w+|результат\w*|парти\w+|
    набра\w+|получил\w*|картин\w+)\b""")
_ASIDE_TIME = words(r"""
    ,\s(?:which|who|whose|where|котор\w+)\b[^,;:]{1,90}(?:,|[.!?]*$)|\b(?:than|against|over|
    compared (?:with|to)|чем|по сравнению с) (?:in |the |в )?(?:\w+ ){0,2}(?:19|20)\d\d\b|
    ^\W*(?:down|up) (?:from|on)\b[^.;:]*|\b(?:since|until|till|from|founded in|created in|formed in|
    established in|registered in|born in|independence in|с|основан\w* в|
    создан\w* в)\s+(?:\w+ ){0,2}(?:19|20)\d\d\b(?: года?)?|\bfor the first time\b[^,;.]{0,80}|
    \bвпервые\b[^,;.]{0,80}""")
_NOW = words(r"""
    \b(?:this (?:time|year|election|vote|week|month|sunday|january)|now|today|will|sunday(?:'s)?|
    (?:on|late|early) (?:monday|tuesday|wednesday|thursday|friday|saturday)|new parliament|
    current\w*|latest|на этот раз|сейчас|теперь|сегодня|в этом году|нынешн\w+|воскресенье|
    воскресн\w+|вошли|войдут)\b""")
_ANSWERS = re.compile(r"\b(?:did|had|was|were)(?: not|n't)?\W*$", re.I)
"""“In 2007 none did”: a statement of its own, which sets no scene."""
_OFFICIAL = re.compile(
    r"\b(?:official\w*|commission\w*|announced|final results?|цик|центризбирком\w*|комисси\w+|"
    r"официальн\w+)\b",
    re.I,
)
_COUNTRYWIDE = re.compile(r"\bin the country\b|\bв стране\b", re.I)
_TAKEN_BACK = re.compile(
    r"^\W*(?:corrections?|clarification|исправление|уточнение|поправка)\b", re.I
)
_PROTEST = re.compile(
    r"\b(?:protest\w*|rall\w+|demonstrat\w+|met|gathered|митинг\w*|протест\w*)\b", re.I
)


@dataclass
class Setting:
    """What a sentence takes over from those before it: why nothing national can be tested."""

    time: str | None = None
    place: str | None = None
    count: str | None = None
    unfinished: str | None = None
    stage: str | None = None
    denied: bool = False
    """The next sentence takes it back."""
    annulled: bool = False
    """The next sentence says that it was annulled."""

    @property
    def reason(self) -> str | None:
        """The first of the reasons."""
        return self.time or self.place or self.count or self.unfinished or self.stage


class Settings:
    """Goes through the sentences of an article in their order.

    What one sets holds until another sets it anew, or the paragraph ends; a sentence that only
    sets the scene, without a figure, holds for the next paragraph too.
    """

    def __init__(self, clues: Clues, year: int) -> None:
        self._clues = clues
        self._this_year = re.compile(rf"(?<!\d){year}(?!\d)")
        self._held = Setting()
        self._paragraph = -1
        self._scene = False
        self._another_round: bool | None = None
        """What the article begins with; None until a figure of an option was read."""

    def of(self, read: Read) -> Setting:
        """What holds for a sentence, before what it sets itself; to be asked of each in turn."""
        if read.paragraph != self._paragraph and not self._scene:
            self._held = Setting()
        self._paragraph = read.paragraph
        mask = read.mask
        time, place, count = self._held.time, self._held.place, self._held.count
        unfinished, stage = self._held.unfinished, self._held.stage
        if _NOW.search(mask) or self._this_year.search(mask):
            time = None
        if _OFFICIAL.search(mask):
            count = None
        if there_is(FINAL, mask) or ALL_COUNTED.search(mask) or _NOW.search(mask):
            unfinished = stage = None
        own_place, names_place = self._place_of(read)
        if NATIONWIDE.search(mask) or names_place:
            place = None
        holds = Setting(time or self._round_of(mask), place, count, unfinished, stage)
        own = Setting(
            self._time_of(mask),
            own_place,
            self._count_of(mask),
            _unfinished(mask),
            _preliminary(mask),
        )
        self._held = Setting(
            own.time or time,
            own.place or place,
            own.count or count,
            own.unfinished or unfinished,
            own.stage or stage,
        )
        states = OPTION in mask or re.search(r"\d", mask[12:]) or _ANSWERS.search(mask)
        self._scene = own.reason is not None and not states
        return holds

    def _round_of(self, mask: str) -> str | None:
        """The reason where the article is about the other round of voting, and says so first."""
        own = self._clues.own_round.search(mask) is not None
        if self._another_round is None and OPTION in mask and (own or re.search(r"\d", mask[12:])):
            began = self._clues.other_time_from(mask) == 0
            self._another_round = not own and began and self._clues.another_round(mask)
        if not self._another_round or own:
            return None
        return _("The article begins with another round of voting than this one.")

    def _time_of(self, mask: str) -> str | None:
        text = _ASIDE_TIME.sub(lambda match: " " * len(match.group()), mask)
        if self._clues.other_time_from(text) != 0 or self._this_year.search(text):
            return None
        if not (_VOTED.search(text) or OPTION in text or self._clues.other_time(text[:30])):
            return None
        return _("An earlier sentence speaks of another election or another year.")

    def _place_of(self, read: Read) -> tuple[str | None, bool]:
        """The reason why a place holds on, and whether the sentence names any at its beginning."""
        mask = read.mask
        station = station_named_in(read.text)
        if station is not None:
            return (
                _(
                    "An earlier sentence speaks of “{words}”; whether this one does, is not clear."
                ).format(words=station),
                True,
            )
        if self._clues.speaks_of_abroad(mask) and (
            _VOTED.search(mask) or re.search(r"\d{4}", mask)
        ):
            return _("An earlier sentence speaks of another country."), True
        another = ANOTHER_REGION.search(mask) or self._clues.other_place.search(mask)
        if another:
            name = read.text[another.start() : another.end()]
            return _("An earlier sentence speaks of “{words}”.").format(words=name), True
        lead = LEADING_PLACE.match(mask)
        if lead is None or _COUNTRYWIDE.search(mask) or NATIONWIDE.search(mask):
            return None, False
        if _PROTEST.search(mask) or lead["place"].startswith(PLACE):
            return None, True
        if AREA not in lead["place"] and not UNKNOWN_PLACE.search(lead.group()):
            return None, False
        name = read.text[lead.start("place") : lead.end("place")].strip()
        return _(
            "An earlier sentence speaks of “{words}”; whether this one does, is not clear."
        ).format(words=name), True

    def _count_of(self, mask: str) -> str | None:
        if annulled(mask):
            return _("An earlier sentence speaks of results that were annulled.")
        if _OFFICIAL.search(mask):
            return None
        if self._clues.is_poll(mask) or OTHER_SOURCE.search(mask) or _TAKEN_BACK.match(mask):
            return _("An earlier sentence speaks of a poll or of another count.")
        return None


def _unfinished(mask: str) -> str | None:
    """Why what follows may be of a part of the votes too."""
    if OPTION not in mask or not PARTIAL.search(ALL_COUNTED.sub(" ", mask)):
        return None
    return _("An earlier sentence speaks of a count that was not finished.")


def _preliminary(mask: str) -> str | None:
    """Why what follows may be of a preliminary result too."""
    if not there_is(PRELIMINARY, mask) or there_is(FINAL, mask):
        return None
    return _("An earlier sentence speaks of a preliminary result; this one may do so too.")
