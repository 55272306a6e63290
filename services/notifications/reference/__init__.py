"""The message templates that Needlepoint is shipped with: one folder per version, with a file of words per language."""
