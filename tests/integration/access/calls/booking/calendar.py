"""What is asked of booking about rooms, devices, opening hours, appointments and attendance."""

from tests.integration.access.calls.call import DAYS, OF_ONE, WHY, Call

UNAVAILABILITY = "/clinics/{clinic}/unavailabilities/{unavailability}"
CAPACITIES = "/clinics/{clinic}/rooms/{room}/capacities"
WEEK = {"hours": [{"weekday": 0, "opens": "09:00", "closes": "18:00"}]} | WHY
ONE_SHIFT = "/clinics/{clinic}/shifts/01938f3e-7b1c-7d7a-9c55-0f6f1b2f4a10"
SHIFT = {
    "practitioner_id": "01938f3e-7b1c-7d7a-9c55-0f6f1b2f4a10",
    "first_day": "2027-12-20",
    "hours": [{"weekday": 0, "opens": "09:00", "closes": "18:00"}],
}
AWAY = {
    "resource_kind": "room",
    "resource_id": "01938f3e-7b1c-7d7a-9c55-0f6f1b2f4a10",
    "cause": "works",
    "starts": "2027-12-24",
}
CALENDAR: dict[str, list[Call]] = {
    "preview_clinic": [Call("/clinics/{clinic}/touched", body={"name": "Renamed"})],
    "preview_clinic_settings": [Call("/clinics/{clinic}/settings/touched", body={"numbing_minutes": 20})],
    "change_clinic": [Call("/clinics/{clinic}", body={"name": "Renamed"}, if_match='"99"')],
    "make_calendar_feed": [Call("/clinics/{clinic}/calendar-feeds", body={"name": "Desk"})],
    "list_calendar_feeds": [Call("/clinics/{clinic}/calendar-feeds")],
    "end_calendar_feed": [Call("/clinics/{clinic}/calendar-feeds/{feed}/end")],
    "read_invitation": [Call("/appointments/{appointment}/invitation.ics")],
    "add_room": [Call("/clinics/{clinic}/rooms", body={"name": "Room"})],
    "rename_room": [Call("/clinics/{clinic}/rooms/{room}/rename", body={"name": "Window room", **WHY})],
    "list_rooms": [Call("/clinics/{clinic}/rooms")],
    "list_room_capacities": [Call(CAPACITIES)],
    "begin_room_capacity": [Call(f"{CAPACITIES}/2027-12-24", body={"at_once": 2} | WHY)],
    "preview_room_capacity": [Call(f"{CAPACITIES}/2027-12-24/touched", body={"at_once": 2} | WHY)],
    "preview_room_capacity_without": [Call(f"{CAPACITIES}/2027-12-27/drop/touched")],
    "take_back_room_capacity": [Call(f"{CAPACITIES}/2027-12-27")],
    "add_device": [Call("/clinics/{clinic}/devices", body={"model": "skinpen", "modality": "pen", "serial": "M-1"})],
    "correct_device": [Call("/clinics/{clinic}/devices/{pen}/correct", body={"serial": "M-2", **WHY})],
    "list_devices": [Call("/clinics/{clinic}/devices")],
    "list_closures": [Call("/clinics/{clinic}/closures")],
    "close_clinic": [Call("/clinics/{clinic}/closures/2027-12-24", body={"reason": "Christmas"})],
    "preview_reopening": [Call("/clinics/{clinic}/closures/2027-12-25/reopen/touched")],
    "reopen_clinic": [Call("/clinics/{clinic}/closures/2027-12-25")],
    "preview_closure": [Call("/clinics/{clinic}/closures/2027-12-24/touched", body={"reason": "Christmas"})],
    "list_holidays": [Call("/clinics/{clinic}/holidays")],
    "preview_holiday": [Call("/clinics/{clinic}/holidays/2027-12-25/touched", body={"open": True})],
    "confirm_holiday": [Call("/clinics/{clinic}/holidays/2027-12-25", body={"open": True})],
    "list_opening_weeks": [Call("/clinics/{clinic}/opening-weeks")],
    "begin_opening_week": [Call("/clinics/{clinic}/opening-weeks/2027-12-24", body=WEEK)],
    "preview_opening_week": [Call("/clinics/{clinic}/opening-weeks/2027-12-24/touched", body=WEEK)],
    "preview_dropped_week": [Call("/clinics/{clinic}/opening-weeks/2027-12-27/drop/touched")],
    "drop_opening_week": [Call("/clinics/{clinic}/opening-weeks/2027-12-27")],
    "list_shifts": [Call("/clinics/{clinic}/shifts")],
    "enter_shift": [Call("/clinics/{clinic}/shifts", body=SHIFT)],
    "preview_shift": [Call("/clinics/{clinic}/shifts/touched", body=SHIFT)],
    "preview_shift_end": [Call(f"{ONE_SHIFT}/end/touched", body={"last_day": "2027-12-24"} | WHY)],
    "preview_shift_withdrawal": [Call(f"{ONE_SHIFT}/withdraw/touched")],
    "end_shift": [Call(f"{ONE_SHIFT}/end", body={"last_day": "2027-12-24"} | WHY)],
    "withdraw_shift": [Call(f"{ONE_SHIFT}/withdraw", body=WHY)],
    "list_unavailabilities": [Call("/clinics/{clinic}/unavailabilities")],
    "read_unavailability": [Call(UNAVAILABILITY)],
    "enter_unavailability": [Call("/clinics/{clinic}/unavailabilities", body=AWAY)],
    "preview_unavailability": [Call("/clinics/{clinic}/unavailabilities/touched", body=AWAY)],
    "preview_unavailability_change": [
        Call(f"{UNAVAILABILITY}/touched", body={"cause": "other", "starts": "2027-12-24"} | WHY)
    ],
    "change_unavailability": [
        Call(UNAVAILABILITY, body={"cause": "other", "starts": "2027-12-24"} | WHY, if_match='"99"')
    ],
    "end_unavailability": [Call(f"{UNAVAILABILITY}/end", body=WHY)],
    "withdraw_unavailability": [Call(f"{UNAVAILABILITY}/withdraw", body=WHY)],
    "end_care_relationship": [
        Call("/patients/{patient}/care-relationships/{visit}/end", body={"reason": "went home again"})
    ],
    "list_appointments": [
        Call("/appointments", query={"patient_id": "{patient}"}),
        Call("/appointments", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/appointments", query=OF_ONE),
    ],
    "read_appointment": [Call("/appointments/{appointment}")],
    "note_call": [Call("/appointments/{appointment}/call")],
    "begin_chain_policy": [Call("/attendance-policies/2099-01-01", body=WHY)],
    "drop_chain_policy": [Call("/attendance-policies/2099-01-01")],
    "list_attendance_policies": [Call("/clinics/{clinic}/attendance-policies")],
    "begin_clinic_policy": [Call("/clinics/{clinic}/attendance-policies/2099-01-01", body=WHY)],
    "drop_clinic_policy": [Call("/clinics/{clinic}/attendance-policies/2099-01-01")],
    "preview_cancellation": [Call("/appointments/{appointment}/cancellation")],
    "read_attendance": [Call("/patients/{patient}/attendance")],
    "list_attendance_facts": [
        Call("/attendance-facts", query={"patient_id": "{patient}"}),
        Call("/attendance-facts", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/attendance-facts", query=OF_ONE),
    ],
    "waive_fact": [Call("/attendance-facts/{fact}/waive", body=WHY)],
    "note_payment": [Call("/attendance-facts/{fact}/pay", body={"reference": "till 1"})],
    "reopen_fact": [Call("/attendance-facts/{fact}/reopen", body=WHY)],
    "read_utilisation": [
        Call("/figures/utilisation", query={**DAYS, "clinic_id": "{clinic}"}, hides="{clinic}"),
        Call("/figures/utilisation", query=DAYS, hides="{clinic}"),
    ],
}
