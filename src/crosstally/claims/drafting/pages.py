"""The blocks of an HTML page that belong to its article, without the furniture around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from bs4 import BeautifulSoup, Tag

from crosstally.claims.drafting.grammar import words
from crosstally.claims.drafting.lines import (
    Block,
    caption,
    is_furniture_line,
    plain_blocks,
    says_caption,
    tidy,
)

MAX_TAGS = 40_000
MAX_DEPTH = 1_000
_TAG_START = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_UNSEEN = re.compile(r"<(script|style)\b[^<]*(?:<(?!/\1)[^<]*)*</\1", re.I)
_VOID = frozenset(
    ("br", "img", "meta", "link", "input", "hr", "wbr", "source", "area", "base", "col")
)
_OPENS_NOTHING = re.compile(r"<(?=[^<>]*(?:<|\Z))(?![^<>]{0,2000}[\"'=])")
_DROPPED_TAGS = frozenset(
    (
        *("script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form"),
        *("button", "select", "option", "label", "input", "textarea", "iframe", "object", "embed"),
        *("svg", "canvas", "video", "audio", "picture", "caption", "head"),
        *("title", "dialog", "menu"),
    )
)
_DROPPED_NAMES = words(r"""
    (?:^|[-_\s])(?:nav|navbar|navigation|menu|breadcrumbs?|related|recommend\w*|more-?(?:on|from)|
    read-?(?:more|next|also)|see-?also|most-?(?:read|viewed|popular)|trending|popular|share|sharing|
    social|cookies?|consent|gdpr|banner|legend|newsletter|subscribe|subscription|signup|sign-?up|
    advert\w*|ads?|promo\w*|sponsor\w*|sidebar|side-?bar|widget|comments?|discussions?|disqus\w*|replies|responses|reactions|footer|header|masthead|
    copyright|toolbar|ticker|tags?|topics|byline|author-?bio|credits?|paywall|modal|popup|teasers?|
    outbrain|taboola|promoted|around-the-web|pagination|skip-?link)(?:$|[-_\s])""")
_CAPTION_NAMES = words(r"""
    (?:^|[-_\s])(?:cutline|gallery[-_]*text|(?:image|photo|pic|picture|img|foto)[-_]*(?:desc\w*|info|
    title|label|source|cap|bijschrift))(?:$|[-_\s])|caption|подпись""")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where “photoCredit” is two words."""
_DROPPED_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "menu", "toolbar"}
)
HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_BLOCKS = [
    *("p", "li", "blockquote", "figcaption", *HEADINGS, "div", "section", "article"),
    *("main", "td", "th", "tr", "table", "ul", "ol", "dl", "dt", "dd", "pre", "body", "center"),
]


_SIGNED = re.compile(r"(?:^|\n)\s*[—–-]{1,2}\s*([A-ZА-ЯЁ][^,()@#:;.!?\n]{2,60})")


def html_blocks(text: str) -> Iterator[Block]:
    """The blocks of a page's article: headings, paragraphs, lists, captions, quotations."""
    body = own_body(text)
    if body is None:
        yield from plain_blocks(_TAG.sub("\n\n", _UNSEEN.sub(" ", _bounded(text))))
        return
    for tag, block in _own_blocks(body):
        heading = tag.name in HEADINGS
        own = text_of(block)
        if not own or _mostly_links(block, own) or is_furniture_line(own, heading):
            continue
        inside = (tag, *tag.parents)
        if any(_is_caption(one) for one in inside) or says_caption(own):
            yield from caption(own)
            continue
        quotation = next((one for one in inside if one.name == "blockquote"), None)
        if quotation is None:
            yield Block(own, heading)
        else:
            yield Block(own, heading, "quotation", _signed_by(quotation))


def _signed_by(quotation: Tag) -> str | None:
    """“— Name” below a quotation, or who is cited in it."""
    cited = quotation.find("cite")
    if cited is not None:
        return tidy(cited.get_text()).lstrip("—– -")[:200] or None
    found = _SIGNED.findall(quotation.get_text("\n"))
    return tidy(found[-1]) if found else None


def own_body(text: str, keep: frozenset[str] = frozenset()) -> Tag | None:
    """The article's part of a page without furniture, but for the tags to ``keep``; None where its
    tags are nested too deeply to be parsed."""
    text = _bounded(text)
    if _depth(text) > MAX_DEPTH:
        return None
    body = _body_of(BeautifulSoup(text, "html.parser"))
    for tag in body.find_all(_is_furniture):
        if isinstance(tag, Tag) and not tag.decomposed and tag.name not in keep:
            tag.decompose()
    for tag in body.find_all(["br"]):
        tag.replace_with("\n")
    return body


def _bounded(text: str) -> str:
    """The page without signs that open no tag, and no longer than ``MAX_TAGS`` tags: a parser
    takes time with the square of what is never closed."""
    text = _OPENS_NOTHING.sub(" ", text)
    last = next(islice(re.finditer("<", text), MAX_TAGS, None), None)
    return text if last is None else text[: last.start()]


def _depth(text: str) -> int:
    """How deeply tags are nested; what is never closed counts too."""
    depth = deepest = 0
    for match in _TAG_START.finditer(text):
        if match[2].lower() not in _VOID:
            depth = max(0, depth - 1) if match[1] else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _body_of(soup: BeautifulSoup) -> Tag:
    """The part of the page that holds the article, where the page says so."""
    for selector in ("[itemprop=articleBody]", "article", "main", "[role=main]", "body"):
        found = soup.select(selector, limit=20)
        if found:
            return max(found, key=lambda tag: len(tag.get_text()))
    return soup


def _is_furniture(tag: Tag) -> bool:
    if tag.name in _DROPPED_TAGS:
        return not (tag.name == "footer" and tag.find_parent("blockquote"))
    if tag.name in ("body", "html", "article", "main"):
        return False
    if str(tag.get("role", "")).lower() in _DROPPED_ROLES or tag.get("aria-hidden") == "true":
        return True
    if tag.has_attr("hidden") or "display:none" in str(tag.get("style", "")).replace(" ", ""):
        return True
    return any(_DROPPED_NAMES.search(name) for name in _names_of(tag))


def _is_caption(tag: Tag) -> bool:
    """Whether a tag holds what stands under a picture."""
    named = (_CAPTION_NAMES.search(name) for name in _names_of(tag))
    return tag.name in ("figure", "figcaption") or any(named)


def _names_of(tag: Tag) -> list[str]:
    """What a page calls a tag: its classes, its id and what it is a part of."""
    classes = tag.get("class")
    names = [*classes] if isinstance(classes, list) else [str(classes or "")]
    names += [str(tag.get(key) or "") for key in ("id", "itemprop", "data-component")]
    return [_CAMEL.sub("-", name) for name in names]


def _own_blocks(body: Tag) -> Iterator[tuple[Tag, Tag]]:
    """Blocks that hold text of their own, and that text without the blocks inside."""
    if body.find(_BLOCKS) is None:
        yield body, body
        return
    for tag in body.find_all(_BLOCKS):
        if not isinstance(tag, Tag):
            continue
        inner = tag.find(_BLOCKS)
        if inner is None:
            yield tag, tag
        elif "".join(tag.find_all(string=True, recursive=False)).strip():
            yield tag, _without_blocks(tag)


def _without_blocks(tag: Tag) -> Tag:
    """The text that stands directly in a block beside the blocks inside it."""
    copy = Tag(name=tag.name)
    for child in tag.children:
        if isinstance(child, Tag):
            if child.name not in _BLOCKS and child.find(_BLOCKS) is None:
                copy.append(child.get_text())
        else:
            copy.append(str(child))
    return copy


def text_of(tag: Tag) -> str:
    """A tag's text, tidy."""
    return tidy(tag.get_text())


def _mostly_links(tag: Tag, text: str) -> bool:
    """A block that is a list of links to elsewhere: related articles, tags, menus."""
    linked = sum(len(tidy(link.get_text())) for link in tag.find_all("a"))
    return linked * 10 > len(text) * 6
