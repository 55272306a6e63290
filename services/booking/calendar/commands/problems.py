"""What stands in an appointment's way is stored, published and listed for the front desk."""

from collections.abc import Sequence

from chassis.data.rows import Row
from chassis.work import Work
from contracts.booking.appointments import AppointmentHeld, AppointmentReleased
from services.booking.calendar.commands.calls import item_of
from services.booking.calendar.domain.due_times import before_appointment
from services.booking.calendar.domain.problems import Fate, Problem, ProblemCode, ProblemPolicy, noted
from services.booking.calendar.store.appointments import change_appointment, said_of
from services.booking.worklist import APPOINTMENT_NOT_VALID, WORKLIST


async def note_problems(work: Work, appointment: Row, found: Sequence[Problem], policy: ProblemPolicy) -> None:
    """Store what stands in an appointment's way. Held for other reasons than before, it stays held since then.

    Published when that holds the appointment, or holds it no longer.
    """
    problems = noted(found, appointment.problems, work.now)
    if problems == appointment.problems:
        return
    holding = [problem.code.value for problem in policy.with_fate(found, Fate.HELD)]
    held_since = (appointment.held_since or work.now) if holding else None
    await change_appointment(work, appointment, held_since=held_since, problems=problems)
    await list_problems(work, appointment, policy.fate_of(found))
    said = {**said_of(appointment), "starts_at": appointment.starts_at}
    if holding and holding != _held_by(appointment, policy):
        work.publish(AppointmentHeld(**said, reason=holding[0], reasons=tuple(holding)))
    elif appointment.held_since is not None and not holding:
        work.publish(AppointmentReleased(**said))


async def list_problems(work: Work, appointment: Row, fate: Fate | None) -> None:
    """Ask the front desk to look at an appointment, or no longer."""
    if fate in (Fate.HELD, Fate.ASKED):
        due_at = before_appointment(appointment.starts_at, work.now)
        await WORKLIST.open(work, APPOINTMENT_NOT_VALID, appointment.id, **item_of(appointment), due_at=due_at)
    else:
        await WORKLIST.close(work, APPOINTMENT_NOT_VALID, appointment.id, "valid_again")


def _held_by(appointment: Row, policy: ProblemPolicy) -> list[str]:
    """The codes for which an appointment is held until now."""
    if appointment.held_since is None:
        return []
    stored = [each["code"] for each in appointment.problems]
    return [code for code in stored if policy.fates[ProblemCode(code)] is Fate.HELD]
