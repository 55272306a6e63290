"""Which texts WhatsApp has to approve, and what it has said about them."""

from collections.abc import Iterator, Mapping

from chassis.data.rows import Row
from chassis.work import Work
from services.notifications.domain.templates import Purpose, Templates
from services.notifications.domain.whatsapp import Approval, template_body, template_language, template_name
from services.notifications.forms.whatsapp import WhatsAppTemplatesView, WhatsAppTemplateView
from services.notifications.store.templates import edition_in_force
from services.notifications.store.whatsapp import approvals


async def read_templates(work: Work) -> WhatsAppTemplatesView:
    """Every text in force that may go by WhatsApp, one with a link too, in the order of names and languages."""
    edition = await edition_in_force(work, work.now.date())
    said = await approvals(work)
    items = sorted(_views(edition.templates, said), key=lambda each: (each.name, each.language))
    return WhatsAppTemplatesView(items=items)


def _views(templates: Templates, said: Mapping[tuple[str, str], Row]) -> Iterator[WhatsAppTemplateView]:
    for code, template in templates.templates.items():
        if not template.whatsapp_approved:
            continue
        category = "MARKETING" if template.purpose is Purpose.MARKETING else "UTILITY"
        for tag, words in templates.languages.items():
            for form in filter(None, (words.messages[code].text, words.messages[code].linked)):
                name, language = template_name(code, form), template_language(tag)
                row = said.get((name, language))
                yield WhatsAppTemplateView(
                    name=name,
                    language=language,
                    category=category,
                    body=template_body(form),
                    state=Approval(row.state) if row else None,
                    reason=row.reason if row else None,
                    changed_at=row.changed_at if row else None,
                )
