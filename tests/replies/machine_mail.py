"""Machines' mail in the shapes that the world's mail servers give it, written by hand after their documentation.

`BOUNCES`: (name, what it is: hard, soft or blocked, the message); every one is about ADDRESS and our mail OURS.
"""

from __future__ import annotations

from email.message import EmailMessage

ADDRESS = "jane.doe@example.com"
OURS = "<touch-0001@sales.example.org>"
_RETURNED = (
    f"Return-Path: <dana@sales.example.org>\nMessage-ID: {OURS}\nFrom: Dana Rep <dana@sales.example.org>\n"
    f"To: {ADDRESS}\nSubject: Nine roles in Leipzig\nDate: Mon, 3 May 2027 09:00:00 +0000\n"
)
_BODY = "Hi Jane,\n\nyour team opened nine warehouse roles.\n"


def report(
    sender: str, subject: str, words: str, status: str, diagnostic: str, *, action: str = "failed", extra: str = "",
    recipient: str = f"rfc822;{ADDRESS}", headers: str = "", original: str = "message/rfc822",
) -> bytes:  # fmt: skip
    """A delivery report (RFC 3464) of three parts."""
    said = f"Diagnostic-Code: {diagnostic}\n" if diagnostic else ""
    return (
        f"Return-Path: <>\nFrom: {sender}\nTo: dana@sales.example.org\nSubject: {subject}\n"
        f"Date: Mon, 3 May 2027 09:00:05 +0000\nMessage-ID: <report-1@mx.example.com>\n{headers}MIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"\n\n'
        f"--=_b\nContent-Type: text/plain; charset=utf-8\n\n{words}\n"
        f"--=_b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.com\n\n"
        f"Final-Recipient: {recipient}\n{extra}Action: {action}\nStatus: {status}\n{said}\n"
        f"--=_b\nContent-Type: {original}\n\n{_RETURNED}\n{_BODY}--=_b--\n"
    ).encode()


def plain(sender: str, subject: str, words: str, *, headers: str = "") -> bytes:
    """A refusal in one text part, as servers wrote it before the standard."""
    return (
        f"Return-Path: <>\nFrom: {sender}\nTo: dana@sales.example.org\nSubject: {subject}\n"
        f"Date: Mon, 3 May 2027 09:00:05 +0000\n{headers}\n{words}"
    ).encode()


_AUTO = "Auto-Submitted: auto-replied\n"
_GENERATED = "Auto-Submitted: auto-generated\n"

BOUNCES: tuple[tuple[str, str, bytes], ...] = (
    ("postfix", "hard", report(
        "MAILER-DAEMON@mx.example.com (Mail Delivery System)", "Undelivered Mail Returned to Sender",
        f"This is the mail system at host mx.example.com.\n\n<{ADDRESS}>: host mail.example.com[192.0.2.1] said: 550"
        f" 5.1.1"
        f" <{ADDRESS}>: Recipient address rejected: User unknown in virtual mailbox table (in reply to RCPT TO"
        f" command)",
        "5.1.1", "smtp; 550 5.1.1 User unknown", headers=_AUTO)),
    ("postfix delayed", "soft", report(
        "MAILER-DAEMON@mx.example.com (Mail Delivery System)", "Delayed Mail (still being retried)",
        "THIS IS A WARNING ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE.", "4.4.1",
        "X-Postfix; connect to mail.example.com[192.0.2.1]:25: Connection timed out", action="delayed", headers=_AUTO)),
    ("postfix without the original", "hard", report(
        "MAILER-DAEMON (Mail Delivery System)", "Undelivered Mail Returned to Sender", "Host or domain name not found.",
        "5.4.4", "X-Postfix; Host or domain name not found. Name service error for name=example.com type=A: Host not"
        " found",
        original="text/rfc822-headers", headers=_AUTO)),
    ("exim", "hard", report(
        "Mail Delivery System <Mailer-Daemon@mx.example.com>", "Mail delivery failed: returning message to sender",
        f"A message that you sent could not be delivered to one or more of its\nrecipients.\n\n  {ADDRESS}\n    all"
        f" relevant"
        " MX records point to non-existent hosts", "5.0.0", "", headers=f"X-Failed-Recipients: {ADDRESS}\n{_AUTO}")),
    ("old exim", "hard", plain(
        "Mail Delivery System <Mailer-Daemon@mx.example.com>", "Mail delivery failed: returning message to sender",
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not be"
        " delivered"
        f" to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n "
        f" {ADDRESS}\n"
        f"    SMTP error from remote mail server after RCPT TO:<{ADDRESS}>:\n    host mail.example.com [192.0.2.1]:"
        f" 550 No such"
        f" user here\n\n------ This is a copy of the message, including all the headers."
        f" ------\n\n{_RETURNED}\n{_BODY}",
        headers=f"X-Failed-Recipients: {ADDRESS}\n{_AUTO}")),
    ("qmail", "hard", plain(
        "MAILER-DAEMON@mx.example.com", "failure notice",
        "Hi. This is the qmail-send program at mx.example.com.\nI'm afraid I wasn't able to deliver your message to the"
        " following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        f"<{ADDRESS}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the"
        f" message.\n\n"
        f"{_RETURNED}\n{_BODY}")),
    ("sendmail", "hard", report(
        "Mail Delivery Subsystem <MAILER-DAEMON@mx.example.com>", "Returned mail: see transcript for details",
        f"   ----- The following addresses had permanent fatal errors -----\n<{ADDRESS}>\n    (reason: 550 5.1.1"
        f" <{ADDRESS}>... User unknown)\n\n   ----- Transcript of session follows -----\n", "5.1.1",
        "SMTP; 550 5.1.1 User unknown", headers="Auto-Submitted: auto-generated (failure)\n")),
    ("sendmail warning", "soft", report(
        "Mail Delivery Subsystem <MAILER-DAEMON@mx.example.com>", "Warning: could not send message for past 4 hours",
        "    **      THIS IS A WARNING MESSAGE ONLY      **", "4.4.2", "SMTP; Operation timed out", action="delayed",
        headers="Auto-Submitted: auto-generated (warning-timeout)\n")),
    ("office 365", "hard", report(
        "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.onmicrosoft.com>",
        "Undeliverable: Nine roles in Leipzig", f"{ADDRESS} wasn't found at example.com.", "5.1.10",
        "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
        headers="Auto-Submitted: auto-replied\nX-MS-Exchange-Message-Is-Ndr:\nIn-Reply-To: " + OURS + "\n")),
    ("office 365 access denied", "hard", report(
        "postmaster@example.com", "Undeliverable: Nine roles in Leipzig", "Your message couldn't be delivered.",
        "5.4.1",
        "smtp;550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", headers=_AUTO)),
    ("office 365 banned", "blocked", report(
        "postmaster@example.com", "Undeliverable: Nine roles in Leipzig", "Delivery has failed.", "5.7.606",
        "smtp;550 5.7.606 Access denied, banned sending IP [192.0.2.9]", headers=_AUTO)),
    ("office 365 authentication", "blocked", report(
        "postmaster@outlook.com", "Undeliverable: Nine roles in Leipzig", "Delivery has failed.", "5.7.515",
        "smtp;550 5.7.515 Access denied, sending domain example.org does not meet the required authentication level")),
    ("exchange in German", "soft", report(
        "Microsoft Outlook <postmaster@example.com>", "Unzustellbar: Nine roles in Leipzig",
        "Das Postfach des Empfängers ist voll.", "5.2.2", "smtp;554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:"
        "QuotaExceededException.MapiExceptionShutoffQuotaExceeded", headers=_AUTO)),
    ("gmail", "hard", report(
        "Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Delivery Status Notification (Failure)",
        f"** Address not found **\n\nYour message wasn't delivered to {ADDRESS} because the address couldn't be found.",
        "5.1.1",
        "smtp; 550-5.1.1 The email account that you tried to reach does not exist.", headers="Auto-Submitted:"
        " auto-replied\n"
        f"References: {OURS}\nIn-Reply-To: {OURS}\n")),
    ("gmail full", "soft", report(
        "Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Delivery Status Notification (Failure)",
        "Inbox full",
        "5.2.2", "smtp; 552-5.2.2 The email account that you tried to reach is over quota.", headers=_AUTO)),
    ("gmail unauthenticated", "blocked", report(
        "Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Delivery Status Notification (Failure)",
        "Message blocked", "5.7.26", "smtp; 550-5.7.26 Your email has been blocked because the sender is"
        " unauthenticated.",
        headers=_AUTO)),
    ("old gmail", "hard", plain(
        "Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Delivery Status Notification (Failure)",
        f"Delivery to the following recipient failed permanently:\n\n     {ADDRESS}\n\nTechnical details of permanent"
        f" failure: "
        "\nGoogle tried to deliver your message, but it was rejected by the server. The error was:\n550 550 5.1.1"
        " unknown user"
        f"\n\n----- Original message -----\n\n{_RETURNED}\n{_BODY}",
        headers=f"X-Failed-Recipients: {ADDRESS}\n{_AUTO}")),
    ("yahoo", "hard", plain(
        "MAILER-DAEMON@yahoo.com", "Failure Notice",
        f"Sorry, we were unable to deliver your message to the following address.\n\n<{ADDRESS}>:\n554: 5.7.9"
        f" delivery error: dd"
        " This user doesn't have a yahoo.com account (jane.doe@example.com) [0] - mta1\n\n--- Below this line is a"
        " copy of the"
        f" message.\n\n{_RETURNED}\n{_BODY}")),
    ("yahoo deferred", "blocked", report(
        "MAILER-DAEMON@yahoo.com", "Failure Notice", "Unable to deliver.", "5.0.0",
        "smtp; 553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.9, as it is in Spamhaus's list")),
    ("lotus domino", "hard", report(
        "Postmaster@example.com", "DELIVERY FAILURE: User jane.doe (jane.doe@example.com) not listed in Domino"
        " Directory",
        "Your message\n\n  Subject: Nine roles\n\nwas not delivered to:\n\n  " + ADDRESS + "\n\nbecause:\n\n  User"
        " jane.doe not listed in Domino Directory", "5.1.1", "X-Notes; User jane.doe not listed in Domino Directory")),
    ("old lotus notes", "hard", plain(
        "Postmaster@example.com", "DELIVERY FAILURE: User not listed in public Name & Address Book",
        f"Your message\n\n  Subject: Nine roles\n\nwas not delivered to:\n\n  {ADDRESS}\n\nbecause:\n\n  User"
        f" jane.doe not listed"
        " in public Name & Address Book\n\n")),
    ("groupwise", "hard", plain(
        "Mailer-Daemon@example.com", "Message status - undeliverable",
        f"The message that you sent was undeliverable to the following:\n\tjane.doe (user not found)\n\n{ADDRESS}\n")),
    ("amazon ses", "hard", report(
        "MAILER-DAEMON@amazonses.com", "Delivery Status Notification (Failure)",
        f"An error occurred while trying to deliver the mail to the following recipients:\n{ADDRESS}", "5.1.1",
        "smtp; 550 5.1.1 user unknown")),
    ("mimecast", "blocked", report(
        "postmaster@mimecast.com", "Undeliverable: Nine roles in Leipzig", "The message was rejected.", "5.7.1",
        "smtp; 554 Email rejected due to security policies - https://community.mimecast.com/docs/DOC-1369#554")),
    ("proofpoint", "blocked", report(
        "MAILER-DAEMON@mx0a.pphosted.com", "Returned mail: see transcript for details", "", "5.0.0",
        "smtp; 554 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.9")),
    ("opensmtpd", "hard", report(
        "Mailer Daemon <MAILER-DAEMON@mx.example.com>", "Delivery status notification: error",
        f"An error has occurred while attempting to deliver a message for\nthe following list of"
        f" recipients:\n\n{ADDRESS}: 550"
        " Invalid recipient", "5.1.1", "", action="error")),
    ("courier", "hard", report(
        '"Courier mail server at mx.example.com" <@>', "NOTICE: mail delivery status.",
        f"<{ADDRESS}>:\n     mail.example.com [192.0.2.1]:\n   >>> RCPT TO:<{ADDRESS}>\n   <<< 550 User unknown.",
        "5.0.0",
        "unknown; 550 User unknown.")),
    ("original recipient", "hard", report(
        "MAILER-DAEMON@mx.example.com", "Undelivered Mail Returned to Sender", "User unknown", "5.1.1", "smtp; 550"
        " 5.1.1 unknown",
        recipient="rfc822;jd4711@internal.example.net", extra=f"Original-Recipient: rfc822;{ADDRESS}\n")),
    ("t-online in German", "hard", plain(
        "Mail Delivery System <mailer-daemon@t-online.de>", "Mail konnte nicht zugestellt werden",
        f"|-------------------------------------------|\n Ihre E-Mail konnte nicht zugestellt"
        f" werden:\n\n{ADDRESS}\n\n550"
        f" 5.1.1 unbekannter Empfaenger\n\n--- Original message ---\n\n{_RETURNED}")),
    ("mdaemon", "hard", plain(
        "MDaemon at example.com <MDaemon@example.com>", "Permanent Delivery Failure",
        f"The following data may contain sections which represent BASE64 encoded\n\nFailed address: {ADDRESS}\n\n---"
        f" Session"
        f" Transcript ---\n RCPT To:<{ADDRESS}>\n 550 <{ADDRESS}>, Recipient unknown\n--- End Transcript ---\n")),
    ("expired", "soft", report(
        "MAILER-DAEMON@mx.example.com", "Undeliverable: Nine roles in Leipzig", "Delivery time expired", "4.4.7",
        "smtp; 550 4.4.7 QUEUE.Expired; message expired")),
    ("too large", "soft", report(
        "MAILER-DAEMON@mx.example.com", "Undeliverable", "", "5.3.4", "smtp; 552 5.3.4 Message size exceeds fixed"
        " limit")),
    ("disabled", "hard", report(
        "MAILER-DAEMON@mx.example.com", "Undeliverable", "", "5.2.1", "smtp; 550 5.2.1 The email account that you"
        " tried to"
        " reach is disabled.")),
    ("read receipt that refuses", "soft", (
        f"From: Mail Delivery Subsystem <postmaster@example.com>\nTo: dana@sales.example.org\nSubject: Automatically"
        f" rejected"
        " mail\nAuto-Submitted: auto-replied (rejected)\nContent-Type: multipart/report;"
        " report-type=disposition-notification;"
        f' boundary="=_b"\n\n--=_b\nContent-Type: text/plain\n\nYour message to <{ADDRESS}> was automatically'
        f' rejected:\nQuota'
        " exceeded (mailbox for user is full)\n--=_b\nContent-Type: message/disposition-notification\n\nReporting-UA:"
        " mx;"
        f" Dovecot\nFinal-Recipient: rfc822; {ADDRESS}\nOriginal-Message-ID: {OURS}\nDisposition: automatic-action/"
        f"MDN-sent-automatically; deleted\n\n--=_b\nContent-Type: message/rfc822\n\n{_RETURNED}\n--=_b--\n").encode()),
)  # fmt: skip


def complaint(kind: str = "abuse", *, recipient: bool = True, agent: str = "Yahoo!-Mail-Feedback/2.0") -> bytes:
    """A feedback report (RFC 5965)."""
    to = f"Original-Rcpt-To: <{ADDRESS}>\n" if recipient else ""
    return (
        "From: <feedback@provider.example>\nTo: <fbl@sales.example.org>\nSubject: FW: Nine roles in"
        " Leipzig\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="=_f"\n\n'
        "--=_f\nContent-Type: text/plain\n\nThis is an email abuse report.\n"
        f"--=_f\nContent-Type: message/feedback-report\n\nFeedback-Type: {kind}\nUser-Agent: {agent}\nVersion: 1\n{to}"
        f"Source-IP: 192.0.2.9\n\n--=_f\nContent-Type: message/rfc822\n\n{_RETURNED}\n{_BODY}\n--=_f--\n"
    ).encode()


COMPLAINTS: tuple[tuple[str, bytes], ...] = (
    ("yahoo", complaint()),
    ("without a recipient", complaint(recipient=False)),
    ("fraud", complaint("fraud", agent="SomeGenerator/1.0")),
    ("opt-out", complaint("opt-out")),
    ("headers alone", complaint().replace(b"Content-Type: message/rfc822", b"Content-Type: text/rfc822-headers")),
    ("microsoft", (
        "From: <staff@hotmail.com>\nTo: jmrp@sales.example.org\nSubject: complaint about message from"
        " 192.0.2.9\nMIME-Version:"
        f' 1.0\nContent-Type: multipart/mixed; boundary="=_m"\n\n--=_m\nContent-Type: message/rfc822\n\n'
        f"X-HmXmrOriginalRecipient: <{ADDRESS}>\n{_RETURNED}\n{_BODY}\n--=_m--\n").encode()),
)  # fmt: skip


def message(text: str, *, subject: str = "Re: Nine roles in Leipzig", sender: str = f"Jane Doe <{ADDRESS}>",
            headers: dict[str, str] | None = None) -> bytes:  # fmt: skip
    """A person's answer, or with the headers of a machine a machine's."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "Dana Rep <dana@sales.example.org>", subject
    mail["Date"], mail["Message-ID"] = "Mon, 3 May 2027 10:00:00 +0200", "<answer-1@example.com>"
    for name, value in (headers or {}).items():
        mail[name] = value
    mail.set_content(text)
    return mail.as_bytes()


AWAY: tuple[tuple[str, str, str, str], ...] = (
    ("en", "Automatic reply: Nine roles", "I am out of the office until May 17th, with limited email.", "2027-05-17"),
    ("en", "Out of Office", "Thanks. I'm on vacation and will be back on Monday, 10 May 2027.", "2027-05-10"),
    ("en", "OOO Re: Nine roles", "I'm on annual leave from 1 May through 14 May.", "2027-05-15"),
    ("de", "Automatische Antwort: Nine roles", "Ich bin bis einschließlich 14.05.2027 nicht im Büro.", "2027-05-15"),
    ("de", "Abwesenheitsnotiz", "Ab dem 17. Mai bin ich wieder für Sie erreichbar.", "2027-05-17"),
    ("fr", "Réponse automatique : Nine roles", "Je suis absent jusqu'au 12 mai 2027. En cas d'urgence …", "2027-05-12"),
    ("fr", "Absence du bureau", "En congés, de retour le lundi 10 mai.", "2027-05-10"),
    ("es", "Respuesta automática: Nine roles", "Estaré de vacaciones hasta el 16 de mayo.", "2027-05-16"),
    ("es", "Fuera de la oficina", "Estoy fuera de la oficina. Vuelvo el 17/05/2027.", "2027-05-17"),
    ("it", "Risposta automatica: Nine roles", "Sono in ferie fino al 14 maggio.", "2027-05-14"),
    ("it", "Fuori ufficio", "Sono assente, rientrerò lunedì 17 maggio.", "2027-05-17"),
    ("pt", "Resposta automática: Nine roles", "Estou de férias até 14 de maio de 2027.", "2027-05-14"),
    ("pt", "Ausência", "Estou ausente e regresso a 17 de maio.", "2027-05-17"),
    ("nl", "Automatisch antwoord: Nine roles", "Ik ben afwezig tot en met 14 mei.", "2027-05-15"),
    ("nl", "Afwezig", "Ik ben op vakantie. Maandag 17 mei ben ik weer aanwezig.", "2027-05-17"),
    ("pl", "Odpowiedź automatyczna: Nine roles", "Przebywam na urlopie do 14 maja.", "2027-05-14"),
    ("pl", "Nieobecność", "Jestem poza biurem. Wracam 17 maja 2027 r.", "2027-05-17"),
)  # fmt: skip
"""Language, subject, text, the day of return; all sent on 3 May 2027 with no header that betrays a machine."""
