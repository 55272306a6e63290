"""Who may do what: roles add up, a patient's rights over their own record stay apart."""

from uuid import UUID, uuid4

import pytest

from chassis.access.access import Access, NotDecided
from chassis.access.actors import SYSTEM, Actor, Role
from chassis.access.policy import Policy, Reach, Right
from chassis.access.scopes import About, Scope
from chassis.refusals import Forbidden

RECORDS_READ = Scope("records:read", About.PATIENT)
RECORDS_SIGN = Scope("records:sign", About.PATIENT)
ROOMS_READ = Scope("rooms:read", About.CLINIC)
SHELF_COUNT = Scope("shelf:count", About.CLINIC)
CHAIN_SIGN = Scope("chain:sign", About.CHAIN)
MANUAL_READ = Scope("manual:read", About.SHARED)
POLICY = Policy(
    roles={
        Role.FRONT_DESK: {RECORDS_READ, ROOMS_READ},
        Role.MEDICAL_DIRECTOR: {RECORDS_READ, RECORDS_SIGN, CHAIN_SIGN, MANUAL_READ},
        Role.STOCK_MANAGER: {SHELF_COUNT, MANUAL_READ},
        Role.PATIENT: {ROOMS_READ},
    },
    own={RECORDS_READ},
)
HERE, THERE, ANA, RUI = uuid4(), uuid4(), uuid4(), uuid4()


def somebody(*roles: Role, clinics: set[UUID] | None = frozenset({HERE}), subject: object = "x") -> Actor:  # type: ignore[assignment]  # frozen
    return Actor(str(subject), frozenset(roles), None if clinics is None else frozenset(clinics))


def why_not(
    actor: Actor, action: Scope, whose: UUID | None = None, where: UUID | set[UUID] | None = None
) -> str | None:
    decision = POLICY.may(actor, action, whose, where)
    return None if decision.refusal is None else decision.refusal.detail


def test_staff_reach_patients_of_their_clinics_and_no_others() -> None:
    desk = somebody(Role.FRONT_DESK)
    assert POLICY.may(desk, RECORDS_READ, ANA, {HERE, THERE}).right is Right.STAFF
    assert why_not(desk, RECORDS_READ, ANA, {THERE}) == "This patient does not come to a clinic that you work for."
    assert POLICY.may(somebody(Role.FRONT_DESK, clinics=None), RECORDS_READ, ANA, THERE).allowed


def test_patients_reach_their_own_record_by_a_right_of_its_own() -> None:
    ana = somebody(Role.PATIENT, clinics=set(), subject=ANA)
    assert POLICY.may(ana, RECORDS_READ, ANA, THERE).right is Right.OWN
    assert why_not(ana, RECORDS_READ, RUI, THERE) == "Patients can see only their own data."
    assert "records:sign" in str(why_not(ana, RECORDS_SIGN, ANA, THERE))


def test_a_stock_manager_who_is_also_a_patient_reads_no_other_patient() -> None:
    both = somebody(Role.PATIENT, Role.STOCK_MANAGER, clinics=None, subject=ANA)
    assert POLICY.may(both, RECORDS_READ, ANA, HERE).right is Right.OWN
    assert why_not(both, RECORDS_READ, RUI, HERE) == "Patients can see only their own data."
    assert POLICY.may(both, SHELF_COUNT, where=THERE).allowed
    assert POLICY.reach(both, RECORDS_READ) == Reach(ANA, frozenset())


def test_roles_add_up_and_on_ones_own_record_only_a_patients_rights_count() -> None:
    director = somebody(Role.PATIENT, Role.MEDICAL_DIRECTOR, subject=ANA)
    assert POLICY.may(director, RECORDS_SIGN, RUI, HERE).allowed
    assert why_not(director, RECORDS_SIGN, ANA, HERE) == "This is your own record: ask a colleague to do this for you."
    assert POLICY.may(director, RECORDS_READ, ANA, HERE).right is Right.OWN
    assert POLICY.reach(director, RECORDS_READ) == Reach(ANA, frozenset({HERE}))
    assert POLICY.reach(director, RECORDS_READ, whose=RUI) == Reach(None, frozenset({HERE}))
    assert POLICY.reach(director, RECORDS_SIGN) == Reach(None, frozenset({HERE}), hidden=ANA)
    with pytest.raises(Forbidden, match="your own record"):
        POLICY.reach(director, RECORDS_SIGN, whose=ANA)


def test_patients_look_at_any_clinic_and_staff_at_their_own() -> None:
    assert POLICY.may(somebody(Role.PATIENT, clinics=set(), subject=ANA), ROOMS_READ, where=THERE).allowed
    assert str(why_not(somebody(Role.FRONT_DESK), ROOMS_READ, where=THERE)).startswith(
        "You do not work for this clinic"
    )


def test_an_act_of_the_chain_needs_an_account_for_the_chain() -> None:
    assert POLICY.may(somebody(Role.MEDICAL_DIRECTOR, clinics=None), CHAIN_SIGN).allowed
    assert "whole chain" in str(why_not(somebody(Role.MEDICAL_DIRECTOR), CHAIN_SIGN))
    assert why_not(somebody(Role.STOCK_MANAGER, clinics=None), CHAIN_SIGN) == (
        "This needs the scope chain:sign, which these roles have: medical_director. Yours: stock_manager."
    )


def test_what_is_shared_needs_the_scope_and_nothing_else() -> None:
    assert POLICY.may(somebody(Role.STOCK_MANAGER, clinics=set()), MANUAL_READ).allowed
    assert not POLICY.may(somebody(Role.FRONT_DESK, clinics=None), MANUAL_READ).allowed


def test_a_list_of_another_clinic_is_refused_and_one_of_all_is_limited() -> None:
    desk = somebody(Role.FRONT_DESK)
    assert POLICY.reach(desk, RECORDS_READ) == Reach(None, frozenset({HERE}))
    with pytest.raises(Forbidden, match="do not work for this clinic"):
        POLICY.reach(desk, RECORDS_READ, where=THERE)


def test_a_record_that_was_opened_in_an_emergency_shows_one_patient_whole_and_no_other() -> None:
    desk = somebody(Role.FRONT_DESK)
    assert POLICY.reach(desk, RECORDS_READ, whose=RUI, opened={HERE}).everything
    assert POLICY.reach(desk, RECORDS_READ, whose=RUI, opened={THERE}) == Reach(None, frozenset({HERE}))
    assert POLICY.reach(desk, RECORDS_READ, opened={HERE}) == Reach(None, frozenset({HERE}))


def test_nobody_opens_their_own_record_in_an_emergency() -> None:
    both = somebody(Role.PATIENT, Role.FRONT_DESK, subject=ANA)
    assert POLICY.reach(both, RECORDS_READ, whose=ANA, opened={HERE}) == Reach(ANA, frozenset())


def test_a_patients_token_that_names_no_patient_is_refused() -> None:
    with pytest.raises(Forbidden, match="names none"):
        POLICY.reach(somebody(Role.PATIENT, clinics=set(), subject="somebody"), RECORDS_READ)


def test_a_table_cannot_give_patients_a_right_over_others() -> None:
    with pytest.raises(ValueError, match="records:read"):
        Policy({Role.PATIENT: {RECORDS_READ}})
    with pytest.raises(ValueError, match="rooms:read"):
        Policy(own={ROOMS_READ})


def test_the_system_may_do_what_somebody_was_allowed_to_cause() -> None:
    assert POLICY.may(SYSTEM, RECORDS_SIGN, ANA, HERE).right is Right.SYSTEM
    assert POLICY.reach(SYSTEM, RECORDS_READ).everything


def test_what_was_granted_is_kept_with_whose_and_where() -> None:
    access = Access(POLICY, somebody(Role.FRONT_DESK), RECORDS_READ)
    access.admit()
    with pytest.raises(NotDecided):
        access.require_decided()
    access.authorize(whose=ANA, where=HERE)
    access.require_decided()
    [granted] = access.granted
    assert (granted.action, granted.right, granted.whose, granted.where) == (RECORDS_READ, Right.STAFF, ANA, HERE)


def test_what_is_read_in_an_emergency_is_kept_as_such_at_the_clinic_that_opened_it() -> None:
    access = Access(POLICY, somebody(Role.FRONT_DESK), RECORDS_READ)
    with pytest.raises(Forbidden):
        access.authorize(whose=ANA, where=THERE, opened={THERE})
    assert access.authorize(whose=ANA, where=THERE, opened={HERE}) is Right.EMERGENCY
    assert access.authorize(whose=RUI, where=HERE, opened={HERE}) is Right.STAFF
    access.concerns(ANA, THERE)
    access.concerns(RUI, HERE)
    rights = {(each.whose, each.where): each.right for each in access.about_patients}
    assert rights == {(ANA, HERE): Right.EMERGENCY, (ANA, THERE): Right.EMERGENCY, (RUI, HERE): Right.STAFF}


def test_a_list_in_an_emergency_is_kept_as_such() -> None:
    access = Access(POLICY, somebody(Role.FRONT_DESK), RECORDS_READ)
    access.reach(whose=ANA, opened={HERE})
    assert [each.right for each in access.about_patients] == [Right.EMERGENCY]
    access = Access(POLICY, somebody(Role.FRONT_DESK, clinics=None), RECORDS_READ)
    access.reach(whose=ANA, opened={HERE})
    assert [each.right for each in access.about_patients] == [Right.STAFF]


@pytest.mark.parametrize("name", ["records", "Records:read", "records:", "records:read:all", "a b:c"])
def test_a_scope_is_a_noun_and_a_verb(name: str) -> None:
    with pytest.raises(ValueError, match="noun:verb"):
        Scope(name, About.SHARED)
