"""No SMS has more parts than the chain pays for."""

from collections.abc import Iterator

from chassis.reference.documents import Problem
from services.notifications.domain.checks.samples import samples_of
from services.notifications.domain.occasions import Audience
from services.notifications.domain.sms import segments
from services.notifications.domain.templates import Templates


def sms_problems(templates: Templates) -> Iterator[Problem]:
    """Texts to patients that would take too many parts."""
    for language, words in templates.languages.items():
        for code, template in templates.templates.items():
            if template.audience is not Audience.PATIENT:
                continue
            for linked, said in samples_of(code, words, language):
                parts = segments(said.text)
                if parts <= templates.sms_segments_at_most:
                    continue
                yield Problem(
                    f"languages.{language}.messages.{code}.{'linked' if linked else 'text'}",
                    f"As an SMS it takes {parts} parts with everything filled in; "
                    f"no more than {templates.sms_segments_at_most} may be sent: shorten it.",
                )
