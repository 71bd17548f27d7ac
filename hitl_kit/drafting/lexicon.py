"""Lexicon: the verbs of business news in groups, their opposites, and the words that mean the same or nothing.

What is not listed here is compared by its stem alone. The lists are of English; other languages pass unread.
"""

from __future__ import annotations

from collections.abc import Iterator

_VERBS: dict[str, str] = {
    "open": "open launch start begin inaugurate introduce unveil commence debut restart reopen relaunch resume",
    "close": "close shut shutter stop end discontinue cease halt terminate cancel abandon scrap suspend",
    "rise": "rise grow increase climb jump soar expand surge",
    "fall": "fall drop decline decrease shrink slip plunge dip sink lower slump shed reduce",
    "cut": "cut slash",
    "acquire": "acquire buy purchase",
    "sell": "sell divest",
    "merge": "merge",
    "split": "split demerge separate",
    "raise": "raise secure",
    "hire": "hire recruit",
    "fire": "fire dismiss sack axe",
    "appoint": "appoint promote elect nominate",
    "join": "join",
    "leave": "leave resign quit depart retire exit",
    "build": "build construct erect",
    "demolish": "demolish destroy",
    "move": "move relocate transfer migrate shift switch",
    "sign": "sign agree",
    "choose": "choose pick select",
    "supply": "supply deliver",
    "replace": "replace succeed",
    "sue": "sue",
    "approve": "approve authorise authorize",
    "reject": "reject refuse deny",
    "win": "win",
    "lose": "lose forfeit",
    "publish": "publish",
    "decide": "decide",
    "fit": "fit install",
    "create": "create",
    "chair": "chair",
    "license": "license licence",
    "lead": "lead",
    "keep": "keep retain remain stay",
    "return": "return",
    "subcontract": "subcontract",
    "invest": "invest",
    "renovate": "renovate refurbish",
    "award": "award",
    "order": "order commission",
    "trouble": "fine breach hack leak investigate arrest accuse strike collapse fail recall",
    "struggle": "struggle suffer",
    "merit": "impress delight",
}
_NOUNS: dict[str, str] = {
    "open": "opening launch inauguration",
    "close": "closure closures shutdown cancellation",
    "rise": "growth increase expansion",
    "fall": "decline decrease reduction slump",
    "acquire": "acquisition acquisitions purchase takeover",
    "sell": "sale divestiture disposal",
    "merge": "merger",
    "raise": "funding",
    "hire": "recruitment vacancy vacancies",
    "fire": "layoff layoffs redundancy redundancies dismissal dismissals",
    "appoint": "appointment",
    "leave": "departure resignation",
    "build": "construction",
    "move": "relocation",
    "sign": "agreement contract contracts deal",
    "supply": "supplier suppliers delivery deliveries supply",
    "replace": "successor replacement",
    "sue": "lawsuit lawsuits litigation",
    "approve": "approval approvals",
    "reject": "rejection refusal",
    "lose": "loss losses",
    "renovate": "renovation refurbishment",
    "award": "award awards prize prizes",
    "trouble": "penalty penalties breach breaches bankruptcy insolvency insolvent bankrupt fraud scandal scandals"
    " crisis accident accidents recall complaint complaints investigation investigations dispute disputes corruption"
    " divorce divorced arrest boycott outage failure failures",
    "struggle": "struggles",
    "float": "ipo flotation",
    "invest": "investment",
}
_PAIRS: dict[str, str] = {
    "acquire": "take over|purchase of",
    "fire": "lay off|let go|make redundant",
    "leave": "step down",
    "hand": "hand over",
    "reject": "turn down|decide against",
    "fall": "come down|go down|be down",
    "rise": "go up|be up|come up",
    "appoint": "take office",
    "float": "go public|public offering",
    "sue": "legal action",
    "keep": "stay on",
    "open": "go live|kick off",
    "build": "break ground",
    "split": "part ways|break up",
}
IRREGULAR = dict(
    pair.split(":") for pair in str.split(
        ": bought:buy grew:grow grown:grow rose:rise risen:rise fell:fall fallen:fall chose:choose"
        " chosen:choose took:take taken:take led:lead sold:sell won:win lost:lose built:build sent:send"
        " met:meet held:hold left:leave began:begin begun:begin paid:pay said:say wrote:write written:write"
        " drew:draw drove:drive gave:give given:give went:go gone:go made:make ran:run spent:spend"
        " beat:beat beaten:beat overtook:overtake overtaken:overtake lent:lend sought:seek taught:teach caught:catch"
        " fought:fight thought:think dealt:deal found:find knew:know threw:throw withdrew:withdraw upheld:uphold"
        " undertook:undertake oversaw:oversee rebuilt:rebuild outgrew:outgrow spoke:speak stood:stand broke:break"
        " broken:break brought:bring kept:keep became:become came:come saw:see seen:see told:tell shrank:shrink"
        " shrunk:shrink sank:sink sunk:sink struck:strike quit:quit cut:cut fit:fit shut:shut laid:lay"
        " stepped:step was:be were:be is:be are:be been:be signed:sign"
    )
)  # fmt: skip
"""Forms that do not follow from their verb, and the verb."""

OPPOSITES: dict[str, frozenset[str]] = {
    "open": frozenset({"close", "demolish"}), "close": frozenset({"open", "keep"}), "rise": frozenset({"fall", "cut"}),
    "fall": frozenset({"rise", "raise"}), "hire": frozenset({"fire"}), "fire": frozenset({"hire", "keep", "create"}),
    "appoint": frozenset({"leave", "fire"}), "join": frozenset({"leave"}), "leave": frozenset({"join", "keep",
    "appoint"}),
    "build": frozenset({"demolish", "close"}), "demolish": frozenset({"build", "open"}),
    "approve": frozenset({"reject"}),
    "reject": frozenset({"approve"}), "win": frozenset({"lose"}), "lose": frozenset({"win", "keep", "create"}),
    "keep": frozenset({"lose", "leave", "close", "fire", "replace"}),
    "replace": frozenset({"keep"}), "cut": frozenset({"create", "rise", "raise"}),
    "create": frozenset({"cut", "fire", "lose"}), "raise": frozenset({"fall", "cut"}), "choose": frozenset({"reject"}),
    "sign": frozenset({"reject"}), "merge": frozenset({"split"}), "split": frozenset({"merge"}),
}  # fmt: skip
"""Groups that tell the contrary."""

ALLIES: dict[str, frozenset[str]] = {
    "acquire": frozenset({"sell", "merge"}), "sell": frozenset({"acquire"}), "merge": frozenset({"acquire"}),
    "win": frozenset({"choose", "sign", "supply", "award"}), "fall": frozenset({"cut"}), "cut": frozenset({"fall"}),
    "leave": frozenset({"replace", "appoint", "join", "move"}), "award": frozenset({"win", "choose"}),
    "lose": frozenset({"fall"}), "float": frozenset(), "fire": frozenset(), "trouble": frozenset({"sue"}),
    "sue": frozenset(), "reject": frozenset(), "struggle": frozenset(), "demolish": frozenset(), "close": frozenset(),
}  # fmt: skip
"""Events so grave that a claim may not bring them in by itself, and the groups whose words may stand for them."""

_SAME_GROUPS = """
    employee employees staff workforce personnel workers|company firm business|shop store|customer client
    factory plant works
    depot warehouse hub|chief ceo|first 1st|house home|begin start|expect anticipate|salary pay wage|stop end
    quarter q1 q2 q3 q4|half h1 h2|holiday vacation|job post position role|town city|member members|van vans
    megawatt mw|percent %|around about roughly approximately|car vehicle|almost nearly|cost costs spend
    square sq|feet ft foot|sale sold|revenue turnover|profit earnings|backer investor|rival competitor
    fund finance pay bankroll|money proceeds funds|deal agreement contract|vendor supplier provider
    lawyer attorney solicitor
    building facility premises site|center centre|theater theatre|program programme|catalog catalogue|tire tyre
    aluminum aluminium|gray grey|jewelry jewellery|story storey|hurt injured harmed wounded|stoppage downtime outage
    teacher instructor lecturer faculty professor|physician doctor clinician|student pupil|university college
    plane aircraft jet airplane|truck lorry|motorbike motorcycle|ship vessel|apartment flat|train rail railway railroad
    country nation|global worldwide international|overseas abroad foreign|region area|energy power electricity
    drug medicine|trial study|law regulation rule legislation|regulator watchdog authority|vote ballot|fee charge
    debt borrowing|goods merchandise|parcel package|visitor guest|passenger traveller traveler|clothing clothes apparel
    phone telephone|forecast guidance outlook|goal objective|monthly month|yearly annual annually
    finish complete conclude
    receive obtain get gain grant|operate run manage|maintain service|need require|support assist aid|award honour honor
    certificate certification|extend renew lengthen|issue problem|fast quick rapid speed|expense cost|usage consumption
    mean intend|away from|middle mid|several many|additional extra further more|present current|earlier previous prior
    provide give offer|allow permit enable|show reveal|firm company|cash money|level flat steady stable unchanged
    payment transaction|user subscriber|policyholder customer|board directors|hq headquarters|spending expenditure capex
    below under|above over|break fail|half-year h1|full-year annual|crew staff|broad wide|narrow tight
"""


def _inflections(verb: str) -> Iterator[tuple[str, str]]:
    past = [f for f, base in IRREGULAR.items() if base == verb]
    silent = verb.endswith("e")
    double = len(verb) < 7 and verb[-1] in "bdgmnpt" and verb[-2] in "aeiou" and verb[-3:-2] not in "aeiou"
    double = double and verb not in ("open", "exit", "elect")
    stem = verb[:-1] if silent else verb + verb[-1] if double else verb
    if verb[-1] == "y" and verb[-2] not in "aeiou":
        yield verb[:-1] + "ied", "past"
        yield verb[:-1] + "ies", "base"
    else:
        yield (verb + "es" if verb.endswith(("s", "sh", "ch", "x")) else verb + "s"), "base"
        if not past:
            yield stem + "ed", "past"
    yield from ((f, "past") for f in past)
    yield verb, "base"
    yield stem + "ing", "ing"


def _event_forms() -> dict[str, tuple[str, str]]:
    forms: dict[str, tuple[str, str]] = {}
    for group, verbs in _VERBS.items():
        for verb in verbs.split():
            forms |= {form: (group, kind) for form, kind in _inflections(verb)}
    for group, nouns in _NOUNS.items():
        forms |= dict.fromkeys(nouns.split(), (group, "noun"))
    # words that are mostly something else
    for other in str.split("open close fine lower end ends shift shifts switch switches"
                           " lead leads leading quit exit fit fits left purchase pick"
                           " strike impressed impressing impress fines cuts drop drops purchases split splits"
                           " separate order orders commission commissions"):  # fmt: skip
        forms.pop(other, None)
    return forms | {"closes": ("close", "base"), "lawsuit": ("sue", "noun"), "leaves": ("leave", "base")}


def _after_modals() -> dict[str, tuple[str, str]]:
    words = str.split(
        "open close lower shift switch lead exit quit purchase drop cut split supply increase award order"
    )
    return {verb: (group, "base") for group, verbs in _VERBS.items() for verb in verbs.split() if verb in words}


def _event_pairs() -> dict[tuple[str, str], tuple[str, str]]:
    pairs: dict[tuple[str, str], tuple[str, str]] = {}
    for group, phrases in _PAIRS.items():
        for phrase in phrases.split("|"):
            verb, particle = phrase.split()[:2]
            for form, kind in _inflections(verb):
                pairs[form, particle] = (group, kind)
    return pairs | dict.fromkeys(
        (("under", "way"), ("is", "live"), ("are", "live"), ("now", "live"), ("is", "underway"), ("are", "underway"),
         ("into", "operation"), ("into", "service"), ("in", "operation"), ("in", "force")), ("open", "past"),
    )  # fmt: skip


EVENT_FORMS = _event_forms()
"""A word's group and form (past, base, ing, noun)."""

MODALS = frozenset(str.split("will would shall should may might must can could cannot to"))
"""Words after which comes a verb."""

AFTER_MODALS = _after_modals()
"""Words that are mostly something else, and the verb that they are after a modal: "will open"."""

EVENT_PAIRS = _event_pairs()
"""The same for verbs of two words."""

SAME = {word: line.split()[0] for line in _SAME_GROUPS.replace("\n", "|").split("|") if line.split()
        for word in line.split()}  # fmt: skip
"""Words that mean the same, by the first of them."""

PLAIN = frozenset(str.split("""
    a an the of to in on for and or with at by from is are was were be been being has have had having do does did
    you your
    yours we our us i me my it its that this these those as so than about into just also their they them he she his her
    who whom whose which what when where while how why there here if not no nor will would shall can could may might
    must
    should 'll 've 're 's i've i'm i'd you're we've we're it's that's let let's mr mrs ms dr up down out over under
    off again
    only even still now then some any all both each every other others another own same such more most less very too
    during between within without after before since until through against per via toward towards among across along
    because but though although whether either neither one ones read reading saw see seen seeing noticed noticing notice
    write writing wrote written learned understand understood article piece news page note report reports reported
    says say said saying tell tells told mention mentioned mentions announcement announced announce according records
    record plainly line sentence words quoted quote source caught eye why made make makes making came come comes coming
    bring brings brought congratulations congrats dear hello hi thank thanks please regards new get gets got go goes
    going went take takes taking took taken give gives given work works working run runs running put set use used using
    plan plans planned planning intend intends want wants wish wishes hope hopes aim aims expect expects expected due
    today currently already soon yet ago recently ahead next last end late early beginning back way bit thing things
    number part lot kind step small big large larger several many few two three stand stands follow follows followed
    well good help helps team place year years month months week weeks day days time times interest interested
    interesting question stays remains becomes become belongs belong include includes including as-is it'd they'd
    reach reaches reached earlier later points point percent cent almost nearly around roughly approximately exactly
    million billion thousand crore lakh dollar dollars euro euros pound pounds rupee rupees rs
    don't doesn't didn't isn't aren't wasn't can't won't haven't hasn't wants rather instead used history
""")) - frozenset(str.split("two three large larger"))  # fmt: skip
"""Words that say nothing about a company."""
