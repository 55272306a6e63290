"""The days after a session. RF differs from rollers and pens, as its label says."""

from datetime import time, timedelta

from contracts.vocabulary import Modality
from services.notifications.domain.template import Template
from services.notifications.domain.timing import DaysAfter, Within

_EVENING = DaysAfter(0, time(19), not_within=timedelta(hours=1))
"""Home again, and before the first night."""
_CALL = " If it gets worse instead of better, or you are worried, please call us: {phone}."

EVENING = Template(
    code="aftercare_evening",
    subject="This evening",
    text="Hello {given_name}, thank you for coming to {clinic}. Redness and some swelling are normal for hours to "
    "days. For 24 hours: no make-up, only a gentle cleanser and moisturiser. Keep out of the sun." + _CALL,
    source="S0-S3 (redness, no sun, gentle cleanser, hydration); S3 (swelling); C (24 h no make-up); policy: 19:00",
    send=_EVENING,
    not_after=Within(timedelta(hours=20)),
)

DAY_1 = Template(
    code="aftercare_day_1",
    subject="The day after",
    text="Hello {given_name}, from 24 hours after your session you may wear make-up again. Until 72 hours after it: "
    "little sun, sunscreen whenever you are outside, and no hard exercise." + _CALL,
    source="C (24 h make-up; 72 h little sun and no hard exercise); S0-S3 (sunscreen); policy: next day, 10:00",
    send=DaysAfter(1, time(10)),
    not_after=Within(timedelta(hours=48)),
)

DAY_3 = Template(
    code="aftercare_day_3",
    subject="Three days after",
    text="Hello {given_name}, from 72 hours after your session exercise is fine again. Go on with a gentle cleanser, "
    "moisturiser and sunscreen; leave strong or active skincare until about a week has passed." + _CALL,
    source="C (72 h exercise; actives after about 1 week); S0-S3 (sunscreen, hydration); policy: third day, 10:00",
    send=DaysAfter(3, time(10)),
    not_after=Within(timedelta(days=5)),
)

WEEK_1 = Template(
    code="aftercare_week_1",
    subject="One week after",
    text="Hello {given_name}, a week after your session you may slowly go back to your usual active skincare. Redness "
    "or swelling should be gone by now: if it is not, please call us: {phone}.",
    source="C (actives after about 1 week); B Chu 2021 (transient reactions last up to 7 days); policy: 10:00",
    send=DaysAfter(7, time(10)),
    not_after=Within(timedelta(days=12)),
)

EVENING_RF = Template(
    code="aftercare_evening_rf",
    subject="This evening",
    text="Hello {given_name}, thank you for coming to {clinic}. Redness and some swelling are normal for hours to "
    "days; tiny scabs may show on days 1 to 3: leave them alone. Keep the skin clean for 2 days. No make-up now, no "
    "sun." + _CALL,
    source="A InMode (clean for 2 days; scabs on days 1-3); S0-S3 (redness, no sun); policy: 19:00",
    send=_EVENING,
    not_after=Within(timedelta(hours=20)),
)

DAY_1_RF = Template(
    code="aftercare_day_1_rf",
    subject="The day after",
    text="Hello {given_name}, please keep the skin clean today and tomorrow. Make-up is fine from 24 to 72 hours after "
    "your session, once the skin has closed. Little sun, sunscreen outside, no hard exercise." + _CALL,
    source="A InMode (clean for 2 days; make-up after 24-72 h); C (72 h sun and exercise); policy: next day, 10:00",
    send=DaysAfter(1, time(10)),
    not_after=Within(timedelta(hours=48)),
)

DAY_3_RF = Template(
    code="aftercare_day_3_rf",
    subject="Three days after",
    text="Hello {given_name}, tiny scabs should be coming off by themselves now. From 72 hours after your session "
    "make-up and exercise are fine again. Moisturiser and sunscreen daily; active skincare only after about a week."
    + _CALL,
    source="A InMode (scabs on days 1-3; make-up after 24-72 h); C (72 h; 1 week); policy: third day, 10:00",
    send=DaysAfter(3, time(10)),
    not_after=Within(timedelta(days=5)),
)

TEMPLATES = (EVENING, DAY_1, DAY_3, WEEK_1, EVENING_RF, DAY_1_RF, DAY_3_RF)


def series_after(modality: Modality) -> tuple[Template, ...]:
    """The messages after one session."""
    if modality is Modality.RF:
        return (EVENING_RF, DAY_1_RF, DAY_3_RF, WEEK_1)
    return (EVENING, DAY_1, DAY_3, WEEK_1)
