"""Results that were annulled: what a sentence says of them is no result any more."""

from __future__ import annotations

from crosstally.claims.drafting.mentions import SIGNS

_SAID = SIGNS.extended(
    result=r"""
        (?:results?|outcomes?|vot(?:e|ing)|elections?|polls?|count|tall(?:y|ies)|totals?|итог\w*|
        результат\w*|выбор\w+|голосовани\w+)""",
    # A court annuls what is no result, too.
    of_else=r"""
        (?:registrations?|candidac\w+|nominations?|accreditations?|licen[cs]es?|marriages?|
        contracts?|регистраци\w+|кандидатур\w+|выдвижени\w+|аккредитаци\w+|лицензи\w+)\b""",
    annul=r"""
        (?:annul\w*|nullif\w+|quash\w*|overturn\w*|null and void|аннулир\w+)
        \b(?!(?: \w+){0,3} {of_else}(?![^.;:]{0,90}\b{result}\b))""",
    cancel=r"""
        (?:void(?:ed|s|ing)?|invalid(?:at\w+)?|cancel\w+|scrap(?:ped|s|ping)?|set aside|threw out|
        thrown out|str(?:uck|ikes?) (?:down|out)|discard\w*|отмен[еёия]\w*|недействительн\w+)""",
    # Invalid ballots are counted as such in any election.
    on=r"(?:(?!\bballots?\b|\bvotes\b|бюллет)[^.;:]){0,90}?",
    no_ballots=r"(?!(?:[^.,;:]|(?<=\d)[.,](?=\d)){0,30}(?:\bballots?\b|\bvotes\b|бюллет|\bголос))",
    this=r"(?:the|that|this|these|those|both|all|its|their|эт\w+|его|её|их|все)",
)
_ANNULLED = _SAID.words(r"""
    \b{annul}|\b(?:struck|str[iy]k\w+) (?:{this} )?{result} (?:down|out)\b|
    \b(?:declar|rul|f[io]und|pronounc)\w* (?:{this} )?(?:{result}|ballot)(?: to be| as)?
    (?: null| void| invalid)\b|\b{result} (?:\w+ ){0,2}(?:declared|ruled|found|
    pronounced)(?: to be)? null\b|\b{result}\b{on}\b{cancel}\b{no_ballots}|
    \b{cancel}\b(?: (?!ballots?|votes)\w+){0,3} {result}\b""")
_ANNULS_THE_LAST = _SAID.words(r"""
    ^\W*(?:(?:but|and|yet|later|then|now|а|но|позже|позднее|затем|потом|однако),? )*(?:
    (?:{this} )?(?:\w+ )?(?:{result}|figures?)(?: there| here| там| здесь)?,?|{OPTION}+|it|they|
    that|this|он[аио]?)(?: (?:was|were|has|have|had|is|are|been|later|since|then|soon|would|will|
    be|also|declared|ruled|бы[лт]\w*|были|позже|затем|потом|признан\w*))* (?:{annul}|{cancel})\b|
    ^[^,;:\d]{0,60}\b(?:{annul}|{cancel}) (?:it|them|this|that|these|those|его|их|эт\w+)\b|
    ^[^,;:\d]{0,60}\b(?:threw|struck|set|declared|ruled) (?:it|them|this|that) (?:out|down|aside|
    null|void|invalid)\b|^[^,;:\d]{0,60}\b(?:{annul}|{cancel}) (?:{this} )?{result}
    (?: there| here| там| здесь)?[.!]*$""")


def annulled(mask: str) -> str | None:
    """The words of a sentence that say that results were annulled; None where it has none."""
    match = _ANNULLED.search(mask)
    return None if match is None else match.group().strip()


def annuls_the_last(mask: str) -> bool:
    """Whether a sentence says so of the results in the one before it: “They were annulled.”"""
    return _ANNULS_THE_LAST.search(mask) is not None
