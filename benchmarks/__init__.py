"""What the guarantees cost: measured against the same effects without guarantees (``python -m benchmarks``)."""
