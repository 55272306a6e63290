"""The message templates that Needlepoint is shipped with, as the tests use them."""

from typing import Any

from chassis.reference.shipped import newest_shipped
from services.notifications.app import REFERENCE
from services.notifications.domain.replies import ReplyWords
from services.notifications.domain.templates import Template, Templates
from services.notifications.store.reply_words import REPLY_WORDS as REPLY_KIND
from services.notifications.store.templates import TEMPLATES as KIND

DOCUMENT: dict[str, Any] = newest_shipped(REFERENCE, KIND).content.document
SHIPPED: Templates = KIND.read(DOCUMENT)

REPLY_WORDS: ReplyWords = REPLY_KIND.read(newest_shipped(REFERENCE, REPLY_KIND).content.document)
REPLIES = list(REPLY_WORDS.languages.values())


def template(code: str) -> Template:
    return SHIPPED.templates[code]
