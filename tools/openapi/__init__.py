"""The published HTTP APIs: OpenAPI documents, problem types, and whether they may change as they did."""
