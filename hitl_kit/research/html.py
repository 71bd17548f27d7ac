"""HTML and text files to the text that a reader sees: one line a block, nothing that is hidden."""

from __future__ import annotations

import codecs
import re

from selectolax.lexbor import LexborHTMLParser

from hitl_kit.files.markup import stalling

_DROPPED = [
    "script", "style", "noscript", "template", "nav", "header", "footer", "form", "button", "select", "textarea",
    "iframe", "object", "svg", "math", "head", "title", "dialog",
]  # fmt: skip
_BLOCKS = (
    "address,article,aside,blockquote,body,br,caption,dd,details,div,dl,dt,figcaption,figure,h1,h2,h3,h4,h5,h6,hr,li,"
    "main,ol,p,pre,section,summary,table,tbody,td,tfoot,th,thead,tr,ul"
)
_HIDING_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0*)?(?![.\d])"
    r"|font-size\s*:\s*0(?:\.0*)?(?![.\d])",
    re.I,
)
_BREAK = "\x1e"
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1d\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")

_OF_THE_WEB = re.compile(
    r"utf-8(?:-sig)?|utf-16(?:-[lb]e)?|cp\d+|iso8859-\d+|koi8-[ru]|mac-\w+|big5(?:hkscs)?|gb(?:k|2312|18030)"
    r"|euc_(?:jp|kr)|shift_jis|iso2022_jp|tis-620"
)


class Unreadable(ValueError):
    """A page that cannot or should not be read, and why."""


def decoded(raw: bytes, named: str = "") -> str:
    """Bytes as text: in the charset that the server named, else UTF-8, else as the page names it, else cp1252."""
    if encoding := _encoding(named):
        return raw.decode(encoding, "replace").lstrip("\ufeff")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    said = re.search(rb"charset\s*=\s*[\"']?\s*([\w-]+)", raw[:4096])
    return raw.decode(_encoding(said[1].decode("ascii", "replace") if said else "") or "cp1252", "replace")


def _encoding(label: str) -> str:
    """The encoding that a page means by a label, or '' where it is none of the web's: Python knows more, and unpacking
    punycode takes hours for a page of a few megabytes. Latin-1 means cp1252, as browsers read it."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return ""
    return "cp1252" if name in ("ascii", "iso8859-1") else name if _OF_THE_WEB.fullmatch(name) else ""


def html_text(html: str) -> str:
    """What a reader sees of a page, one line a block; Unreadable where it is built to stall a parser."""
    if why := stalling(html):
        raise Unreadable(why)
    tree = LexborHTMLParser(html)
    tree.strip_tags(_DROPPED, recursive=True)
    for node in tree.css("[hidden],[aria-hidden='true' i],[style]"):
        attributes = node.attributes
        style = attributes.get("style") or ""
        aria = (attributes.get("aria-hidden") or "").lower()
        if "hidden" in attributes or aria == "true" or _HIDING_STYLE.search(style):
            node.decompose()
    for node in tree.css(_BLOCKS):
        if node.tag == "body":
            continue
        node.insert_before(_BREAK)
        node.insert_after(_BREAK)
    return plain_text((tree.body.text() if tree.body else "").replace("\n", " ").replace(_BREAK, "\n"))


def plain_text(text: str) -> str:
    """A text with one space between words, no empty lines and no invisible or direction-changing characters."""
    lines = (" ".join(line.split()) for line in _UNSEEN.sub("", text).splitlines())
    return "\n".join(line for line in lines if line)
