"""Readers of file formats, a module each: bytes to a Document, verbatim, knowing nothing of proposals."""
