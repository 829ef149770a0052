"""Carry ``schemas/`` and the newest release into the wheel; nothing into an editable install."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_VERSION = re.compile(r"(\d{4})\.(\d{1,2})\.(\d+)")


class CustomBuildHook(BuildHookInterface[Any]):
    """Adds the bundled data to a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        releases = root / "datasets" / "releases"
        found = {
            tuple(map(int, m.groups())): m.string for m in map(_match, releases.glob("*")) if m
        }
        if not found:
            raise RuntimeError(f"no release in {releases}; run `napcompare build` first")
        newest = found[max(found)]
        into = build_data["force_include"]
        into[str(root / "schemas")] = "napcompare/_bundled/schemas"
        if (root / "datasets" / "releases.csv").is_file():
            into[str(root / "datasets" / "releases.csv")] = "napcompare/_bundled/releases.csv"
        into[str(releases / newest)] = f"napcompare/_bundled/releases/{newest}"


def _match(path: Path) -> re.Match[str] | None:
    return _VERSION.fullmatch(path.name) if path.is_dir() else None
