"""A mail in HTML as plain text: what is quoted stands behind '> ', as in a plain mail, and nothing hidden is read."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from hitl_kit.files.markup import stalling

from .decoding import clean

_LONGEST = 400_000
_DEEPEST_FORMATTING = 60
_DROPPED = ["script", "style", "head", "title", "template", "noscript", "svg", "math", "object", "iframe", "form"]
_BLOCKS = "address,article,blockquote,br,center,div,dl,dt,dd,h1,h2,h3,h4,h5,h6,hr,li,ol,p,pre,section,table,tr,ul"
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|mso-hide\s*:\s*all", re.I)
_QUOTES = (
    "blockquote,div.gmail_attr,div.moz-cite-prefix,div.yahoo_quoted,div.protonmail_quote,div.zmail_extra,div.tutanota_quote"
    ",div.moz-forward-container,div[id^='yiv'][class*='quoted'],div.OutlookMessageHeader,div.freshdesk_quote,div.x_gmail_attr"
    ",div.reply-intro,div.sh-quoted-content,div.front-blockquote,div.mail-quote-collapse,div[name=messageReplySection],div.ymail_quote,#OLK_SRC_BODY_SECTION"
)
_FROM_HERE_ON = (
    "#divRplyFwdMsg,#x_divRplyFwdMsg,#appendonsend,#x_appendonsend,#stopSpelling,#ms-outlook-mobile-body-separator-line"
    ",#mail-editor-reference-message-container,#reply-separator"
)
_SIGNATURES = (
    "div.gmail_signature,span.gmail_signature_prefix,.moz-signature,#ms-outlook-mobile-signature,#x_ms-outlook-mobile-signature"
    ",#AppleMailSignature,div.protonmail_signature_block"
)
_BREAK, _OPEN, _CLOSE, _REST, _CELL = "\x1e", "\x1c", "\x1d", "\x1f", "\x1b"


def html_body(html: str) -> tuple[str, str]:
    """The text of an HTML mail, and in words what was left out ('' if nothing was)."""
    html = clean(html)
    wrong = "the end of a very long HTML text" if len(html) > _LONGEST else ""
    html = html[:_LONGEST]
    if why := stalling(html, formatting=_DEEPEST_FORMATTING):
        return _tags_off(html), f"the layout: {why}"
    tree = LexborHTMLParser(html)
    tree.strip_tags(_DROPPED, recursive=True)
    body = tree.body
    if body is None:
        return "", wrong
    for node in tree.css("[hidden],[style]"):
        if "hidden" in node.attributes or _HIDDEN.search(node.attributes.get("style") or ""):
            node.decompose()
    for node in tree.css(_SIGNATURES):
        node.decompose()
    for node in tree.css("pre"):
        for inner in list(node.traverse(include_text=True)):
            if inner.tag == "-text" and "\n" in (inner.text_content or ""):
                inner.replace_with((inner.text_content or "").replace("\n", _BREAK))
    for selector, before, after in (
        (_QUOTES, _BREAK + _OPEN, _CLOSE + _BREAK),
        (_FROM_HERE_ON, _BREAK + _REST, ""),
        (_BLOCKS, _BREAK, _BREAK),
        ("td,th", _CELL, _CELL),
    ):
        for node in tree.css(selector):
            node.insert_before(before)
            if after:
                node.insert_after(after)
    return _lines(body.text()), wrong


def _lines(marked: str) -> str:
    """The marked text as lines, each behind as many '> ' as quotes are open."""
    lines: list[str] = []
    depth = rest = 0
    for block in re.split(f"([{_BREAK}{_OPEN}{_CLOSE}{_REST}])", marked):
        if block == _OPEN:
            depth += 1
        elif block == _CLOSE:
            depth = max(0, depth - 1)
        elif block == _REST:
            rest = 1
        elif block == _BREAK:
            continue
        elif words := " ".join(block.replace(_CELL, " ").split()):
            lines.append("> " * min(depth + rest, 10) + words)
    return "\n".join(lines)


def _tags_off(html: str) -> str:
    """The text between the tags, with a rough cut: for HTML that no mail program writes."""
    text = re.sub(r"(?is)<(script|style)\b.{0,20000}?</\1\s*>", " ", html)
    text = re.sub(r"<[^<>]{0,2000}>", "\n", text)
    return "\n".join(line for line in (" ".join(part.split()) for part in text.split("\n")) if line)
