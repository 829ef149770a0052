"""The static site: an index with a map and a search, a page for every entity, and the files of the release.

It opens from disk: no page asks for anything outside itself, and links are relative.
"""
