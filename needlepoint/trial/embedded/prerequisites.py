"""What the embedded parts need from the machine, and the sentence that says how to get it."""


class MissingPrerequisite(RuntimeError):
    """Something this machine lacks. Its text names the command that installs it."""
