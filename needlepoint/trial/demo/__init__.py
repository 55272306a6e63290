"""The story of a patient and a lot, told through the services' public APIs and checked as it is told."""
