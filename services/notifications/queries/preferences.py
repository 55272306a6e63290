"""How a patient is reached, as far as messages know."""

from uuid import UUID

from sqlalchemy import select

from chassis.work import Work
from services.notifications.access import require_patient
from services.notifications.domain.opt_outs import MessageScope
from services.notifications.domain.recipients import Channel
from services.notifications.forms.preferences import BadAddressView, OptOutView, PreferencesView
from services.notifications.queries.local import on_clock
from services.notifications.store.addresses import addresses_in, bad_of
from services.notifications.tables import clinics, opt_outs, patients


async def read_preferences(work: Work, patient_id: UUID) -> PreferencesView:
    """How a patient is reached. Raises Forbidden, RecipientUnknown, RecordMerged."""
    found = await work.execute(
        select(patients, clinics.c.time_zone)
        .outerjoin(clinics, clinics.c.id == patients.c.home_clinic_id)
        .where(patients.c.id == patient_id)
    )
    row = require_patient(work.access, found.first())
    silenced = await work.execute(select(opt_outs).where(opt_outs.c.patient_id == patient_id).order_by(opt_outs.c.id))
    return PreferencesView(
        patient_id=patient_id,
        channel=row.channel,
        language=row.language,
        agreed_to_marketing=row.marketing,
        opted_out=[
            OptOutView(
                scope=MessageScope(each.scope),
                opted_out_at=on_clock(each.opted_out_at, row.time_zone),
                awaits_answer=each.question_id is not None,
            )
            for each in silenced
        ],
        has_phone=row.phone is not None,
        has_email=row.email is not None,
        bad=[
            BadAddressView(
                channel=Channel(each.channel),
                address=each.address,
                reason=each.reason,
                since=on_clock(each.found_at, row.time_zone),
            )
            for each in await bad_of(work, patient_id, addresses_in(row))
        ],
    )
