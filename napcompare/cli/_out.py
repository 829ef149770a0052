"""What the verbs share: options, and ways of printing."""

from __future__ import annotations

import json
from typing import Annotated, Any

from cyclopts import Parameter

__all__ = ["Json", "Pin", "print_json", "short"]

Json = Annotated[bool, Parameter(name="--json", negative="")]
Pin = Annotated[str | None, Parameter(name="--release")]


def print_json(content: Any) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=1))


def short(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
