"""The words by which a refusal is known, and which kind it is, in eight languages: en de fr es it pt nl pl.

Each rule is a pattern of words that somebody would say to that end and to hardly any other. They are searched in any
text, whatever its language, because people mix languages and short answers do not tell theirs. `'` stands for every
apostrophe.
"""

from __future__ import annotations

from hitl_kit.domain.inbound import Intent

_LIST = (
    r"(?:your|this|the|all|any|our|mailing|e-?mail|distribution|contact|marketing|send|future|further|lists?"
    r"|database|crm|system|cadence|sequence"
    r"|communications?|e-?mails?)"
)

REFUSALS: dict[Intent, tuple[str, ...]] = {
    "unsubscribe": (
        r"(?:n't|\bnot|\bnever) (?:want to |wish to |like to )?(?:get|receive|hear)\b.{0,20}\b(?:any ?more"
        r"|any more of|again|from you)\b|\bnichts? mehr (?:von ihnen )?(?:bekomm|erhalt|hör|zugeschickt)\w*"
        r"|\bnichts mehr von ihnen\b|\bne (?:reçoive|recevoir|souhaite)\w* plus\b.{0,30}\b(?:rien|votre|vos|mails?"
        r"|messages?|recevoir)|\bplus rien (?:recevoir )?de votre part|\b(?:nada|ningún correo) más (?:de|suyo)"
        r"|\bnon (?:ricevere|riceva) più\b|\bniets meer (?:van u|van jullie|te ontvangen|ontvangen)"
        r"|\bnie chcę (?:już )?(?:otrzymywać|dostawać)",
        r"^\W*(?:please )?(?:unsubscribe|remove|opt[- ]?out|stop|take me off)(?: me)?(?:,? (?:please|thanks"
        r"|thank you))?\W*$",
        r"\bunsubscribe (?:me|us|from|this)\b|\bplease unsubscribe\b|\bopt (?:me|us) out\b|(?:want|like"
        r"|wish) to (?:unsubscribe|opt out)",
        rf"\b(?:remove|delete|take|drop) (?:me|us|my (?:e-?mail|address|name|details|data|contact\w*)(?: address)?"
        rf"|this (?:e-?mail )?address)\b.{{0,20}}\b(?:from|off|out of)\b.{{0,12}}\b{_LIST}\b",
        r"\b(?:stop|cease|quit) (?:e-?mailing|contacting|writing(?: to)?|messaging|sending) (?:me|us|these)"
        r"|\b(?:do not|don't|never) (?:e-?mail|contact|write(?: to)?|message|send) (?:me"
        r"|us)(?: \w+){0,3}? (?:again|any ?more|any longer|any (?:more|further))",
        r"\b(?:no (?:more|further)) e-?mails?\b|\b(?:delete|erase) (?:all )?my (?:personal )?(?:data|details"
        r"|information)\b|\bplease remove (?:me|us)\b",
        r"^\W*(?:bitte )?(?:abmelden|austragen|abbestellen)\W*$|\b(?:nehmen|nimm|streichen|entfernen|löschen"
        r"|tragen) sie (?:mich|uns|meine (?:adresse|daten|e-?mail\S*))\b.{0,40}\b(?:verteiler|liste|datenbank|aus)\b",
        r"\bkeine (?:weiteren|weitere|mehr|werbe)[ -]?(?:e-?mails?|mails?|nachrichten|werbung|zusendungen|kontakt)"
        r"|(?:löschen|entfernen) sie (?:bitte )?(?:alle )?(?:meine|unsere) (?:\w+ )?(?:daten|adresse)"
        r"|\bwiderspreche\b.{0,30}\b(?:nutzung|verarbeitung|verwendung|werbung|speicherung)",
        r"\b(?:schreiben|kontaktieren|mailen) sie (?:mir|mich|uns) (?:bitte )?(?:nicht|nie) (?:mehr|wieder)"
        r"|\baus (?:dem|ihrem|eurem) verteiler\b|\bvom newsletter abmelden",
        r"\bdésabonne[rz]|\bdésinscri\w+|\b(?:retir|supprim|enlev|ôt|ray)\w+[- ](?:moi|nous|mon (?:adresse|nom"
        r"|e-?mail|mail)|mes (?:données|coordonnées))\b|\bme (?:retirer|désinscrire|supprimer|désabonner"
        r"|rayer) (?:de|d')",
        r"\bne (?:m'|me |nous )?(?:envoyez|envoie|contactez|contacter|écrivez|sollicitez)\W?(?:moi)? ?plus"
        r"|\bsuppression de (?:mes|nos) données|\bne plus (?:recevoir|être contacté|me contacter)|\bplus (?:aucun"
        r"|de) (?:mails?|e-?mails?|courriels?)",
        r"^\W*baja\W*$|\b(?:dar?me|denme|dadme|dame|den|darnos) de baja|\b(?:elimin|borr|quit|suprim"
        r"|retir)\w*(?:me|nos)\b.{0,30}\b(?:lista|base)|\b(?:elimin|borr|suprim)\w+ (?:todos )?(?:mis"
        r"|nuestros) datos|\bdarme de baja",
        r"\bno (?:me|nos) (?:envíen?|envíes|enviéis|manden?|mandes|escriban?|escribas|contacten?|contactes) (?:más"
        r"|nunca más)|\bno (?:quiero|deseo) (?:recibir|que me (?:escriban|contacten))",
        r"^\W*(?:cancellami|cancellatemi|cancellazione|disiscrivi\w*)\W*$|\b(?:cancell|rimuov|elimin|tolg"
        r"|disiscriv)\w*(?:mi|ci| il mio (?:indirizzo|nome)| la mia (?:e-?mail|mail))\b|\bmi (?:cancelli|rimuova"
        r"|tolga|elimini|disiscriva)\b|\b(?:cancellazione|rimozione) dei miei dati",
        r"\bnon (?:mi |ci )?(?:mandat|inviat|scriv|contatt|mandar|inviar)\w*(?:mi|ci)? (?:più|altre)"
        r"|\bnon (?:voglio|desidero) (?:più )?ricevere|\bdisiscriv\w+",
        r"\b(?:remov|retir|exclu|tir|elimin|apag)\w*-?(?:me|nos)\b.{0,30}\b(?:lista|base)"
        r"|\bcancel\w+ (?:a )?(?:minha )?(?:inscrição|subscrição|assinatura)|\b(?:apag|elimin|remov"
        r"|exclu)\w+ (?:todos )?(?:os )?(?:meus|nossos) dados|\bdescadastr\w+",
        r"\bnão (?:me|nos) (?:envi\w+|mand\w+|escrev\w+|contact\w+|contat\w+) mais|\bnão (?:quero"
        r"|desejo) (?:mais )?receber|\bnão (?:envie\w*|mande\w*) mais",
        r"\b(?:uitschrijven|afmelden|schrijf (?:mij|me|ons) uit|meld (?:mij|me|ons) af)\b|\b(?:haal|verwijder"
        r"|schrap) (?:mij|me|ons|mijn (?:\w+ )?(?:gegevens|adres|e-?mail\w*))\b",
        r"\bstuur (?:mij|me|ons) (?:alsjeblieft |aub )?(?:geen|niets?)\b.{0,20}\bmeer|\bgeen (?:e-?mails?|mails?"
        r"|berichten|reclame) meer\b|\bniet meer (?:mailen|benaderen|contacteren|contact)",
        r"\b(?:wypis\w+|wypisać) (?:mnie|nas|się|mój)\b|\bwypisz\b|\b(?:usuń|usunąć|usuńcie|wykreśl\w+|skreśl\w+"
        r"|usunięcie) (?:mnie|nas|moich? (?:danych|adresu|dane|adres)|mój (?:adres|e-?mail)|moje (?:dane|adres))",
        r"\bnie (?:wysyła\w+|przysyła\w+|kontaktowa\w+|pis\w+|kierowa\w+)\b.{0,24}\b(?:więcej|już)"
        r"|\bwięcej (?:nie )?(?:wiadomości|maili|e-?maili)\b.{0,12}\bnie\b|\brezygnuję z (?:newslettera"
        r"|subskrypcji|otrzymywania)",
    ),
    "angry": (
        r"\bnever (?:gave|granted|given)\b.{0,20}\b(?:permission|consent)|\bexplain yourself|\bnie (?:erlaubt"
        r"|zugestimmt|eingewilligt)|\berklären sie (?:mir )?das\b|\bjamais (?:autorisé|donné|consenti)\b"
        r"|\bexplíque(?:se|nse)\b|\bnunca (?:le|les|te|os|lhe|vos) (?:di|dei|he dado)\b"
        r"|\bmai dato (?:il (?:mio )?)?(?:consenso|permesso)|\bnooit toestemming|\bnigdy nie (?:wyraził\w*"
        r"|dał\w*) (?:\w+ )?zgod\w*",
        r"(?<!in )(?<!in my )(?<!in the )(?<!im )(?<!mon )(?<!mes )\bspam(?:med|ming|mers?|mez"
        r"|men)?\b(?![- ](?:folder|filter|ordner))|\bharass|\bharcèle|harcèlement|\bacoso|\bmolest(?:ar|arme|arnos"
        r"|en|ie)|\bassédio|\bnękac|\bnękan|belästig|disturbar(?:mi|ci)|incomodar|lastig ?(?:te )?vall",
        r"\breport(?:ed|ing)? (?:you|this|it) (?:to|as)|\b(?:my|our) (?:lawyer|attorney|solicitor)s?\b"
        r"|\blegal action|\bsue you|\bcease and desist|\banwalt|abmahn|unerlaubte werbung|\bporter plainte"
        r"|\bcnil\b|\bdenunci\w+|\baepd\b|\bal garante\b|\bsegnal\w+ al\b|\bqueixa\b|\bcnpd\b|\bprocon\b"
        r"|\bklacht\b|\bzgłoszę\b|\buodo\b|\bprawnik|\bavvocat|\badvogad|\babogad|\badvocaat|\bavocat\b",
        r"\bwho (?:are|is) (?:you|this)\b|\bhow did you (?:get|find|obtain)\b.{0,30}(?:address|e-?mail|name|number"
        r"|details)|\bwhere did you (?:get|find)\b|\bwho gave you\b|\bwoher (?:haben|hast|habt) (?:sie|du|ihr)\b"
        r"|\bwer sind sie\b|\bqui êtes[- ]vous|\b(?:comment|où) avez[- ]vous (?:eu|obtenu|trouvé)"
        r"|\bquién(?:es)? (?:eres|es usted|son ustedes|sois)|\bde dónde (?:ha|han|has)\b|\bchi (?:siete|sei"
        r"|è lei)\b|\b(?:come|dove) avete? (?:avuto|trovato|preso)|\bquem (?:é você|és tu|são vocês|é o senhor)"
        r"|\bonde (?:conseguiu|obteve|arranj\w+)|\bwie (?:bent u|ben jij|zijn jullie)\b|\bhoe komt u aan"
        r"|\bhoe kom je aan|\bkim (?:pan|pani|jesteś|państwo)\b|\bskąd (?:ma|masz|mają|macie)\b",
        r"\bhow dare\b|\boutrageous|\bdisgusting|\bdisgrace|\bshame on you|\b(?:a|this|your) scam\b"
        r"|\bfraudsters?\b|\bidiot|\bbullshit|\bfuck|\bshit\b|\bcrap\b|\bpathetic|\bridiculous|\bunprofessional"
        r"|\bare you (?:kidding|serious|joking|insane)|\bleave me alone|\bgo away\b|\bgo to hell|\bsick of\b"
        r"|\bfed up\b(?! with (?:our|excel|manual|spreadsheets?|the current))|\bannoy\w+|\bunacceptable",
        r"\bunverschämt|\bfrechheit|\bunseriös|\bbetrug|\bwas soll das\b|\bhören sie auf|\black? mich|\bscheiß"
        r"|\bnervt|\bgenug jetzt|\breicht'?s\b|\binsupportable|\bscandaleux|\bhonteux|\bfoutez|\bmerde\b"
        r"|\barrêtez de\b|\bras[- ]le[- ]bol|\bvergüenza|\bestafa|\bmierda|\bdej(?:en|a|ad) de\b|\bhart[oa] de"
        r"|\bvergogna|\btruffa|\bsmettetela|\bla smetta|\bbasta\s?[!.,]|\bschifo|\bvergonha|\bparem? de\b"
        r"|\bé (?:um )?golpe\b|\bfalta de respeito|\bschande|\bschandalig|\boplichting|\bhou(?:d)? (?:eens )?op\b"
        r"|\bbeschamend|\bprzestańcie|\bproszę przestać|\boszust|\bbezczel|\bskandal",
        r"\bi (?:do not|don't) understand why (?:i|you)\b|\bwhat is this\?|\bthis makes no sense|\b(?:third|fourth"
        r"|fifth|3rd|4th|5th) (?:time|e-?mail|message) (?:you|from you|in)\b|[!?]{3,}|\?\?",
    ),
    "wrong_person": (
        r"\b(?:mean|meant|looking for|confus\w+ me with|mistak\w+ me for) (?:somebody|someone) else"
        r"|\bmeinen (?:sie )?(?:wohl )?jemand anderen|\bverwechseln mich|\b(?:confondez|confond) avec"
        r"|\bme confunde\w* con|\bmi confonde con|\bme confund\w+ com|\bverwar\w+ mij|\bmyli mnie",
        r"(?:\bnot|n't) (?:really )?the (?:right|correct|best|appropriate) (?:person|contact|one)"
        r"|\bwrong (?:person|contact|guy|department|address|company|jane|john)\b|\bnot (?:my|in my) (?:area"
        r"|department|responsibility|remit|field|job)|\b(?:isn't|is not|not) (?:really )?my (?:area|department"
        r"|responsibility|remit|field|call)|\bnothing to do with\b|\bi (?:do not|don't) (?:handle|deal with|manage"
        r"|look after|work (?:in|on)) (?:this|that|these)|\bno longer (?:responsible|in charge)",
        r"\bnicht (?:\w+ )?(?:zuständig|verantwortlich)|\bnicht der (?:richtige|passende)|\bnicht die (?:richtige"
        r"|passende)|\bfalsche[rn]? (?:ansprechpartner|person|adresse|abteilung)|\b(?:sind|bist) (?:sie"
        r"|du) (?:bei mir |hier )?(?:leider )?falsch|\bnicht (?:in )?mein(?:em|en)? (?:bereich|thema|gebiet)"
        r"|\bnicht mein (?:bereich|thema)",
        r"\bpas la bonne personne|\bpas (?:le|la) (?:bon|bonne) (?:interlocut|contact)\w*|\bn'est pas moi qui"
        r"|\btromp(?:ez|é|és) (?:de|d')|\bvous vous trompez|\bpas (?:de )?mon (?:domaine|ressort|périmètre|rôle)"
        r"|\bmauvais(?:e)? (?:personne|interlocut\w+|contact)|\bne m'occupe pas|\bpas en charge|\bplus en charge",
        r"\bno soy (?:la|el) (?:persona|indicad|responsable|encargad|adecuad|contacto)\w*|\bno me (?:encargo|ocupo"
        r"|dedico|corresponde)|\bno (?:llevo|gestiono) (?:yo )?(?:este|esos|estos|ese)|\bequivoca\w+ de (?:persona"
        r"|contacto)|\bpersona equivocada|\bno es mi (?:área|departamento|tema|competencia)",
        r"\bnon sono (?:io )?(?:la persona|il referente|il responsabile|l'interlocut\w+|la referente)"
        r"|\bnon (?:me ne|mi) occup\w+|\bnon (?:è|di) (?:la )?mi[ao] (?:area|competenza|campo)"
        r"|\bnon (?:è )?di mia competenza|\bsbagliat\w+ (?:persona|interlocut\w+|indirizzo|contatto)"
        r"|\bpersona sbagliata",
        r"\bnão sou (?:eu )?(?:a pessoa|o respons|quem|eu|a respons)\w*|\bnão (?:trato|cuido) (?:disso|desse"
        r"|deste)|\benganou-se|\bpessoa errada|\bcontato errado|\bnão é (?:a )?minha (?:área|responsabilidade)"
        r"|\bnão é comigo",
        r"\bniet (?:bij )?de (?:juiste|goede) (?:persoon|contact\w*)|\bverkeerde (?:adres|persoon|afdeling)"
        r"|\bdaar (?:ga|gaan) (?:ik|wij) niet over|\bga (?:ik )?(?:hier|daar)? ?niet over|\bniet mijn (?:afdeling"
        r"|gebied|terrein|taak)|\bniet (?:de )?verantwoordelijk",
        r"\bnie jestem (?:właściw|odpowiedni|osob)\w+|\bnie zajmuję się|\bnie ta osoba|\bpomyłk"
        r"|\bniewłaściw\w+ (?:osob|adres)\w+|\bnie (?:odpowiadam|jestem odpowiedzialn\w+) za|\bto nie (?:do mnie"
        r"|moj\w+ (?:dział|obszar|działka))",
    ),
    "not_now": (
        r"\b(?:we're|we are|i'm|i am|currently|right) (?:still )?(?:in the middle of|mid-\w+|busy with|tied up)"
        r"|\b(?:stecken|sind|bin|stecke) (?:gerade |aktuell )?(?:noch )?mitten in|\ben plein(?:e)?s? \w+"
        r"|\ben (?:plena|pleno) \w+|\bnel (?:mezzo|pieno) d|\bin pien[ao] \w+|\b(?:no meio|a meio|em plen[ao]) "
        r"|\bmidden in (?:een|de|het)|\b(?:w środku|w trakcie) \w+",
        r"\b(?:late|early|mid|end of|ende|anfang|mitte|fin|début|finales? de|principios de|fine|inizio|fim de"
        r"|início de|eind|begin|koniec|końc\w+|początk\w+)[ -](?:january|february|march|april|may|june|july|august"
        r"|september|october|november|december|januar|februar|märz|april|mai|juni|juli|august|oktober|dezember"
        r"|janvier|février|mars|avril|juin|juillet|août|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo"
        r"|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|gennaio|febbraio|aprile|maggio|giugno|luglio"
        r"|settembre|ottobre|dicembre|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro"
        r"|januari|februari|maart|mei|augustus|stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września"
        r"|października|listopada|grudnia)\b",
        r"\b(?:would|could|might) be (?:more )?realistic|\b(?:wäre|ist) (?:\w+ )?realistisch\w*"
        r"|\bserait (?:plus )?réaliste|\bsería (?:más )?realista|\bsarebbe (?:più )?realistico"
        r"|\bseria (?:mais )?realista|\brealistischer\b|\brealny byłby",
        r"\b(?:not|no)\b.{0,40}\b(?:currently|at the moment|right now|at this time|yet|for now)\b"
        r"|n't\b.{0,40}\b(?:at the moment|right now|at this time|yet|for now)\b",
        r"\bnot (?:right )?now\b|\bnot at (?:this|the) (?:time|moment|point|stage)|\b(?:bad|wrong|not (?:a "
        r"|the )?(?:good|right|great|best)) (?:time|timing|moment)|\btiming (?:is|isn't|'s|not)|\b(?:try|reach out"
        r"|get back|check (?:back|in)|contact me|ping me|circle back|touch base|follow up|come back|reconnect"
        r"|revisit|write)\b.{0,40}\b(?:in (?:a few|q[1-4]|the (?:new|spring|fall|autumn|summer|winter)|january"
        r"|february|march|april|may|june|july|august|september|october|november|december|\d|two|three|six"
        r"|a (?:month|quarter|year))|next (?:year|quarter|month|spring|summer|fall|autumn)|after|later|again in"
        r"|then)\b|\b(?:maybe|perhaps|possibly) (?:next|later|in (?:q\d|the))|\bfreeze (?:until|till)|\b(?:until"
        r"|before) (?:next year|q[1-4]|january|the new year)|\bnext (?:year|quarter|fiscal year)\b"
        r"|\bnot a priority|\bother priorities",
        r"\b(?:aktuell|derzeit|momentan|zurzeit|zur zeit|im moment|gerade)\b.{0,30}\b(?:nicht|kein|keine|andere"
        r"|schlecht|leider)\b|\bkein guter zeitpunkt|\b(?:melden|melde|kommen|schreiben|kontaktieren"
        r"|versuchen)\b.{0,60}\b(?:im (?:herbst|frühjahr|sommer|winter|januar|februar|märz|april|mai|juni|juli"
        r"|august|september|oktober|november|dezember|neuen jahr|nächsten)|nächste[sn]? (?:jahr|quartal|monat)"
        r"|quartal|in (?:\d+|zwei|drei|sechs|ein paar|einigen) (?:wochen|monaten)|später)|\b(?:vielleicht|evtl\.?"
        r"|eventuell) (?:im )?(?:nächste[sn]?|später|kommende[sn]?)|\bvor (?:januar|q[1-4]|dem sommer|herbst"
        r"|ende)\b|\berst (?:wieder )?(?:im|nächstes|ab)\b|\bkeine priorität",
        r"\bpas (?:le|un) bon moment|\bpas (?:pour l'instant|maintenant|dans l'immédiat|pour le moment"
        r"|actuellement|une priorité)|\b(?:recontact|rappel|reven|relanc|revoy"
        r"|repren)\w+\b.{0,60}\b(?:en (?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre"
        r"|novembre|décembre|début|fin|\d{4})|à la rentrée|après|l'année prochaine|l'an prochain|trimestre"
        r"|dans (?:\d+|quelques|deux|trois|six) (?:mois|semaines)|plus tard)|\bpeut-être (?:l'année|l'an|plus tard"
        r"|en|au)|\bl'année prochaine\b|\bplus tard\b",
        r"\bno es (?:el|un)(?: buen| mejor)? momento|\b(?:ahora|ahora mismo|por ahora|de momento|por el momento"
        r"|actualmente) no\b|\bno (?:es|está) (?:ahora|una prioridad)|\b(?:escríb|contact|llám|habl|retom|volv"
        r"|vuelv|avís)\w+\b.{0,60}\b(?:en (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre"
        r"|noviembre|diciembre|unos|\d+)|después|el (?:próximo|año que viene|mes que viene)|trimestre|más adelante"
        r"|dentro de)|\b(?:quizás?|tal vez|a lo mejor) (?:el|más|en)|\bel año que viene|\bmás adelante\b"
        r"|\botras prioridades",
        r"\bnon (?:è|e') (?:il|un)(?: buon)? momento|\b(?:in questo momento|per ora|al momento|adesso"
        r"|attualmente)\b.{0,14}\bno(?:n)?\b|\b(?:ricontatt|risent|richiam|riscriv|riaggiorn"
        r"|ci sentiamo)\w*\b.{0,60}\b(?:a (?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre"
        r"|ottobre|novembre|dicembre)|dopo|tra|fra|prossimo|trimestre|nel \d{4}|più avanti|in (?:autunno|primavera"
        r"|estate))|\bforse (?:l'anno|più|il|nel|a)|\bl'anno prossimo|\bpiù avanti\b|\bnon è una priorità"
        r"|\baltre priorità",
        r"\bnão é (?:o|um)(?: melhor| bom)? momento|\b(?:neste momento|de momento|por agora|agora|por enquanto"
        r"|no momento|atualmente)\b.{0,6}\bnão\b|\b(?:contac?t|volt|fal|escrev|retom"
        r"|procur)\w+(?:-me)?\b.{0,60}\b(?:em (?:janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro"
        r"|outubro|novembro|dezembro|\d+)|depois|no próximo|próximo (?:ano|trimestre|mês)|trimestre|mais tarde"
        r"|daqui a)|\btalvez (?:no|para|mais|em)|\bno próximo ano|\bano que vem|\bmais tarde\b"
        r"|\bnão é uma prioridade|\boutras prioridades",
        r"\bnu (?:even )?niet\b|\bniet (?:nu|het juiste moment|het goede moment)|\b(?:op dit moment|momenteel"
        r"|voorlopig|nu)\b.{0,12}\b(?:geen|niet)\b|\b(?:probeer|neem|bel|mail|kom|benader"
        r"|contacteer)\b.{0,60}\b(?:na de (?:zomer|vakantie)|in (?:januari|februari|maart|april|mei|juni|juli"
        r"|augustus|september|oktober|november|december|het najaar|het voorjaar|q[1-4]|\d+)|volgend (?:jaar"
        r"|kwartaal)|later|over (?:een|twee|drie|enkele|\d+))|\bmisschien (?:volgend|later|in)|\bvolgend jaar\b"
        r"|\bandere prioriteiten",
        r"\bnie teraz\b|\bnie jest to (?:dobry|odpowiedni) moment|\bto nie (?:jest )?(?:dobry|najlepszy"
        r"|odpowiedni) (?:moment|czas)|\b(?:obecnie|na razie|w tej chwili|teraz|aktualnie)\b.{0,20}\bnie\b"
        r"|\b(?:odezwać|odezw\w+|wróć\w*|wrócić|kontakt\w*|napisać|zadzwonić"
        r"|przypomn\w+)\b.{0,60}\b(?:w(?:e)? (?:styczniu|lutym|marcu|kwietniu|maju|czerwcu|lipcu|sierpniu|wrześniu"
        r"|październiku|listopadzie|grudniu|przyszłym|drugim|trzecim|czwartym)|po (?:wakacjach|nowym|świętach"
        r"|feriach)|za (?:\w+ )?(?:miesi|tyg|kwarta|rok)\w*|później|kwarta\w+)|\bmoże (?:w przyszłym|później|za)"
        r"|\bw przyszłym roku\b|\binne priorytety|\bnie jest (?:to )?(?:teraz )?priorytet",
    ),
    "not_interested": (
        r"(?:\bnot|n't|\bnothing) (?:\w+ )?(?:something |what |that )?(?:we|i)(?:'re| are|'m"
        r"| am) (?:currently )?looking for|\bsuchen (?:wir )?(?:so etwas |das |dies |danach )?nicht|\bpas (?:un"
        r"|le) sujet (?:pour|chez) nous|\bno es algo que (?:estemos|busquemos|necesitemos|nos)|\bnon (?:è"
        r"|e') (?:quello|qualcosa|ciò) (?:che|di cui) (?:cerchiamo|stiamo|abbiamo)|\bnão é algo (?:que|de que) "
        r"|\b(?:dit|dat|hier) (?:zoeken|zoek) (?:we|wij|ik) niet|\bniet (?:naar )?op zoek|\b(?:tego"
        r"|czegoś takiego) nie (?:szukamy|szukam|potrzeb\w+)",
        r"^\W*(?:(?:hi|hello|dear|hey)\b[^\n,]{0,30}[,\n]\s*)?(?:no,? (?:thanks|thank you|thx|ty)|no|nope|pass"
        r"|thanks,? but no(?: thanks)?)\W*(?:\n|$)|(?:\bnot|n't|\bnever) (?:be )?(?:really |currently "
        r"|at all )?interested\b|\bno interest\b|\b(?:we|i)(?:'ll| will|'d| are going to"
        r"| have to)? (?:have to )?pass(?: on (?:this|that|it|the))?\b(?! (?:it|this) (?:on|along))|\b(?:no"
        r"|not have (?:a|any)|don't have (?:a|any)) need\b(?! to)|\b(?:don't|do not|won't) need (?:this|it|any"
        r"|that|your)|\bnot (?:a fit|relevant|for (?:us|me)|something we)|\bwe(?:'ll| will)? decline\b|\b(?:i"
        r"|we) must decline\b",
        r"^\W*nein,? (?:danke|vielen dank)?\W*$|\bnein,? danke\b|\bkein(?:erlei)? interesse\b"
        r"|\bnicht interessiert\b|\bkein(?:en)? bedarf\b|\bnicht relevant\b|\b(?:brauchen|benötigen) (?:wir"
        r"|ich)?\s?(?:das |so etwas |dies )?nicht\b|\bkommt (?:für uns )?nicht in ?frage\b(?<!cloud)"
        r"|\binteressiert (?:uns|mich) nicht\b|\b(?:verzichten|lehnen) (?:wir|ich)?\b",
        r"^\W*non,? merci\W*|\bnon,? merci\b|\bpas (?:du tout )?intéress|\bn(?:e |')(?:est|suis|sommes|m'"
        r"|nous )?(?:pas )?intéress\w* pas|\bne (?:m'|nous )intéress\w+ pas|\bpas (?:de|d'|le)?\s?(?:besoins?"
        r"|utilité)\b|\bn'(?:ai|avons) pas besoin|\b(?:donner(?:ai|ons|a)?|donnons) pas suite|\bpas d'intérêt"
        r"|\bne (?:nous |me )?correspond pas",
        r"^\W*no,? (?:muchas )?gracias\W*|\bno,? (?:muchas )?gracias\b|\bno (?:estamos|estoy) interesad|\bno (?:me"
        r"|nos) interesa|\bno (?:lo )?necesit(?:o|amos)|\bsin interés|\bno tenemos (?:esa )?necesidad"
        r"|\bno (?:tengo|tenemos) interés|\bno (?:me|nos) encaja",
        r"^\W*no,? grazie\W*|\bno,? grazie\b|\bnon (?:siamo|sono) interessat|\bnon (?:ci|mi|c'è) interess"
        r"|\bnon (?:ne )?(?:abbiamo|ho) (?:alcun |nessun )?(?:bisogno|interesse|necessità)|\bnon (?:ci|mi) serve"
        r"|\bnon fa (?:per|al caso)",
        r"^\W*não,? (?:muito )?obrigad[oa]\W*|\bnão,? obrigad[oa]\b|\bnão (?:temos|tenho"
        r"|há) (?:qualquer )?interesse|\bnão (?:estou|estamos) interessad|\bnão (?:precis|necessit)(?:o|amos)"
        r"|\bnão (?:me|nos) interessa|\bsem interesse",
        r"^\W*nee,? (?:dank je|dank u|bedankt|dankjewel|dank)\b|\bgeen (?:interesse|behoefte|belangstelling)\b"
        r"|\bniet geïnteresseerd|\b(?:hebben|heb) (?:wij|we|ik)?\s?(?:dit|het|dat) niet nodig|\bniet (?:nodig"
        r"|relevant|interessant)\b|\bnee,? bedankt",
        r"^\W*nie,? dzięk\w+\W*|\bnie,? (?:dziękuj\w+|dzięki)\b|\bnie (?:jesteśmy|jestem) zainteresowan"
        r"|\bbrak zainteresowania|\bnie (?:mamy|mam) (?:takiej |takich )?(?:potrzeb|zainteresowan)\w*"
        r"|\bnie (?:potrzebuj|skorzystam|interesuje)\w*|\bnie interesuje (?:mnie|nas)",
    ),
}  # fmt: skip
