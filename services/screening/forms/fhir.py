"""What became of a FHIR resource."""

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
