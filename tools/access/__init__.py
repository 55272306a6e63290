"""The matrix of docs/access.md: which role may make which call, for which clinics and patients."""
