"""The words by which interest, an objection or a hint at somebody else is known; in en, de, fr, es, it, pt, nl and pl.

Each rule is a pattern of words that somebody would say to that end and to hardly any other. They are searched in any
text, whatever its language, because people mix languages and short answers do not tell theirs. `'` stands for every
apostrophe.
"""

from __future__ import annotations

from hitl_kit.domain.inbound import Intent

from .day_words import WEEKDAYS

_THANKS = (
    r"potwierdzam|angekommen|buongiorno|herzlichen|otrzymanie|otrzymałam|otrzymałem|wochenende|dankjewel"
    r"|hartelijk|messaggio|nachricht|ontvangen|settimana|wiadomość|beaucoup|dziękuję|enterado|erhalten"
    r"|genommen|kenntnis|mensagem|obrigada|obrigado|recebida|recebido|received|recibida|recibido|ricevuto"
    r"|week-end|weekendu|bedankt|bericht|bonjour|gracias|mensaje|message|prettig|regards|schönen|schönes"
    r"|weekend|besten|cheers|correo|dzięki|e-mail|grazie|miłego|muchas|retour|schöne|semana|thanks|vielen"
    r"|danke|deine|della|dobry|dzień|email|great|guten|hallo|hello|merci|mille|molte|muito|noted|panią"
    r"|thank|votre|best|bien|buen|buon|dana|dank|fine|good|have|hola|ihre|info|kind|mail|many|much|nice"
    r"|note|noté|okay|pani|pela|pelo|pour|reçu|team|this|very|voor|well|your|all|and|bom|bon|dag|das|day"
    r"|del|den|die|fin|for|für|got|het|hey|ihr|ist|mil|olá|pan|por|seu|sua|suo|tag|the|thx|ton|tuo|you|zur"
    r"|de|el|hi|il|it|je|la|le|ok|so|su|to|tu|uw|za|a|o"
)
"""Words of an answer that says thanks, and no more."""

_WEEKDAY = rf"\b(?:{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))}|tues|wed|thurs)"

INTERESTS: dict[Intent, tuple[str, ...]] = {
    "referral": (
        r"\b(?:i've|i have|have|i) (?:copied|cc'd|cced|added|looped) (?:him|her|them|\w+)\b|\b(?:sits|lies"
        r"|is) with (?:[A-Z]\w+)|\bin kopie\b|\b(?:macht|übernimmt|betreut|verantwortet) (?:jetzt|inzwischen|nun"
        r"|bei uns)\b|\b(?:s'occupe|gère|pilote)\b.{0,20}\bmaintenant|\b(?:lo|la|los) (?:lleva|gestiona) ahora"
        r"|\bahora (?:lo|la) lleva|\bora (?:la|lo|se ne) (?:segue|occupa|gestisce)|\bagora (?:é|está com)\b"
        r"|\bdoet (?:nu|dat nu)\b|\bteraz (?:zajmuje|odpowiada)",
        r"\b(?:reach out to|contact|speak (?:to|with)|talk (?:to|with)|get in touch with|write to|email|try"
        r"|ask) (?:\w+ ){0,2}?(?:my|our|the|his|her) (?:\w+ ){0,2}?(?:colleague|manager|boss|head|director|team"
        r"|cfo|cto|coo|ceo|lead|vp|partner|assistant|department|procurement|buyer)",
        r"\b(?:adding|looping in|copying|cc'?ing|including|copied|looped in|added)\b.{0,40}\b(?:in|here|who|to|cc"
        r"|thread)\b|\b(?:i have|i've|i'll|i will|have|just) (?:forward|pass|share|sen[td]"
        r"|redirect)\w*(?: \w+){0,6} (?:to|on to|along to)\b|\b(?:right|best|correct|better) (?:person|contact"
        r"|one)(?: to \w+(?: to)?| for this)? (?:is|would be|will be)\b|\b(?:he|she|they) (?:is|'s"
        r"|are) (?:the (?:right|best|person)|responsible|in charge)|\b(?:he|she) (?:handles|runs|manages|leads"
        r"|looks after|owns|takes care)|\bin cc\b",
        r"\bwenden sie sich (?:bitte |gerne? |am besten )?(?:an|direkt an)|\b(?:ansprechpartner(?:in)?|zuständig"
        r"|verantwortlich)\b.{0,40}\b(?:ist|wäre) (?!nicht)(?:herr|frau|mein|unser|[a-zäöü]+@)|\b(?:weitergeleitet"
        r"|leite\b.{0,40}\bweiter)|\b(?:mein|unser)\w* kolleg(?:e|en|in)\b|\bkontaktieren sie (?:bitte )?(?:herr"
        r"|frau|mein|unser)\w*|\bin cc\b|\bins? cc\b",
        r"\b(?:contacter|contactez|voir avec|adresse[rz](?:-vous)?(?: à)?|rapproche[rz](?:-vous)?(?: de)?"
        r"|joindre) (?:\w+ )?(?:ma|mon|notre|la|le|m\.|mme|monsieur|madame) ?\w*|\b(?:transmets|transmis|transfère"
        r"|transféré|transmettrai|fais suivre)\b|\bla bonne personne est|\b(?:le|la) (?:bon|bonne) (?:contact"
        r"|interlocut\w+) est|\ben copie\b|\bma collègue|\bmon collègue",
        r"\b(?:contacta\w*|contacte\w*|habla|hable|hablar|escribe|escriba|dirígete|diríjase|ponte en contacto"
        r"|póngase en contacto) (?:por favor )?(?:con|a) (?:mi|nuestr\w|el|la|don|doña)\b|\b(?:he "
        r"|hemos )?(?:reenviado|reenvío|trasladado|pasado|derivado) (?:tu|su|el|este|vuestro) (?:correo|mensaje"
        r"|e-?mail|mail)|\bla persona (?:indicada|adecuada|correcta|responsable) (?:es|sería)|\bmi compañer"
        r"|\bmi colega|\ben copia\b",
        r"\b(?:contatt\w+|parl\w+|sent\w+|scriv\w+|rivolg\w+) (?:pure )?(?:con |a |al |alla )?(?:il mio|la mia"
        r"|il nostro|la nostra|mio|il|la|l') ?(?:collega|respons\w+|dirett\w+|capo|uff\w+)|\b(?:inoltrato|inoltro"
        r"|girato|giro|inoltrerò)\b|\bla persona (?:giusta|corretta|indicata) è|\bil referente è|\bmio collega"
        r"|\bmia collega|\bin copia\b",
        r"\b(?:fale|falar|contact\w+|contat\w+|entre em contac?to) (?:por favor )?(?:com|o|a) (?:o |a )?(?:meu"
        r"|minha|nosso|nossa|responsável|diretor\w*)|\b(?:encaminhei|reencaminhei|encaminho|reencaminho|passei"
        r"|repassei)\b|\ba pessoa (?:certa|indicada|correta|responsável) é|\b(?:meu|minha) colega|\bem cópia\b",
        r"\b(?:neem|neemt u) (?:best |even |a\.?u\.?b\.? )?contact op met|\bdoorgestuurd|\bstuur (?:ik )?(?:het "
        r"|dit )?door\b|\bde juiste (?:persoon|contactpersoon) (?:is|hiervoor is)|\bmijn collega\b"
        r"|\bonze collega\b|\bspreek met\b|\bin (?:de )?cc\b",
        r"\b(?:kontakt|skontaktować się|kontaktować się|rozmow\w+|porozmawiać) z (?:moi[mą]|mo[ijm]\w*|nasz\w+"
        r"|pan\w+|koleg\w+|koleżank\w+)|\bprzekaza(?:łem|łam|liśmy|ne)|\bprzekażę|\bprzekazuję|\b(?:właściwą"
        r"|odpowiednią) osobą (?:jest|będzie)|\bmo(?:im|ja|jej|ją) (?:koleg|koleżan)\w+|\bdo wiadomości\b|\bw kopii\b",
    ),
    "pricing": (
        r"\b(?:what|how much) (?:would|will|do) (?:we|i|it) (?:pay|cost|be)|\b(?:price|cost) (?:range|estimate"
        r"|indication)|\b(?:rough|annual|yearly|monthly) (?:price|cost|number|fee)|\bgrößenordnung|\b(?:jahres"
        r"|monats|lizenz)(?:gebühr|kosten|preis)\w*|\bordre de grandeur|\bà quel prix|\bcoût (?:annuel|mensuel)"
        r"|\b(?:coste|cuota|precio) (?:anual|mensual)|\b(?:canone|costo) (?:annuo|annuale|mensile)"
        r"|\bordine di grandezza|\bordem de grandeza|\bordegrootte|\b(?:koszt|opłata) (?:roczn|miesięczn)\w+"
        r"|\brząd wielkości",
        r"\bhow much\b|\bpric(?:e|es|ing|ey|elist)\b|\b(?:what|which).{0,20}\b(?:cost|rates?|fees?)\b|\b(?:quote"
        r"|quotation|ballpark)\b|\bper (?:seat|user|licen[cs]e)\b|\bcosts? (?:per|for)\b",
        r"\b(?:was|wieviel|wie viel) kostet|\bpreis(?:e|en|liste|modell|lich|angebot)?\b|\bkosten(?: (?:pro|für"
        r"|würde))|\bangebot (?:für|über|schicken|zusenden|erstellen|machen)|\blizenzkosten|\bwas würde das kosten",
        r"\btarifs?\b|\b(?:combien|quel).{0,20}\b(?:coûte|coute|prix|coût)|\bdevis\b|\b(?:les|vos|le|votre) prix\b"
        r"|\bgrille tarifaire",
        r"\bcuánto (?:cuesta|vale|sale|costaría)|\bprecios?\b|\bpresupuesto (?:por|para)"
        r"|\benví\w+ (?:un )?presupuesto|\btarifas?\b|\bcotización|\bpresupuesto, por favor",
        r"\bquanto (?:costa|verrebbe|viene|costerebbe)|\bpreventiv|\bprezz[oi]\b|\blistino|\btariff[ae]\b",
        r"\bquanto (?:custa|fica|sai|custaria)|\bpreços?\b|\borçamento (?:para|por) (?=\d|os|as|a nossa"
        r"|uma equipa)|\bcotação|\b(?:qual|quais).{0,12}\bvalor(?:es)?\b|\btabela de preços",
        r"\bwat (?:kost|kosten)\b|\bofferte\b|\bprij(?:s|zen|slijst)\b|\btariev(?:en)?\b|\bkosten per\b",
        r"\bile (?:to )?(?:kosztuje|by kosztowało)|\bcennik|\bcen[aęyą]\b|\bofert[aęy] cenow|\bwycen|\bkoszt(?:y"
        r"|u)? (?:licencji|na|za)|\bcenow",
    ),
    "meeting": (
        _WEEKDAY + r"\b[^\n.!?]{0,24}?(?<![\d.])(?:[01]?\d|2[0-3])(?:[:.h]\d\d)?(?!\d|[.:/]\d)",
        r"\blet(?:'|)s do (?:it|that)\b|\b(?:can|könn\w+) (?:we|wir) machen\b|\b(?:d'accord|va bene|combinado|vale"
        r"|prima|zgoda|abgemacht),? (?=\w+ (?:\d|à|a|om|um|o )\s?\d)",
        r"\bcalendly\.com|\bcal\.com/|\bhubspot\.com/meetings|\boutlook\.office\S*/bookings?|\b(?:let's|let us"
        r"|happy to|can we|could we|shall we|we can|can you|want to|glad to|like to|love to|free to"
        r"|available (?:for|to)|works? for) (?:\w+ ){0,4}?(?:talk|chat|speak|call|meet|connect|hop|jump|catch up"
        r"|discuss)\b|\b(?:send|shoot) (?:me |over )?(?:an? |the )?(?:calendar )?invit\w+|\b(?:book|schedule"
        r"|set up|arrange) (?:\w+ ){0,4}?(?:call|time|meeting|demo|slot|chat)|\bcall me\b|\bgive me a (?:call"
        r"|ring)|\bi(?:'m| am) (?:free|available)\b|\b(?:demo|call|meeting)\b.{0,30}\b(?:monday|tuesday|wednesday"
        r"|thursday|friday|tomorrow|next week)|\bworks? for a call",
        r"\b(?:telefonieren|telefonat|telefontermin|rufen sie (?:mich|uns)? ?(?:an|gerne|bitte|morgen)?"
        r"|terminvorschl\w+|gesprächstermin|termin (?:vereinbaren|machen|ausmachen|finden))\b|\b(?:passt|ginge"
        r"|geht)\b.{0,30}\b(?:montag|dienstag|mittwoch|donnerstag|freitag|morgen|uhr)\b"
        r"|\bbin\b.{0,30}\berreichbar\b|\beinladung (?:schicken|senden)|\b(?:kurz )?(?:sprechen|austauschen) wir\b",
        r"\b(?:appelez|appelle|rappelez)-moi\b(?!.{0,30}\b(?:septembre|janvier|trimestre))|\b(?:caler|fixer"
        r"|prendre|planifier|organiser|convenir d')\w*\s?(?:un |d'un )?(?:rendez-vous|rdv|créneau|appel|échange"
        r"|point)|\brendez-vous\b|\b(?:êtes-vous|seriez-vous|es-tu|je suis) (?:disponible|libre)\b|\bon (?:peut"
        r"|pourrait) (?:s'appeler|se parler|échanger|en discuter)|\bun créneau",
        r"\b(?:podemos|podríamos|hablamos|hablemos|te parece si) (?:hablar|hablamos|vernos|llamarnos|quedar"
        r"|reunirnos)?\b.{0,30}\b(?:lunes|martes|miércoles|jueves|viernes|mañana|semana)|\bagend(?:emos|ar|amos)"
        r"|\b(?:llámame|llámeme|llamadme)\b|\b(?:una|la) (?:llamada|reunión|videollamada)\b|\btengo (?:un )?hueco",
        r"\b(?:sentirci|vederci|sentiamoci|parliamone)\b|\b(?:possiamo|potremmo) (?:sentirci|parlar\w+|veder\w+)"
        r"|\bfiss(?:iamo|are)\b|\bmi (?:chiami|chiama|telefoni)\b|\b(?:una|la) (?:call|chiamata|riunione"
        r"|telefonata)\b|\bun appuntamento|\bsono (?:disponibile|libero|libera)",
        r"\b(?:podemos|podíamos|vamos) (?:falar|conversar|marcar|agendar|reunir)\b|\b(?:marcar|agendar) (?:uma"
        r"|um)\b|\b(?:me ligar|ligue-me|liga-me|me ligue|ligar-me)\b|\buma (?:reunião|chamada|call)\b"
        r"|\bestou (?:disponível|livre)",
        r"\b(?:bel me|bel mij|belt u mij|belletje|belafspraak|afspraak (?:maken|inplannen)|een afspraak"
        r"|inplannen)\b|\b(?:schikt|past|komt)\b.{0,30}\b(?:maandag|dinsdag|woensdag|donderdag|vrijdag|morgen|uur)"
        r"|\bkunnen we (?:even )?(?:bellen|praten|afspreken)|\bik ben (?:beschikbaar|bereikbaar)",
        r"\b(?:umówmy|umówić|umówimy) się|\bspotka(?:nie|jmy|ć)|\b(?:proszę )?(?:do mnie )?(?:zadzwonić|dzwonić"
        r"|o telefon)\b|\bpasuje\b.{0,30}\b(?:poniedział|wtor|środ|czwart|piąt|jutro|godz)\w*"
        r"|\brozmow[aęy] (?:telefoniczn|w)\w*|\bjestem (?:dostępn|woln)\w+",
    ),
    "objection": (
        r"\b(?:tried|tested|piloted|looked at|evaluated)\b.{0,60}\b(?:tools?|solutions?|vendors?|products?"
        r"|like this|similar)|\b(?:went|gone|fell|going) back to\b|\b(?:getestet|ausprobiert|probiert)\b"
        r"|\babgelehnt\b|\bzurück zu excel|\b(?:testé|essayé)\b.{0,40}\b(?:outils?|solutions?)|\bn'en (?:ont"
        r"|veulent|voulaient) pas|\bprobamos\b|\bvolvi(?:ó|eron|mos) a(?:l)? |\babbiamo provato|\btornati a\b"
        r"|\b(?:testámos|testamos|experimentámos)\b|\bvolt(?:ou|aram) ao?\b|\bgeprobeerd\b|\bterug naar excel"
        r"|\b(?:testowaliśmy|próbowaliśmy)\b|\bwrócili do",
        r"\b(?:already (?:use|using|have|work|working|got|covered|in place|with)|(?:happy|satisfied"
        r"|content) with (?:our|it|the|what)|(?:team|we|i) (?:is|are|am) (?:very |quite )?happy with)|\bno budget"
        r"|\bbudget (?:is|has been|was) (?:cut|frozen|spent|tight)|(?:\bnot|n't) (?:have (?:the |a |any )?"
        r"|in the )budget|\btoo (?:expensive|complex|complicated|small|big|much|risky)|\b(?:built|do|did|handle"
        r"|run|develop\w*) (?:this|it|that|everything)?\s?(?:all )?in-?house|\b(?:security|legal|compliance|it"
        r"|procurement|works council) (?:team |department )?(?:would|will|won't|does|would never)"
        r"|(?<!no )\bdoubt\b|\bdon't see (?:how|the|why)|\bnot convinced|\bbad experience|\block(?:ed)? in\b"
        r"|\bunder contract|\bcontract (?:with|until|runs)",
        r"\b(?:bereits|schon)\b.{0,40}\b(?:im einsatz|einen? (?:anbieter|lösung|dienstleister|partner|system)"
        r"|lösung|anbieter|ein|zufrieden|versorgt)|\b(?:setzen|nutzen|verwenden|arbeiten"
        r"|haben)\b.{0,30}\b(?:bereits|schon)\b|\bkein(?:en)? budget|\bzu (?:teuer|aufwendig|aufwändig|komplex"
        r"|klein|hoch)|\bdatenschutz\w*|\bbetriebsrat|\bzufrieden\b|\bvertrag (?:mit|bis|gebunden)|\bskeptisch"
        r"|\beigenentwicklung|\bselbst entwickelt",
        r"\b(?:déjà)\b.{0,40}\b(?:prestataire|fournisseur|solution|outil|équipés?|avec|partenaire)|\bpas de budget"
        r"|\bbudget (?:est|bouclé|limité|gelé)|\btrop (?:cher|chère|complexe|petit|compliqué|coûteux)"
        r"|\bsatisfaits? de|\bsous contrat|\bpas convaincu|\b(?:fai|gér|développ|trait)\w+\b.{0,20}\ben interne\b",
        r"\bya (?:trabajamos|tenemos|usamos|utilizamos|contamos|disponemos)|\b(?:no (?:tenemos|hay|disponemos de)"
        r"|sin) presupuesto|\bdemasiado (?:caro|complejo|pequeñ|grande)|\bmuy caro|\bcontentos con|\bsatisfechos"
        r"|\blo hacemos (?:nosotros|internamente)|\bno (?:me|nos) convence",
        r"\b(?:abbiamo|usiamo|utilizziamo|lavoriamo|ci affidiamo) già|\bgià (?:un|una|abbiamo|usiamo|coperti"
        r"|forniti)\b|\bnon (?:abbiamo|c'è|ho) (?:il )?budget|\btroppo (?:cost|car|compless|piccol)\w*"
        r"|\b(?:ci )?trov(?:iamo|o) bene|\bsoddisfatt|\binternamente\b|\bnon (?:mi|ci) convince",
        r"\bjá (?:temos|trabalhamos|usamos|utilizamos|contamos)|\b(?:não (?:temos|há)|sem) (?:orçamento|verba"
        r"|budget)|\b(?:caro|cara|complexo|complicado) demais|\b(?:muito|demasiado) (?:caro|complexo)"
        r"|\bsatisfeit[oa]s?|\binternamente\b|\bnão (?:me|nos) convence",
        r"\b(?:hebben|gebruiken|werken|heb|gebruik)\b.{0,30}\b(?:al|reeds)\b|\bgeen budget|\bte (?:duur|complex"
        r"|klein|ingewikkeld|groot)|\btevreden\b|\bvast aan een contract|\bniet overtuigd|\bzelf (?:gebouwd"
        r"|ontwikkeld)",
        r"\b(?:mamy|korzystamy|używamy|współpracujemy|mam) już|\bjuż (?:mamy|korzystamy|używamy|współpracujemy)"
        r"|\b(?:nie (?:mamy|ma)|brak)\b.{0,16}\bbudżet\w*|\b(?:za|zbyt) (?:drog|skomplikowan|mał|duż)\w*"
        r"|\bzadowolen|\bwłasne rozwiązanie|\bnie przekonuje",
    ),
    "positive": (
        r"\b(?:send|share)\b.{0,30}\b(?:whatever|overview|presentation|deck|case stud|one-pager|pdf)|\b(?:could"
        r"|might|would) (?:really )?(?:help|work for) (?:us|me)?\b|\b(?:right|perfect|good) (?:day|moment"
        r"|timing)\b|\b(?:senden|schicken) sie\b.{0,24}\b(?:übersicht|präsentation|unterlagen|beispiel)"
        r"|\bgenau (?:richtig|zur rechten zeit)|\benvoyez-(?:moi|nous)\b.{0,20}\b(?:présentation|documentation"
        r"|exemple)|\btombe (?:\w+ )?(?:bien|à pic)|\b(?:mánd|envi|pás)\w+\b.{0,12}\bpresentación|\bviene (?:muy"
        r"|genial|perfecto)\b|\bmandi\b.{0,12}\bpresentazione|\bcapita a proposito"
        r"|\benvi\w+\b.{0,12}\bapresentação|\bvem mesmo a calhar|\bvem a calhar|\bstuur\b.{0,12}\bpresentatie"
        r"|\bkomt (?:\w+ )?(?:goed|mooi) uit|\b(?:przesłać|wysłać)\b.{0,12}\b(?:prezentacj|ofert|materiał)\w*"
        r"|\bdobry moment",
        r"\b(?:sounds|looks|seems|this is|that's|very|quite|is actually) (?:\w+ )?(?:interesting|great|good"
        r"|relevant|timely|promising|useful|intriguing)|\b(?:i'm|i am|we're|we are|am|would be|definitely|very"
        r"|always) (?:(?!not\b)\w+ )?interested|\b(?:tell|send|share|show) (?:me|us|over|through"
        r"|along) (?:\w+ ){0,3}?(?:more|info\w*|details|material|deck|brochure|some)|\b(?:love|like|happy|keen"
        r"|glad|want|curious|eager) to (?:learn|hear|see|know|find out|understand|explore|try)|\bcount me in"
        r"|\blooking for (?:something|a tool|this|exactly)|\byes,? please|\bgood pitch|\bsend (?:it |them )?over"
        r"|\bmore information",
        r"\b(?:klingt|hört sich|ist|finde ich|grundsätzlich|sehr|durchaus) (?:\w+ )?(?:spannend|interessant|gut"
        r"|sehr gut)|\b(?:schicken|senden|lassen) sie (?:mir|uns) (?:\w+ )*?(?:mehr|weitere|informationen"
        r"|unterlagen|infos|material|zukommen)|\b(?:mehr|weitere) (?:informationen|infos|details) "
        r"|\bmehr (?:erfahren|darüber|dazu)|\bja,? (?:gerne|bitte)|\bgenau (?:danach|das"
        r"|so etwas)\b.{0,20}\b(?:such|brauch)\w*|\bwir suchen (?:gerade|aktuell|genau)|\b(?:habe|haben"
        r"|hätte) (?:\w+ )?interesse(?! a?n? keine)",
        r"\b(?:m'|nous |m')intéress(?:e|ent|erait)\b(?! pas)|\b(?:est|c'est|semble|paraît|très"
        r"|trouve \w+) (?:\w+ )?intéressant|\b(?:je suis|nous sommes|serais|serions) (?:très |bien )?(?:intéressé"
        r"|preneur)|\bdites-m'en plus|\ben savoir (?:plus|davantage)|\b(?:envoyer|envoyez|transmettre|transmettez"
        r"|recevoir)(?:-moi|-nous)? (?:\w+ ){0,2}(?:documentation|informations|plaquette|présentation|détails"
        r"|brochure)|\boui,? (?:avec plaisir|volontiers|merci|je)|\bcherchons (?:justement|un|une)",
        r"(?<!no )\b(?:me|nos) interesa(?:ría)?\b|\b(?:suena|parece|muy|es) (?:muy )?(?:bien|interesante)"
        r"|\bcuéntame|\bcuénteme|\bmás (?:información|detalles|info)|\bsí,? (?:por favor|claro|adelante|me)"
        r"|\b(?:estamos|estoy) buscando|(?<!no )\b(?:estoy|estamos) (?:muy )?interesad",
        r"(?<!non )\b(?:mi|ci) interessa\b|\b(?:molto |sembra |è |pare )?interessante\b(?! ma)|\b(?:mi"
        r"|ci) (?:mandi|invii|racconti|mandate|inviate)\b.{0,20}\b(?:material|informazion|di più|documentazion"
        r"|brochure)\w*|\bdi più\b|\bsì,? (?:volentieri|grazie|certo)|\bstiamo (?:proprio )?cercando"
        r"|(?<!non )\b(?:sono|siamo) (?:molto )?interessat|\bmaggiori (?:informazioni|dettagli)",
        r"(?<!não )\b(?:tenho|temos|teria|tínhamos) (?:muito )?interesse|\b(?:parece|muito|é"
        r"|achei) (?:muito )?interessante|\bconte-(?:me|nos)|\b(?:mais|outras) (?:informações|detalhes)"
        r"|\bsim,? (?:por favor|claro|gostaria|quero)|\b(?:à procura|procuramos|estamos procurando|buscando)\b"
        r"|(?<!não )\b(?:estou|estamos) (?:muito )?interessad|\bgostaria de saber mais",
        r"\b(?:klinkt|lijkt|is|erg|heel) (?:\w+ )?(?:interessant|goed|boeiend)|\bja,? (?:graag|prima|leuk)"
        r"|\b(?:stuur|mail|zend)\b.{0,20}\b(?:meer )?(?:informatie|info|materiaal|documentatie)"
        r"|\bgraag (?:\w+ )?(?:meer|over)|\bmeer (?:weten|horen|over|informatie)|\bnaar op zoek"
        r"|\bgeïnteresseerd in|(?<!niet )\bgeïnteresseerd\b",
        r"\bbrzmi (?:\w+ )?(?:ciekawie|interesująco|dobrze|świetnie)|\b(?:proszę|poproszę) o (?:więcej|dalsze"
        r"|szczegóły|materiały|przesłanie (?:oferty|materiał|informac)\w*)|(?<!nie )\b(?:jestem"
        r"|jesteśmy) (?:bardzo )?zainteresowan|\bprzesłać (?:materiał|informac|prezentac)\w*|\btak,? (?:chętnie"
        r"|proszę|oczywiście)|\bwłaśnie szukam|\bszukamy (?:takiego|czegoś|rozwiązania)|\bwięcej informacji"
        r"|\bchętnie (?:dowiem|poznam|zobaczę)",
    ),
    "other": (
        rf"^(?=.*\w)(?:[^\w?]|\b(?:{_THANKS})\b)+$",
        r"^\W*(?:happy (?:holidays|new year|easter)|merry christmas|season's greetings|frohe (?:weihnachten"
        r"|ostern)|schöne feiertage|guten rutsch|bonne (?:année|fêtes)|joyeuses? (?:fêtes|noël)|felices fiestas"
        r"|feliz (?:navidad|natal|ano|año)|buon(?:e feste| natale| anno|a pasqua)|boas festas|fijne (?:feestdagen"
        r"|kerst)|gelukkig nieuwjaar|wesołych świąt|szczęśliwego nowego)\b[^?]{0,60}$",
    ),
}  # fmt: skip
