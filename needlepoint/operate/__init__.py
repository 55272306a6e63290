"""What an operator does, one file per group of commands. Imports nothing of needlepoint/trial: an image holds it."""
