"""Where the files of photos are, and within which bounds they are taken."""

from dataclasses import dataclass

from chassis.files import FileStore
from services.booking.care.domain.photos import PhotosNotKept


@dataclass(frozen=True)
class PhotoPolicy:
    """Where photos are kept, and within which bounds. Policies of the chain: no source gives a figure."""

    files: FileStore | None
    most_pixels: int
    keep_withdrawn_days: int

    @property
    def store(self) -> FileStore:
        """Raises PhotosNotKept."""
        if self.files is None:
            raise PhotosNotKept("This system keeps no photos: ask the operator to set BOOKING_PHOTOS_FOLDER.")
        return self.files
