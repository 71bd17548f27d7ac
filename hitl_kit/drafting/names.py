"""Names and what only looks like one: words with a capital that begin a sentence, and names written in two ways."""

from __future__ import annotations

OPENERS = frozenset(str.split("""
    a after all also although am an and any are as at be because before both but by can congrats congratulations
    could dear
    did do does each even few first for from given had has have having he hello her here hi his how i i'd i'm i've if in
    instead is it its just kind last let like many may might more most much my new next no not now of often on once
    one or
    other our out over perhaps please read reading regards right saw say see seeing several she should since so some
    such
    thank thanks that the their then there these they this those though to too two under until up was we we're well were
    what when where which while who whose why will with without would yes yet you your yours best wishes noticed
    congratulation according recently today yesterday news one's that's it's here's there's what's nobody nothing none
    everybody everyone somebody something half more less both either neither once twice only still already another later
    earlier meanwhile however therefore thus besides moreover nevertheless during despite beyond behind beside beneath
    around across along against among between within throughout through towards upon unlike unless whether whatever
    never always sometimes
    average operating room heating energy fresh good great nice big small old hello founded based known
    there'll you'll you've you're we've we'll they'll he's she's phase
"""))  # fmt: skip
"""Words that may begin a sentence with a capital and name nobody."""

ALWAYS = frozenset(str.split("""
    i i'm i've i'd i'll mr mrs ms mx dr prof monday tuesday wednesday thursday friday saturday sunday january
    february march
    april may june july august september october november december q1 q2 q3 q4 h1 h2 ii iii iv vi vii viii ix gmbh ltd
    jan feb mar apr jun jul aug sep sept oct nov dec
    limited inc plc ag ab as sa bv b.v srl llc corp co oy aps s.a s.p.a
"""))  # fmt: skip
"""Words that are written with a capital and name no party. Dates have a check of their own."""

_TWO_WAYS = """
    uk united kingdom|us united states|usa united states|eu european union|swiss switzerland|austrian austria
    german germany
    french france|dutch netherlands|belgian belgium|italian italy|spanish spain|swedish sweden|norwegian norway
    danish denmark|finnish finland|irish ireland|scottish scotland|british britain|english england|welsh wales
    polish poland
    portuguese portugal|american america|canadian canada|european europe|czech czechia|australian australia|indian india
    chinese china|japanese japan|mw megawatts|gw gigawatts|kw kilowatts
    pennsylvania pa|california calif|massachusetts mass|connecticut conn|tennessee tenn|wisconsin wis|minnesota minn
    michigan mich|arizona ariz|colorado colo|texas tex|florida fla|georgia ga|kentucky ky|maryland md|virginia va
    hr human|it information|sek kronor|eur euros|usd dollars|gbp pounds|ipo public
"""

_PAIRS = [line.split()[:2] for line in _TWO_WAYS.replace("\n", "|").split("|") if line.split()]

SAME_NAMES: dict[str, str] = {other: one for one, other in reversed(_PAIRS)} | dict(_PAIRS)
"""A name and a word by which a quote may write it."""

TITLES: dict[str, str] = {
    "ceo": "chief executive", "cfo": "chief financial", "coo": "chief operating", "cto": "chief technology",
    "cmo": "chief marketing", "cio": "chief information", "chro": "chief human", "cpo": "chief people",
    "vp": "vice president",
    "md": "managing director", "svp": "senior vice president", "evp": "executive vice president",
}  # fmt: skip
"""Short forms of titles, and how a quote may write them."""
