"""The access log: who read and wrote which patient's data, by which right."""
