"""Cartridge labels: GS1 codes as scanners send them, GTINs and lots. For the services that scan."""
