"""Bytes of mail as text: what the charset says, unless the bytes say otherwise."""

from __future__ import annotations

import codecs
import re
from email.message import Message

_MOST = 1 << 20
_TEXT_CODECS = re.compile(r"utf|iso8859|iso2022|cp\d|gb|big5|shift|euc|koi8|mac|hz|johab|ascii|latin|tis|ptcp|kz")
_WIDER = {"iso8859-1": "cp1252", "ascii": "utf-8", "latin-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030",
          "shift_jis": "cp932", "euc_kr": "cp949", "iso8859-9": "cp1254", "iso8859-11": "cp874"}  # fmt: skip
"""What programs write, beside the name that they give it."""
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_LEFT_OVER = re.compile(r"=(?:[0-9A-F]{2}|\n)")


def clean(text: str) -> str:
    """Text that any database takes: no control characters and no halves of Unicode pairs."""
    return _CONTROL.sub("", text)


def decoded(raw: bytes, charset: str) -> tuple[str, bool]:
    """Bytes as text, and whether the charset was right. Without one, or with a wrong one: UTF-8, else cp1252."""
    name = _codec(charset)
    try:
        text = raw.decode("utf-8-sig")
        if raw.isascii() and name.startswith(("iso2022", "hz", "utf_7", "utf-7")):
            return raw.decode(name), True
        if not name.startswith(("utf-16", "utf-32", "utf_16", "utf_32")):
            return text, raw.isascii() or name in ("", "utf-8")
    except (UnicodeDecodeError, LookupError):
        pass
    if name and name != "utf-8":
        try:
            return raw.decode(name), True
        except (UnicodeDecodeError, LookupError):
            pass
    return raw.decode("cp1252", "replace"), False


def _codec(charset: str) -> str:
    """The codec for a charset's name, '' where there is none that turns bytes into text in linear time."""
    try:
        name = codecs.lookup(charset.strip("\"' ").lower()).name if charset and charset.isascii() else ""
    except (LookupError, ValueError):
        return ""
    return _WIDER.get(name, name) if _TEXT_CODECS.match(name) else ""


def forget_strange_charset(part: Message) -> None:
    """Take a charset off a part that names none for text: the standard library would decode with it unasked."""
    try:
        charset = part.get_content_charset()
        if charset and not _codec(charset):
            part.del_param("charset")
    except Exception:  # a malformed header: then nothing may be trusted of it
        del part["Content-Type"]


def part_text(part: Message) -> tuple[str, str]:
    """A part's text with '\\n' between lines, and in words what was wrong with it ('' if nothing was)."""
    if part.is_multipart():
        return "", "a part that is no text"
    try:
        raw = part.get_payload(decode=True)  # without `decode`, the library trusts the charset that the part names
        charset = part.get_content_charset() or ""
        flowed = str(part.get_param("format") or "").lower() == "flowed"
        deleting = str(part.get_param("delsp") or "").lower() == "yes"
    except Exception:  # as with the parser: many kinds, all of them "malformed"
        return "", "a part whose encoding is broken"
    raw = raw if isinstance(raw, bytes) else b""
    wrong = "the end of a very long text" if len(raw) > _MOST else ""
    text, right = decoded(raw[:_MOST], charset)
    if not right and not wrong:
        wrong = f"some letters, perhaps: the charset is not {clean(charset) or 'given'}"
    text = clean(re.sub(r"\r\n?|\x85", "\n", text))
    if str(part.get("Content-Transfer-Encoding") or "").strip().lower() not in ("quoted-printable", "base64"):
        text = _unquoted_printable(text)
    return (_unflowed(text, deleting) if flowed else text), wrong


def _unquoted_printable(text: str) -> str:
    """Text that still is quoted-printable though its header does not say so: three marks of it, at least one a break
    of a line or two bytes of UTF-8."""
    marks = _LEFT_OVER.findall(text)
    if len(marks) < 3 or not ("=\n" in marks or re.search(r"=[C-F][0-9A-F]=[89AB][0-9A-F]", text)):
        return text
    import quopri  # only these few need it

    return clean(decoded(quopri.decodestring(text.encode("utf-8", "replace")), "")[0])


def _unflowed(text: str, deleting: bool) -> str:
    """Text of format=flowed (RFC 3676) with its soft line breaks taken out."""
    lines: list[str] = []
    depth_before, soft = -1, False
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:]
        words = words[1:] if words.startswith(" ") else words
        if soft and depth == depth_before:
            lines[-1] += words
        else:
            lines.append(">" * depth + (" " if depth else "") + words)
        soft = words.endswith(" ") and words != "-- " and bool(words.strip())
        if soft and deleting:
            lines[-1] = lines[-1][:-1]
        depth_before = depth
    return "\n".join(lines)
