"""What columns of results are called, in the languages of the countries that publish them.

Phrases are compared with names stripped of case, accents and punctuation; each is a regular
expression over whole words. Codes: en, ru, kk, es, fr, pt, tr, ka, ar, de, uk, he, pl.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import cache


class Role(StrEnum):
    """What a column of figures is, beside an option."""

    REGISTERED = "registered"
    REGISTERED_MORE = "registered_more"
    """Voters entered on a further list."""
    RECEIVED = "received"
    ISSUED = "issued"
    CAST = "cast"
    VALID = "valid"
    INVALID = "invalid"
    BLANK = "blank"
    COUNT = "count"
    """Some other count of the sheet: ballots cancelled, votes by noon."""
    PERCENT = "percent"
    WHEN = "when"
    """A time, a web address, a note."""


_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d"})
"""Letters that no decomposition turns into plain ones."""


def plain(text: str) -> str:
    """A name stripped of case, accents and punctuation: ``"Nº de Votos"`` → ``"no de votos"``."""
    split = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(char for char in split if not unicodedata.combining(char))
    return " ".join(re.sub(r"[\W_]+", " ", bare).split())


# Order matters: the first role whose phrase is found is taken, so "invalid" comes before "valid"
# and "received ballots" before "ballots".
_ROLES: tuple[tuple[Role, str], ...] = (
    (
        Role.WHEN,
        r"""url|link|href|pdf (created|modified)|timestamp|date|time|hora|hour|minutos?|segundos?
        |dia|mes|anio|year|observaciones.*|notes?|remarks?|примечани\w+|logic check ?\d*
        |anmerkung\w*|creado|modificado|fecha\w*""",
    ),
    (
        Role.PERCENT,
        r"""percent\w*|pct|per cent|turnout pct|share|porcentaje|porcentagem|pourcentage|prozent
        |anteil|процент\w*|доля|пайыз\w*|yuzde|oran\w*|odsetek|procent\w*|відсот\w*|אחוז\w*
        |نسبة|პროცენტ\w*|participacion|frekwencja""",
    ),
    (
        Role.COUNT,
        r"""(votes?|voters?|turnout|activity|აქტივობა)( (by|at|until|for))? (\d{1,2})( \d\d)?( საათი)?
        |turnout|turn out|явка|явка избирателей|katilim|wahlbeteiligung|wahler mit wahlschein
        |dar wahlende mit wahlschein|.*mit wahlschein""",
    ),
    (
        Role.REGISTERED_MORE,
        r"""(special|additional|supplementary|extra) (list|voters|registered)( voters)?
        |სპეციალურ სიაში.*|.*(дополнительн\w+ спис\w+|додатков\w+ спис\w+).*|lista adicional""",
    ),
    (
        Role.INVALID,
        r"""(no of |number of |num |total )?(invalid|spoil(ed|t)|null(ified)?|rejected|void|bad)
            ( (votes?|ballots?|papers?|ballot papers))*( cast)?
        |inv votes?|.*недействительн\w+.*|недійсн\w+.*|.*(визнан\w+ )?недійсн\w+.*|испорчен\w+.*
        |(votos? |total |total de )*(nulos?|invalidos?|viciados|anulados)( votos?)?
        |(bulletins? |votes? |suffrages )*(nuls?|invalides?|rejetes)
        |(gecersiz)( oy\w*)?( pusula\w*)?( sayisi)?|ungultig\w*( stimm\w*)?|glosy niewazne
        |(liczba )?(kart|glosow) niewazn\w+|niewazn\w+|.*niewaznych.*|פסולים|קולות פסולים|.*פסולים
        |ბათილ\w*( \w+)*|.*باطله.*|.*باطلة.*|.*ملغاة.*|.*жарамсыз.*|nuls""",
    ),
    (
        Role.BLANK,
        r"""blanks?( (votes?|ballots?|papers?))?|(votos? )?(en |em )?blancos?|brancos?|blancs?
        |(bulletins? |votes? )blancs?|bos oy\w*|.*بيضاء.*|cnr|no registrados?
        |(votos? )?candidat\w+ no registrad\w+|white ballots""",
    ),
    (
        Role.COUNT,
        r"""not received|non rep\w*|votos? (no )?computad\w+|.*открепительн\w+.*|.*утрачен\w+.*
        |.*погашен\w+.*|.*не учт[её]?н\w+.*|.*переносн\w+.*|.*стационарн\w+.*|.*досрочн\w+.*
        |.*вне помещения.*|.*оставши\w+.*|.*(unused|leftover|cancelled|canceled|remaining) ballots.*
        |ballots (unused|cancelled|left( over)?|lost)|sobrantes|boletas sobrantes
        |.*невикористан\w+.*|.*niewykorzystan\w+.*|.*mobile box.*|.*postal.*|.*proxy.*
        |.*по месту пребывания.*|.*пакет\w*|.*complaints?.*|.*sperrvermerk.*|.*24 2 euwo.*
        |kullanilmayan.*|exprimes non.*""",
    ),
    (
        Role.VALID,
        r"""(no of |number of |num |total |total no of )?valid( (votes?|ballots?|papers?))*( cast)?
        |v votes?|.*действительн\w+.*|(votos? |total |total de |total votos )*validos?( votos)?
        |emitidos validos|(votes? |suffrages |bulletins )*(valables?|valides?|exprimes)
        |(gecerli)( oy\w*)?( pusula\w*)?( sayisi| toplami)?|gultig\w*( stimm\w*)?
        |(liczba )?(kart|glosow) waznych.*|wazne|glosy wazne|valid votes|כשרים|קולות כשרים|.*כשרים
        |.*نامعتبر.*|.*صحيحة.*|.*صالحة.*|.*დამოწმებულ.*|.*жарамды.*|(.* )?дійсн\w+( .*)?
        |votacion valida|formal votes|votos nominais validos""",
    ),
    (
        Role.RECEIVED,
        r"""(num|number of|no of|total)? ?ballots?( papers?)?|ballots? (papers? )?(received|delivered|printed|supplied)
        |received ballots?|.*получен\w+.*бюллетен\w+.*|.*бюллетен\w+.*получен\w+.*
        |boletas recibidas|.*отриман\w+.*бюлетен\w+.*|.*otrzymanych kart.*|kart otrzymanych
        |.*алынған.*бюллетен.*|kart do glosowania.*""",
    ),
    (
        Role.ISSUED,
        r"""ballots? (papers? )?(issued|signed for|handed out|given out|distributed)
        |issued( ballots?)?|signatures?( on list)?|.*выдан\w+.*бюллетен\w+.*
        |.*бюллетен\w+.*выдан\w+.*|.*видан\w+.*бюлетен\w+.*|boletas (entregadas|emitidas)
        |(liczba )?wydanych kart.*|.*wydano kart.*|emargements?|signed for|votes signed for
        |voters signed|.*берілген.*бюллетен.*|.*ხელმოწერ.*""",
    ),
    (
        Role.REGISTERED,
        r"""(no of |number of |num |total |total no of )?(reg|registered|eligible|possible|enrolled|enroled|listed)
            ( (voters?|electors?|electorate|persons))?( on list)?
        |(voters?|electors?|electorate)( (registered|on (the )?(list|roll|register)|enrolled|list))?
        |(number|total) of (voters|electors)|register|registration|roll|re|rv|ln|electores( habilitados)?
        |(lista |padron |listado )(nominal|electoral)( .*)?|padron|inscritos?( hab\w*)?|empadronados|habilitados
        |electores inscritos|(electeurs )?inscrits?|eleitores( aptos| inscritos)?|aptos|(qtd )?eleitorado
        |.*(внесенн\w+|включенн\w+|внесено|включено).*спис\w+.*|.*избирателей.*в спис\w+.*
        |(число |количество |всего )*избирател\w+( по списк\w+)?|.*зарегистрированн\w+ избирател\w+.*
        |.*виборців.*спис\w+.*|(кількість )?виборців|.*внесен\w+ до спис\w+.*
        |.*тізім\w*.*сайлаушы\w*.*|.*сайлаушы\w*.*тізім\w*.*|сайлаушылар( саны)?
        |(kayitli |toplam )*secmen\w*( sayisi)?|(kayitli) .*|ამომრჩეველთა.*|.*სიაში ამომრჩეველთა.*
        |wahlberechtigte( insgesamt)?|wahlberechtigte personen|stimmberechtigte
        |(liczba )?(wyborcow( uprawnionych)?|uprawnionych( do glosowania)?).*|uprawnieni.*
        |בזב|בעלי זכות( בחירה)?|.*זכות בחירה|.*مسجل\w*.*|.*ناخب\w*.*|.*ناخبين.*|عدد المسجلين
        |nominal list|electoral roll|voter register|electorate size""",
    ),
    (
        Role.CAST,
        r"""(no of |number of |num |total |total no of )?(votes?|ballots?|voters?|papers?)
            ( (cast|found|counted|in (the )?box|polled|voted|participated|total))+
        |cast( votes?| ballots?)?|(t|total|tot|all|overall|sum of) ?votes?( cast| polled)?|total( ballots)?
        |voted|polled|voters voted|in the box|ballots? (papers? )?in (the )?(ballot )?box\w*|total turnout
        |total voter turnout|.*მონაწილეთა.*|(total |total de )?(votos|votantes)( emitidos| totales)?
        |votacion( total| emitida)?|total (de )?votos|sufragios( emitidos)?|votants?|(total )?votants
        |comparecimento|votos totais|.*принявш\w+ участие.*|проголосовал\w*( избирател\w+)?
        |(всего |число )*(проголосовавших|голосовавших)( избирател\w+)?|.*взял\w+ участь.*
        |.*обнаруженн\w+.*бюллетен\w+.*|(дауыс берген).*|.*қатысқан.*|(oy kullanan|kullanilan).*
        |(toplam )?oy( kullanan)?( secmen)?( sayisi)?|wahlende|wahler( innen)?|abgegebene( stimmen)?
        |(liczba )?kart (wyjetych|waznych).*|oddanych glosow|glosow oddanych|ballots cast
        |מצביעים|הצביעו|.*مقترع\w*.*|.*مصوت\w*.*|عدد المصوتين|toplam""",
    ),
)

_LEVELS = r"""region|regions|regional\w*|state|states|province\w*|oblast\w*|county|counties|scounty
|constituency|const|district|dist|division|subcounty|sub cty|sub county|parish|par|ward|wards|commune
|municipality|city|town|village|area|borough|governorate|canton|zone|department\w*|departamento
|country|land|bundesland|reg bezirk|regierungsbezirk|kreis|landkreis|verbandsgemeinde|gemeinde|stadt
|estado|edo|mun|municipio|municipios|parroquia|par|pq|provincia|distrito\w*|comuna|canton|localidad
|ciudad|uf|municip\w*|seccion|sec|secao|zona|circunscripcion|circonscription|departement|arrondissement
|регион\w*|субъект\w*|область|край|район\w*|округ\w*|город\w*|оик|oik|тик|tik|тер\w* комисси\w*
|област\w*|громад\w*|місто|облыс\w*|аудан\w*|қала|il|ilce|bolge|mahalle|secim cevresi|wojewodztwo|powiat\w*|gmina\w*
|okreg|miasto|რეგიონი|ოლქი|რაიონი|მაჟორიტარული ოლქი|ישוב|יישוב|ועדה|שם ישוב|נפה|מחוז|محافظة|دائرة|ولاية|مديرية|منطقة|معتمدية"""

_STATION = r"""station|stations|polling station|polling place|ps|precinct|precinct id|booth|poll|ballot box|box|mesa|mesas|casilla
|casillas|acta|seccion electoral|centro|bureau|bureau de vote|bv|uik|уик|участ\w*|избирательн\w+ участ\w*
|дільниц\w*|сайлау учаск\w*|учаск\w*|учаске|sandik|sandik no|wahlbezirk|stimmbezirk|urnenwahlbezirk|wahllokal
|obwod|obwodu|komisja|lokal|უბანი|უბნის|קלפי|מספר קלפי|مكتب|مركز|لجنة|urna|secao|secao eleitoral"""

_CODE = r"""id|ids|code|codes|cod|codigo|kod|код|no|num|nr|number|numero|номер|№|n|сode|סמל|מספר|kennziffer|key|geoid|رقم|teryt|ო\w*ნომერი"""
_NAME = r"""name|names|nom|nombre|nome|название|наименование|назва|adi|ad|bezeichnung|nazwa|שם|اسم|სახელი|string|titel|title"""
_TYPE = r"""type|tipo|art|kind|bezirksart|тип|вид|turu|rodzaj|typ|channel|category|kategorie|categoria|סוג|rural|urban|special|special precinct|მომაგრებული|level|shape|уровень"""

_TOTAL = r"""(grand |sub ?|overall |all )?totals?( .*)?|.* totals?|sum|итого( .*)?|всего( .*)?|.* итого|барлыгы|барлығы|жиыны|разом|усього|всього
|(sub)?total(es)?|suma|sumas|somme|ensemble|totaux|soma|total geral|(genel )?toplam( .*)?|gesamt( .*)?|insgesamt|summe|ogolem|razem|lacznie
|סהכ|סה כ|المجموع|الإجمالي|الاجمالي|مجموع|სულ|ჯამი|country|national"""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """The phrases as one expression over plain names, spaces kept, layout dropped."""
    joined = re.sub(r"\s*\n\s*", "", pattern)
    return re.compile(_without_accents(joined))


def _without_accents(pattern: str) -> str:
    split = unicodedata.normalize("NFKD", pattern)
    return "".join(char for char in split if not unicodedata.combining(char))


def role_of(name: str) -> Role | None:
    """The role that a column's name says, or None."""
    text = plain(name)
    if not text:
        return None
    if "%" in name or "٪" in name:
        return Role.PERCENT
    for role, phrases in _ROLES:
        if _compiled(phrases).fullmatch(text):
            return role
    return None


def _has_word(name: str, phrases: str) -> bool:
    """Whether one to three neighbouring words of the name are one of the phrases."""
    words = plain(name).split()
    pattern = _compiled(phrases)
    return any(
        pattern.fullmatch(" ".join(words[start : start + length]))
        for length in (1, 2, 3)
        for start in range(len(words) - length + 1)
    )


def names_level(name: str) -> bool:
    """Whether the name speaks of an area above the station."""
    return _has_word(name, _LEVELS)


def names_station(name: str) -> bool:
    """Whether the name speaks of the polling station."""
    return _has_word(name, _STATION)


def names_code(name: str) -> bool:
    """Whether the name speaks of a code or number."""
    return _has_word(name, _CODE)


def names_name(name: str) -> bool:
    """Whether the name speaks of a name."""
    return _has_word(name, _NAME)


def names_type(name: str) -> bool:
    """Whether the name speaks of a kind of station."""
    return _has_word(name, _TYPE)


def says_total(text: str) -> bool:
    """Whether a cell says that its row is a sum of others."""
    return _compiled(_TOTAL).fullmatch(plain(text)) is not None


def without_kind_words(name: str) -> str:
    """A name without its words for code and name: ``"district id"`` → ``"district"``."""
    code, called = _compiled(_CODE), _compiled(_NAME)
    words = plain(name).split()
    kept = [word for word in words if not (code.fullmatch(word) or called.fullmatch(word))]
    return " ".join(kept or words)
