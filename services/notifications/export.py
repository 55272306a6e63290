"""What notifications exports: messages as they were sent, and who opted out.

What patients wrote back may be about health and about several people: it stays in their archives (docs/privacy.md).
"""

from chassis.export import Export, sheet_of
from services.notifications.tables import (
    bad_addresses,
    clinics,
    escalation_policies,
    escalation_steps,
    escalations,
    messages,
    opt_out_steps,
    opt_outs,
    patients,
    text_patients,
    worklist_items,
)

_HOME = [patients.c.home_clinic_id]
_steps = opt_out_steps.join(patients, patients.c.id == opt_out_steps.c.patient_id)
_asked = escalation_steps.join(escalations, escalations.c.id == escalation_steps.c.escalation_id)

EXPORT = Export(
    (
        sheet_of(clinics, clinics=[clinics.c.id]),
        sheet_of(patients, clinics=_HOME, patient=patients.c.id),
        sheet_of(messages),
        sheet_of(opt_outs, clinics=_HOME, joined=opt_outs.join(patients, patients.c.id == opt_outs.c.patient_id)),
        sheet_of(opt_out_steps, clinics=_HOME, joined=_steps),
        sheet_of(
            bad_addresses,
            clinics=_HOME,
            joined=bad_addresses.join(patients, patients.c.id == bad_addresses.c.patient_id),
        ),
        sheet_of(text_patients),
        sheet_of(worklist_items),
        sheet_of(escalation_policies),
        sheet_of(escalations),
        sheet_of(escalation_steps, clinics=[escalations.c.clinic_id], joined=_asked),
    )
)
