"""Bodies of requests and answers, and what a line must hold."""
