"""Releases: build, check, read, verify; the same data always give the same bytes."""
