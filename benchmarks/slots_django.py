"""The other side of ``make bench-slots``: free times by django-appointment, of PyPI, on the same calendar.

Runs by itself in an environment that has only that package: ``python slots_django.py DSN``, with the calendar on the
standard input as JSON: the days, and for each practitioner when they are booked. It knows neither rooms nor devices nor
travel, so it has less to do. Prints a line of JSON: milliseconds.
"""

import json
import logging
import sys
import time
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import django
from django.conf import settings
from django.core.management import call_command

TWENTY = 20
ROUNDS = 3


def main() -> None:
    """Write the calendar down, then ask for the first twenty free times and for those of all days."""
    logging.disable(logging.CRITICAL)
    _set_up(sys.argv[1])
    calendar = json.load(sys.stdin)
    staff, service = _write(calendar)
    days = [date.fromisoformat(calendar["first_day"]) + timedelta(days=n) for n in range(calendar["days"])]
    first = [_milliseconds(staff, service, days, TWENTY) for _ in range(ROUNDS)]
    everything = _milliseconds(staff, service, days, None)
    print(json.dumps({"first_twenty_of_anybody": min(first), "all_person_days": everything}))


def _set_up(dsn: str) -> None:
    settings.configure(
        SECRET_KEY="only here",
        USE_TZ=True,
        TIME_ZONE="Europe/Lisbon",
        LOGGING_CONFIG=None,
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.messages",
            "django.contrib.sessions",
            "phonenumber_field",
            "appointment",
        ],
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": None, **_place_of(dsn)}},
        MIGRATION_MODULES={"auth": None, "contenttypes": None, "sessions": None},  # tables at once, as appointment's
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        PHONENUMBER_DEFAULT_REGION="PT",
    )
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)


def _place_of(dsn: str) -> dict[str, Any]:
    address = urlsplit(dsn)
    host = parse_qs(address.query).get("host", [address.hostname or ""])[0]
    return {
        "NAME": address.path[1:],
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": host,
        "PORT": address.port or "",
    }


def _write(calendar: dict[str, Any]) -> tuple[list[Any], Any]:
    from appointment.models import Appointment, AppointmentRequest, Service, StaffMember, WorkingHours  # noqa: PLC0415  # once Django is set up
    from django.contrib.auth.models import User  # noqa: PLC0415  # once Django is set up

    service = Service.objects.create(name="Session", duration=timedelta(minutes=75), price=0)
    users = User.objects.bulk_create([User(username=f"nurse {number}") for number in range(len(calendar["staff"]))])
    client = User.objects.create(username="patient")
    hours = {"lead_time": "09:00", "finish_time": "18:00", "slot_duration": 15}
    weekend = {"work_on_saturday": True, "work_on_sunday": True}
    staff = StaffMember.objects.bulk_create([StaffMember(user=user, **hours, **weekend) for user in users])
    WorkingHours.objects.bulk_create(
        [
            WorkingHours(staff_member=one, day_of_week=day, start_time="09:00", end_time="18:00")
            for one in staff
            for day in range(7)
        ]
    )
    requests = AppointmentRequest.objects.bulk_create(
        [
            AppointmentRequest(
                date=day, start_time=start, end_time=end, service=service, staff_member=one, id_request=f"{at}-{number}"
            )
            for at, (one, booked) in enumerate(zip(staff, calendar["staff"], strict=True))
            for number, (day, start, end) in enumerate(booked)
        ],
        batch_size=2000,
    )
    Appointment.objects.bulk_create(
        [Appointment(client=client, appointment_request=each, id_request=each.id_request) for each in requests],
        batch_size=2000,
    )
    return list(StaffMember.objects.select_related("user")), service


def _milliseconds(staff: list[Any], service: Any, days: list[date], wanted: int | None) -> float:
    began = time.perf_counter()
    _search(staff, service, days, wanted)
    return (time.perf_counter() - began) * 1000


def _search(staff: list[Any], service: Any, days: list[date], wanted: int | None) -> int:
    """Day after day, practitioner after practitioner, until there are enough; how many there are."""
    from appointment.services import get_available_slots_for_staff  # noqa: PLC0415  # once Django is set up

    found = 0
    for day in days:
        for one in staff:
            found += len(get_available_slots_for_staff(day, one, (day.weekday() + 1) % 7, service))
            if wanted is not None and found >= wanted:
                return found
    return found


if __name__ == "__main__":
    main()
