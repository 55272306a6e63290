"""The story of a patient and a lot, played through the services' public APIs, with every fact checked."""
