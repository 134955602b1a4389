"""Words that several patterns look for: months, days of the week, ordinals, levels of places.

Pieces of pattern in small letters, English and Russian; where capitals count, names say so.
"""

from __future__ import annotations

from crosstally.claims.drafting.grammar import joined, words

MONTH_NAMES = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
)
"""With their capitals."""
ENGLISH_MONTHS = (
    r"jan\w*|feb\w*|mar(?:ch)?|apr\w*|may|june?|july?|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*"
)
RUSSIAN_MONTHS = joined(r"""
    январ\w+|феврал\w+|март\w*|апрел\w+|ма[яй]|июн\w+|июл\w+|август\w*|сентябр\w+|октябр\w+|
    ноябр\w+|декабр\w+""")
MONTHS = rf"(?:{ENGLISH_MONTHS}|{RUSSIAN_MONTHS})"
DAY_NAMES = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
"""With their capitals."""
ENGLISH_DAYS = DAY_NAMES.lower()
RUSSIAN_DAYS = "понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау]|воскресень[ея]"
ENGLISH_ORDINALS = "first|second|third|fourth|fifth|sixth|seventh"
RUSSIAN_ORDINALS = "перв|втор|трет|четв[её]рт|пят"
"""Stems."""

PARTS_OF_COUNTRIES = words(r"""
    province|region|oblast|state|district|county|canton|department|governorate|prefecture|
    constituency|municipality|city|town|commune|parish|ward|провинция|область|край|район|
    округ|город|республика|регион|муниципалитет|поселение""")
"""Levels whose area is no whole country: such a folder holds a piece of an election, or an election
of that piece."""
LEVEL_WORDS = joined(r"""
    oblast|region|province|district|county|governorate|prefecture|state|област[ьи]|облыс\w*|район\w*|
    кра[йяе]""")
"""What stands behind the name of an area and says of what kind it is."""
LEVELS_OF_MANY = joined(r"""
    districts?|regions?|provinces?|count(?:y|ies)|wards?|constituenc(?:y|ies)|municipalit(?:y|ies)|
    states?""")
"""Levels in “every district”, “in five of the 16 regions”."""
LEVELS = {
    "district": ("district", "rayon", "raion", "район", "районах", "районе"),
    "region": ("region", "oblast", "область", "областях", "области", "регионах", "регионе"),
}
"""Words for levels of areas, beside a level's own name."""
STOREYS = {
    "страна country nation": "стран[аыеу]",
    "республика": "республик[аиеу]",
    "край": "кра[йяею]",
    "область oblast": "област[ьи]",
    "регион region": "регион[аеу]?",
    "округ": "округ[аеу]?",
    "район": "район[аеу]?",
    "город city": "город[аеу]?",
}
"""Names of levels → a place of that level, in Russian, as it is called without its name."""
