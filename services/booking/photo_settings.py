"""Where photos are kept and within which bounds, read from the environment."""

from functools import cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.files import FilesOnDisk
from services.booking.care.photo_files import PhotoPolicy


class PhotoSettings(BaseSettings):
    """``BOOKING_PHOTOS_FOLDER`` and so on."""

    model_config = SettingsConfigDict(
        env_prefix="BOOKING_PHOTOS_", env_ignore_empty=True, extra="ignore", use_attribute_docstrings=True
    )

    folder: Path | None = None
    """A folder that the API and the worker share. Not set: no photo is taken."""
    most_pixels: int = Field(default=25_000_000, ge=1)
    """Larger pictures are refused: each pixel takes up to six bytes of memory while it is handled."""
    keep_withdrawn_days: int = Field(default=30, ge=0, le=3650)
    """For how many days a photo that was withdrawn by mistake can be shown again. A policy: no source gives a
    figure."""


@cache
def photo_policy() -> PhotoPolicy:
    """The policy of this process."""
    settings = PhotoSettings()
    files = FilesOnDisk(settings.folder) if settings.folder else None
    return PhotoPolicy(files, settings.most_pixels, settings.keep_withdrawn_days)
