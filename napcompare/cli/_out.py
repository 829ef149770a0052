"""What the verbs share: options, and ways of printing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from napcompare.errors import NapcompareError

__all__ = ["Json", "Pin", "checkout_root", "print_json", "short"]

Json = Annotated[bool, Parameter(name="--json", negative="")]
Pin = Annotated[str | None, Parameter(name="--release")]


def print_json(content: Any) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=1))


def short(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def checkout_root() -> Path:
    """The folder of the checkout that this runs in."""
    from napcompare._data import checkout

    root = checkout()
    if root is None:
        raise NapcompareError("This needs a checkout of napcompare; here is an installed package.")
    here = Path.cwd()
    # Shorter paths in messages, where that is possible.
    return root.relative_to(here) if root.is_relative_to(here) else root
