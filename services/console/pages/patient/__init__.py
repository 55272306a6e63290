"""One patient: who they are, all that happened, and what is done with their record."""

from services.console.pages.patient import addresses, consents, contact, ending, files, notes, reaction_reports, record

__all__ = ["addresses", "consents", "contact", "ending", "files", "notes", "reaction_reports", "record"]
