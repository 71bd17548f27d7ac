"""What an answer intends, and that a no is a no only where it is nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitl_kit.domain.inbound import INTENTS
from hitl_kit.replies.intents import read_intent


def test_the_words_that_decided_are_shown_where_they_stand() -> None:
    text = "Hi Dana,\nplease take me off your list. How much is it?"
    reading = read_intent(text)
    assert reading.intent == "unsubscribe"
    assert set(reading.also) == {"pricing", "question"}
    assert [text[w.start : w.end] for w in reading.because] == [w.text for w in reading.because]
    assert reading.because[0].text == "take me off your list"


@pytest.mark.parametrize(
    "text",
    [
        "We unsubscribed from their tool last year.", "I'll pass this on to Tom.", "No need to apologise, tell me"
        " more.",
        "No problem, Thursday works.", "I'm interested.", "We can't take this off the list of priorities.",
        "Remove the second bullet and we can talk.", "Not interested in slides, but can you show me a demo?",
        "Nein, das passt gut, rufen Sie mich an.", "Ne m'envoyez pas de devis, appelez-moi demain.",
        "No, this is exactly what we need. How much is it?", "I don't need convincing, send me the price list.",
        "Wir haben kein Interesse an Folien, aber an einer Demo. Passt Ihnen Montag?",
    ],
)  # fmt: skip
def test_what_is_no_refusal_is_not_taken_for_one(text: str) -> None:
    assert read_intent(text).intent not in ("unsubscribe", "not_interested")


def test_a_no_beside_an_opening_is_left_to_a_person() -> None:
    assert read_intent("No thanks. But what does it cost?").intent != "not_interested"
    assert read_intent("Not interested. " + "We have many plans. " * 30).intent == "unsure"


def test_a_delay_beside_a_talk_is_left_to_a_person() -> None:
    assert read_intent("We start next quarter. Call me on Tuesday at 555 0100 before noon, please.").intent == "unsure"


def test_typographic_apostrophes_are_apostrophes() -> None:
    assert read_intent("We’re not interested").intent == read_intent("We're not interested").intent == "not_interested"


@pytest.mark.parametrize("text", ["", "   ", "Banana.", "🙂", "asdf qwer"])
def test_where_no_rule_speaks_a_person_reads(text: str) -> None:
    reading = read_intent(text)
    assert (reading.intent, reading.because) == ("unsure", ())


@given(st.text(max_size=300))
def test_any_text_has_an_intent_with_its_words(text: str) -> None:
    reading = read_intent(text)
    assert reading.intent in INTENTS
    assert all(text[w.start : w.end] == w.text for w in reading.because)


@pytest.mark.timeout(60)  # quadratic work would take minutes
@pytest.mark.parametrize("piece", ["a ", "no ", "remove me ", "spam", "\n", "keine ", "x" * 50, "¿"])
def test_long_answers_are_read(piece: str) -> None:
    assert read_intent(piece * 20_000).intent in INTENTS


@pytest.mark.parametrize(
    "text",
    [
        "Happy to chat. Please don't hesitate to contact me.",
        "How do you delete our data at the end of the contract?",
        "It won't take more than ten minutes, I hope? Then go ahead.",
        "Donnerstag passt nicht.",
        "Thanks, but this is not clear to me.",
        "We're all set for Thursday then.",
        "Does it handle our data from SAP?",
        "Take our data from Workday, does that work?",
        "No vamos a poder el jueves, ¿viernes?",
        "We will not go ahead without a demo, can you show us?",
        "We can't find time to plan properly, so this could help.",
        "We are fed up with Excel, so tell me more.",
        "Löscht das System die Daten nach dem Vertrag?",
        "Under GDPR, can you delete employee data after they leave?",
        "How do you delete data about temps?",
        "We're good to go on our side. When can we start?",
        "All set for the call on Monday, looking forward to it.",
        "I had to decline a demo elsewhere. Can you show us one?",
        "I'll decline the Tuesday slot, Wednesday is better.",
    ],
)
def test_words_that_only_look_like_a_refusal_close_nothing(text: str) -> None:
    assert read_intent(text).intent not in ("unsubscribe", "not_interested")


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Can you come back to me in October?", "not_now"),
        ("Können Sie mich im Herbst noch einmal kontaktieren?", "not_now"),
        ("Pouvez-vous me relancer en septembre ?", "not_now"),
        ("You may call me again tomorrow.", "meeting"),
        ("Are you available tomorrow for a quick call?", "meeting"),
        ("I'd be open to a conversation.", "positive"),
        ("Anna Berg runs this now, anna.berg@example.com", "referral"),
        ("We won't be pursuing this.", "not_interested"),
        ("My mailbox is full of these, please delete my email address.", "unsubscribe"),
        ("Por favor, denme de baja de su lista.", "unsubscribe"),
        ("I never signed up for this. Unsubscribe.", "unsubscribe"),
        ("Under GDPR I ask you to erase all data that you hold about me.", "unsubscribe"),
        ("Kunnen jullie mijn adres van de lijst halen?", "unsubscribe"),
        ("Potrebbe togliermi dalla lista?", "unsubscribe"),
        ("De quel droit m'écrivez-vous ?", "angry"),
        ("Best to talk to Rita Okoye who runs staffing at our depots, rita.okoye@example.com", "referral"),
        ("You want Rita in HR for that.", "referral"),
        ("Habla con Ana Ruiz.", "referral"),
        ("La responsable es Ana Ruiz, le paso su correo: ana@example.es", "referral"),
        ("We built something in-house for it.", "objection"),
        ("Dafür haben wir eine Eigenentwicklung.", "objection"),
        ("Abbiamo appena rinnovato con il fornitore attuale.", "objection"),
        ("We're good, thank you.", "not_interested"),
        ("I'll decline.", "not_interested"),
        ("Das passt nicht zu uns.", "not_interested"),
        ("Do you charge per depot or per head?", "pricing"),
        ("Mit welchen Kosten ist zu rechnen?", "pricing"),
        ("Jaki byłby koszt dla 50 osób?", "pricing"),
        ("Das Thema beschäftigt uns, erzählen Sie mehr.", "positive"),
        ("I'm all ears.", "positive"),
        ("Stuur me de brochure maar.", "positive"),
    ],
)
def test_phrases_that_many_answers_share(text: str, intent: str) -> None:
    assert read_intent(text).intent == intent


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "word", ["remind me ", "not ", "a", "Anna Berg ", "november ", "ask a.b@c.example ", "(", "don't "]
)
def test_no_text_keeps_the_rules_busy_without_end(word: str) -> None:
    assert read_intent(word * (8000 // len(word))).intent in INTENTS
