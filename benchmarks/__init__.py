"""What the guarantees cost: measured against the same effects with none (``python -m benchmarks``)."""
