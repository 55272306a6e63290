"""Signing in with an OpenID Connect provider: its client, and the pages on the way."""
