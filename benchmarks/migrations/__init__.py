"""One schema for both sides; the bare one leaves the chassis' tables alone."""
