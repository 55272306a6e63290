"""Booking: patients, clinics, practitioners, rooms, devices, slots, appointments, courses, sessions."""
