"""Random and hostile requests to every operation of every API."""
