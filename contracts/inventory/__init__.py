"""Events that inventory publishes."""
