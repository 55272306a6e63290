"""Somebody is registered, unless they look like a patient who is known already."""

from collections.abc import Sequence
from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.booking.access import PATIENTS_READ
from services.booking.people.domain.duplicates import Candidate, full_name, in_common, is_identified, require_new
from services.booking.people.forms.patients import RegistrationForm
from services.booking.people.store.finding import many_patients_like, patients_like

_MOST_LOOKED_AT = 500
"""Records with the same birthday, telephone number or e-mail address whose names are compared."""
_MOST_SHOWN = 10


async def look_alikes(work: Work, form: RegistrationForm, clinic_id: UUID | None = None) -> list[Candidate]:
    """The patients who may be the one to register, where the form confirms that this is somebody new; else none.

    ``clinic_id``: nobody asks, and what is found is shown to that clinic alone. The caller holds
    `lock_registrations`, so of two at once the second finds the first. Raises PatientMayExist when there are any and
    it is not confirmed; the access log records them as seen.
    """
    (known,) = await patients_like(work, [form], _MOST_LOOKED_AT)
    candidates = _candidates(work, form, known, clinic_id)[:_MOST_SHOWN]
    if form.confirm_new:
        return candidates
    for each in candidates if clinic_id is None else ():
        work.access.concerns(each.patient_id, each.home_clinic_id)
    require_new(candidates)
    return []


async def are_unknown(work: Work, forms: Sequence[RegistrationForm], clinic_id: UUID) -> list[bool]:
    """Of each whether no patient looks alike. Nobody asks, so nobody sees anything."""
    known = await many_patients_like(work, forms, _MOST_LOOKED_AT)
    return [not _candidates(work, form, alike, clinic_id) for form, alike in zip(forms, known, strict=True)]


def _candidates(work: Work, form: RegistrationForm, known: Sequence[Row], clinic_id: UUID | None) -> list[Candidate]:
    """Of the caller's clinics whoever looks alike; of other clinics only who is identified, without their data."""
    found = []
    for row in known:
        same = in_common(form, row)
        if not same:
            continue
        if clinic_id is None:
            theirs = work.access.may(PATIENTS_READ, whose=row.id, where={row.home_clinic_id})
        else:
            theirs = row.home_clinic_id == clinic_id
        if not theirs and not is_identified(form, row):
            continue
        found.append(
            Candidate(
                patient_id=row.id,
                home_clinic_id=row.home_clinic_id,
                home_clinic_name=row.home_clinic_name,
                of_your_clinic=theirs,
                same=same,
                name=full_name(row) if theirs else None,
                date_of_birth=row.date_of_birth if theirs else None,
            )
        )
    return found
