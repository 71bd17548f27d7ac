"""The day of return, in the forms that people give it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitl_kit.replies.dates import return_date

SENT = date(2026, 11, 21)  # a Saturday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("I am out of the office until 30 November and will be back on December 1st.", "2026-12-01"),
        ("I'm away until Monday, 30 November.", "2026-11-30"), ("out through Nov 27, 2026", "2026-11-28"),
        ("Back Monday", "2026-11-23"), ("I will return tomorrow.", "2026-11-22"), ("until 2026-12-03", "2026-12-03"),
        ("Ich bin bis 30.11.2026 nicht im Büro.", "2026-11-30"), ("vom 1. bis 15. Dezember im Urlaub", "2026-12-15"),
        ("bis einschließlich 4. Januar 2027", "2027-01-05"), ("Am 7. Dezember bin ich wieder da.", "2026-12-07"),
        ("absent jusqu'au 3 décembre inclus", "2026-12-04"), ("de retour le lundi 7 décembre", "2026-12-07"),
        ("fuera hasta el 5 de enero de 2027", "2027-01-05"), ("vuelvo el 9/12", "2026-12-09"),
        ("in ferie fino al 10 dicembre", "2026-12-10"), ("di nuovo in ufficio lunedì 14 dicembre", "2026-12-14"),
        ("ausente até 12 de dezembro", "2026-12-12"), ("de volta em 4 de janeiro", "2027-01-04"),
        ("afwezig tot en met 4 december", "2026-12-05"), ("maandag 7 december weer aanwezig", "2026-12-07"),
        ("na urlopie do 5 stycznia", "2027-01-05"), ("Wracam 7 grudnia 2026 r.", "2026-12-07"),
        ("out of office from Nov 23 - Dec 4", "2026-12-04"), ("on leave from 23/11/2026 to 04/12/2026", "2026-12-04"),
        ("out today, 21 November, and back on Monday 23 November", "2026-11-23"), ("不在 2026年12月8日", "2026-12-08"),
        ("I'm out until the 27th.", "2026-11-27"), ("away, back at my desk on the 3rd", "2026-12-03"),
        ("Absent jusqu'au 3 décembre. Je répondrai dès mon retour.", "2026-12-03"), ("back Mon, thanks", "2026-11-23"),
        ("I'm out 3 December to 4 December", "2026-12-04"), ("out until Wed 25 November", "2026-11-25"),
    ],
)  # fmt: skip
def test_a_day_of_return_is_read(text: str, day: str) -> None:
    assert return_date(text, SENT) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    ["I have limited access to mail.", "Call +49 30 12.11.33", "until after Thanksgiving", "We were founded in 1998.",
     "back on 31 February", "until 3 March 2019", "open 9-12 and 14-17", "3 out of 5 mails get an answer",
     "I am out 3 days a week"],
)  # fmt: skip
def test_no_day_is_made_up(text: str) -> None:
    assert return_date(text, SENT) is None


def test_the_order_of_day_and_month_follows_the_sender() -> None:
    assert return_date("back on 12/07/2026", SENT) == date(2026, 12, 7)  # 12 July is over
    assert return_date("back on 02/03/2027", SENT) == date(2027, 3, 2)
    assert return_date("back on 02/03/2027", SENT, month_first=True) == date(2027, 2, 3)


def test_a_day_without_a_year_is_the_next_one_or_just_past() -> None:
    assert return_date("back on 5 January", date(2026, 12, 30)) == date(2027, 1, 5)
    assert return_date("back on 5 January", date(2027, 1, 9)) == date(2027, 1, 5)


@given(st.text(max_size=200), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_any_text_gives_a_day_near_its_sending_or_none(text: str, sent: date) -> None:
    day = return_date(f"back on {text}", sent)
    assert day is None or -60 <= (day - sent).days <= 500
