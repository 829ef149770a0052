"""Who stands behind a web host, and which hosts this data set does not cite."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from napcompare._yaml import YamlError, read_yaml
from napcompare.errors import Problem
from napcompare.schema import Schema

__all__ = ["Host", "Hosts", "host_of", "read_hosts", "source_id"]


@dataclass(frozen=True, slots=True)
class Host:
    """Publisher of a host and its authority; `licence` where one is stated for the whole host."""

    publisher: str
    authority: str
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Hosts:
    """The declared hosts: those that may be cited, and those refused with the reason."""

    cited: Mapping[str, Host]
    refused: Mapping[str, str]


def host_of(url: str) -> str:
    """Host of an address as `hosts.yaml` writes it: without www, port and trailing dot.

    Examples
    --------
    >>> host_of("https://www.peacewomen.org.:443/node/1")
    'peacewomen.org'
    """
    host = (urlsplit(url).hostname or "").rstrip(".").lower()
    return host.removeprefix("www.")


def source_id(url: str) -> str:
    """Identifier of a source: its host and ten hexadecimal digits of the hash of its address.

    Examples
    --------
    >>> source_id("https://zoek.officielebekendmakingen.nl/kst-26150-190.html")
    'zoek-officielebekendmakingen-nl-632aaacd0c'
    """
    words = re.sub(r"[^a-z0-9]+", "-", host_of(url)).strip("-")
    return f"{words}-{sha256(url.encode()).hexdigest()[:10]}"


def read_hosts(path: Path, schema: Schema) -> tuple[Hosts, list[Problem]]:
    """Read ``datasets/hosts.yaml``.

    Returns
    -------
    Hosts
    list of Problem
        Mistakes in the file itself, each with its line.
    """
    file = path.as_posix()
    try:
        content = read_yaml(path)
    except YamlError as problem:
        return Hosts({}, {}), [Problem("yaml", problem.message, file=file, line=problem.line)]
    allowed = schema.vocabularies["authority"].current
    cited, refused, problems = {}, {}, []
    for name, entry in (content.get("hosts") or {}).items():
        values = {k: str(v) for k, v in entry.items() if v is not None}
        if values.get("authority") not in allowed or not values.get("publisher"):
            message = f"host {name} needs a publisher and an authority of {', '.join(allowed)}"
            problems.append(Problem("host", message, file=file, line=content["hosts"].lines[name]))
            continue
        cited[name] = Host(values["publisher"], values["authority"], values.get("licence", ""))
    for name, entry in (content.get("refused") or {}).items():
        refused[name] = str(entry.get("reason") or "")
        if not refused[name] or name in cited:
            message = f"refused host {name} needs a reason and cannot be among `hosts` too"
            line = content["refused"].lines[name]
            problems.append(Problem("host", message, file=file, line=line))
    return Hosts(cited, refused), problems
