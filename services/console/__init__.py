"""The console: what people at a clinic see and do, in a browser."""
