"""No session without a consent that covers the kind of device, the area and the day."""

from datetime import date
from typing import Any
from uuid import UUID

from contracts.screening.screenings import ConsentEnded, ConsentSigned
from contracts.vocabulary import Modality
from tests.integration.booking.chain import Chain, House, made, refused


def withdrawn(chain: Chain, signed: ConsentSigned) -> ConsentEnded:
    return ConsentEnded(
        consent_id=signed.consent_id,
        patient_id=signed.patient_id,
        clinic_id=signed.clinic_id,
        reason="withdrawn",
        ended_at=chain.booking.clock.now(),
    )


async def asked(chain: Chain, house: House) -> tuple[str, dict[str, Any]]:
    """A cleared patient with a session ahead, who signed everything that there was, and withdrew it."""
    patient = await chain.register(house)
    consult, course = await chain.cleared(patient, house)
    session = await chain.booked(patient, house, "session", course_id=course["id"])
    for signed in chain.signed[patient]:
        await chain.booking.react(withdrawn(chain, signed))
    await chain.came(consult, session)
    return patient, session


async def test_a_session_is_recorded_only_with_a_consent_and_nobody_overrides_that(chain: Chain, lisbon: House) -> None:
    patient, session = await asked(chain, lisbon)
    refused(await chain.record(session), "consent-missing", "have the patient read and sign")
    override = {"override": {"reason": "She signed on paper, it is in the file."}}
    refused(await chain.record(session, None, **override), "consent-missing")
    await chain.agrees(patient, lisbon.clinic_id)
    made(await chain.record(session))


async def test_a_consent_to_something_else_is_none(chain: Chain, lisbon: House) -> None:
    patient, session = await asked(chain, lisbon)
    today = chain.booking.clock.now().date()
    await chain.agrees(patient, lisbon.clinic_id, modality=Modality.RF)
    await chain.agrees(patient, lisbon.clinic_id, areas=("neck",))
    await chain.agrees(patient, lisbon.clinic_id, valid_until=date(today.year, today.month, 1))
    other = await chain.register(lisbon)
    await chain.agrees(other, lisbon.clinic_id)
    refused(await chain.record(session), "consent-missing")
    await chain.agrees(patient, lisbon.clinic_id, areas=("face", "neck"), valid_until=today)
    made(await chain.record(session))


async def test_a_withdrawal_that_comes_before_its_consent_counts(chain: Chain, lisbon: House) -> None:
    patient, session = await asked(chain, lisbon)
    late = (await chain.agrees(await chain.register(lisbon), lisbon.clinic_id)).model_copy(
        update={"consent_id": UUID(int=7), "patient_id": UUID(patient)}
    )
    await chain.booking.react(withdrawn(chain, late))
    await chain.booking.react(late)
    refused(await chain.record(session), "consent-missing")


async def test_the_course_says_that_the_consent_is_missing(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    assert course["consent_missing"] is False
    for signed in chain.signed[patient]:
        await chain.booking.react(withdrawn(chain, signed))
    (course,) = await chain.courses(patient)
    assert course["consent_missing"] is True
    assert course["hold"] is None
