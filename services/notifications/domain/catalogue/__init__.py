"""Every message that goes out, by its code. Sources are named as in the domain notes (S0 … S4, grades A to C)."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict

from services.notifications.domain.catalogue import aftercare, appointments, clinics, journey
from services.notifications.domain.template import Template

TEMPLATES: dict[str, Template] = {
    template.code: template
    for template in (*appointments.TEMPLATES, *journey.TEMPLATES, *aftercare.TEMPLATES, *clinics.TEMPLATES)
}

VERSION = "2026-11"
"""The version of these templates, which every message names."""
LANGUAGE = "en"
"""The language that they are written in (BCP 47)."""


def digest_of(templates: Iterable[Template]) -> str:
    """SHA-256 of the templates' data, hexadecimal: the same on every machine, another for any other word."""
    data = [asdict(template) for template in templates]
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()


DIGEST = digest_of(TEMPLATES.values())


def template_named(code: str) -> Template:
    """The template of a planned message. Raises KeyError: a code that was ever used must stay in the catalogue."""
    return TEMPLATES[code]
