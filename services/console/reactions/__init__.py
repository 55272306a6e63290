"""The events that the console consumes: read models, and what has changed on open pages."""

from services.console.reactions import appointments, clinics, patients, threads, visits, worklists
from services.console.reactions.listening import reaction

__all__ = ["appointments", "clinics", "patients", "reaction", "threads", "visits", "worklists"]
