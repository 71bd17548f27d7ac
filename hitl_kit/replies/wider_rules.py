"""Further words by which an answer's intent is known: phrases that many answers share, rather than single ones.

They are built from parts that any intent may need (months and seasons, verbs of writing again), in the same eight
languages. `intent_rules` puts them beside the others.
"""

from __future__ import annotations

from hitl_kit.domain.inbound import Intent

_MONTH = (
    r"jan(?:uary|uar|vier|eiro|uari)?|feb(?:ruary|ruar|ruari)?|f[ée]vrier|enero|febrero|gennaio|febbraio|fevereiro"
    r"|mar(?:ch|s|zo"
    r"|ço)|märz|maart|apr(?:il|ile)|avril|abril|(?-i:May|Mai)|(?:en|im|fin|début) mai|mayo|maggio|maio|mei|june?"
    r"|juni?|juin|junio|giugno|junho"
    r"|july|juli"
    r"|juillet|julio|luglio|julho|aug(?:ust|ustus)?|août|agosto|sept?(?:ember|embre|iembre)?|settembre|setembro"
    r"|oct(?:ober"
    r"|obre)|oktober|octubre|ottobre|outubro|nov(?:ember|embre|iembre|embro)|dec(?:ember|embre)?|dezember|décembre"
    r"|diciembre|dicembre|dezembro|stycz\w+|lut(?:y|ym|ego)|marcu|kwiet\w+|maj(?:u|a)|czerw\w+|lip(?:cu|ca|iec)"
    r"|sierp\w+|wrze\w+|październik\w*|listopad\w*|grud\w+"
)
_LATER = (
    rf"(?:{_MONTH}|q[1-4]|(?:first|second|third|fourth|next|last) (?:quarter|half)|quartal|trimest\w+|kwartaal"
    r"|kwarta\w+"
    r"|spring|summer|autumn|the fall|winter|frühjahr|frühling|sommer|herbst|printemps|(?:l'|cet |d')été|automne"
    r"|hiver|rentrée"
    r"|primavera"
    r"|verano|otoño|invierno|(?:in |l'|d')estate|autunno|inverno|verão|outono|voorjaar|zomer|najaar|lato|latem"
    r"|wakacj\w+"
    r"|jesie\w+|zim\w+"
    r"|wiosn\w+|(?:the )?new (?:fiscal |financial )?year|next (?:fiscal |financial )?(?:year|month|cycle|round)"
    r"|later this year"
    r"|(?:end|start|beginning) of (?:the )?year|nächste[nrs]? (?:jahr|monat|halbjahr)|neue[ns]? jahr|jahresende"
    r"|jahreswechsel"
    r"|l'an(?:née)? prochaine?|début d'année|fin d'année|año que viene|año próximo|próximo (?:año|mes|ano|mês)"
    r"|ano que vem"
    r"|anno (?:prossimo|nuovo)|prossimo (?:anno|mese)|volgend(?:e)? (?:jaar|maand)|nieuwe jaar|przyszł\w+ (?:rok\w*"
    r"|miesi\w+)"
    r"|nowym roku|(?:a )?(?:few|couple of|some|\d+|two|three|four|six|nine|twelve) (?:weeks|months|quarters)"
    r"|(?:\d+|ein paar|zwei|drei|sechs|einigen) (?:wochen|monaten)|(?:quelques|\d+|deux|trois|six) (?:semaines|mois)"
    r"|(?:unas|unos|\d+|dos|tres|seis) (?:semanas|meses)|(?:qualche|\d+|due|tre|sei) (?:settimane|mesi|mese)"
    r"|(?:algumas|alguns|\d+|duas|dois|três|seis) (?:semanas|meses)|(?:een paar|enkele|\d+|twee|drie|zes) (?:weken"
    r"|maanden)"
    r"|(?:kilka|\d+|dwa|trzy|sześć) (?:tygodni\w*|miesi\w+))"
)
"""A time that lies weeks or months ahead."""
_AGAIN = (
    r"(?:remind|ping|nudge|(?:get|come|circle|check|report|swing|reach) (?:back|in|out|around)|follow(?:ing)? up"
    r"|touch base"
    r"|try (?:me |us |it )?again|(?:talk|speak|write|call|ring|contact|approach|email|chase|catch) (?:me|us|again"
    r"|up|then|with)"
    r"|revisit|reconsider|re-?open|look at (?:it|this|that)|pick (?:it|this) (?:back )?up|pencil|resurface"
    r"|erinner\w*|meld\w* sie sich|(?:wieder|nochmals?|erneut)|zurückkomm\w*|aufgreifen"
    r"|recontact\w*|rappel\w*|relanc\w*|reparl\w*|reven(?:ez|ir|ons)|reprend\w*|reprenez|reprendre"
    r"|recuérd\w*|recordad\w*|record(?:arme|arnos|árme)\w*|volver a|vuelv\w*|retom\w*|escríb\w*|contáct\w*|llám\w*"
    r"|ricord\w*|ricontatt\w*|risent\w*|riparl\w*|richiam\w*|riprend\w*|riscriv\w*|(?:lembr|relembr|volt|retom"
    r"|recontac?t)\w*"
    r"|herinner\w*|terugkom\w*|kom\w* .{0,20}terug|opnieuw|nog eens|(?:przypomn|odezw|wróc|ponow|skontakt"
    r"|kontakt)\w*)"
)
"""Words for taking it up once more."""
_BUSY = (
    r"\b(?:in the middle of|snowed under|swamped|flat out|up to (?:my|our) (?:neck|ears|eyes)|tied up (?:with|in"
    r"|until)"
    r"|on hold|hiring freeze|budget freeze|no (?:bandwidth|capacity)|parked|hands are full|too much (?:on|going on)"
    r"|mid-?\w+ion)\b"
    r"|\bmitten in\b|\bstecken\b.{0,30}\b(?:in|mit)\b|\b(?:keine|wenig) kapazität\w*|\bauf eis\b|\ben plein(?:e)?\b"
    r"|\bpas le temps\b|\bgelé\w*\b|\ben plena?\b|\bno (?:doy|damos) abasto|\bin piena?\b|\bnel pieno\b"
    r"|\bno meio de\b"
    r"|\bem plen[oa]\b|\bmidden in\b|\bgeen (?:tijd|capaciteit|ruimte)\b|\bw trakcie\b|\bbrak czasu\b"
)

WIDER: dict[Intent, tuple[str, ...]] = {
    "unsubscribe": (
        r"[.!]\s+(?:please )?(?:unsubscribe|remove me|opt me out)\W*$"
        r"|\b(?:erase|delete|remove)\b.{0,20}\b(?:data|information|details)\b.{0,16}\b(?:about|on|of) (?:me|us)\b"
        r"|\b(?:gdpr|dsgvo|rgpd|avg|rodo)\b.{0,80}\b(?:eras|delet|remov|lösch|supprim|effac|suprim|elimin"
        r"|cancell|apag|verwijder"
        r"|usun)\w*\b.{0,30}\b(?:me|my|mich|meine\w?|mon|mes|mis?|mi[eo]i?|meus?|mijn|moj\w+|moich)\b"
        r"|^\W*(?:remover|remova|descadastrar)\W*$|\blose my (?:number|address|e-?mail|contact)|\btogl\w+(?:mi"
        r"|ci)\b|\bnon (?:mi|ci) (?:mand|invi|scriv|contatt)\w+ (?:più|altr[ei])\b"
        r"|\b(?:mij|me|ons|mijn \w+)\b.{0,30}\b(?:van|uit)\b.{0,20}\b(?:lijst|bestand"
        r"|database)\b.{0,16}\b(?:halen|haalt|verwijder\w+"
        r"|schrap\w+|nemen)",
        r"\b(?:delete|erase|remove|strike|purge)\b.{0,20}\bmy (?:\w+ )?(?:e-?mail|address|details|data|name"
        r"|contact\w*)\b"
        r"|\btake (?:my|our) (?:\w+ ){1,3}(?:off|out of)\b|\bno (?:further|more) (?:e-?mails?|messages?|mails?"
        r"|outreach)",
        r"\b(?:lösch|entfern|streich)\w*\b.{0,20}\bmeine?n?\b.{0,14}\b(?:adresse|daten|kontakt\w*|e-?mail\S*|namen)\b"
        r"|\b(?:supprim|effac|retir|enlev)\w+\b.{0,20}\b(?:mon|mes)\b.{0,14}\b(?:adresse|données|coordonnées|nom)\b"
        r"|\bd[éea](?:n|d)?(?:me|nos) de baja\b|\bdar de baja (?:mi|nuestr|est[ea])"
        r"|\b(?:borr|elimin|quit|suprim)\w+\b.{0,20}\bmis?\b.{0,14}\b(?:dirección|datos|correo|contacto)\b"
        r"|\b(?:cancell|rimuov|elimin)\w*\b.{0,20}\bmi[oei]i?\b.{0,14}\b(?:indirizzo|dati|contatto|nome)\b"
        r"|\b(?:apag|remov|elimin|retir|exclu)\w+\b.{0,20}\bmeus?\b.{0,14}\b(?:endereço|dados|contac?to|e-?mail"
        r"|nome)\b"
        r"|\b(?:verwijder|wis|schrap|haal)\w*\b.{0,20}\bmijn\b.{0,14}\b(?:adres|gegevens|naam|e-?mail\w*)\b"
        r"|\b(?:usu|wykreśl|skasuj)\w*\b.{0,20}\bmo(?:j|ich|jego|je)\b.{0,14}\b(?:adres\w*|dane|danych)\b",
    ),
    "angry": (
        r"\bwhat on earth (?:is this|are you|do you)\b|\bwas fällt ihnen ein\b|\b(?:mir|uns)"
        r" (?:\w+ )?(?:ungefragt|unaufgefordert)\b|\bde quel droit\b"
        r"|\bcon qué derecho\b|\bcome si permett\w+|\bcom que direito\b|\bhoe durf(?:t|en)\b|\bjakim prawem\b",
        r"\b(?:outrageous|unacceptable|disgrace\w*|pathetic|shame on|how dare|creepy|waste (?:of )?my time"
        r"|wasting my time"
        r"|leave (?:me|us) alone|are you (?:serious|kidding|joking)|(?:don't|do not) bother (?:me|us))\b"
        r"|\bseriously\?",
        r"\b(?:unverschämt|frechheit|dreist|zumutung|lassen sie (?:mich|uns) in ruhe|inakzeptabel)\w*"
        r"|\b(?:inadmissible|scandaleu\w+|honteux|insupportable|inacceptable|fichez-moi|laissez-moi)\b"
        r"|\b(?:inaceptable|vergüenza|vergonzoso|indignante|déjen?me en paz)\b"
        r"|\b(?:inaccettabile|vergogn\w+|indecente|lasciatemi|scandaloso)\b"
        r"|\b(?:inaceitável|vergonha|deixe(?:m)?-me em paz)\b"
        r"|\b(?:schandalig|onacceptabel|onbeschoft|laat (?:me|mij|ons) met rust)\b"
        r"|\b(?:skandal\w*|bezczeln\w*|niedopuszczaln\w*|żenad\w*|zostawcie|kpiny)\b",
    ),
    "referral": (
        r"\b(?:ask|contact|email|e-?mail|write|speak|talk|reach|try|call|approach)\b.{0,80}[\w.+-]+@[\w-]+\.[\w.]+"
        r"|\b(?:zuständig|verantwortlich|respons[aá]\w+|encargad\w+|verantwoordelijk"
        r"|odpowiedzialn\w+)\b.{0,80}[\w.+-]+@[\w-]+\.\w"
        r"|[\w.+-]+@[\w-]+\.[\w.]+\)?.{0,30}\b(?:instead|would be|is the|handles|decides|owns|runs)\b",
        r"\b(?-i:[A-Z][a-z])\w+ (?-i:[A-Z][a-z])\w+ (?:\([^)]{3,60}\) )?(?:runs|handles|owns|leads|heads|manages"
        r"|decides|looks after"
        r"|takes care of|is responsible|is in charge|deals with)\b|\b(?-i:[A-Z][a-z])\w+ (?:\([^)]{3,60}\) )?(?:is"
        r"|would be|might be)"
        r" the (?:one|person|right)\b",
        r"\b(?:forward(?:ed|ing)?|pass(?:ed|ing)?|hand(?:ed|ing)?|redirect(?:ed|ing)?)\b.{0,30}\b(?:to|on to"
        r"|along to|over to)\b"
        r".{0,30}\b(?:colleague|team|manager|boss|head|director|department|procurement|purchasing)",
        r"\b(?:talk|speak|write|reach out|connect|get in touch) (?:to|with) (?-i:[A-Z][a-z])\w+ (?-i:[A-Z])\w+"
        r"|\byou (?:want|need|should ask) (?-i:[A-Z][a-z])\w+ (?:[A-Z]\w+ )?(?:in|from|at|over)\b",
        r"\b(?:wenden|melden) sie sich (?:bitte |gerne |doch |am besten )*(?:an|bei)\b"
        r"|\b(?:zuständig|verantwortlich|ansprechpartner\w*)\b.{0,16}\b(?:ist|wäre)\b.{0,8}\b(?-i:[A-ZÄÖÜ])\w+"
        r"|\b(?:adressez-vous|voyez|parlez|contactez|écrivez)\b (?:directement )?(?:(?:à|avec) )?(?-i:[A-ZÉ])\w+"
        r"|\b(?:habl|escrib|pregunt|dir[ií]j|contact|contacto)\w* (?:directamente )?(?:con|a) (?-i:[A-ZÁÉÍÓÚ])\w+"
        r"|\b(?:parl|scriv|chied|rivol|contatt)\w+ (?:direttamente )?(?:con|a) (?-i:[A-Z])\w+ (?-i:[A-Z])\w+"
        r"|\b(?:fal|escrev|pergunt|contact|contat)\w+ (?:diretamente )?(?:com|a|ao|à) (?:o |a )?(?-i:[A-ZÁÉÍÓÚ])\w+"
        r"|\b(?:mail|bel|vraag|benader|spreek)\b (?:even |liever )?(?:met )?(?-i:[A-Z])\w+ (?-i:[A-Z])\w+"
        r"|\b(?:pisać|napisać|zwrócić się)\b (?:proszę )?do (?:pan\w+ )?(?-i:[A-ZŁŚŻ])\w+",
    ),
    "wrong_person": (
        r"\b(?:no longer|not|don't|do not|doesn't|never)\b.{0,24}\b(?:work (?:here|there|in|on|with)"
        r"|responsible (?:for|here)"
        r"|in charge|have (?:any|a) say|my (?:area|department|field|remit|call)|(?:the )?right (?:person|contact"
        r"|address))\b"
        r"|\bwrong (?:person|department|contact|company|guy)\b"
        r"|\bi(?:'ve| have)? (?:left (?:the|that|this|my|our) (?:\w+ )?(?:company|team|firm|role|job|department)"
        r"|retired"
        r"|changed (?:jobs|roles|teams))\b",
        r"\b(?:nicht|kein\w*)\b.{0,20}\b(?:zuständig|verantwortlich|ansprechpartner\w*|mein (?:bereich|thema|gebiet))"
        r"|\bfalsch\w* (?:person|ansprechpartner\w*|kontakt)|\barbeite nicht mehr"
        r"|\b(?:pas|plus)\b.{0,24}\b(?:la bonne personne|le bon (?:interlocuteur|contact)|mon (?:domaine|périmètre)"
        r"|en charge)"
        r"|\b(?:no|ya no) (?:soy (?:la persona|el responsable|quien)|me ocupo|es mi área)"
        r"|\bnon\b.{0,10}\b(?:sono (?:la persona|il referente|io)|(?:me ne|mi) occupo|di mia competenza)"
        r"|\bnão\b.{0,10}\b(?:sou (?:a pessoa|o responsável)|é (?:a )?minha área|me ocupo)"
        r"|\bniet\b.{0,12}\b(?:de juiste persoon|verantwoordelijk|mijn (?:afdeling|gebied))|\bverkeerde persoon"
        r"|\bnie\b.{0,10}\b(?:jestem (?:właściwą|odpowiednią)|zajmuję się|odpowiadam za)",
    ),
    "not_now": (
        rf"\b{_AGAIN}\b[^.!?\n]{{0,60}}\b{_LATER}\b",
        rf"\b{_LATER}\b[^.!?\n]{{0,60}}\b{_AGAIN}\b",
        _BUSY,
        r"\b(?:maybe|perhaps|possibly|probably|not before|not until|earliest|only (?:in|after|from)|frühestens"
        r"|erst|vielleicht"
        r"|peut-être|pas avant|quizás?|tal vez|no antes|forse|non prima|talvez|misschien|pas (?:in|na|vanaf)"
        r"|dopiero|może"
        rf"|nie wcześniej)\b[^.!?\n]{{0,24}}\b{_LATER}\b",
    ),
    "objection": (
        r"\b(?:we|i) (?:have |'ve )?just (?:sign|renew|roll|switch|bought|purchas|implement)\w*"
        r"|\bhaben (?:gerade|soeben|eben erst|erst)\b.{0,40}\b(?:eingeführt|verlängert|unterschrieben"
        r"|umgestellt|gekauft)"
        r"|\bvenons (?:juste )?de (?:sign|renouvel|chois|déploy|chang)\w+"
        r"|\bacab[aá]mos de (?:contrat|renov|firm|implant|comprar|assinar|mudar|cambiar)\w*"
        r"|\babbiamo appena (?:rinnov|firm|acquist|adott|cambi)\w+|\bhebben (?:net|pas)\b.{0,40}\b(?:getekend"
        r"|verlengd"
        r"|aangeschaft|ingevoerd)|\bwłaśnie (?:podpisal|przedłuż|wdroż|kupi)\w+",
        r"\balready (?!look|search|evaluat|consider)\w+\b.{0,30}\b(?:tool|vendor|supplier|provider|partner|system"
        r"|solution"
        r"|software|agency|contract)\b|\b(?:just|recently) (?:signed|renewed|bought|rolled out|switched to"
        r"|implemented)\b",
        r"\b(?:security|legal|compliance|works council|union|procurement|our (?:board|cfo|it))\b.{0,30}\b(?:block"
        r"|forbid|reject"
        r"|refuse|never (?:allow|accept|approve)|won't (?:allow|accept|approve|let))\w*",
        r"\b(?:built|developed|made|wrote|run|have)\b.{0,30}\b(?:in[- ]house|ourselves|of our own)\b"
        r"|\bselbst (?:entwickelt|gebaut|programmiert)|\beigenentwicklung|\beigene (?:lösung|software)"
        r"|\b(?:développé|fait|créé)\w* en interne|\b(?:solution|outil) (?:interne|maison)\b"
        r"|\b(?:desarroll|hech|cread)\w+ internamente|\bdesarrollo propio|\b(?:solución|herramienta) (?:propia"
        r"|interna)"
        r"|\bsviluppat\w+ internamente|\b(?:soluzione|strumento) intern[ao]"
        r"|\bdesenvolv\w+ internamente|\b(?:solução|ferramenta) (?:própria|interna)"
        r"|\bzelf (?:ontwikkeld|gebouwd|gemaakt)|\beigen (?:tool|systeem|oplossing|software)"
        r"|\bwłasn\w+ (?:system|rozwiązan|narzędzi|oprogramowan)\w*",
        r"\b(?:betriebsrat|rechtsabteilung|comité d'entreprise|comité de empresa|sindacat\w+|sindicato"
        r"|ondernemingsraad"
        r"|związki zawodowe)\b|\b(?:isn't|not) worth (?:it|the)\b|\b(?:hard|difficult) to justify\b",
    ),
    "not_interested": (
        r"^\W*(?:we're|we are|i'm|i am) (?:all )?(?:good|set)\b,?(?: (?:thanks|thank you|as we are|here"
        r"|for now))*\W*$"
        r"|\b(?:i'll|i will|i'm going to|we'll|we will|have to) (?:have to )?decline(?: (?:your|this"
        r"|the) (?:offer|proposal|invitation))?\b(?=\W*(?:$|[.!\n]))"
        r"|\bpass\w* (?:leider )?nicht zu uns\b",
        r"\b(?:we|i)(?:'ve| have)? (?:won't(?: be)?|will not(?: be)?|'re not going to|are not going to"
        r"|decided (?:not to|against))"
        r"\b.{0,16}\b(?:pursu\w+|proceed\w*|tak(?:e|ing) (?:this|it|that) (?:any )?(?:further|forward)|mov(?:e"
        r"|ing) (?:forward|ahead)"
        r"|explor(?:e|ing) (?:this|it|that))",
        r"\b(?:isn't|is not|not) (?:for us|a (?:good )?(?:fit|match) for|of interest|on our (?:roadmap|agenda"
        r"|radar))\b"
        r"|\b(?:we're|we are|i'm|i am) happy as (?:we are|it is)\b|\bsee no need\b"
        r"|\bthank(?:s| you),? but (?:no\b|we'll pass|it's not for)",
        r"\b(?:kein thema für uns|nichts für uns|passt (?:für|bei|zu) uns (?:leider )?nicht"
        r"|haben uns dagegen entschieden)\b"
        r"|\b(?:pas (?:un sujet|preneurs?) pour nous|aucun intérêt|sans suite de notre part)\b"
        r"|\b(?:no nos hace falta|ningún interés|no es para nosotros)\b|\b(?:non fa per noi|nessun interesse)\b"
        r"|\b(?:não faz sentido para nós|nenhum interesse|não é para nós)\b"
        r"|\b(?:niets voor ons|zien (?:wij |we )?(?:hier )?van af)\b|\b(?:to nie dla nas|nie dla nas)\b",
    ),
    "pricing": (
        r"\b(?:do|would|how) (?:you )?(?:do you )?charge\b|\bset-?up fees?\b|\b(?:welche[nr]?) kosten\b"
        r"|\b(?:c'est|ça fait) combien\b|\bcombien (?:ça|est-ce)",
        r"\bjaki\w*\b.{0,12}\bkoszt",
    ),
    "meeting": (
        r"\b(?:find|suggest|propose|send|pick)\b.{0,12}\b(?:a time|times|time slots?)\b(?! (?:ago|later))",
        r"\b(?:call|ring|phone|reach|catch) me\b.{0,30}\b(?:between|any ?time|this (?:afternoon|morning|week)"
        r"|tomorrow)\b"
        r"|\bare you (?:free|available)\b|\b(?:set up|arrange|book|schedule)\b.{0,24}\b(?:slot|minutes|call|meeting"
        r"|demo)\b",
    ),
    "positive": (
        r"\b(?:i'm|we're|i am|we are) (?:all ears|listening)\b|\bmi incuriosisc\w+|"
        r"\b(?:(?:mi|ci) mandi|manda(?:mi|ci|temi|teci))\b(?! altr)"
        r"|\bstuur (?:me|mij|ons) (?:gerust |maar |even )?(?:de|het|een|wat|die|meer)\b",
        r"\b(?:i'd|i would|we'd|we would|i'm|i am|we're|we are)(?: (?!not\b|never\b"
        r"|no\b)\w+){0,2}? (?:be )?(?:open to|keen (?:to|on)"
        r"|up for|curious|intrigued|game)\b|\b(?:worth (?:a look|exploring|a try)|perfect timing|right up our"
        r"|exactly what we"
        r"|caught my (?:eye|attention)|you have my attention|sign me up)\b",
        r"\b(?:erzählen sie|berichten sie)\b.{0,20}\bmehr\b|\bbeschäftigt uns\b(?!.{0,20}\bnicht)"
        r"|\bdites[- ](?:m'en|moi|nous)\b.{0,12}\bplus"
        r"|\bcuént\w+ más\b|\bmi (?:dica|racconti)\b.{0,12}\bdi più|\bcont\w+[- ](?:me|nos) mais\b"
        r"|\bvertel\w*\b.{0,16}\bmeer\b|\bproszę opowiedzieć",
        r"\b(?:offen (?:dafür|für)|macht (?:mich|uns) neugierig|gute idee|würde (?:mich|uns) interessieren)\b"
        r"|\b(?:ouverte?s? à|bonne idée|avec plaisir)\b|\b(?:abiert[oa]s? a|buena idea)\b|\b(?:apert[aeio] a"
        r"|buona idea|volentieri)\b"
        r"|\b(?:abert[oa]s? a|boa ideia|com prazer)\b|\b(?:(?:sta|staan) (?:er|ik|wij|we)? ?(?:wel )?(?:voor )?open"
        r"|goed idee)\b"
        r"|\b(?:dobry pomysł|otwart\w+ na|chętnie)\b",
    ),
}  # fmt: skip
"""Patterns by intent."""

REQUEST = (
    r"\b(?:could|can|would|will|may|might)\b.{0,24}\b(?:remind|send|share|forward|(?:get|come|check|circle|call"
    r"|ring) (?:back|me|us)|try"
    r"|contact|ping|reach|remove|delete|erase|take|stop|follow up|write|refrain)\b"
    r"|\b(?:könn\w*|kann\w*|würd\w*|möcht\w*)\b.{0,60}\b(?:erinner|meld|schick|send|lösch|entfern|streich|anruf"
    r"|schreib|kontaktier)\w*"
    r"|\b(?:pouv|pourr|peu)\w*\b.{0,40}\b(?:recontact|rappel|envoy|supprim|retir|relanc|écri|reven)\w*"
    r"|\b(?:pod|pued)\w*\b.{0,40}\b(?:record|contact|escrib|llam|envi|mand|elimin|borr|volv)\w*"
    r"|\b(?:può|potre|pote|puoi)\w*\b.{0,40}\b(?:ricord|ricontatt|contatt|scriv|chiam|invi|mand|cancell|rimuov"
    r"|risent)\w*"
    r"|\b(?:pod|poder)\w*\b.{0,40}\b(?:lembr|contac?t|escrev|lig|envi|mand|remov|apag|elimin|volt)\w*"
    r"|\b(?:kunt|kan|kun|zou|wilt|wil)\b.{0,40}\b(?:herinner|contact|benader|mail|bel|stur|verwijder|schrap"
    r"|terugkom)\w*"
    r"|\b(?:moż|mog|proszę)\w*\b.{0,40}\b(?:przypomn|odezw|skontakt|napis|zadzwon|wysła|przesła|usun)\w*"
)
"""A question that asks for a favour, and not about what we offer."""
