"""How many statements notifications' busiest use cases take."""

from pathlib import Path

from tests.integration.notifications.stories import DAY, START, Appointment, Patient
from tests.support.running import Running
from tests.support.statements import assert_as_written_down, counted

COUNTED = Path(__file__).with_name("statements.json")


async def test_a_use_case_takes_as_many_statements_as_are_written_down(notifications: Running, ana: Patient) -> None:
    worker = notifications.worker.transactions.database
    took: dict[str, list[str]] = {}
    appointment = Appointment(ana, START + 3 * DAY)
    with counted(worker) as took["plan an appointment's messages"]:
        await notifications.react(appointment.booked())
    with counted(worker) as took["send one"]:
        assert await notifications.fire_timers() == 2  # it is looked at, and handed over
    with counted(worker) as took["withdraw those of a cancelled appointment"]:
        await notifications.react(appointment.cancelled())
    assert_as_written_down(took, COUNTED)
