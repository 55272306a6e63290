"""Sentences that were stored in English, in the language of whoever reads them."""

from chassis.http.languages import Reader
from chassis.language import ENGLISH
from services.inventory.domain.incidents import sentences_in


def said_again(stored: str, reader: Reader) -> str:
    """The sentences in the language of ``reader``; what a person or an earlier version wrote stays as it was."""
    sentences = None if not stored or reader.language == ENGLISH else sentences_in(stored)
    return stored if sentences is None else " ".join(map(reader.said, sentences))
