"""Formats: one format, one file; a format that outgrows 400 lines is a folder."""
