"""Screening's API."""

from fastapi import APIRouter

from services.screening.api import (
    consents,
    day_answers,
    day_checks,
    decisions,
    depth_limits,
    effects,
    explanations,
    fhir,
    intakes,
    questionnaires,
    reaction_figures,
    reaction_lines,
    reaction_reports,
    reviews,
)

router = APIRouter()
RESOURCES = (
    questionnaires,
    intakes,
    fhir,
    decisions,
    depth_limits,
    effects,
    explanations,
    reviews,
    day_checks,
    day_answers,
    reaction_reports,
    reaction_lines,
    reaction_figures,
    consents,
)
for resource in RESOURCES:
    router.routes += resource.router.routes
