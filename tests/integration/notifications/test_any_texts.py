"""Whatever is written, in any order and however often: nothing is dropped, and nobody is silenced unasked."""

from itertools import count
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from chassis.access.actors import Role
from chassis.plain_text import seen
from tests.integration.notifications.stories import DAY, START, Appointment, Patient
from tests.support.running import Running

STOPS = ("STOP", "STOPALL", "CANCEL", "end", "parar", "baja")
OTHERS = ("YES", "no", "C1", "START", "0", "1", "2", "my face burns", "Can I stop by at three?", "unsubscribed?", "🙂")
ANSWERS = frozenset({"0", "1", "2", "STOP"})
"""What may choose a stop that was asked about."""
ALONE, SHARED, STRANGER = range(3)
texts = st.sampled_from((*STOPS, *OTHERS)) | st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1)
steps = st.lists(
    st.tuples(st.sampled_from((ALONE, SHARED, STRANGER)), texts, st.integers(1, 2)), min_size=1, max_size=8
)
numbers = (f"+3519{number:08}" for number in count(40_000_000))
"""Nobody's so far: examples share a database."""


@given(steps=steps)
@example(steps=[(ALONE, "\xad", 1), (SHARED, "\u200bSTOP", 2), (STRANGER, " ", 1)])
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a database is too slow to shrink on
)
async def test_each_text_is_kept_once_and_done_or_in_a_thread_and_only_a_stop_stops(
    notifications: Running, clinic: UUID, steps: list[tuple[int, str, int]]
) -> None:
    alone, shared, stranger = next(numbers), next(numbers), next(numbers)
    people = [Patient(clinic, phone=alone), Patient(clinic, phone=shared), Patient(clinic, phone=shared)]
    for each in people:
        await notifications.react(each.registered())
        await notifications.react(Appointment(each, START + 3 * DAY).booked())
    await notifications.fire_timers()
    gateway, desk = notifications.client(Role.INTEGRATION), notifications.client(Role.FRONT_DESK)

    written: dict[str, str] = {}
    for number, (who, text, times) in enumerate(steps):
        sender = (alone, shared, stranger)[who]
        form = {"channel": "sms", "sender": sender, "text": text, "id": f"{sender}-{number}"}
        made = [await gateway.post("/inbound", json=form) for _ in range(times)]
        assert {each.status_code for each in made} == {200}, made[0].text
        [text_id] = {each.json()["text_id"] for each in made}
        assert text_id not in written, "each is a text of its own"
        written[text_id] = seen(text).strip()
        await notifications.fire_timers()

    waiting = 0
    for text_id, words in written.items():
        kept = (await desk.get(f"/texts/{text_id}")).json()
        assert kept["text"] == words
        assert kept["state"] == "open" or kept["taken_for"], f"{words!r} is neither done nor does it wait"
        waiting += kept["state"] == "open"
    senders = {alone, shared, stranger}
    threads = [each for each in await _all(desk, "/threads", state="open") if each["sender"] in senders]
    assert sum(each["waiting"] for each in threads) == waiting, "what waits is in a thread"

    for each in people:
        for step in await _all(desk, f"/patients/{each.id}/opt-outs"):
            if step["what"] == "stopped":
                said = written[step["text_id"]]
                assert said in STOPS or said in ANSWERS, f"{said!r} silenced somebody"


async def _all(desk: Any, path: str, **query: Any) -> list[dict[str, Any]]:
    answer = await desk.get(path, params={"limit": 200, **query})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found
