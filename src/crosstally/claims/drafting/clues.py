"""What a sentence speaks of besides this election: signs that a figure must not be tested."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from itertools import pairwise

from crosstally.claims.drafting.grammar import joined, words
from crosstally.claims.drafting.lexicon import PARTS_OF_COUNTRIES, STOREYS
from crosstally.claims.drafting.mentions import OPTION
from crosstally.election.definition import Definition
from crosstally.words import N_

SCOPES = re.compile(
    joined(r"""
    [;:](?=\s)|(?<=[,!?…][\"”»])\s(?=(?:said|says|asked|asks|сказал\w*|заявил\w*)\b[^\"“”«»]*$)|
    \b(?:in|at|after) which\b|\bthat (?:gave|handed|saw)\b|\s[—–]\s|\b(?:while|whereas|but|although|
    though|compared (?:with|to)|(?:(?:an? )?(?:result|score|share|figure|fall|drop|rise) )?(?:down|
    up|sharply down|sharply up) (?:\d\S* (?:percentage )?points? )?(?:from|on)(?= )|after winning|
    after it won|against(?= (?:the )?\d)|по сравнению с|тогда как|в то время как|хотя|
    против(?= \d))\b|, а |, но """)
)
"""Where a sentence turns to something else."""


class Doubt(StrEnum):
    """Why no figure of a sentence is tested."""

    TIME = N_("It speaks of another election or another time.")
    POLL = N_("It speaks of a poll, a forecast or a count that was not finished.")
    PLACE = N_("It speaks of another country.")
    UNSURE = N_("It is put as a condition, a wish or a possibility.")
    NEGATED = N_("It denies something; a person must put the test.")
    ECONOMY = N_("Its figures are not of this election.")


_POLL = words(r"""
    \b(?:exit[- ]polls?|opinion polls?|polls? (?:by|of|showed|suggested|put|conducted|published)|
    support in (?:\w+ ){0,2}(?:polls|surveys)|pollsters?|polling (?:agency|firm|institute)s?|
    surveys?|surveyed|respondents?|forecasts?|
    projections?|projected|on (?:course|track) (?:to|for)|poised to (?:win|take|get|receive)|
    predict\w*|expected to|is expected|are expected|estimates?|estimated|
    with \S+ (?:percent|per cent|pct|%) of (?:the )?(?:votes?|ballots|precincts|polling stations|
    protocols|results) (?:counted|reporting|in|processed|tallied)|(?:votes?|ballots|precincts|
    stations|protocols) (?:had been |have been |were |being )?(?:counted|tallied|processed) so far|
    partial (?:results|count)|экзит-?пол\w*|опрос\w*|социолог\w*|прогноз\w*|ожидает\w*|
    предварительн\w+ подсч\w+)""")
PARTIAL = words(r"""
    \b(?:half|a third|two[- ]thirds|three[- ]quarters|a quarter|most|some|part|all but|
    \S+ (?:percent|per cent|pct|%)) (?:of )?(?:the |all )?(?:votes?|ballots?|precincts|
    polling stations|stations|protocols|results|returns) (?:had been |have been |were |are |being |
    already )?(?:counted|reporting|in (?:so far|already)|processed|tallied|tabulated|opened)|
    \b(?:from|in|with|at|after|on) (?:\w+ ){0,2}\S+ ?(?:percent|per cent|pct|%) of (?:the |
    all )?(?:polling |ballot |tally |voting |electronic )?(?:precincts|stations|protocols|sheets|
    districts|count|boxes|tables|machines|places|actas|returns)\b|\b(?:half|a third|two[- ]thirds|
    three[- ]quarters|a quarter|most|some|part|all but|(?:nearly|almost|not) all) (?:of )?(?:the )?
    (?:\w+ ){0,2}(?:boxes|
    votes|ballots|precincts|stations|sheets|protocols|results|returns|districts)\b(?! cast| in
    favou?r)|\b(?:with|after) \d[\d,. ]* (?:out )?of (?:the )?\d[\d,. ]* (?:\w+ ){0,2}(?:boxes|
    precincts|stations|sheets|protocols)\b|\b(?:after|before|
    during) (?:counting|tallying|processing)\b|\b(?:counted|tallied|processed|counting|
    ballots were still|initially|originally|at first|at one point|halfway|сначала|изначально|
    первоначально|предварительно|пока(?! не\b)|набира[ею]\w+|лидиру\w+|
    provisionally|preliminarily|for now|
    for the (?:time being|moment)|as (?:it|things) stands?|lead(?:s|ing) with)\b|\bso far\b|
    \b(?:early|first|initial|partial|incomplete|interim) (?:returns?|
    results?|figures|count\w*|tall(?:y|ies))\b|\bby (?:midnight|midday|noon|dawn|
    (?:the )?(?:evening|morning|afternoon|night)|late|early|(?:mon|tues|wednes|thurs|fri|satur|
    sun)day(?: (?:morning|evening|night|afternoon))?|\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?m|o'clock|
    hours)\b)|\bat (?:midnight|midday|noon|\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m)|\b(?:подсчитан\w*|
    обработан\w*|после (?:обработки|подсч[её]та)|к (?:утру|полуночи|вечеру|полудню)|
    перв\w+ (?:данн\w+|результат\w*)|половин\w+ (?:бюллетен\w+|протокол\w+))\b""")
"""A count that was not finished."""
ALL_COUNTED = words(r"""
    \b(?:after|with|once|from) (?:all|every|each|100 ?(?:percent|per cent|%) of)(?: of)? (?:the )?
    (?:votes?|ballots?|precincts?|polling stations?|stations?|protocols?|results)(?: (?:had been|
    have been|were|being|are))? (?:counted|processed|tallied|in)\b""")
"""A count that was finished."""
OTHER_SOURCE = words(r"""
    \b(?:protocols?|copies|photocopies|(?:tally|result|counting|polling) sheets?|parallel (?:count|
    vote|tally|tabulation)\w*|(?:own|independent|alternative|unofficial|internal) (?:\w+ )?(?:count|
    tally|tallies|figures?|data|numbers?|results?|estimates?|calculations?|observers|protocols|
    monitors)|(?:opposition|party|campaign|observer|monitor|lawyer|activist)s?(?:'s?)? (?:own )?
    (?:count|tally|figures|data|numbers|sheets|copies)|(?:by|on|in|from|per|
    according to) (?:our|their|his|her|its|the (?:party|
    opposition)'?s?) (?:\w+ )?(?:count|tally|figures|data|reckoning|calculations?|numbers|
    estimates?)|headquarters|campaign (?:team|staff|office)|протокол\w*|копи[ийям]\w*|штаб\w*|
    параллельн\w+|собственн\w+ (?:подсч\w+|данн\w+))\b""")
"""A count of somebody else than the authority."""
_UNSURE = words(r"""
    \b(?:if|unless|would|could|might|(?-i:may)|should|must|needs?|needed|required?|requires|aims?|
    aimed|hopes?|hoped|hoping|wants?|wanted|wishes|promised?|promises|pledged?|vowed|target\w*|
    likely|unlikely|possibly|perhaps|whether|suppose\w*|imagine|allegedly|assume|допустим|
    предположим|представим|если|бы|возможно|вероятно|должн\w+|надеет\w+|намерен\w*|обеща\w+|
    мог(?:ла|ли|ло)?)\b""")
_CONDITION = re.compile(
    r"\b(?:if|unless|possibly|perhaps|whether|suppose\w*|imagine|allegedly|likely|unlikely|assume|"
    r"should(?= (?:the|it|its|be))|допустим|предположим|представим|если|бы|возможно|вероятно)\b",
    re.I,
)
"""Words of doubt that reach back over the whole part of a sentence, wherever they stand in it."""
_BEHIND = re.compile(
    r",\s(?!which\b|if\b|but\b)(?![^,;]{0,40}\b(?:say|says|said|claims?|argues?|think|"
    r"believes?)\b)|\sand\s|,\swhich\s(?=(?:will|would|could|may|might)\b)"
)
"""Where a statement is over and something else follows: “…, a result that would please anybody”."""
_NEGATED = words(r"""
    (?:\b(?:not(?! (?:less|fewer|more) than \d)|never|no longer|nobody|neither|nor|without|failed|
    fails|denied|denies|deny|rejected|rejects|dismissed|disputed|disputes|doubts?|false|untrue|
    wrong|incorrect\w*|contrary to|instead of(?! (?:just |only )?one\b)|rather than|short of|
    fell|lacked|cannot|
    не(?! (?:менее|более|меньше|больше) (?:чем )?\d)|ни|никогда|отрица\w+|опроверг\w*|неверн\w*|
    вместо(?! (?:всего |лишь )?одной\b))\b|n't\b)""")
_DENIED = words(r"""
    \b(?:(?:is|was|were|are|it's) not (?:true|so|the case)|untrue|false(?:ly)?|wrong(?:ly)?|
    incorrect\w*|lies?|lied|denied|denies|deny|denying|rejected|dismissed|disputed|disputes|myth|
    hoax|rumou?rs?|неправд\w+|ложь|ложн\w+|опроверг\w*|отрица\w+|слух\w*)\b""")
_JOINED = re.compile(r",\s(?:and|и)\s(?!not\b|never\b|не\b)", re.I)
_ECONOMY = words(r"""
    \b(?:growth|grew|gdp|gross domestic|inflation|econom\w+|prices?|stocks?|shares (?:in|of|rose|
    fell)|stake|equity|dividend|salar\w+|wages?|pensions?|tax\w*|barrels?|tonnes?|tons|bonds?|
    interest rates?|unemployment|exports?|imports?|output|production|profit\w*|revenues?|dollars?|
    tenge|euros?|rubles?|roubles?|budget|population|people aged|рост\w*|ввп|инфляц\w+|экономик\w*|
    цен[аыу]\w*|акци\w+|зарплат\w+|пенси\w+|налог\w*|баррел\w*|тонн\w*|добыч\w+|экспорт\w*|
    импорт\w*|доллар\w*|тенге|рубл\w+|бюджет\w*|населени\w+)\b""")
_OTHER_TIME = words(r"""
    ^\W*(?:previously|formerly|in the past|ранее|раньше|прежде)\b(?!,? (?:\w+ ){0,4}(?:said|
    announced|reported|сообщ|заяв|объяв))|
    \b(?:(?:the |its |their )?(?:previous|last|earlier|prior|next|forthcoming|coming|outgoing|
    preceding) (?:\w+ )?(?:election|elections|vote|poll|ballot|parliament|majilis|campaign|time|
    year|decade|convocation)|(?:\w+ ){1,2}years? (?:ago|earlier|before)|by-elections?|
    (?:\w+ )?(?:local|regional|municipal|council|mayoral|senate|upper house) (?:elections?|vote|
    polls?|ballots?|council)|referendum|(?:прошл(?:ы[йехм]|ого|о[мйе]|ому|ыми|ая|ую)|предыдущ\w+|
    прежн\w+|следующ\w+|уходящ\w+|действующ\w+(?= созыв)|
    нынешн\w+(?= созыв)) (?:\w+ )?(?:выбор\w+|созыв\w*|год\w*|парламент\w*|раз\w*)|
    (?:\w+ ){1,2}(?:лет|года?) назад|референдум\w*|(?:местн|муниципальн)\w+ выбор\w+|
    маслихат\w*|тогда(?! как)|(?:за|во?|на|к концу|по итогам|после) (?:перв|втор)\w+ (?:два |двух )?
    (?:день|дня|дни|дней|сутки|суток)|
    (?:on|in|after|during|by the end of) (?:the )?(?:first|second)(?: two)? days?)\b""")
_KINDS = words(r"""
    \b(?:(?:local|regional|municipal|council|mayoral|senate|upper house)(?= (?:elections?|vote|
    polls?|ballots?|council|seats?)|$)|senate|upper(?= house)|council|mayor\w*|governor\w*|
    referendum\w*|местн\w+|муниципальн\w+|маслихат\w*|сенат\w*|референдум\w*)\b""")
"""Words for votes and bodies that may be others than this election's, or its own."""
_PRESIDENTIAL = re.compile(
    r"\bpresidential (?:election|elections|vote|poll|polls|ballot|race|contest|campaign)\b|"
    r"\bпрезидентск\w+ (?:выбор\w+|гонк\w+)|\bвыбор\w+ президента",
    re.I,
)
_PARLIAMENTARY = re.compile(
    r"\b(?:parliamentary|legislative) (?:election|elections|vote|poll|polls|ballot|race)\b|"
    r"\bпарламентск\w+ выбор\w+",
    re.I,
)
_ALSO_REGIONS = frozenset(("край", "область", "республика", "oblast"))
_BODIES = tuple(
    joined(body)
    for body in (
        r"""
        губернатор\w*|губернаторск\w+|глав[аыуе] (?:региона|кра[йя]|области|республики)|governor\w*|
        gubernatorial""",
        r"""
        мэр\w*|мэрск\w+|градоначальник\w*|глав[аыуе] (?:\w+ )?(?:города|района|округа|
        администрации|поселения)|mayor\w*""",
        r"""
        заксобрани\w+|законодательн\w+ собрани\w+|обл(?:астн\w+ )?дум\w+|край?(?:ев\w+ )?дум\w+|
        (?:областн|краев)\w+ (?:совет|собрани)\w*|государственн\w+ (?:совет|собрани)\w*|
        народн\w+ (?:хурал|собрани)\w*|парламент\w* (?:края|области|региона|республики)|(?:state|
        provincial|regional) (?:legislature|assembly|parliament)s?""",
        r"""
        гор(?:одск\w+ )?(?:дум|совет)\w*|райсовет\w*|(?:районн|муниципальн|окружн|поселков|
        сельск)\w+ (?:совет|дум|собрани|депутат)\w*|совет\w* (?:народных )?депутатов|
        совет\w* \w+ (?:района|города|округа|поселения)|council\w*""",
    )
)
"""Words for each kind of office or assembly that a part of a country elects."""
_NATIONAL = joined(r"""
    госдум\w*|государственн\w+ дум\w+|совет\w* федерации|президент\w*|президентск\w+|
    state duma|president\w*|(?:national|federal) (?:parliament|assembly)|congress\w*|senat\w+""")
"""What a whole country elects."""
FIRST_TIME = words(r"""
    \b(?:something )?(?:that |which )?(?:has|have|had) not (?:been seen|happened) (?:since|in|
    for)\b[^,;:.]{0,60}|\b(?:(?:for )?the |(?<=[-–—,] ))first time(?: (?:that |this |
    it )?(?:has )?happen(?:s|ed))?(?: (?:in|since|ever)\b[^,;:.]{0,80})?|\bвпервые(?: (?:за|с|
    в(?! парламент| мажилис))\b[^,;.]{0,20}(?:\d{4}|лет\w*|год\w*|истори\w+|независимости|
    десятилети\w+)(?: независимости)?)?""")
_FIRST_ROUND = re.compile(
    r"\b(?:first|1st|opening)[- ]round\b|\bround one\b|\bперв\w+ тур\w*", re.I
)
_SECOND_ROUND = re.compile(
    r"\b(?:second|2nd|final)[- ]round\b|\brun-?offs?\b|\bround two\b|\bвтор\w+ тур\w*", re.I
)
_ROUND_AHEAD = words(r"""
    \b(?:forc\w+|avoid\w*|avert\w*|trigger\w*|without|no|(?:head\w*|go|goes|going|went) (?:in)?to|
    heading for|enough to win|избежа\w+|без) (?:an? |the )?(?:\w+ )?(?:run-?off|second[- ]round|
    втор\w+ тур\w*)""")
"""A run-off that the result leads to, or spares."""
_YEAR = re.compile(
    r"(?<![\d.,])(?:19|20)\d\d(?![\d%]|[.,]\d)"
    r"(?! (?:votes|ballots|voters|people|голос\w*|избирател\w+|человек\w*|бюллетен\w+)\b)"
)
_NEEDED = words(r"""
    \b(?:has|have|had|with|there (?:is|was)) (?:no|little) doubts?\b|(?:\b(?:threshold|barrier|
    hurdle|bar|minimum|mark|line|per\s?cent|pct)|%)\s+(?:that\s+(?:is|was)\s+)?(?:needed|required|
    necessary)\b|\bthat (?:the )?(?:\w+ )?(?:law|code|constitution) (?:requires?|required)\b""")
"""The threshold needed to enter parliament: no wish, no condition."""
_COUNTRIES: tuple[tuple[str, str], ...] = (
    (r"Russia|Russian Federation|Росси[яию]\w*", r"Russian|российск\w+"),
    (r"Ukraine|Украин[аыеу]", r"Ukrainian|украинск\w+"),
    (r"Belarus|Белорусси\w+|Беларус\w+", r"Belarusian|белорусск\w+"),
    (r"Kazakhstan|Казахстан\w*", r"Kazakh(?:stani)?|казахстанск\w+"),
    (r"Uzbekistan|Узбекистан\w*", r"Uzbek|узбекск\w+"),
    (r"Kyrgyzstan|К[иы]рг[иы]зи?стан\w*|Киргизи\w+", r"Kyrgyz|киргизск\w+|кыргызск\w+"),
    (r"Tajikistan|Таджикистан\w*", r"Tajik|таджикск\w+"),
    (r"Turkmenistan|Туркменистан\w*|Туркмени[ияю]\w*", r"Turkmen|туркменск\w+"),
    (r"Azerbaijan|Азербайджан\w*", r"Azerbaijani|азербайджанск\w+"),
    (r"Armenia|Армени[яию]\w*", r"Armenian|армянск\w+"),
    (r"Georgia|Грузи[яию]\w*", r"Georgian|грузинск\w+"),
    (r"China|Кита[йяею]\w*", r"Chinese|китайск\w+"),
    (r"Turkey|Türkiye|Турци[яию]\w*", r"Turkish|турецк\w+"),
    (r"United States|America|U\.S\.|США|Америк[аеиу]", r"American|американск\w+"),
    (r"Britain|United Kingdom|England|Великобритани\w+", r"British|британск\w+"),
    (r"Germany|Германи[яию]\w*", r"German|немецк\w+|германск\w+"),
    (r"France|Франци[яию]\w*", r"French|французск\w+"),
    (r"Poland|Польш[аеиу]", r"Polish|польск\w+"),
    (r"Egypt|Егип[ет]\w+", r"Egyptian|египетск\w+"),
    (r"Venezuela|Венесуэл\w+", r"Venezuelan|венесуэльск\w+"),
    (r"Mexico|Мексик\w+", r"Mexican|мексиканск\w+"),
    (r"Uganda|Уганд\w+", r"Ugandan|угандийск\w+"),
    (
        r"Moldova|Estonia|Latvia|Lithuania|Scotland|Ireland|Spain|Portugal|Italy|Greece|Iran|Iraq|"
        r"Syria|Israel|Tunisia|Libya|Morocco|Algeria|Taiwan|Hong Kong|Japan|South Korea|India|"
        r"North Korea|Pakistan|Afghanistan|Bangladesh|Indonesia|Malaysia|Thailand|Myanmar|Vietnam|"
        r"Philippines|Cambodia|Mongolia|Australia|New Zealand|Canada|Guatemala|Honduras|Nicaragua|"
        r"Colombia|Ecuador|Peru|Bolivia|Chile|Argentina|Brazil|Paraguay|Uruguay|Cuba|Haiti|"
        r"Nigeria|Ghana|Kenya|Tanzania|Rwanda|Congo|Angola|Zambia|Zimbabwe|Malawi|Mozambique|"
        r"South Africa|Ethiopia|Sudan|Senegal|Mali|Cameroon|Gabon|Serbia|Croatia|Bosnia|Montenegro|"
        r"Macedonia|Albania|Kosovo|Bulgaria|Romania|Hungary|Austria|Czech Republic|Slovakia|"
        r"Slovenia|Switzerland|Belgium|Netherlands|Denmark|Sweden|Norway|Finland|Iceland",
        r"Indian|Israeli|Italian|Spanish|Japanese|Iranian|Iraqi|Brazilian|Canadian|Hungarian",
    ),
)
"""Names of countries and their adjectives, in English and Russian: no complete list."""


class Clues:
    """Reads the signs, knowing which election it is."""

    def __init__(self, definition: Definition) -> None:
        self.year = dt.datetime.fromisoformat(definition.date).year
        title = f"{definition.title} {definition.place.name}".casefold()
        self.other_kind = _PARLIAMENTARY if "presiden" in title else _PRESIDENTIAL
        titles = [definition.title, *(one.name or "" for one in definition.contests.values())]
        own_kinds = {match.group().casefold() for match in _KINDS.finditer(" ".join(titles))}
        self._own_kind = words(rf"\b(?:{'|'.join(map(re.escape, own_kinds)) or '(?!)'})\b")
        self.own_place, self.other_place = _places_without_names(definition.all_levels[0])
        """“In the region”: the whole place, and a place of another level, in Russian."""
        self._other_body, self.piece = _other_body(definition, " ".join(titles))
        self.own_body = "|".join(_bodies_in(" ".join(titles))) or "(?!)"
        """A pattern of what the titles say is elected."""
        runoff = _SECOND_ROUND.search(definition.title) is not None
        self.other_round = _FIRST_ROUND if runoff else _SECOND_ROUND
        self.own_round = _SECOND_ROUND if runoff else _FIRST_ROUND
        foreign = [
            pair for pair in _COUNTRIES if not re.search(pair[0], definition_words(definition))
        ]
        own = [pair[0] for pair in _COUNTRIES if pair not in foreign]
        level = definition.all_levels[0].casefold()
        part = (
            [] if level in ("country", "nation", "state") else [rf"[Tt]he (?:{re.escape(level)})"]
        )
        self.own_names = "|".join([*own, *part])
        """A pattern of what this country is called, in English and Russian."""
        names, people = "|".join(a for a, _ in foreign), "|".join(b for _, b in foreign)
        self._country = re.compile(rf"(?<!\w)(?:{names})(?!\w)")
        self._abroad = re.compile(
            joined(rf"""
            (?:\b(?:[Ii]n|[Aa]cross|[Ff]rom|[Oo]f|[Вв]о?|[Ии]з)\s+(?:\w+ing\s+|
            соседн\w+\s+)?(?:{names})(?!\w)|(?<!\w)(?:{names})'s?\b)|
            (?<!\w)(?:{people})\s+(?:\w+\s+)?(?:elections?|vote|voters|polls?|party|parliament|
            president\w*|выбор\w+|парти\w+|парламент\w*|президент\w*)\b|
            (?<!\w)(?:{people})\s{OPTION}""")
        )

    def other_time(self, text: str) -> bool:
        """Whether the text speaks of another election, round or year."""
        if any(int(year) != self.year for year in _YEAR.findall(text)):
            return True
        if self.another_round(text):
            return True
        if self._other_body is not None and self._other_body.search(text):
            return True
        text = self.without_own_kind(text)
        return bool(_OTHER_TIME.search(text) or self.other_kind.search(text))

    def without_own_kind(self, text: str) -> str:
        """The text with blanks for what this election's titles call it, such as “council”."""
        return self._own_kind.sub(lambda match: " " * len(match.group()), text)

    def another_round(self, text: str) -> bool:
        """Whether the text speaks of the round of voting that this election is not."""
        return self.other_round.search(_ROUND_AHEAD.sub(" ", text)) is not None

    def other_time_from(self, mask: str) -> int | None:
        """Where a sentence turns to another election or year; 0 where it speaks of one throughout.

        Only a turn such as "while in 2007…" or "down from 88 percent" leaves what stands before it.
        """
        mask = FIRST_TIME.sub(lambda match: " " * len(match.group()), mask)
        if not self.other_time(mask):
            return None
        turns = [match.start() for match in SCOPES.finditer(mask)]
        for turn, following in pairwise([*turns, len(mask)]):
            if self.other_time(mask[turn:following]):
                return 0 if self.other_time(mask[:turn]) else turn
        return 0

    def speaks_of_abroad(self, text: str) -> bool:
        """Whether the text is about another country: at its beginning, or wherever it votes."""
        return self._country.match(text.lstrip('"“«')) is not None or (
            self._abroad.search(text) is not None
        )

    def is_poll(self, text: str) -> bool:
        """Whether the text speaks of a poll or a forecast."""
        return _POLL.search(text) is not None

    def whole_sentence(self, text: str) -> Doubt | None:
        """A doubt that falls on everything the sentence says. ``text`` has its names masked."""
        if _POLL.search(text):
            return Doubt.POLL
        if self._abroad.search(text):
            return Doubt.PLACE
        if _DENIED.search(text):
            return Doubt.NEGATED
        return None

    def scope(self, text: str, stated: int | None = None) -> Doubt | None:
        """A doubt that falls on one part of a sentence.

        ``stated``: where in it the words in question end. A denial in a later statement that
        "and" joins to them is of something else.
        """
        text = _NEEDED.sub(lambda match: " " * len(match.group()), text)
        joined = None if stated is None else _JOINED.search(text, stated)
        denied = text if joined is None else text[: joined.start()]
        behind = None if stated is None else _BEHIND.search(text, stated)
        said = text if behind is None else text[: behind.start()]
        if _UNSURE.search(said) or _CONDITION.search(text):
            return Doubt.UNSURE
        if _NEGATED.search(denied):
            return Doubt.NEGATED
        if _ECONOMY.search(text):
            return Doubt.ECONOMY
        return None

    def names_a_country(self, text: str) -> bool:
        """Whether another country is named at all (this one is masked)."""
        return self._country.search(text) is not None


def _places_without_names(level: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns of “in the region”: of the whole place by the name of its level, and of others."""
    name = level.casefold()
    own = [
        said
        for names, said in STOREYS.items()
        if name in names.split() or ("регион" in names and name in _ALSO_REGIONS)
    ]
    others = [said for said in STOREYS.values() if said not in own]
    where = r"(?:по|во?) (?:целом по |всей |всему |всём |всем |этом |этой |нашем |нашей )?"
    of_all = rf"(?:{where}|(?:районах|округах|участках|поселениях) )"
    return words(rf"\b{where}(?:{'|'.join(own) or '(?!)'})\b"), words(
        rf"\b{of_all}(?:{'|'.join(others)})\b|"
        rf"\bво? (?:соседн|друг|ин)\w+ (?:{'|'.join(STOREYS.values())})\b"
    )


def _bodies_in(titles: str) -> list[str]:
    return [body for body in (*_BODIES, _NATIONAL) if re.search(rf"\b(?:{body})\b", titles, re.I)]


def _other_body(definition: Definition, titles: str) -> tuple[re.Pattern[str] | None, bool]:
    """Of an election of an office or assembly of a part of a country: the votes for every other
    one, as a pattern. And whether a folder rather holds a piece of a country's election."""
    own = [body for body in _bodies_in(titles) if body in _BODIES]
    is_part = PARTS_OF_COUNTRIES.fullmatch(definition.all_levels[0]) is not None
    if not own or _NATIONAL in _bodies_in(titles):
        return None, is_part
    others = "|".join(body for body in (*_BODIES, _NATIONAL) if body not in own)
    return words(rf"""
        \bвыбор\w+ (?:[а-яё-]+ ){{0,2}}(?:{others})\b|\b(?:в|во) (?:[а-яё-]+ )?(?:{others})\b|
        \b(?:{others}) (?:elections?|votes?|polls?|races?|contests?|ballots?|выбор\w+)\b|
        \b(?:elections?|votes?|race|contest) (?:of|for|to) (?:the |a )?(?:new )?(?:{others})\b|
        \bin (?:the )?(?:{others})\b"""), False


def definition_words(definition: Definition) -> str:
    """The names that say where the election was held."""
    return f"{definition.place.name} {definition.title}"
