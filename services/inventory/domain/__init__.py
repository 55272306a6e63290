"""The rules of a clinic's cartridge stock. Pure: no clock, no database; a day or a moment is always an argument."""
