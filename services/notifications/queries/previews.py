"""What a version of the templates would say, a draft too."""

from collections.abc import Mapping

from pydantic import ValidationError

from chassis.data.rows import Row
from chassis.refusals import NotFound
from chassis.work import Work
from services.notifications.domain.previews import Preview, previews_of
from services.notifications.domain.refusals import DraftUnfinished
from services.notifications.domain.templates import Templates
from services.notifications.domain.whatsapp import Approval, template_language
from services.notifications.forms.previews import PreviewsView, PreviewView
from services.notifications.store.templates import edition_named
from services.notifications.store.whatsapp import approvals

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
    said = await approvals(work)
    return PreviewsView(
        version=version,
        language=language,
        sms_segments_at_most=templates.sms_segments_at_most,
        messages=[_view(each, language, said) for each in filled_in],
    )


def _view(preview: Preview, language: str, said: Mapping[tuple[str, str], Row]) -> PreviewView:
    row = said.get((preview.whatsapp_name, template_language(language))) if preview.whatsapp_name else None
    return PreviewView(**vars(preview), whatsapp_state=Approval(row.state) if row else None)


async def _templates(work: Work, version: str) -> Templates:
    try:
        return (await edition_named(work, version)).templates
    except ValidationError as error:
        raise DraftUnfinished(_UNFINISHED, version=version) from error
