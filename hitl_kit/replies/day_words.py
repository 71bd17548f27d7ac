"""Words for days, months and absence in the eight languages whose auto-replies are read."""

from __future__ import annotations

import re

_MONTHS = (
    "january jan januar jän jänner janvier janv enero ene gennaio gen janeiro januari stycznia styczeń sty",
    "february feb februar februarie février févr fév febrero febbraio fevereiro fev februari lutego luty lut",
    "march mar märz mär mrz mars marzo março maart mrt marca marzec",
    "april apr avril avr abril abr aprile kwietnia kwiecień kwi",
    "may mai mayo maggio mag maio mei maja maj",
    "june jun juni juin junio giugno giu junho czerwca czerwiec cze",
    "july jul juli juillet juil julio luglio lug julho lipca lipiec lip",
    "august aug août aout agosto ago augustus sierpnia sierpień sie",
    "september sep sept septembre septiembre settembre set setembro września wrzesień wrz",
    "october oct oktober okt octobre octubre ottobre ott outubro out października październik paź",
    "november nov novembre noviembre novembro listopada listopad lis",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro desember grudnia grudzień gru",
)
MONTHS = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}

_WEEKDAYS = (
    "monday mon montag lundi lunes lunedì lunedi segunda-feira segunda maandag poniedziałku poniedziałek",
    "tuesday tue dienstag mardi martes martedì martedi terça-feira terça dinsdag wtorku wtorek",
    "wednesday wed mittwoch mercredi miércoles miercoles mercoledì mercoledi quarta-feira quarta woensdag środy środę"
    " środa",
    "thursday thu donnerstag jeudi jueves giovedì giovedi quinta-feira quinta donderdag czwartku czwartek",
    "friday fri freitag vendredi viernes venerdì venerdi sexta-feira sexta vrijdag piątku piątek",
    "saturday sat samstag sonnabend samedi sábado sabato zaterdag soboty sobotę",
    "sunday sun sonntag dimanche domingo domenica zondag niedzieli niedzielę",
)
WEEKDAYS = {word: number for number, words in enumerate(_WEEKDAYS) for word in words.split()}

RETURN = re.compile(
    r"\b(?:(?:be|am|i'm) (?:back|returning|available again)|back|return(?:ing|s)?|resume"
    r"|available (?:again|from)"
    r"|wieder (?:im|für|ab|am|erreichbar|da|zurück|persönlich|zu)|zurück(?:kehren)?|ab dem"
    r"|erreichbar (?:bin ich )?(?:wieder )?ab|wieder"
    r"|(?:de )?retour|serai (?:de nouveau )?(?:disponible|présente?)|reviens|reviendrai|à partir du|rentre"
    r"|(?:estaré|estoy) de (?:vuelta|regreso)|de vuelta|regres(?:o|aré|amos)|vuelv?[oe]|volveré|me reincorpor\w+"
    r"|a partir del"
    r"|(?:sarò|rientr\w+|torn\w+) (?:di nuovo )?|rientr\w+|a partire dal|di ritorno"
    r"|(?:estarei )?de volta|regress\w+|retorn\w+|volt(?:o|arei)|a partir de"
    r"|(?:weer|terug)(?: (?:op|aanwezig|bereikbaar|vanaf|in))?|vanaf"
    r"|wrac\w+|wróc\w+|powr(?:ót|ocie|acam)|będę (?:ponownie )?dostępn\w+|ponownie)\b",
    re.I,
)
"""Before a day on which somebody is back."""

UNTIL = re.compile(
    r"\b(?:until|till|til|through|thru|up to|to and including|bis(?: einschließlich| zum| einschl\.)?"
    r"|jusqu['’](?:au|à)|jusque|au"
    r"|hasta(?: el)?|al|fino (?:al|a|all['’])|sino al|até(?: ao?| o dia| dia)?|ao?|tot(?: en met| met)?|t/m"
    r"|do(?: dnia)?|to)(?=\W)|[-–—](?=\s)",
    re.I,
)
"""Before the last day away; some of these words mean other things too, and count only in front of a day."""

INCLUSIVE = re.compile(
    r"\b(?:through|thru|inclusive|including|einschließlich|einschl|inclus|inclusivo|inclusive|incluido|compreso"
    r"|incluso"
    r"|tot en met|t/m|włącznie)\b",
    re.I,
)

AWAY = re.compile(
    r"out of (?:the |my )?office|\booo\b|on (?:annual |parental |maternity |paternity |sick |medical "
    r"|holiday )?(?:leave|vacation|holidays?|pto)\b"
    r"|away (?:from|until|on|this)|currently (?:away|out|travell?ing|unavailable|on)"
    r"|limited (?:access|availability|connectivity)|not in the office|\bvacation\b"
    r"|nicht im (?:büro|haus|dienst)|außer haus|ausser haus|abwesen|im urlaub|urlaubs|elternzeit"
    r"|nicht erreichbar|in den ferien|betriebsferien|krankgeschrieben|im krankenstand"
    r"|dienstreise|mutterschutz"
    r"|absen(?:t|ce)|en congés?|hors du bureau|en déplacement|en vacances|congé (?:maternité|parental)"
    r"|actuellement indisponible"
    r"|fuera de (?:la )?oficina|ausen(?:te|cia)|de vacaciones|de viaje|baja (?:maternal|paternal|médica)"
    r"|fuera del despacho"
    r"|fuori (?:ufficio|sede)|assen(?:te|za)|in ferie|in vacanza|in maternità|non (?:sono|sarò) in ufficio"
    r"|fora do escritório|ausente|ausência|de férias|em viagem|licença"
    r"|afwezig|niet (?:aanwezig|op kantoor)|(?:op|met) vakantie|met verlof|buiten kantoor|zwangerschapsverlof"
    r"|poza biurem|nieobecn|na (?:urlopie|zwolnieniu)|urlop|przebywam na|"
    r"\bnie ma mnie w biurze|på semester|tjänstledig|föräldraledig|på ferie|fraværende|lomalla|mimo kancel"
    r"|dovolen|szabadság"
    r"|concediu|\bizin(?:de|li)|в отпуск|отсутств|у відпустці|відсутн|εκτός γραφείου"
    r"|自動応答|不在|休暇|自动回复|外出|假期|부재중|휴가",
    re.I,
)
"""That somebody is away for some time."""

LEFT = re.compile(
    r"no longer (?:with|works?|working|employed|part of|at)\b|(?:has|have) left (?:the company|the organi[sz]ation"
    r"|our|us\b)|left the company|moved on from\b|(?:is|am) no longer an? employee|last (?:working )?day (?:at|with) "
    r"|(?:mailbox|e-?mail address|account) is no longer (?:monitored|in use|active|valid|read|used)|retired from"
    r"|(?:is|am) retired"
    r"|nicht mehr (?:für|bei|im unternehmen|in unserem)|(?:das )?unternehmen verlassen|ausgeschieden"
    r"|wird nicht mehr (?:gelesen|genutzt|verwendet)"
    r"|ne (?:travaille|fait) plus|a quitté|ai quitté|n'est plus (?:parmi|active|utilisée)|plus partie de"
    r"|ya no (?:trabaja|trabajo|forma|pertenece)|ha dejado (?:la empresa|de trabajar)"
    r"|non (?:lavora|lavoro|fa|è) più|ha lasciato l['’]azienda"
    r"|já não (?:trabalha|trabalho|faz)|não (?:trabalha|trabalho|faz) mais|deixou a empresa"
    r"|niet (?:langer|meer) (?:werkzaam|in dienst|actief)|werkt niet meer"
    r"|nie (?:pracuje|pracuję) już|już nie pracuj\w+|nie jest już pracownikiem|zakończył\w* (?:pracę|współpracę)",
    re.I,
)
"""That somebody is gone for good."""
