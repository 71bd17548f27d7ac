"""XML from outside, through defusedxml alone."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring


class HostileXml(ValueError):
    """XML that defines entities or names other files, by which a reader can be made to swell or to tell secrets."""


def read_xml(body: bytes) -> Element:
    """The root of an XML text; HostileXml where it is built to harm, ValueError where it is broken or cut off."""
    try:
        root: Element = fromstring(body.strip())
    except DefusedXmlException:
        raise HostileXml("its XML defines entities, which is not read") from None
    except (ParseError, ValueError, LookupError):
        raise ValueError("its XML is broken or cut off") from None
    return root
