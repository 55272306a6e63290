"""What is done to patients and what allows it: consults, clearances, courses, sessions, follow-ups."""
