"""Bodies of requests and of answers."""
