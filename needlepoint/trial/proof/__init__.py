"""The proof that nothing is booked twice: many clients at once against a running system, and what they left behind."""
