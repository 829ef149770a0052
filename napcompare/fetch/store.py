"""The raw store: what was fetched, byte for byte by SHA-256, and a record of every retrieval.

Bytes are written beside and moved into place, and a record is a file of its own. So processes need no lock,
one that is killed leaves whole files only, and nothing that was fetched is ever overwritten.

    <store>/objects/<first two digits>/<sha256>
    <store>/records/<sha256 of the address>/<time>-<number>.json
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import pandas as pd

from napcompare.errors import StoreError

__all__ = ["Record", "keep", "latest", "manifest", "read"]


@dataclass(frozen=True, slots=True)
class Record:
    """One retrieval.

    Attributes
    ----------
    source : str
        Of which source it is a file, as in ``"world-bank"``.
    url, final_url : str
        Address asked for, and the one that answered after redirects.
    retrieved : str
        Moment in UTC, to the microsecond.
    status : int
        Of HTTP: 200 for new bytes, 304 where the server said that nothing changed.
    etag, last_modified, media_type : str
        As the server told them; empty where it did not.
    size : int
        Bytes.
    sha256 : str
        Of the bytes.
    licence : str
    """

    source: str
    url: str
    final_url: str
    retrieved: str
    status: int
    etag: str
    last_modified: str
    media_type: str
    size: int
    sha256: str
    licence: str


def keep(store: Path, content: Path, record: Record) -> None:
    """Move a file into the store and enter its record; the record comes last, so it never lacks its bytes.

    Parameters
    ----------
    store : Path
    content : Path
        On the same disk as the store; it is moved.
    record : Record

    Raises
    ------
    StoreError
        When the store cannot be written.
    """
    try:
        place = _object(store, record.sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        content.replace(place)
        enter(store, record)
    except OSError as error:
        raise StoreError(
            f"{store}: cannot be written ({error.strerror}). Free some room or choose another folder."
        ) from error


def enter(store: Path, record: Record) -> None:
    """Enter a record whose bytes are there already."""
    folder = _records(store, record.url)
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, suffix=".partial")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(asdict(record), file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    moment = record.retrieved.translate(str.maketrans("", "", "-:+."))
    Path(name).replace(folder / f"{moment}-{os.getpid()}-{Path(name).stem[-8:]}.json")


def latest(store: Path, url: str) -> Record | None:
    """The last record of an address whose bytes are whole; None where there is none.

    Parameters
    ----------
    store : Path
    url : str

    Returns
    -------
    Record or None
    """
    for record in reversed(list(_read_records(_records(store, url)))):
        if _whole(store, record):
            return record
    return None


def read(store: Path, record: Record) -> bytes:
    """The bytes of a record.

    Raises
    ------
    StoreError
        When they are gone or were changed; the message says how to get them again.
    """
    try:
        content = _object(store, record.sha256).read_bytes()
    except OSError as error:
        raise StoreError(_again(record, f"cannot be read ({error.strerror})")) from error
    if sha256(content).hexdigest() != record.sha256:
        raise StoreError(_again(record, "was changed or cut short"))
    return content


def manifest(store: Path) -> pd.DataFrame:
    """Every retrieval, oldest first.

    Returns
    -------
    pandas.DataFrame
        Columns as the attributes of `Record`.
    """
    folders = sorted((store / "records").glob("*"))
    rows = [asdict(record) for folder in folders for record in _read_records(folder)]
    columns = list(Record.__dataclass_fields__)
    found = pd.DataFrame(rows, columns=columns)
    return found.sort_values("retrieved", kind="stable", ignore_index=True)


def _again(record: Record, what: str) -> str:
    return f"{record.source}: the stored copy of {record.url} {what}. Fetch {record.source} again."


def _whole(store: Path, record: Record) -> bool:
    try:
        return len(read(store, record)) == record.size
    except StoreError:
        return False


def _object(store: Path, digest: str) -> Path:
    return store / "objects" / digest[:2] / digest


def _records(store: Path, url: str) -> Path:
    return store / "records" / sha256(url.encode()).hexdigest()


def _read_records(folder: Path) -> Iterator[Record]:
    for path in sorted(folder.glob("*.json")):
        try:
            yield Record(**json.loads(path.read_text("utf-8")))
        except (ValueError, TypeError):
            continue  # left by another program, or damaged: as if it had not been fetched
