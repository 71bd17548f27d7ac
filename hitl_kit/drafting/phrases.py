"""Phrases: lists of wordings by what is wrong with them, and one pass over a text that finds them all.

In a list, `*` at a word's end stands for any ending, `_` for up to two words, and `a/b` for a choice.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from hitl_kit.domain import spam

from .case import level

LISTS: dict[str, str] = {
    "pressure": """
        act now|act fast|act today|today only|last chance|final chance|final notice|last call|hurry|hurry up
        offer _ end*|offer _ expire*|expire* today/tomorrow/soon/tonight/friday/monday|before _ too late|too late
        while there/there's _ time|time _ running out|run* out of time|running out|clock is ticking|limited time
        limited places/seats/spots/slots/offer|only _ places/seats/spots/slots left|few places/seats/spots/slots
        places/seats/spots/slots left|going fast|don't miss|cannot afford _ miss|can't afford _ miss|can't afford not
        cannot afford not|miss out|missing out|cannot wait|you will regret|you'll regret|regret it|if you ignore
        ignore this|decide today|decide now|must decide|need _ decide today|need _ respond|must respond|you must
        never answered|haven't answered|not replied|never replied|haven't replied|didn't reply|no reply from you
        several times|third time|third email|third mail|second email|last email|last attempt|one last time
        your rivals do|before your competitors|before your rivals|by end of day|by midnight|deadline|immediately
        as soon as possible|asap|urgent*|exclusive offer|one-time|special offer|limited offer|price* go up|prices rise
        no time to lose|now or never|falling behind|fall behind|left behind|be left|will be too late|by tomorrow
        final reminder|expires|closing soon|close your file|time is short|time-sensitive|only today|this week only
        until friday|ends friday|ends today|ends soon|ends tomorrow|ends on|ends this week
        clock has started|clock started|already too late|attempt to reach|tried to reach|trying to reach
        another attempt|unless i hear|hear from you by|hear back by|i will assume|i'll assume|will ask why
        why you waited|why you did nothing|are not waiting|won't wait|will not wait|already being targeted
        you could be next|you may be next|window _ closing|window _ closes|before someone else|before somebody else
        sooner rather than later|spots remain*|slots remain*|places remain*|filling up fast|filling fast|pay the price
        what are you waiting|act before|don't wait|do not wait|don't delay|final opportunity|attackers are
        attackers already
        act soon|only a matter|matter of time|may not end|might not end|before it is too late|it only takes one
        decide this week|decide by|not forgive|could be worse|next one could|wake-up call
    """,
    "familiar": """
        mutual friend*|mutual connection*|mutual contact*|mutual acquaintance*|shared connection*|shared contact*
        common friend*|friend in common|connection in common|contacts in common|your colleague _ suggest*
        your colleague _ recommend*|your colleague _ told|your colleague _ mention*|your colleague _ referred
        your colleague|colleague of yours|your boss|friend of yours|your friend|your assistant
        suggested _ i/we reach/write/contact/talk/get|recommended _ i/we|suggested i|referred me|referred by
        referred to you|introduced us|introduced by|was introduced|introduction from|pointed me to you|gave me your
        passed me your|passed on your|speaks highly|spoke highly|speak highly|you asked me|you asked us|asking us
        asking me|you requested|as requested|per your request|your request|your enquiry|your inquiry|you reached out
        you contacted|contacting us|you signed up|signing up|you subscribed|you registered|you downloaded|downloading
        you visited|visited our|visiting our|your visit|you attended|you stopped by|you clicked|you opened my
        our conversation*|our call|our chat|our meeting|our discussion*|our last|we spoke|we talked|we met|we chatted
        we discussed|we worked|worked together|work together|on the phone|on the telephone|you told my|you told our
        told my colleague|asked me|asked us|asked our|i hear|i heard|heard from|i know you|i know that you
        got your number|got your name|got your address|your number|former colleague*|as discussed|as agreed
        as promised|as mentioned|you mentioned|you told me|you told us|we agreed|when we|great talking|great speaking
        great meeting|nice talking|nice meeting|nice speaking|good talking|good meeting|good to see you|lovely meeting
        lovely to meet|nice to meet|great to meet|great to see|good to meet|pleasure to meet|pleasure meeting
        enjoyed our|enjoyed meeting|enjoyed talking|enjoyed speaking|thanks for your time|thank you for your time
        thanks for meeting|thanks for taking|thank you for taking|thanks for asking|thank you for asking
        thanks for your interest|thank you for your interest|good to hear from you|great to hear from|after our
        since we last|since our|last time we|following up on|follow up on|just following up|further to our
        further to your|in my last|my last email|my previous|my earlier|big fan|huge fan|great fan|been following
        following you|following your|long admired|always admired|admire* your|love* what you|love your|loved your
        enjoyed your|liked your|adore*|inspired by your|your inspiring|inspir* by you|was inspiring|truly inspiring
        made my day|your profile|your recent post|your latest post|your post on|your posts|your linkedin
        your instagram|your facebook|your tweet*|your talk|your keynote|your podcast|your webinar|your interview
        your article|your blog|old friend*|remember me|we go way back|went to school|same school|same university
        fellow alum*|as an existing customer|as a customer of ours|as our customer|your account with us|your trial
        your order|your subscription|your invoice|your contract with us|loyal customer|valued customer
        caught up with you|bumped into|ran into you|crossed paths|sat next to|we connected|stayed in touch
        stay in touch|keep in touch|lost touch|admirer*|long-time fan|longtime fan|fan of yours|hope you had
        hope you enjoyed|hope you've had|hope you have had|hope your week|hope your weekend|hope your summer
        hope the family|how have you been|how was your|long time no see|it's been a while|it has been a while
        been too long|still remember|i remember you|as you may remember|as you may recall|you may recall
        you may remember|you'll recall|we both know|a little bird|i was told by|was told that you|put us in touch
        put me in touch|passed on your|said i should|said we should|told me to|told me you|told me that you
        mentioned you|mentioned your name|picking up where|continuing our|back to our|circling back to our|per our
        looking at your profile|i've always|i have always|always been a|your work for|your work on|good catching up
        great catching up|nice catching up|catching up at|catching up with you|a fan of your
        we sat|sat together|suggested i get|suggested i|get in touch about|we were introduced|enjoyed reading your
        warmly of you|highly of you|you and i|we were both|hope you're enjoying|hope you are enjoying|hope you're having
    """,
    "promise": """
        guarantee*|we promise|promise* you|promise* to|risk-free|no risk|without risk|zero risk|no legal risk
        money back|pays/pay for itself|pays/pay back|pay* off|payback|return on investment|roi|see results
        results within|immediate results|proven results|proven record|track record|proven|save* you|save _ time
        save* money|saves up|saving* of|savings|cut _ cost*|cut* your|cutting your|lower* your|reduce* your
        reducing your|halve*|double your|triple your|boost*|skyrocket*|maximis*|maximiz*|supercharge*
        will increase your|increase your|increases your|grow your|accelerat* your|optimis*|optimiz*|streamlin*
        eliminat*|twice as fast|times faster|times as fast|in no time|in half|hassle-free|effortless*|seamless*
        makes sure|make sure|ensures|ensure that|never fail*|never fails|never miss*|fully compliant|compliant with
        gdpr-compliant|certified|legally|lawful*|tax-free|cures/cure|heals/heal|treats/treat|clinically
        100 percent secure|completely secure|fully secure|unhackable|always works|works every time|love us|loves us
        trust us|trusted by|chosen by leading|used by|rely on us|relies on us|customers like|customers such as
        clients like|clients such as|clients include|customers include|our customers|our clients|our users|we helped
        we help|we've helped|helped _ companies|free trial|free of charge|for free|free audit|free consult*
        no obligation|no cost|discount*|cashback|gift card*|voucher*|iphone|reward*|kickback*|we will help|we'll help
        we make|we can save|case study|case studies
        could cut|would cut|could save|would have saved|could halve|can halve|could reduce|could avoid|saw _ drop
        see _ drop|sees _ drop|clients see|customers see|clients save|customers save|others save|others saw
        others have seen|with us you|breach-proof|bulletproof|foolproof|future-proof|never worry|never have to
        peace of mind|or your money|pay nothing|nothing to lose|instant results|overnight success|recoup*|break even
        breaks even|per month on|days a month|hours a week|hours a month
        you would get|you'd get|first time with our|audits the first
    """,
    "certainty": """
        undoubtedly|no doubt|without a doubt|without doubt|beyond doubt|definitely|certainly|surely|clearly|obviously
        of course|everybody knows|everyone knows|it is clear|it's clear|as you know|as we all know|needless to say
        must be|must have|bound to|inevitably|for sure|absolutely|unquestionably|evidently|proves|proof that|exactly
        precisely|changes everything|there is no question|it is certain|i am certain|i am sure|i'm sure
        we know that you|i know that you|i bet|will surely|guaranteed
    """,
    "praise": """
        impressive|impress*|amazing|incredible|remarkable|outstanding|exceptional|extraordinary|fantastic|brilliant
        excellent|wonderful|awesome|superb|stunning|spectacular|phenomenal|groundbreaking|ground-breaking|pioneering
        visionary|revolution*|game-chang*|legendary|unparalleled|unprecedented|state-of-the-art|great success
        huge success|big success|massive|booming|thriving|explosive|unstoppable|stellar|exciting|thrilling|inspiring
        renowned|prestigious|famous|beloved|celebrated|successful|flawless|perfect|innovative|cutting-edge|world-class
        dominant|dominat*|powerhouse|rapid growth|rapidly growing|most trusted|doing great|great things|terrific
        genius|splendid|dramatic*|huge
    """,
    "generic": """
        companies like yours|businesses like yours|firms like yours|organisations like yours|organizations like yours
        teams like yours|people like you|leaders like you|companies such as yours|businesses such as yours
        organisations such as yours|organizations such as yours|organisations of your size|companies of your size
        company like yours|companies in your industry|companies in your space|in your industry|in your space
        in your sector|fast-paced|in today's|ever-changing|ever changing|competitive market|competitive landscape
        competitive world|digital transformation|digital age|next level|do more with less|key to success|stay ahead
        ahead of the curve|unlock*|leverage*|synerg*|value proposition|best practice*|one-stop|end-to-end|pain point*
        low-hanging|holistic|growing businesses|growing companies|many companies|most companies|many organisations
        many organizations|many businesses|businesses often|companies often|organisations often|organizations often
        face many|many challenges|challenges when|faces many|every manager|every company|every business|as a fellow
        how important _ is|wanted to reach out|reaching out|hope this finds|hope you are well|hope you're well
        hope all is well|came across your|your company's growth|your recent growth|your growth|your impressive
        doing great things|exciting things|awake at night|up at night|busy as you are|your busy|has never been
        like many|as a leader in|thought leader*|solutions provider|leading provider|innovative solution*
        tailored solution*|take your business|your business needs|your success|transform your|empower*
        in the current climate|current climate|today's climate|challenging times|uncertain times|mission-critical
        mission critical|as you scale|as you grow|as firms scale|as companies grow|as teams grow|growth brings
        brings new challenges|new challenges|unique challenges|operational excellence|sets you apart|set you apart
        drive efficienc*|driving efficienc*|drive results|focused on growth|forward-thinking|future-ready
        companies of your|firms of your|businesses of your|teams everywhere|leaders everywhere|companies everywhere
        leaders are under|teams are under|under pressure to|fewer resources|more with fewer|with fewer resources
        often find|are looking for ways|looking for ways|move the needle|win-win|game plan|customer-centric
        results-driven|bottom line|competitive edge|competitive advantage|value add|some research on
        doing some research|did some research|blown away|what you have built|what you've built|your commitment to
        never been more important|across your industry|are rethinking|than ever before|more than ever|juggle*
    """,
    "personal": """
        at your age|your age|her age|his age|young woman|young man|young mother|young father|as a woman|as a man
        for a woman|being a woman|a man of your|a woman of your|woman like you|women like you|your generation|too old
        too young|elderly|being a mother|being a father|as a mother|as a father|as a mum|as a mom|as a dad|as a parent
        single mother|single parent|your children|your kids|without children|your son|your daughter|your wife
        your husband|your spouse|your partner's|your family|your marriage|your wedding|your divorce|divorce*|pregnan*
        maternity|paternity|your baby|miscarriage|illness*|your health|ill health|sick leave|cancer|disease*
        disabilit*|disabled|handicap*|wheelchair|depress*|burnout|burn-out|mental health|therapy|surgery|diagnos*
        addict*|alcohol*|rehab|overweight|obes*|your weight|your looks|good-looking|attractive woman|beautiful
        handsome|pretty|sexy|gay|lesbian|homosexual|transgender|sexual|your religion|as a muslim|as a christian
        as a jew|as a catholic|as a hindu|muslim*|jewish|your faith|your church|your ethnic*|your race|your accent
        your skin|foreigner*|immigrant*|for a foreigner|your nationality|temper|your politics|you voted|your vote
        trade union member|your salary|your debts|bankruptcy of yours|criminal record|your home address|your house
        your neighbour*|your holiday|your vacation|autistic|adhd|dyslexi*|hiv|covid|vaccinat*|menopaus*|retirement age
        nearing retirement|close to retirement|middle-aged|baby boomer*|boomer*|millennial*|gen z|maiden name|bald
        blonde|girls|ladies
    """,
    "disparaging": """
        unlike other|unlike our|unlike your|unlike most|unlike the|better than|worse than|are worse|is worse
        our competitors|your competitors|competitors|your rivals|rivals|other vendors|other providers|other recruiters
        other suppliers|others will|waste your|waste of|wastes your|wasting|hopeless|terrible|horrible|awful|useless
        worthless|rubbish|garbage|trash|crap|incompeten*|clumsy|crook*|scam*|cheat*|liar*|lying|dishonest|fraud*
        criminal*|shady|ripoff|rip-off|overpriced|outdated|obsolete|amateur*|disgrace*|embarrass*|pathetic|stupid
        idiot*|dumb|ridiculous|lousy|poor quality|poor service|bad service|cannot be trusted|can't be trusted
        untrustworthy|unreliable|inferior|laughable|joke|failing supplier|dinosaur*|sluggish|mess|a disaster|disaster*
        nightmare*|notorious*|infamous|switch from|get rid of|tired of|sick of|fed up|stuck with|hate*|old-fashioned
        backward|lags behind|cannot keep up|can't keep up|stone age|antiquated|snake oil|overrated
        botch*|sloppy|shoddy|mediocre|second-rate|substandard|subpar|sub-par|half-baked|bungl*|ripping you|rips you
        ripped you|rip you|ripping people|fleec*|overcharg*|gouging|blunder*|messed up|screwed up|let down by
        lets you down|letting you down|dropped the ball|ineptitude|inept|negligen*|careless*|lazy|greedy
        legacy vendor*|leave* _ in the lurch|good riddance|worst
        years behind|light years|left a trail|trail of
        a hash of|had no idea|no idea what|has no idea
    """,
    "problem": """
        struggl*|overwhelm*|chaos|chaotic|headache*|bottleneck*|inefficien*|wasted|losing money|losing customers
        lose money|lose customers|pain|painful|frustrat*|unhappy|stressed|stress|drowning|burden*|overworked
        understaffed|shortage*|backlog*|outgrow*|spreadsheet*|manual work|by hand|mistakes|errors|in trouble|worried
        worr*|fear*|afraid|exhaust*|strain*|messy|keep you up|cost you|costing you|costs you|turnover is|high turnover
        falling apart|breaking down|desperate*|suffer*|complain*|demotivat*|dissatisf*|underperform*|underpaid|delayed
        behind schedule|over budget
    """,
    "ourselves": """
        we can|we could|we will|we'll|we would|we are|we're|we offer|we provide|we deliver|we know|we work|we have
        we've|we think|we believe|we want|we find|we built|we build|we look|we do|we specialise|we specialize
        we support|we were|our software|our tool|our tools|our product*|our platform|our service*|our solution*
        our system|our app|our team|our experts|our ai|our technology|our method|our approach|our company|with us
        without us|work with us|i can help|i could help|i offer|with our|i would love|i'd love|let me show|i can show
        i specialise|i specialize
    """,
    "request": """
        book a|book your|schedule a|set up a call|set up a meeting|jump on a|hop on a|get on a call|have a call
        quick call|short call|15-minute call|15 minutes|20 minutes|30 minutes|a quick chat|worth a chat|open to a
        let me know|reply to|reply with|send me|click|sign up|register|download|visit our|call me|give me a call
        are you free|are you available|when are you|would you like to|shall we|can we talk|can we meet|let's talk
        let's meet|a demo|see a demo|free for a
        minutes of your|of your time|would value|grab a coffee|grab coffee|find a time|find time|your calendar
        my calendar|a convenient time|suit you|suits you|work for you|works for you|point me to|point me in
        put me through|right person|who would be|forward this|pass this on|fill out|take our survey|a quick look
        hear your thoughts|your thoughts|love to chat|love to talk|love to connect|love to hear|let us talk
        a brief call|brief chat|a short chat|a short meeting|15 min|30 min|20 min|for a chat|for a call|drop me
        ring me|text me|whatsapp me|message me
        half an hour|quick conversation|worth a quick|let us find|let's find
    """,
    "leftover": """
        as an ai|language model|i cannot assist|i'm unable|i am unable to|i can't help with|here is the|here's the
        here is a|here's a|revised claim|revised draft|revised version|the draft|draft below|email below|subject line
        sure thing|as instructed|as per your instructions|per your instructions|your instructions|the prompt
        system prompt|the user|the recipient|insert here|fill in|to be confirmed|to be filled|to be completed
        placeholder|lorem ipsum|sample text|your company name|company name|first name|last name|firstname|lastname
        first_name|last_name|company_name|prospect name|fact id|fact_id|fact ids|the facts provided|provided facts
        based on the facts|based on the provided|word count|json
        kept this under|kept it under|under 40 words|under 50 words|words or fewer|hope this helps
        let me know if you'd like|would you like me|feel free to adjust|feel free to edit|adjust as needed
        tailor as needed|replace with|as requested here|no facts|fact provided|given facts|insert name|insert company
        name here|company here|variant a|variant b
    """,
    "spam": "|".join((*spam.HELD, *spam.WARNED)).replace("%", ""),  # signs are no words
}
"""What each list holds; the checks say what is wrong with it."""


class Phrase(NamedTuple):
    """A phrase that was found: of which list, and where."""

    kind: str
    start: int
    end: int


class _Word(NamedTuple):
    text: str
    open: bool

    def fits(self, word: str) -> bool:
        return word.startswith(self.text) if self.open else word == self.text


_WORDS = re.compile(r"[^\W_]+(?:['_-][^\W_]+)*|[.!?;]")
_GAP = "_"
_GAP_WORDS = 2


def _table() -> dict[str, list[tuple[str, tuple[_Word, ...]]]]:
    """Every phrase under the first three letters of its first word."""
    table: dict[str, list[tuple[str, tuple[_Word, ...]]]] = {}
    for kind, text in LISTS.items():
        for phrase in dict.fromkeys(p.strip() for line in text.splitlines() for p in line.split("|")):
            if not phrase:
                continue
            for words in product(*(w.split("/") for w in phrase.split())):
                parts = tuple(_Word(w.rstrip("*"), w.endswith("*")) for w in words)
                table.setdefault(parts[0].text[:3], []).append((kind, parts))
    return table


_TABLE = _table()


@lru_cache(maxsize=16384)
def _beginning(word: str) -> tuple[tuple[str, tuple[_Word, ...]], ...]:
    known = [*_TABLE.get(word[:3], ()), *(_TABLE.get(word[:2], ())), *(_TABLE.get(word[:1], ()))]
    return tuple(dict.fromkeys((kind, parts[1:]) for kind, parts in known if parts[0].fits(word)))


@lru_cache(maxsize=16384)
def _beginning_with(word: str, then: str) -> tuple[tuple[str, tuple[_Word, ...]], ...]:
    """What may begin with these two words: of the many phrases that begin with "we", few go on with any one word."""
    return tuple(
        (kind, rest) for kind, rest in _beginning(word) if not rest or rest[0].text == _GAP or rest[0].fits(then)
    )


@lru_cache(maxsize=1024)
def find(text: str) -> tuple[Phrase, ...]:
    """Every listed phrase in a text, with its place."""
    plain = level(text)
    words = [word.lower() for word in _WORDS.findall(plain)]
    found: list[tuple[str, int, int]] = []
    for n, begun in enumerate(map(_beginning_with, words, [*words[1:], ""])):
        for kind, rest in begun:
            last = _match(words, n + 1, rest) if rest else n
            if last is not None:
                found.append((kind, n, last))
    if not found:
        return ()
    places = [m.span() for m in _WORDS.finditer(plain)]
    return tuple(Phrase(kind, places[first][0], places[last][1]) for kind, first, last in found)


def _match(words: list[str], place: int, rest: tuple[_Word, ...]) -> int | None:
    """The place of the last word of a phrase whose first word came just before `place`."""
    for number, part in enumerate(rest):
        if part.text == _GAP:
            tries = range(place, min(place + _GAP_WORDS + 1, len(words)))
            ends = (_match(words, t, rest[number + 1 :]) for t in tries if ";" not in words[t])
            return next((e for e in ends if e is not None), None)
        if place >= len(words) or not part.fits(words[place]):
            return None
        place += 1
    return place - 1
