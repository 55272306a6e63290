"""Where the right value of each case is tested that once went wrong: two tables, a row for each case.

A row names its tests; this file checks that they exist. Further cases of a kind are in the files that a kind names.
"""

import re
from pathlib import Path

import pytest

WHO_MAY_DO_WHAT = {
    "another clinic's desk books and cancels, and from then on reads everything": (
        "tests/integration/booking/test_care_relationships.py::"
        "test_booking_another_clinics_patient_needs_a_reason_first",
        "tests/integration/booking/test_care_relationships.py::"
        "test_a_visited_clinic_sees_its_appointments_and_not_the_record",
        "tests/integration/booking/test_care_relationships.py::test_the_home_clinic_and_the_patient_see_who_looks_after_them",
    ),
    "another clinic's practitioner makes the check of the day": (
        "tests/integration/screening/test_who_may_do_what.py::test_nobody_of_another_clinic_makes_the_check_of_the_day",
        "tests/integration/screening/test_visits.py::"
        "test_a_practitioner_of_another_clinic_checks_only_whoever_visits_it",
    ),
    "a director declines, and the patient declares again with no to everything": (
        "tests/integration/screening/test_who_may_do_what.py::"
        "test_whoever_sends_the_declaration_a_directors_refusal_stands",
        "tests/integration/screening/test_superseding.py::"
        "test_a_directors_decline_is_not_cleared_by_another_declaration",
        "tests/integration/screening/test_rulings_last.py::test_no_sequence_of_answers_turns_a_refusal_round",
    ),
    "a lifelong yes becomes a no": (
        "tests/integration/screening/test_who_may_do_what.py::test_each_lifelong_yes_that_becomes_a_no_is_reviewed",
    ),
    "the check of the day finds an infection, and a minute later it does not": (
        "tests/integration/screening/test_who_may_do_what.py::"
        "test_what_was_found_today_and_is_gone_a_minute_later_is_for_a_clinician",
    ),
    "a patient of 17 is declined and changes the birthday": (
        "tests/integration/booking/test_patient_bounds.py::test_the_date_of_birth_is_corrected_by_staff_with_a_reason",
        "tests/integration/screening/test_consult_screening.py::"
        "test_a_corrected_birthday_decides_again_and_other_changes_do_not",
    ),
    "a patient who is a stock manager as well reads every patient": (
        "tests/unit/chassis/test_policy.py::test_roles_add_up_and_on_ones_own_record_only_a_patients_rights_count",
        "tests/integration/screening/test_who_may_do_what.py::"
        "test_a_patient_who_works_here_reads_what_the_work_needs_and_their_own_as_a_patient",
    ),
    "a director or an operator of one clinic signs for the chain": (
        "tests/integration/screening/test_who_may_do_what.py::test_rules_are_signed_by_a_director_of_the_whole_chain_only",
        "tests/integration/chassis/test_reference.py::test_only_a_director_of_the_whole_chain_signs_and_withdraws",
    ),
    "operators read messages, and stock managers whose the reservations are": (
        "tests/integration/access/test_matrix.py::test_every_cell_is_answered_as_it_says",
        "tests/integration/screening/test_who_may_do_what.py::test_who_needs_no_health_data_is_shown_none",
    ),
    "somebody completes another practitioner's consult": (
        "tests/integration/booking/test_who_did_it.py::test_a_consult_is_of_whoever_is_signed_in",
        "tests/integration/booking/test_who_did_it.py::"
        "test_the_permissions_of_whoever_performed_it_count_when_another_records_it",
    ),
    "a patient moves what is past, books 18 of one day, or at times that nobody offers": (
        "tests/integration/booking/test_patient_bounds.py::test_a_missed_appointment_is_moved_and_cancelled_by_staff_only",
        "tests/integration/booking/test_patient_bounds.py::"
        "test_a_patient_has_five_appointments_ahead_and_the_clinic_books_more",
        "tests/integration/booking/test_patient_bounds.py::test_a_patient_books_only_what_is_offered",
    ),
    "a patient makes the clinic write to a stranger": (
        "tests/integration/booking/test_contact_changes.py::test_a_patients_new_number_waits_until_it_is_confirmed",
        "tests/integration/booking/test_contact_changes.py::test_a_name_leads_nowhere",
        "tests/integration/booking/test_patient_bounds.py::test_a_patient_moves_an_appointment_five_times",
    ),
    "nobody knows who read a record": (
        "tests/integration/access_log/test_access_log.py::test_every_call_that_answers_with_a_patient_is_logged",
        "tests/integration/access_log/test_access_log.py::test_the_role_of_the_service_changes_nothing_in_the_log",
    ),
}
"""Further cases: tests/integration/screening/test_who_may_do_what.py."""

RULE_SETS = {
    "what was declared in 2026 clears at a consult in 2028": (
        "tests/integration/screening/test_new_versions.py::"
        "test_what_was_declared_two_years_ago_clears_nobody_it_is_asked_again",
        "tests/integration/screening/test_rules_that_count.py::"
        "test_a_chain_that_believes_declarations_for_less_long_asks_again_sooner",
    ),
    "a signed set is changed in its place": (
        "tests/integration/chassis/test_reference.py::test_the_database_refuses_to_change_what_was_published",
        "tests/integration/chassis/test_reference.py::test_migrate_stops_at_a_published_file_that_has_changed",
        "tests/integration/screening/test_explanations.py::"
        "test_a_decision_is_explained_and_decided_in_the_same_way_after_ten_later_versions",
    ),
    "a word is misspelt, and nobody reads it": (
        "tests/unit/screening/test_what_rules_may_say.py::test_a_word_that_nobody_reads_is_refused_by_its_path",
    ),
    "a mild rule switches a strict one off": (
        "tests/unit/screening/test_what_rules_may_say.py::test_a_mild_rule_for_one_device_leaves_the_strict_one_in_force",
        "tests/unit/screening/test_replacements.py::"
        "test_a_milder_rule_that_takes_the_place_of_a_strict_one_without_a_reason_is_refused",
    ),
    "an unsigned set decides": (
        "tests/integration/screening/test_rules_that_count.py::"
        "test_a_newer_set_that_nobody_signed_decides_nothing_beside_a_signed_one",
        "tests/integration/screening/test_signed_rules.py::"
        "test_as_long_as_nothing_is_signed_declarations_are_taken_and_consults_wait",
    ),
    "a question is added, and the birthday of somebody who had declared is corrected": (
        "tests/integration/screening/test_new_versions.py::"
        "test_a_corrected_birthday_after_a_question_was_added_dead_letters_nothing",
        "tests/integration/screening/test_rules_that_count.py::"
        "test_whatever_happens_after_a_question_was_added_the_patient_is_asked_for_it",
    ),
    "a roller at 20 years, and the age on the labels of pens": (
        "tests/unit/screening/test_what_rules_may_say.py::test_a_label_says_nothing_about_another_kind_of_device",
    ),
    "a wait that is over is not mentioned": (
        "tests/unit/screening/test_what_rules_may_say.py::test_every_wait_that_is_over_is_explained_with_its_end",
    ),
    "a review hides before which day the patient may not come": (
        "tests/unit/screening/test_what_rules_may_say.py::test_a_review_and_a_wait_are_both_told",
    ),
}
"""Further cases: test_what_rules_may_say.py and test_rules_that_count.py, which the rows name."""


@pytest.mark.parametrize("case", [*WHO_MAY_DO_WHAT, *RULE_SETS])
def test_the_tests_of_a_case_exist(case: str) -> None:
    for each in (WHO_MAY_DO_WHAT | RULE_SETS)[case]:
        file, _, name = each.partition("::")
        assert re.search(rf"^(async )?def {name}\(", Path(file).read_text(encoding="utf-8"), re.M), each
