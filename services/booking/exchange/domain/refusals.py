"""What the import of a file refuses, by name."""

from chassis.refusals import Invalid, Refusal


class NotSentAsCsv(Refusal):
    """A part of a file is sent with the header Content-Type: text/csv (415)."""

    status = 415


class FileNotRead(Invalid):
    """The file as a whole cannot be read: nothing of it is taken."""


class FileTooLarge(Invalid):
    """The file has more bytes, parts or lines than an import takes: divide it into several."""


class WrongImportState(Refusal):
    """The import is not as far as this needs, or further."""


class HasErrors(Refusal):
    """Only a file without errors was to be applied, and this one has some."""


class LineSettled(Refusal):
    """Nothing has to be done about this line, or somebody has settled it."""


class LineRefused(Exception):
    """One line cannot be taken. ``problems`` say in which column, what is wrong and what to do."""

    def __init__(self, *problems: tuple[str, str], conflict: bool = False) -> None:
        super().__init__(problems)
        self.problems = problems
        self.conflict = conflict
