"""The command line: demo, up, and the operator's commands."""
