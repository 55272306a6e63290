"""Events that notifications publishes."""
