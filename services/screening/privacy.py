"""Where screening holds what about patients."""

from sqlalchemy import select

from chassis.privacy.archive import PERSON, Personal, held_in
from services.screening.tables import (
    appointments_ahead,
    care_relationships,
    consents,
    consults,
    course_plans,
    day_answers,
    declarations,
    emergency_accesses,
    intakes,
    patients,
    reaction_reports,
    reaction_steps,
    review_attachments,
    review_questions,
    ruling_proposals,
    screenings,
    suspensions,
    treated_sessions,
    worklist_items,
)

PERSONAL = Personal(
    home=select(patients.c.home_clinic_id).where(patients.c.id == PERSON),
    held=(
        held_in(patients, "Who you are", of=patients.c.id),
        held_in(care_relationships, "Clinics that you visit", care_relationships.c.until),
        held_in(emergency_accesses, "Who opened your record in an emergency", emergency_accesses.c.id),
        held_in(intakes, "Health forms that you were asked for", intakes.c.requested_at),
        held_in(declarations, "What you declared about your health", declarations.c.submitted_at),
        held_in(day_answers, "What you said ahead of a session", day_answers.c.handed_in_at),
        held_in(consults, "What practitioners found and planned", consults.c.completed_at),
        held_in(screenings, "What was decided, and by what", screenings.c.decided_at),
        held_in(ruling_proposals, "What a clinician proposed to decide", ruling_proposals.c.id),
        held_in(review_attachments, "Documents that a review refers to", review_attachments.c.id),
        held_in(review_questions, "What a director asked about a review, and the answers", review_questions.c.asked_at),
        held_in(treated_sessions, "Sessions, as reactions are graded by them", treated_sessions.c.performed_at),
        held_in(reaction_reports, "Reactions that were reported", reaction_reports.c.reported_at),
        held_in(reaction_steps, "What was done about them", reaction_steps.c.at),
        held_in(consents, "What you agreed to, and how you signed it", consents.c.signed_at),
        held_in(suspensions, "When sessions were suspended", suspensions.c.suspended_at),
        held_in(appointments_ahead, "Appointments ahead", appointments_ahead.c.starts_at),
        held_in(course_plans, "Which plan a course follows", course_plans.c.course_id),
        held_in(worklist_items, "What somebody had to do for you", worklist_items.c.id),
    ),
)
