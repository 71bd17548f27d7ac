"""Addresses that are not what they seem: letters of other alphabets, a name that shows another address."""

from __future__ import annotations

import re
import unicodedata

_LIKE = str.maketrans("авеїіјкмнорѕтухԁԛԝһɡӏсοαεινρτυχκ01|", "abeiijkmhopstyxdqwhglcoaeivptuxkoll")
_SCRIPTS = ("CYRILLIC", "GREEK", "ARMENIAN", "HEBREW", "ARABIC", "CHEROKEE", "COPTIC")
_SHOWN = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")


def skeleton(text: str) -> str:
    """A text as the eye takes it: look-alikes of other alphabets, 0 and 1 as Latin letters, rn as m, no accents."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_LIKE).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("rn", "m").replace("vv", "w")


def suspicions(name: str, address: str) -> tuple[str, ...]:
    """Why a sender may not be who it seems, in words; () where nothing speaks against it."""
    found: list[str] = []
    domain = _readable(address.rpartition("@")[2])
    for what, whole in (("domain", domain), ("address", address.rpartition("@")[0])):
        for text in whole.split("."):
            letters = [unicodedata.name(c, "") for c in text if c.isalpha() and not c.isascii()]
            foreign = any(name.startswith(script) for name in letters for script in _SCRIPTS)
            if foreign and any(c.isascii() and c.isalpha() for c in text):
                found.append(f"the {what} mixes alphabets: {whole}")
            elif foreign and skeleton(text).isascii():
                found.append(f"the {what} is written in letters that look like Latin ones: {whole}")
    shown = _SHOWN.search(name)
    if shown and shown[0].casefold() != address.casefold():
        found.append(f"the name shows another address: {shown[0]}")
    return tuple(found)


def _readable(domain: str) -> str:
    """A domain with its Punycode labels as the letters that they stand for."""
    labels = []
    for label in domain.split(".")[:10]:
        try:
            short = label.lower().startswith("xn--") and len(label) <= 63
            labels.append(label[4:].encode("ascii").decode("punycode") if short else label)
        except UnicodeError:
            labels.append(label)
    return ".".join(labels)
