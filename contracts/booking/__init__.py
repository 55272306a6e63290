"""Events that booking publishes."""
