"""Messages on the way from registering to the results, and the one answer to STOP."""

from datetime import time, timedelta

from services.notifications.domain.template import Purpose, Template
from services.notifications.domain.timing import AtOnce, DaysAfter, Within

INTAKE_REQUESTED = Template(
    code="intake_requested",
    subject="Please fill in your health form",
    text="Hello {given_name}, before your first visit to {clinic} please fill in your health form. It takes a few "
    "minutes and stays with the clinicians. Questions? Call {phone}.",
    source="S2 (history is taken before anything is decided); policy: at once, of use for 14 days",
    send=AtOnce(),
    not_after=Within(timedelta(days=14)),
)

SCREENING_DEFERRED = Template(
    code="screening_deferred",
    subject="From when you may come",
    text="Hello {given_name}, you may come to {clinic} for your session from {date}. We will gladly find a time "
    "with you: please call {phone}.",
    source="policy: the day and no reason (minimum necessary); of use for 7 days",
    send=AtOnce(),
    not_after=Within(timedelta(days=7)),
)

COURSE_PLANNED = Template(
    code="course_planned",
    subject="Your plan at {clinic}",
    text="Hello {given_name}, your plan at {clinic} is ready: {series}. To choose a time for the "
    "first one, please call {phone}.",
    source="S2, S3, S4 (sessions weeks apart; the figures are the protocol's); policy: at once, of use for 7 days",
    send=AtOnce(),
    not_after=Within(timedelta(days=7)),
)

RESULTS_REVIEW = Template(
    code="results_review",
    subject="Seeing your results",
    text="Hello {given_name}, first changes show about 4 weeks after a session and results are best after 3 to 6 "
    "months. Your review at {clinic} is the time to look at them together: {phone}.",
    source="S4 (first change at about 4 weeks), S2 (best at 3-6 months); policy: 28 days after the last session, 10:00",
    send=DaysAfter(28, time(10)),
    not_after=Within(timedelta(days=42)),
)

MAINTENANCE_INVITED = Template(
    code="maintenance_invited",
    subject="Keeping your results",
    text="Hello {given_name}, it is about six months since your last session at {clinic}. Some patients now come "
    "for a single session to keep their results. If you would like one, call {phone}. To hear no "
    "more of this, answer STOP.",
    source="S2 (maintenance sessions after the series); policy: 180 days after the last session, 10:00",
    send=DaysAfter(180, time(10)),
    not_after=Within(timedelta(days=210)),
    purpose=Purpose.MARKETING,
    whatsapp_approved=False,
)

OPT_OUT_CONFIRMED = Template(
    code="opt_out_confirmed",
    subject="You will get no more of these",
    text="{clinic}: as you asked, you will get no more {what_stops}. To change this, please call {phone}.",
    source="47 CFR 64.1200(a)(12): one confirmation, within 5 minutes of the request, without advertising",
    send=AtOnce(),
    not_after=Within(timedelta(days=1)),
    urgent=True,  # an answer to somebody who has just written
)

TEMPLATES = (
    INTAKE_REQUESTED,
    SCREENING_DEFERRED,
    COURSE_PLANNED,
    RESULTS_REVIEW,
    MAINTENANCE_INVITED,
    OPT_OUT_CONFIRMED,
)
