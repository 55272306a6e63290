"""The operator's commands, one file per group. Imports nothing of needlepoint/trial: an image contains it alone."""
