"""What is sent on the day of a session."""

from uuid import UUID

from pydantic import Field, StrictStr

from chassis.http import Form
from services.screening.forms.declarations import Answers, SignatureForm


class DayOfCheckForm(Form):
    """What is seen and said on the day of a session."""

    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """The clinic; its local day counts."""
    consult_id: UUID | None = None
    """The consult whose clearance is checked; the newest that holds today when left out."""
    answers: Answers = Field(examples=[{"sunburn": False, "retinoid_or_acid_24h": False, "conditions_met": True}])
    """To the items of ``GET /v1/questionnaire?stage=day_of``."""
    changes: Answers = Field(default={}, examples=[{"anticoagulants": True}])
    """To questions of the declaration that may have changed, as ``GET /v1/patients/{patient_id}/day-of-questionnaire``
    lists them. What is left out was asked and stays as it was declared."""
    asked: StrictStr | None = Field(default=None, max_length=64)
    """That what may have changed was asked: the ``edition`` of the form that ``GET
    /v1/patients/{patient_id}/day-of-questionnaire`` showed. Needed unless the chain does without the form."""
    signature: SignatureForm | None = None
    """Who signs the changes: the patient, a guardian, or staff who read the questions out. Left out, they may make the
    decision stricter and never milder."""
