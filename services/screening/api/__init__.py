"""Screening's API."""

from fastapi import APIRouter

from services.screening.api import (
    day_checks,
    decisions,
    intakes,
    questionnaires,
    reaction_lines,
    reaction_reports,
    reviews,
)

router = APIRouter()
for resource in (questionnaires, intakes, decisions, reviews, day_checks, reaction_reports, reaction_lines):
    router.include_router(resource.router)
