"""What the embedded parts need on the machine, and the sentence that says how to install it."""


class MissingPrerequisite(RuntimeError):
    """Something is missing on this machine. The text names the command that installs it."""
