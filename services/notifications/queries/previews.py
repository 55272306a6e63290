"""What a version of the templates would say, a draft too."""

from pydantic import ValidationError

from chassis.refusals import NotFound
from chassis.work import Work
from services.notifications.domain.previews import previews_of
from services.notifications.domain.refusals import DraftUnfinished
from services.notifications.domain.templates import Templates
from services.notifications.forms.previews import PreviewsView, PreviewView
from services.notifications.store.templates import edition_named

_UNFINISHED = "This draft cannot be filled in yet: POST /v1/reference/templates/{version}/check says what is missing."


async def preview(work: Work, version: str, language: str) -> PreviewsView:
    """Raises NotFound for a version that there is not, or a language that it lacks; DraftUnfinished."""
    templates = await _templates(work, version)
    if language not in templates.languages:
        there_are = ", ".join(sorted(templates.languages))
        sentence = "Version {version} has no words in that language. It has: {languages}."
        raise NotFound(sentence, version=version, languages=there_are)
    try:
        filled_in = list(previews_of(templates, language))
    except (KeyError, ValueError, IndexError, AttributeError) as error:  # words or braces that a check would refuse
        raise DraftUnfinished(_UNFINISHED, version=version) from error
    return PreviewsView(
        version=version,
        language=language,
        sms_segments_at_most=templates.sms_segments_at_most,
        messages=[PreviewView.model_validate(each) for each in filled_in],
    )


async def _templates(work: Work, version: str) -> Templates:
    try:
        return (await edition_named(work, version)).templates
    except ValidationError as error:
        raise DraftUnfinished(_UNFINISHED, version=version) from error
