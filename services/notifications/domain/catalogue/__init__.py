"""Every message that goes out, by its code. Sources are named as in the domain notes (S0 … S4, grades A to C)."""

from services.notifications.domain.catalogue import aftercare, appointments, clinics, journey
from services.notifications.domain.template import Template

TEMPLATES: dict[str, Template] = {
    template.code: template
    for template in (*appointments.TEMPLATES, *journey.TEMPLATES, *aftercare.TEMPLATES, *clinics.TEMPLATES)
}


def template_named(code: str) -> Template:
    """The template of a planned message. Raises KeyError: a code that was ever used must stay in the catalogue."""
    return TEMPLATES[code]
