"""The message templates that Needlepoint is shipped with, as the tests use them."""

from typing import Any

from chassis.reference.shipped import newest_shipped
from services.notifications.app import REFERENCE
from services.notifications.domain.templates import Template, Templates
from services.notifications.store.templates import TEMPLATES as KIND

DOCUMENT: dict[str, Any] = newest_shipped(REFERENCE, KIND).content.document
SHIPPED: Templates = KIND.read(DOCUMENT)


def template(code: str) -> Template:
    return SHIPPED.templates[code]
