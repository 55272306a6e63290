"""What became of a FHIR resource."""

from typing import Final

from chassis.http import View
from services.screening.domain.outcomes import ScreeningStage


class DraftedQuestionsView(View):
    """A draft of a rule set that asks what a Questionnaire asked. It needs rules that read the answers."""

    version: str
    """Its name: read it at ``GET /v1/reference/rule-sets/{version}``."""
    extends: str
    """The version that it starts from."""
    stage: ScreeningStage
    questions: list[str]
    """The codes of its questions."""
    sections: list[str]
    """The codes of its sections."""


A_QUESTIONNAIRE: Final = {
    "resourceType": "Questionnaire",
    "status": "draft",
    "item": [{"linkId": "keloid", "text": "Do you tend to form keloids or thick raised scars?", "type": "boolean"}],
}
A_RESPONSE: Final = {
    "resourceType": "QuestionnaireResponse",
    "questionnaire": "urn:needlepoint:questionnaire:consult|2026-11.4",
    "status": "completed",
    "subject": {"reference": "Patient/01938f3e-7b1c-7d7a-9c55-0f6f1b2f4a10"},
    "item": [{"linkId": "keloid", "answer": [{"valueBoolean": False}]}],
}
