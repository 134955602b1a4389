"""Whether the words of a test stand in a plain assertion of an announced result.

The rule is positive where it can be: what governs the words ("… said that", "according to …") must
be somebody who states results. What is doubted, mocked, taken back, guessed, asked, counted in part
or counted by somebody else has no test.
"""

from __future__ import annotations

import re

from crosstally.claims.drafting.annulments import annulled
from crosstally.claims.drafting.clues import ALL_COUNTED, FIRST_TIME, OTHER_SOURCE, PARTIAL
from crosstally.claims.drafting.context import Context, Drafted, without_asides
from crosstally.claims.drafting.grammar import joined, words
from crosstally.claims.drafting.mentions import OPTION, SIGNS
from crosstally.words import _

_DISTRUSTED = words(r"""
    \b(?:corrections?|corrects?|corrected|correcting|erratum|earlier version|with(?:draw|drew|
    drawn)|retract\w*|(?:took|takes?|taken|taking) back|apologi[sz]\w*|deleted|typos?|rescind\w*|
    извин\w+|опровер\w+|удал[её]н\w*|mistaken\w*|by mistake|in error|erroneous\w*|misreport\w*|
    misquot\w*|misstat\w*|fabricat\w*|invent(?:ed|ion|s)|made[- ]up(?!\s+(?:[a-z]+\s+){0,3}\d)|
    bogus|fake\w*|fiction\w*|fantas\w+|fairy ?tales?|mock\w*|scoff\w*|ridicul\w*|jok(?:e|es|ed|ing)|
    satir\w*|parod\w*|absurd\w*|laugh\w*|nonsens\w*|implausibl\w*|incredibl\w*|unbelievabl\w*|
    improbabl\w*|impossibl\w*|inconceivabl\w*|inflated|doctored|dubious|suspicio\w*|sceptic\w*|
    skeptic\w*|disbelie\w*|have (?:us|you|them|voters|people) believe|unconvinc\w*|supposed\w*|
    purported\w*|ostensibl\w*|reputed\w*|hardly|
    scarcely|nobody|no[- ]one|none|question(?:s|ed|able|ing)|scorn\w*|deride\w*|debunk\w*|refut\w*|
    contradict\w*|contest the|(?:not|never|cannot|[a-z]+n't) (?:believe|accept|trust|credit|buy|
    recogni[sz]e|agree)|pretend\w*|hypothe\w*|imagin\w*|(?-i:dream\w*)|rumou?r\w*|
    few (?:\w+ ){0,2}(?:believ\w*|think\w*|trust\w*|accept\w*|credit\w*|buy\w*|expect\w*|say\w*)|
    мало кто|никто|вряд ли|едва ли|якобы|будто\w*|ошиб\w+|исправ\w+|уточнение|опечатк\w+|отозва\w+|
    выдум\w+|смешн\w+|сме[юё]тся|смеются|высме\w+|насмех\w+|шут\w+|абсурд\w*|нелеп\w+|сомне\w+|
    сомнит\w+|невероятн\w+|неправдоподобн\w+|фальшив\w+|липов\w+|вымыс\w+|дутые|дутых)\b|
    ,\s(?:(?:so )?(?:they|some|people|critics) (?:say|claim|allege)|we (?:are|were) told|it is said|
    говорят|мол|дескать),|
    ^[\s\"“«']*(?:had|were|should)\b(?! (?:been )?(?:announced|counted))|\bбудь\b""")
_GUESSED = words(r"""
    \b(?:think\w*|thought|believ\w+|guess\w*|reckon(?:s|ed)?|suspect\w*|feel\w*|felt|assum\w+|
    swear\w*|swore|hear|heard|bet|fear\w*|claim\w*|alleg\w+|insist\w*|maintain\w*|argu\w+|
    contend\w*|convinced|certain that|sure that|opinion|in the view of|admit\w*|conced\w+|boast\w*|
    brag\w*|дума[юе]\w*|вер[яи]т\w*|счита[юе]\w*|полага\w+|утвержда\w+|уверен\w*|убежд\w+|по мнению|
    предполага\w+|говорят|поговаривают|по слухам|по-видимому|видимо|похоже|reportedly|apparently|
    seemingly|seems?|presumably|found|finds|calculat\w+|comput\w+|conclud\w+|model+ed|poster|
    leaflet|placard|banner|slogan|graffiti|headline|подсчитал\w*|вычислил\w*|рассчитал\w*|плакат\w*|
    they say|it is said|кажется|похвал\w+)\b""")
_REALLY = re.compile(
    r"\b(?:really|actually|in (?:reality|truth|fact|actual fact)|на самом деле|в самом деле|"
    r"в действительности)\b",
    re.I,
)
_REAL = words(r"""
    \b(?:real|true|actual|genuine|honest) (?:voter )?(?:turnout|tally|result\w*|share|votes?|
    figure\w*|score|number\w*|support|count)\b|\b(?:реальн|настоящ|действительн|истинн)\w+\b""")
_ONE_WAY = words(r"""
    \b(?:early|advance|absentee|postal|mail(?:ed)?(?:-in)?|overseas|expatriate|proxy|online|
    internet|electronic|mobile|home|military|prison) (?:vot\w+|ballots?|polling|count)\b|
    \bvot\w+ (?:early|online|at home|from home|by (?:post|mail|proxy))\b|\bby (?:post|mail)\b|
    \bdomestic (?:vote\w*|ballots?)\b|\bof (?:them|these)\b|
    \b(?:досрочн\w+(?! (?:\w+ )?выбор\w*)|надомн\w+|на дому|дома|по почте|
    онлайн|дистанционн\w+|электронн\w+ голос\w+|зарубежн\w+|заграничн\w+|из них)\b""")
"""Votes that came in one way, or from some voters: no announced result of all."""
_INSTITUTION = words(r"""
    \b(?:commission\w*|(?:electoral|election) (?:council|board|authority|body|office|tribunal)|
    officials?|official|officially|results?|figures|data|tally|tallies|returns|count|authorit\w+|
    agency|agencies|reuters|interfax|tass|kazinform|afp|statements?|reports?|newspaper\w*|media|
    television|broadcaster|chair\w*|secretary|spokes\w+|minist\w+|president|government|state|
    gazette|announcement\w*|bulletin|website|cec|tsik|цик|\w*избирком\w*|комисси\w+|
    итог\w*|результат\w*|данн\w+|агентств\w+|сообщени\w+|министр\w*|официальн\w+|председател\w+|
    секретар\w+)\b""")
_OWN_SIDE = SIGNS.words(r"""
    {OPTION}|\b(?:party|opposition|campaign\w*|lawyers?|activists?|candidates?|supporters?|leaders?|
    critics|its|their|our|we|i|парти\w+|оппозици\w+|адвокат\w*|сторонник\w*|кандидат\w*|наш\w*|мы|
    я)\b""")
SPEECH = joined(r"""
    (?:say|says|said|saying|announc\w+|report(?:ed|s|ing)?|show(?:s|ed|n|ing)?|stat(?:e|es|ed|ing)|
    declar\w+|inform\w*|confirm\w*|indicat\w+|not(?:es|ed|ing)|told|tells?|add(?:s|ed|ing)|
    recall\w*|mean(?:s|t|ing)?|publish\w*|reveal\w*|writ(?:es|ing)|wrote|сообщ\w+|заяв\w+|объяв\w+|
    показ\w+|свидетельств\w+|отме[тч]\w+|уточн\w+|следует|говор\w+|известно|сказа\w+|информир\w+|
    пишет|означа\w+|добав\w+)""")
_SAID_THAT = re.compile(
    rf"^(?P<subject>.*?)\b{SPEECH}\b(?P<rest>[^:;]{{0,70}}?),?\s*(?:that|что)?\b[^:;]{{0,90}}$",
    re.I | re.S,
)
_THAT = re.compile(r"\b(?:that|whether|how|что|будто)\b", re.I)
_SAYS = re.compile(rf"\b{SPEECH}\b", re.I)
_GAVE = re.compile(
    r"(?P<subject>.*?)\b(?:gave|give|gives|giving|handed|put|puts|credited|дал[аи]?|отдал[аи]?)\b"
    r"(?:\s+(?:the|a|president|ruling|[\w-]+'s|pro-\w+|party|[A-Z][\w-]+))*\s*$",
    re.I | re.S,
)
_ACCORDING = re.compile(
    r"\b(?:according to|по (?:\w+ )?(?:данным|словам|сведениям|информации|подсч[её]там)"
    r"(?! на (?:\d|утро|вечер|полдень))|"
    r"как (?:сообщ|заяв|отме[тч]|уточн|переда|пиш)\w+)\s+"
    r"(?P<source>[^,;:.]{2,80})",
    re.I,
)
_AS_SAID = re.compile(
    r"(?:^\W*|,\s)as\s+(?!(?:was|were|is|has|have|already|previously|earlier)\b)"
    rf"(?P<source>[^,;:.]{{1,60}}?)\s+(?:(?:has|have|had)\s+)?{SPEECH}\b",
    re.I,
)
"""“As a blogger reported, …”."""
_SAID_BY_AFTER = words(r"""
    ^[\"”»'\s]*,?[\"”»'\s]*(?:[-–—]\s*)?(?:say|says|said|claims?|claimed|reads?|сказал\w*|заявил\w*|
    утвержда\w+|говор\w+|сообщил\w*|счита\w+|полага\w+|уверен\w*)\s+(?P<source>[^;.]{2,120})|
    ^[\"”»'\s]*,[\"”»'\s]*(?P<before>[^,;.]{2,60}?)\s(?:say|says|said|claims?|claimed|insists?|
    swears?|believes?|reckons?|jokes?|заявил\w*|сообщил\w*)\s*(?=[,;.\"”»]|$)""")
_SAID_AT_END = words(r"""
    ,\s*(?P<before>[^,;.]{2,60}?)\s(?:say|says|said|claims?|claimed|insists?|allege\w*|calculated|
    found|estimated?|complain\w*|говорят|утвержда\w+|заявля\w+)[\W_]*$""")
_CLAUSE_VERB = re.compile(r"\b(?:was|is|were|are|had|has|will|был\w*)\b", re.I)
_JOINTLY = SIGNS.words(r"""
    \b(?:together|combined|jointly|between them|coalition|alliance|added up|in all(?=\s*[,.;)]|
    $)|with (?:its|their|the) (?:\w+ )?(?:allies|ally|partners?)|с (?:\w+ )?союзник\w+|вместе|
    совместно|в сумме|коалици\w+)\b|^\W{0,3}(?:with|alongside|along with|с|
    со) (?:the )?{OPTION}+[^,]{0,20},""")
_BEFOREHAND = words(r"""
    \b(?:before|ahead of|on the eve of|prior to) (?:the )?(?:\w+ )?(?:vote|election|elections|
    count|polls?|voting|results?)\b|\bfuture\b|\b(?:до|перед|накануне) (?:\w+ )?(?:выбор\w+|
    голосовани\w+)""")
_EXCEPTED = words(r"""
    ^[^,;:]{1,50} aside,|\b(?:except\w*|apart from|aside from|save for|barring|other than|besides|
    excluding|not counting|leaving out|unless|without|adjust\w*|corrected for|anomal\w*|
    recalculat\w*|discount\w*|stripped of|cleaned of|purged of|^once|с поправкой|пересчит\w+|
    без уч[её]та|кроме|за исключением|не считая|исключая)\b""")
_ALL_BUT = re.compile(r"\b(?:no|any|every|all|none|nobody|nothing)\b[^,;.]{0,25}\bbut\b", re.I)
_NO_LONGER = re.compile(
    r"^[\s\"“«]*(?:few|hardly|not)\b|\b(?:once|no longer|used to|formerly|when it was|когда-то|"
    r"раньше)\b",
    re.I,
)
_DENIED_NEXT = words(r"""
    ^[\s\"“«]*(?:(?:but |and )?(?:that|this|it|these|those|the (?:figures?|claim|result|number)|
    это)\b.{0,60}?\b(?:lie|lies|false|untrue|wrong|nonsense|absurd|impossible(?! to (?:check|verify|
    know|prove|confirm|tell))|fiction|joke|fabricat\w+|invent\w+|not (?:true|so|the case)|mistaken?|
    (?:was|were|has been|had been) (?:later |
    since |then )?(?:corrected|revised|withdrawn|retracted)|
    error|denied|fake|ложь|неправда|вымысел|неверно|ошибка)\b|(?:or so|nonsense|rubbish|ridiculous|
    absurd|lies?|a lie|not true|wrong|untrue|false|ложь|неправда|чушь|вздор)\b)""")
_READ = re.compile(r"\breads?:\s*$", re.I)
_LABEL = re.compile(
    SIGNS.text(r"^[^\w@{OPTION}]*(?P<label>[@\w{OPTION}][^.;:!?\"“”«»]{0,60}?):\s*$")
)
_OF_RESULTS = SIGNS.words(r"""
    \b(?:results?|recap|reminder|summary|update|breaking|live|latest|final\w*|turnout|seats?|votes?|
    elections?|winners?|losers?|background|analysis|facts?|key|points?|numbers?|figures?|note|
    top|in|at|by|after|out|short|back|first|second|here|this|that|is|are|was|were|has|have|had|
    stays?|looks?|did|итог\w*|результат\w*|обновлено|кратко|главное|явка|выбор\w*|напомним|
    мест\w*|мандат\w*|голос\w*)\b""")
_TAKEN_FURTHER = words(r"""
    [\s,–—-]*\b(?:if|unless|assuming|provided|supposing|as long as|or so|so (?:they|it)|at least (?:
    that|on paper)|если|при условии)\b""")
"""“… – if you count the dead”."""
_IS_WORDS = re.compile(r"[^.;:]{0,40}[\"”»]\s(?:is|was|were|are|reads?|ran|runs)\b", re.I)
"""“… ” is what the posters said."""
_SPEAKER_NAME = re.compile(
    r"^[\w@.-]*(?:\d|@|_)[\w.-]*$|^(?:(?:[A-ZА-ЯЁ][\w.'-]*|an?|the|of|for|de|von)[\s,]*)+$|"
    r"\b(?i:blogger|user|reader|listener|viewer|caller|commenter|activist|opposition|agency|channel|"
    r"station|paper|newspaper|website|critics?|party|campaign|lawyer|candidate|analyst|observers?|"
    r"friend|voter|driver|блогер|читатель|агентство|канал|газета|оппозиция|партия|сторонник\w*)\b"
)
"""A name, or somebody, before a colon."""
_OWN_WORDS = re.compile(r"^(?:our party|we|our list|наша партия|мы)$", re.I)
_GAIN = re.compile(r"\b(?:gain\w*|add(?:ed|s)|picked up|прибав\w+)\b", re.I)
_OF_VOTES = re.compile(r"\b(?:votes?|ballots?|poll|support|голос\w*)\b", re.I)
_NAME = re.compile(
    r"(?<!^)(?<![.!?:“\"] )\b[A-ZА-ЯЁ][\w-]+|^\W*[A-ZА-ЯЁ][\w-]+ [A-ZА-ЯЁ]|\b(?:he|she|он|она)\s*$"
)


def doubted(context: Context, item: Drafted) -> str | None:
    """Why the words of a test are no plain assertion; None where they are one."""
    low, high = context.scope(item.start, item.end)
    if _is_question(context.mask, item.end):
        return _("It is a question.")
    if _TAKEN_FURTHER.match(context.mask, high) or _IS_WORDS.match(context.mask, item.end):
        return _("What stands behind it takes it back, or says that these are words.")
    void = annulled(context.mask)
    if void and item.test["measure"] != "invalid_share":
        return _("It speaks of results that were annulled (“{words}”).").format(words=void)
    left_out = low if "except" not in item.test else item.end
    excepted = _EXCEPTED.search(context.mask[left_out:high]) or _ALL_BUT.search(context.mask)
    if excepted:
        return _("It leaves something out (“{words}”).").format(words=excepted.group())
    on_sheets = item.test.get("on") == "sheets"
    mask = without_asides(context.mask)
    judged = mask[low:high] if on_sheets else mask
    if item.test["measure"] == "options":
        judged = context.mask[: item.end]  # what an option did besides standing casts no doubt
    match = _DISTRUSTED.search(judged)
    if match:
        return _("It casts doubt on what it says, or takes it back (“{words}”).").format(
            words=match.group().strip()
        )
    if on_sheets:
        if context.clues.scope(context.mask[low : item.start]) or _NO_LONGER.search(context.mask):
            return _("Whether somebody is convinced of it is not clear.")
        return None  # what somebody is convinced of is what that test says
    level = context.election.definition.station_level
    single = "station" in item.test or item.test.get("level") == level
    if context.read.within == "caption":
        return _("It stands under a picture, which may be of another day.")
    if item.test["measure"] == "options" or single:
        return None  # what is claimed of single stations is held against their sheets
    if context.read.within == "quotation":
        return _("It stands in a quotation: somebody says it, and the article does not.")
    return (
        _labelled(context, low)
        or _counted_otherwise(context, item)
        or _governed(context, item, low)
        or _said_afterwards(context, item)
    )


def denies_the_last(mask: str) -> bool:
    """Whether a sentence takes back the one before it: “That is a lie.”"""
    return _DENIED_NEXT.match(mask) is not None


def _is_question(mask: str, end: int) -> bool:
    return re.search(r"\?[\s\"'”»)]*$", mask) is not None and "?" in mask[end:]


def _without_convictions(context: Context) -> str:
    """The sentence without what somebody is convinced of, which has a test of its own."""
    mask = context.mask
    for item in context.found:
        if item.test.get("on") == "sheets":
            mask = mask[: item.start] + " " * (item.end - item.start) + mask[item.end :]
    return mask


def _labelled(context: Context, low: int) -> str | None:
    """What stands before a colon as who says it, and is nobody who states results: “A blogger: …”.

    The rule is positive: what names a kind of result, or an institution, is no such label.
    """
    label = _LABEL.match(context.mask[:low])
    if label is None or _OF_RESULTS.search(label["label"]) or _states_results(label["label"]):
        return None
    if OPTION not in label["label"] and not _SPEAKER_NAME.search(label["label"]):
        return None
    return _("Who states the result is not clear (“{words}”).").format(
        words=_shown(context, label, "label")
    )


def _counted_otherwise(context: Context, item: Drafted) -> str | None:
    """A count that was not finished, or another than the announced one."""
    mask = _without_convictions(context)
    low, high = context.scope(item.start, item.end)
    other = (
        OTHER_SOURCE.search(mask[low:high])
        or _REALLY.search(mask[low:high])
        or _REAL.search(mask[low : item.end])
    )
    if other:
        return _("It speaks of another count than the announced one (“{words}”).").format(
            words=other.group()
        )
    if item.test["measure"] != "turnout":
        partial = PARTIAL.search(ALL_COUNTED.sub(" ", mask))
        if partial:
            return _("It speaks of a count that was not finished (“{words}”).").format(
                words=partial.group().strip()
            )
    one_way = _ONE_WAY.search(mask[:high])
    if one_way:
        return _("It speaks of some of the votes (“{words}”).").format(words=one_way.group())
    words = mask[item.start : item.end]
    if item.test["measure"] == "share" and _GAIN.search(words) and not _OF_VOTES.search(words):
        return _("A gain may be a share of the vote, or the growth of one; a person must say.")
    beforehand = _BEFOREHAND.search(mask[low:high])
    if beforehand:
        return _("It was said before the result, or of another (“{words}”).").format(
            words=beforehand.group()
        )
    joint = _JOINTLY.search(mask[low:high])
    if joint and "option" in item.test and "together_with" not in item.test:
        return _("It may be a figure of several options together.")
    mention = next((m for m in context.read.mentions if m.id == item.test.get("option")), None)
    if mention is not None and _OWN_WORDS.match(mention.text) and "option" in item.test:
        return _("It is what a party says of itself.")
    return None


def _governed(context: Context, item: Drafted, low: int) -> str | None:
    """What stands before the words and governs them."""
    head = _without_convictions(context)[low : item.start]
    head = FIRST_TIME.sub(lambda match: " " * len(match.group()), head)
    introduced = context.mask[:low] if context.mask[:low].rstrip().endswith(":") else ""
    guess = _GUESSED.search(introduced + head) or _READ.search(introduced)
    if guess:
        return _("It is put as what somebody thinks or claims (“{words}”).").format(
            words=guess.group()
        )
    source = _ACCORDING.search(context.mask) or _AS_SAID.search(context.mask)
    if source and not _states_results(source["source"]):
        return _("It goes back to “{words}”, not to an announced result.").format(
            words=_shown(context, source, "source")
        )
    gave = _GAVE.match(head)
    if gave and not _states_results(gave["subject"]):
        return _("Who gave the figure is not clear (“{words}”).").format(
            words=_shown(context, gave, "subject", low)
        )
    last = re.split(r",\s", head)[-1]
    if _KNOWN.search(last):
        return None
    if not (_THAT.search(last) or _SAYS.search(last)) or re.search(r"\bв том, что\b", head):
        return None
    said = _SAID_THAT.match(head)
    if said is None:
        last_words = " ".join(head.split()[-7:])
        return (
            _("What “{words}” makes of it is not clear.")
            .format(words=last_words)
            .translate(_NO_SIGNS)
        )
    if re.search(
        r"\b(?:for|to|of|from|by|against|without|before|after|за|о|об)\s*$", said["subject"]
    ):
        return _("Whether it is said, or only spoken of, is not clear.")
    if OPTION in said["subject"] and _named_last(said["subject"]):
        return _("It is what a party says of itself.")
    if not (_states_results(said["subject"]) or _NAME.search(said["subject"])):
        subject = _shown(context, said, "subject", low)
        return _("Who states the result is not clear (“{words}”).").format(words=subject)
    return None


_KNOWN = words(r"""
    \b(?:we (?:do )?know|it is (?:well )?known|it is clear|(?:the )?fact (?:is|remains|was)|
    it turned out|it emerged|it (?:is|was|will be|would be)|известно) +that[\s\w]{0,8}$|
    \b(?:известно|факт), что\s*$""")
"""What is known, and no longer only said."""
_NO_SIGNS = {0xE000: "…", 0xE001: "…", 0xE002: "…"}


def _named_last(subject: str) -> bool:
    """Whether an option, and no institution after it, is who speaks."""
    return _INSTITUTION.search(subject[subject.rindex(OPTION) :]) is None


def _states_results(words: str) -> bool:
    if re.fullmatch(
        r"[\s,]*(?:and |so |but )?(?:that|this|which|it|и|а|но|как|это)?[\s,]*", words, re.I
    ):
        return True  # “which means that”, “it was announced that”
    institution = _INSTITUTION.search(words)
    if institution is None or OTHER_SOURCE.search(words):
        return False
    return re.search(rf"{OPTION}|\b(?:party|opposition|парти[ия])\b", words, re.I) is None


def _shown(context: Context, match: re.Match[str], group: str, offset: int = 0) -> str:
    start, end = match.span(group)
    return context.read.text[offset + start : offset + end].strip(' ,"“”«»')


def _said_afterwards(context: Context, item: Drafted) -> str | None:
    """“…, says the party”: who is named as its source behind the words."""
    rest = context.mask[item.end :]
    match = _SAID_BY_AFTER.search(rest) or _SAID_AT_END.search(rest)
    if match is None:
        return None
    behind = match.groupdict().get("source")
    source = behind or match["before"]
    if behind and _CLAUSE_VERB.search(source.split(",")[0]):
        return None  # “which polled 1.7 percent, says its result was higher”
    if (
        _GUESSED.search(match.group())
        or re.match(r"\W*reads?\b", match.group())
        or (_OWN_SIDE.search(source) and not _INSTITUTION.search(source))
    ):
        return _("It is what a party or somebody else says, not an announced result.")
    return None
