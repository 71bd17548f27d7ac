"""Somebody's own words, cut out of what the world's mail programs make of an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitl_kit.replies import strip_quotes

SENT = (
    "Hi Jane,\n\nyour team opened nine warehouse roles in Leipzig this month.\n"
    "We help planners fill shifts without overtime.\n\nWorth a look?\n\nDana"
)

INTRODUCTIONS = [
    "On Mon, May 3, 2027 at 2:30 PM Jane Doe <jane@example.com> wrote:",
    "On Mon, 3 May 2027 at 14:30, Jane Doe\n<jane.a.much.longer.name@department.example.com> wrote:",
    "Am Mi., 5. Mai 2027 um 17:58 Uhr schrieb Jane Doe\n<jane@example.com>:",
    "Jane Doe <jane@example.com> schrieb am So., 23.\nJuni 2027, 21:08:",
    "Le lun. 3 mai 2027 à 14:30, Jane Doe <jane@example.com> a écrit :",
    "Le 3 mai 2027 à 14:30, Jane Doe a écrit :",
    "El lun, 3 may 2027 a las 14:30, Jane Doe (<jane@example.com>) escribió:",
    "Il giorno lun 3 mag 2027 alle ore 14:30 Jane Doe <jane@example.com> ha scritto:",
    "Em seg., 3 de mai. de 2027 às 14:30, Jane Doe <jane@example.com> escreveu:",
    "Op ma 3 mei 2027 om 14:30 schreef Jane Doe <jane@example.com>:",
    "pon., 3 maj 2027 o 14:30 Jane Doe <jane@example.com> napisał(a):",
    "W dniu 3.05.2027 o 14:30, Jane Doe pisze:",
    "Den mån 3 maj 2027 kl 14:30 skrev Jane Doe <jane@example.com>:",
    "man. 3. maj 2027 kl. 14.30 skrev Jane Doe <jane@example.com>:",
    "ma 3. toukok. 2027 klo 14.30 Jane Doe\n<jane@example.com> kirjoitti:",
    "po 3. 5. 2027 v 14:30 odesílatel Jane Doe <jane@example.com> napsal:",
    "Jane Doe <jane@example.com> ezt írta (időpont: 2027. máj. 3., H, 14:30):",
    "În lun., 3 mai 2027 la 14:30, Jane Doe <jane@example.com> a scris:",
    "Jane Doe <jane@example.com>, 3 May 2027 Pzt, 14:30 tarihinde şunu yazdı:",
    "ср, 30 апр. 2027 г. в 15:19, Jane Doe <jane@example.com>:",
    "пн, 3 трав. 2027 р. о 14:30 Jane Doe <jane@example.com> пише:",
    "Στις Δευ 3 Μαΐ 2027 στις 2:30 μ.μ., ο/η Jane Doe <jane@example.com> έγραψε:",
    "\u202bבתאריך יום ו׳, 3 במאי 2027 ב-14:30 מאת \u202aJane\u202c\u200f <\u202ajane@example.com\u202c\u200f>:\u202c",
    "في الاثنين، 3 مايو 2027 في 2:30 م تمت كتابة ما يلي بواسطة Jane <jane@example.com>:",
    "2027年5月3日(月) 14:30 山田太郎 <taro@example.jp>:",
    "于2027年5月3日周一 14:30写道：",
    "Jane Doe <jane@example.com> 于2027年5月3日周一 14:30写道：",
    "2027년 5월 3일 (월) 오후 2:30, Jane Doe <jane@example.com>님이 작성:",
    "Vào Th 2, 3 thg 5, 2027 vào lúc 14:30 Jane Doe <jane@example.com> đã viết:",
    "Pada tanggal Sen, 3 Mei 2027 pukul 14.30 Jane Doe <jane@example.com> menulis:",
    "---- On Mon, 03 May 2027 14:02:50 +0530 jane@example.com wrote ----",
    "*From:* Jane <jane@example.com>\n*Sent:* Monday, May 3, 2027 2:30 PM\n*To:* Bob\n*Subject:* hi",
    "From: Human Resources \n<a-really-long-address@example.com> \nSent: Monday, 3 May 2027 16:37\nTo: Bob\nSubject:"
    " hi",
    "________________________________\nDe : Jane Doe <jane@example.com>\nEnvoyé : lundi 3 mai 2027 14:30\n"
    "À : Bob\nObjet : hi",
    "-----Ursprüngliche Nachricht-----\nVon: Jane Doe <jane@example.com>\nGesendet: Montag, 3. Mai 2027 14:30\n"
    "An: Bob\nBetreff: hi",
    "发件人: Jane Doe <jane@example.com>\n发送时间: 2027年5月3日 14:30\n收件人: Bob\n主题: hi",
    "差出人: Jane Doe <jane@example.com>\n送信日時: 2027年5月3日 14:30\n宛先: Bob\n件名: hi",
    "Nadawca listu: Jane <jane@example.com>\nChwila: 3.05.2027 14:30\nOdbiorca: Bob\nSprawa: hi",
    "-----Original Message-----",
    "---------- Forwarded message ---------",
    "Begin forwarded message:",
    "##- Please type your reply above this line -##",
]


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
@pytest.mark.parametrize("sign", ["> ", ""])
def test_the_quote_goes_and_the_words_stay(introduction: str, sign: str) -> None:
    quote = "\n".join(sign + line for line in SENT.splitlines())
    assert strip_quotes(f"Yes, sounds good!\nCall me.\n\n{introduction}\n\n{quote}\n") == "Yes, sounds good!\nCall me."
    assert strip_quotes(f"Yes, sounds good!\n{introduction}\n{quote}") == "Yes, sounds good!"


@pytest.mark.parametrize(
    "text",
    [
        "On 3 May 2027 at 14:30 we will meet in Berlin with the following agenda:\n- one\n- two",
        "Let's meet on 3 May 2027 at 14:30. Here is the agenda:\n- one",
        "Here are timestamps of the outage:\n\n2027-01-15 14:30:25\n15.01.2027 14:30\n\nAll are in UTC.",
        "Name: John Smith\nEmail: john@example.com\nPhone: +1 555 0100\nCompany: Example",
        "Date: Tuesday 3 May 2027\nTime: 14:30\nPlace: Berlin\nTo bring: nothing",
        "From: Berlin\nTo: Hamburg\nthat is our route.",
        "We need >500 seats, that is\n>500 for real.",
        "text\n--\nmore\n" + "\n".join(f"line {n} of a long list" for n in range(20)),
        "As Tom wrote: it is fine.\nSent from my desk I can tell you more tomorrow, when the others are back and have"
        " read what you sent us about the shifts, the overtime and the nine roles that we want to fill this month.",
        "I wrote to jane@example.com about this:\nno answer.",
        "*** please call me ***",
        "Sent from our Leipzig hub last week.",
        "From my side it is fine.",
        "One.\n" + "_" * 60 + "\nTwo, write to jane@example.com.",
        "Forwarded to my colleague\n\nOn Monday 5 people start. He said:\nfine.",
        "A> is the first option\nB> is the second",
        "Two options:\n--- A ---\nfoo\n--- B ---\nbar",
        "Reasons:\n1) Budget: none before 2028\n2) Team: busy",
        "Mit freundlichen Grüßen\n\nJane Doe\nTel.: +49 30 1234\nFax: +49 30 1235\nMail: jane@example.com\nWeb:"
        " example.com",
    ],
)
def test_somebodys_own_words_are_no_quote(text: str) -> None:
    assert strip_quotes(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Yes, do it. On Mon, May 3, 2027 at 2:30 PM, Jane Doe <jane@example.com> wrote:\n> Worth a look?",
        "Yes, do it.--- On Mon, May 3, 2027 at 2:30 PM, jane@example.com wrote:\n> Worth a look?",
        "Yes, do it. On 3 May 2027 at 14:30 Jane Doe wrote:\nWorth a look?",
        "Yes, do it. Am Mo., 3. Mai 2027 um 14:30 Uhr schrieb Jane Doe <jane@example.com>:\n> Lohnt es sich?",
        "Yes, do it. Le lun. 3 mai 2027 à 14:30, Jane Doe\n<jane@example.com> a écrit :\n> On en parle ?",
    ],
)
def test_words_on_the_line_of_the_introduction_are_kept(text: str) -> None:
    assert strip_quotes(text) == "Yes, do it."


def test_what_a_telephone_adds_on_the_line_of_the_introduction_goes() -> None:
    text = "Yes.\nSent from my iPhone On Mon, May 3, 2027 at 2:30 PM, Jane <jane@example.com> wrote:\n> Worth a look?"
    assert strip_quotes(text) == "Yes."


@pytest.mark.parametrize(
    "quote",
    [
        "On Mon, May 3, 2027 at 2:30 PM Jane Doe\n\n<\nmailto:jane@example.com\n> wrote:\nWorth a look?",
        "On Mon, May 3, Jane Doe\n<jane@example.com>\nwrote:\n> Worth a look?",
        "On Mon, May 3, 2027 2:30 PM, jane@example.com wrote:> Worth a look?",
        "On Monday, May 3, 2027 at 2:30 PM, to be. or not, Jane wrote:\n\n> Worth a look?",
        "---- Jane Doe wrote ----\n\n> Worth a look?",
        "------On 5/3/2027 14:30 PM, Jane Doe wrote-----\n\nWorth a look?",
        "-------- Original Message --------From: Jane Date: 03.05.27 14:30 (GMT+01:00) To: Bob Subject: Hi\nWorth it?",
        "---\n\nFrom: Jane Doe <jane@example.com>\nSent: Monday, May 3, 2027 14:30\nTo: Bob\nSubject: Hi\n\nWorth it?",
        "Date: Mon, 3 May 2027 14:30:00 +0200\nTo: bob@example.com\n\nWorth a look?",
        "From: jane@example.com Date: Mon, 3 May 2027 14:30:00 +0200\nWorth a look?",
        "On Mon, 3 May 2027, Jane wrote:\n> See (https://example.com/a/very/long/\nlink-that-was-broken)\n> Worth it?",
        "On Mon, 3 May 2027 at 14:30, Jane Doe <jane@example.com> wrote:\nJD> Worth\nJD> a look?",
    ],
)
def test_quotes_of_rarer_programs_go(quote: str) -> None:
    assert strip_quotes(f"Yes, sounds good!\nCall me.\n\n{quote}\n") == "Yes, sounds good!\nCall me."


def test_an_answer_under_a_forwarded_message_is_kept() -> None:
    text = "See below.\n\nBegin forwarded message:\n\n> From: Jane <jane@example.com>\n> Worth a look?\n\nYes, it is."
    assert strip_quotes(text) == "See below.\n\nYes, it is."


def test_an_answer_between_lines_quoted_with_initials_is_kept() -> None:
    introduction = "On Mon, 3 May 2027 at 14:30, Jane Doe <jane@example.com> wrote:"
    assert strip_quotes(f"{introduction}\nJD> Worth a look?\n\nYes.\n\nJD> When?\n\nNow.") == "Yes.\n\nNow."


def test_answers_between_the_quoted_parts_are_kept() -> None:
    text = "See below:\n\nOn Mon, 3 May 2027, Jane wrote:\n> Are you ok?\n>> I was.\nYes.\n> And you?\n\nNo.\n"
    assert strip_quotes(text) == "See below:\n\nYes.\n\nNo."


def test_an_answer_under_the_quote_is_kept() -> None:
    quote = "On Mon, May 3, 2027 at 2:30 PM Jane Doe <jane@example.com> wrote:\n> Worth a look?\n\n"
    assert strip_quotes(quote + "Yes.\n-- \nBob\nCEO") == "Yes."


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone", "Von meinem iPhone gesendet", "Envoyé de mon iPhone", "Enviado desde mi iPhone",
        "Inviato da iPhone", "Enviado do meu iPhone", "Verstuurd vanaf mijn iPhone", "Wysłane z iPhone'a",
        "Get Outlook for iOS<https://aka.ms/o0ukef>", "(sent from a phone)", "Sent with Airmail",
        "iPhoneから送信", "发自我的 iPhone", "Отправлено с iPhone",
    ],
)  # fmt: skip
def test_what_a_telephone_adds_goes(line: str) -> None:
    assert strip_quotes(f"Yes.\n\n{line}\n") == "Yes."
    assert strip_quotes(f"Yes.\n\n{line}\n\nOne more thing.") == "Yes.\n\nOne more thing."


def test_a_signature_goes_and_a_name_stays() -> None:
    assert strip_quotes("Yes.\n\nBest,\nBob\n-- \nBob Smith\nCEO, Example") == "Yes.\n\nBest,\nBob"


def test_a_mailing_lists_footer_goes() -> None:
    footer = "_" * 47 + "\nplanners mailing list\nplanners@example.com\nhttps://lists.example.com/planners"
    assert strip_quotes(f"Yes.\n{footer}") == "Yes."


class TestOurOwnText:
    def test_finds_a_quote_that_nothing_introduces(self) -> None:
        wrapped = SENT.replace("\nWe help planners", " We help\nplanners")
        assert strip_quotes(f"Sounds good!\n\n{wrapped}", SENT) == "Sounds good!"
        assert strip_quotes(f"Sounds good!\n\n{wrapped}") != "Sounds good!"

    def test_takes_an_unknown_introduction_with_it(self) -> None:
        assert strip_quotes(f"Sounds good!\n\nDana Rep 2027-05-03 kuandika hivi:\n{SENT}", SENT) == "Sounds good!"

    def test_keeps_answers_that_stand_in_it_without_a_sign(self) -> None:
        inside = SENT.replace("this month.\n", "this month.\nTwelve by now.\n")
        assert strip_quotes(inside, SENT) == "Twelve by now."
        assert strip_quotes(f"See below.\n\n{inside}", SENT) == "See below.\n\nTwelve by now."

    def test_keeps_an_answer_under_it(self) -> None:
        assert strip_quotes(f"{SENT}\n\nYes, call me.", SENT) == "Yes, call me."

    def test_is_found_below_an_introduction_without_signs(self) -> None:
        introduction = "On Mon, May 3, 2027 at 2:30 PM Dana <dana@example.com> wrote:"
        assert strip_quotes(f"{introduction}\n\n{SENT}\n\nYes, call me.", SENT) == "Yes, call me."

    def test_short_words_that_both_use_are_no_quote(self) -> None:
        assert strip_quotes("Hi Jane,\n\nWorth a look!\nBob", SENT) == "Hi Jane,\n\nWorth a look!\nBob"

    def test_works_without_spaces_between_words(self) -> None:
        sent = "貴社は今月ライプツィヒで九つの倉庫職を募集しています。"
        assert strip_quotes(f"お願いします。\n\n{sent}", sent) == "お願いします。"


@given(st.text(alphabet=st.sampled_from("ab 1:>\n-_<@.*月日於שא\u200f\u2028\r"), max_size=400), st.text(max_size=40))
def test_any_text_can_be_cut_and_only_loses(text: str, sent: str) -> None:
    cut = strip_quotes(text, sent)
    kept = iter("".join(text.split()))
    assert all(letter in kept for letter in "".join(cut.split()))  # a subsequence: nothing new, nothing moved


def test_what_is_cut_stays_cut() -> None:
    once = strip_quotes("Yes.\n\n> a\n\nNo.\n-- \nBob")
    assert strip_quotes(once) == once


@pytest.mark.timeout(60)  # quadratic work would take minutes
@pytest.mark.parametrize("piece", ["> ", "a:\n", "-", "On 2027 1:1 a@b.c ", "From: a@b.c\n", "_", "x" * 300 + "\n"])
def test_long_texts_take_time_in_step_with_their_length(piece: str) -> None:
    assert len(strip_quotes(piece * (100_000 // len(piece)), SENT)) <= 100_000
