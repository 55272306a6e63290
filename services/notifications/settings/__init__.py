"""The chain's settings for messages, read from the environment: its policy, and the carriers that it has."""

PREFIX = "NOTIFICATIONS_"
