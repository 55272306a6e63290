"""The pages: one folder each, with its routes (``__init__.py``), what it shows (``view.py``) and its templates.

docs/console.md says how to add one.
"""
