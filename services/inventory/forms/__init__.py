"""Bodies of requests and answers. Moments are UTC, days are the clinic's."""
