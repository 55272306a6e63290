"""Events that screening publishes."""
