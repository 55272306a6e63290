"""What is sent on the day of a session."""

from uuid import UUID

from pydantic import Field

from chassis.http import Form
from services.screening.forms.declarations import Answers


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
    lists them. What is left out stays as it was declared."""
