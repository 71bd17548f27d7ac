"""Words that mail programs write around a quoted message, in the languages that they are sold in."""

from __future__ import annotations

import re

WROTE = re.compile(
    r"(?:\b(?:wrote|writes|said|replied|schrieb|geschrieben|hat\s.{1,60}\sgeschrieben|[ée]crit|escribi[óo]|escreveu"
    r"|scritto|scrive"
    r"|schreef|geschreven|skrev|skrifaði|kirjoitti|napisał\(?a?\)?|napsal\(?a?\)?|napísala?|написала?|написал\(а\)"
    r"|пишет|пише|пиша"
    r"|escrigué|va escriure|scris|írta|yazdı|şunları yazdı|έγραψε|napisao|napisala|je napisao|rašė|parašė|kirjutas"
    r"|rakstīja"
    r"|viết|đã viết|menulis|menulis:|tulis|sumulat|wrote the following|a scris|shkroi)"
    r"|כתב/?ה?|כתבה|מאת|كتب|كتبت|تمت كتابة ما يلي بواسطة|نوشت|写道|寫道|書きました|さんは書きました|のメッセージ"
    r"|작성|님이 작성|เขียน(?:ว่า)?)"
    r"[^\w\n]{0,12}$",
    re.I,
)
"""The verb at the end of an introduction."""

ORIGINAL = re.compile(
    r"(?:\b(?:original(?:e|es|bericht|meddelelse|meddelande|melding)?|forwarded|forward|weitergeleitete[nr]?"
    r"|ursprüngliche[rn]?"
    r"|oorspronkelijk bericht|doorgestuurd|message d['’]origine|message original|message transf[ée]r[ée]"
    r"|transf[ée]r[ée]"
    r"|mensaje (?:original|reenviado)|reenviado|mensagem (?:original|encaminhada)|encaminhada"
    r"|messaggio (?:originale|inoltrato)"
    r"|inoltrato|oryginalna|przesłana dalej|wiadomość|přeposlaná|původní|preposlaná|pôvodná|eredeti|továbbított"
    r"|mesaj original"
    r"|redirecționat|vidarebefordrat|videresendt|ursprungligt|oprindelig|opprinnelig|alkuperäinen|välitetty"
    r"|orijinal|iletilen"
    r"|исходное|пересылаемое|пересланное|оригінальне|оригинално|αρχικό|προωθημένο|begin forwarded message"
    r"|début du message (?:réexpédié|transféré)|anfang der weitergeleiteten nachricht|inizio messaggio inoltrato"
    r"|begin doorgestuurd bericht|inicio del mensaje reenviado|início da mensagem reencaminhada)\b"
    r"|原始邮件|原始郵件|转发|轉寄|元のメッセージ|転送|원본 메시지|전달된|הודעה מקורית|הודעה שהועברה"
    r"|الرسالة الأصلية|رسالة محولة)"
    r"(?:[\s:]+[^\W\d_]{2,14}){0,3}",
    re.I,
)
"""'Original message' and 'forwarded message'."""

MOBILE = re.compile(
    r"(?:sent from my (?:\S+ ){0,3}?\S{2,30}(?:[,.] (?:please|sorry|excuse|pardon).{0,40})?"
    r"|(?:sent (?:from|via|with|using|by|on)|from my) (?:\S+"
    r" ){0,4}?(?:i(?:phone|pad|pod)|\w*phone|mobile|cell\w*|device"
    r"|android|blackberry|samsung|galaxy|htc|huawei|pixel|nokia|xperia|windows|outlook|yahoo|gmail|\w*mail\w*|proton"
    r"|tablet|handheld|thunderbird|spark|superhuman|zoho)\b.{0,60}"
    r"|get outlook for\s.{2,60}|sent (?:from|by) mobile.{0,20}"
    r"|(?:von|vom) mein(?:em|er)\s.{2,40}\s(?:gesendet|geschickt)|gesendet (?:von|mit|über|vom)\s.{2,60}"
    r"|holen sie sich outlook.{0,40}"
    r"|diese nachricht wurde von mein.{2,60}|outlook für (?:ios|android).{0,40}"
    r"|envoyé (?:de|depuis|à partir d|par|avec)\S*\s.{2,60}|télécharger outlook.{0,60}|obtenir outlook.{0,60}"
    r"|obtenez outlook.{0,60}"
    r"|enviado (?:desde|do|da|de|a partir|via|pelo)\s.{2,60}|obtener outlook.{0,60}|obter o? ?outlook.{0,60}"
    r"|descargar outlook.{0,40}"
    r"|inviato (?:da|dal|dall['’]|con|tramite)\s?.{2,60}|scarica outlook.{0,60}|ottieni outlook.{0,60}"
    r"|(?:verzonden|verstuurd) (?:vanaf|vanuit|met|via)\s.{2,60}|outlook (?:voor|downloaden).{0,60}"
    r"|download outlook.{0,60}"
    r"|wysłan[eoay] z\s.{2,60}|pobierz (?:aplikację )?outlook.{0,60}|skickat från\s.{2,60}|sendt fra\s.{2,60}"
    r"|sent fra\s.{2,60}"
    r"|lähetetty\s.{2,60}|odesláno z\s.{2,60}|odoslané z\s.{2,60}|az .{2,30}-?(?:ról|ről|ról) küldve"
    r"|trimis de pe\s.{2,60}"
    r"|.{2,30}(?:'?[ıiuü]?m?d[ae]n gönderildi)|отправлено с\s.{2,60}|отправлено из\s.{2,60}|надіслано з\s.{2,60}"
    r"|изпратено от\s.{2,60}"
    r"|στάλθηκε από\s.{2,60}|poslano (?:iz|z|sa|s)\s.{2,60}|gửi từ\s.{2,60}|dikirim dari\s.{2,60}"
    r"|נשלח מ.{2,60}|أ?رسلت? من\s.{2,60}|أُرسلت من\s.{2,60}|.{2,20}から送信|发自我的.{1,30}|從我的.{1,30}傳送"
    r"|나의 .{1,20}에서 보냄)\.?$",
    re.I,
)
"""The line that a telephone adds under a message."""

_LABELS = {
    "from": (
        "from|von|de|da|van|od|från|fra|lähettäjä|от|от кого|від|від кого|feladó|de la|gönderen|kimden|από|מאת|من"
        "|发件人|寄件者|寄件人"
        "|差出人|送信者|送信元|보낸 사람|보낸사람|จาก|từ|dari|odesílatel|pošiljatelj|šalje|nuo|no|saatja"
        "|expéditeur|mittente|remitente"
        "|afzender|absender|avsender|afsender|отправитель|от:|frå|o'd"
    ),
    "date": (
        "sent|date|gesendet|datum|gesendet am|envoyé|date d'envoi|enviado|enviado el|enviada em|enviado em|fecha"
        "|data|inviato|verzonden"
        "|wysłano|wysłane|skickat|sendt|sendt den|dato|lähetetty|päivämäärä|päiväys|отправлено|дата|надіслано"
        "|elküldve|dátum|trimis"
        "|gönderildi|tarih|gönderilme tarihi|στάλθηκε|ημερομηνία|נשלח|תאריך|تاريخ الإرسال|تم الإرسال|التاريخ|发送时间"
        "|发送日期|日期"
        "|寄件日期|傳送時間|送信日時|日時|日付|보낸 날짜|날짜|보낸날짜|ส่ง|วันที่|đã gửi|ngày|terkirim|tanggal"
        "|odesláno|odoslané|poslano"
        "|išsiųsta|nosūtīts|saadetud|sent at|invio|data invio|verstuurd|objavljeno"
    ),
    "to": (
        "to|an|à|a|para|per|aan|naar|do|till|til|vastaanottaja|кому|címzett|către|kime|alıcı|kime:|προς|אל|إلى|收件人"
        "|收件者|宛先"
        "|받는 사람|받는사람|ถึง|tới|đến|kepada|komu|prima|za|kam|kam:|saaja|destinataire|destinatario|destinatário"
        "|ontvanger|empfänger"
    ),
    "cc": "cc|kopie|copie|kopia|kopi|kopio|копия|másolat|bilgi|κοιν\\.|抄送|副本|참조|עותק|نسخة|dw|copia|ccn|bcc"
    "|c\\.c\\."
    "|cci|cópia",
    "subject": (
        "subject|betreff|objet|asunto|assunto|oggetto|onderwerp|temat|ämne|emne|aihe|тема|tárgy|subiect|konu|θέμα"
        "|נושא|الموضوع|主题"
        "|主旨|主題|件名|제목|เรื่อง|chủ đề|tiêu đề|perihal|subjek|předmět|predmet|naslov|zadeva|tema|temats|teema"
        "|re|reply-to"
        "|antwort an|répondre à|importance|wichtigkeit|priorität|priority"
    ),
}

HEADER_LABELS: dict[str, str] = {
    word.replace("\\", ""): kind for kind, words in _LABELS.items() for word in words.split("|")
}
"""A header's label in some language → from, date, to, cc or subject."""
