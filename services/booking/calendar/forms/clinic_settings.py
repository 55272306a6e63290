"""A clinic's settings after a change."""

from pydantic import Field

from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.people.forms.clinic_settings import ClinicSettingsView


class ChangedClinicSettingsView(ClinicSettingsView):
    """What one clinic does differently from the chain, and what that leaves outside its hours."""

    touched: TouchedAppointmentsView = Field(description="what is booked outside the hours now")
