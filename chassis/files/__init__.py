"""Files that belong to rows of a service, such as photos: kept outside the database, found by the row's id."""

from chassis.files.disk import FilesOnDisk
from chassis.files.store import FileMissing, FileStore

__all__ = ["FileMissing", "FileStore", "FilesOnDisk"]
