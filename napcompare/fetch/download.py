"""The one downloader: an address into the raw store, or a message that names source and remedy."""

from __future__ import annotations

import os
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import file_digest
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests

from napcompare import __version__
from napcompare.errors import FetchError, StoreError
from napcompare.fetch.store import Record, enter, keep, latest

__all__ = ["AGENT", "CONTACT", "USUAL", "Limits", "Request", "download"]

# Who answers for the requests, as publishers see it; empty until the project has an address.
CONTACT = ""
AGENT = f"napcompare/{__version__}" + (f" ({CONTACT})" if CONTACT else "")

_AGAIN = frozenset({408, 429, 500, 502, 503, 504})
_MOVED = frozenset({301, 302, 303, 307, 308})
_CHUNK = 1 << 16
_REMEDIES = {
    401: "The publisher asks for a key: see the documentation of the source.",
    403: "The publisher refuses: open the address in a browser, and see whether it now asks for a key.",
    404: "The page is gone: look for its new address at the publisher's, and correct it.",
    410: "The page is gone: look for its new address at the publisher's, and correct it.",
    429: "The publisher asks for fewer requests: try again later.",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, how often, how much.

    Attributes
    ----------
    connect, read : float
        Seconds until a connection stands, and between two parts of an answer.
    tries : int
        How often in all.
    wait, longest_wait : float
        Seconds before the second try, doubled each time with jitter; and the most that is ever waited, also
        where the server asks for more.
    size : int
        Bytes, unpacked.
    between : float
        Least seconds between two requests to a host.
    """

    connect: float = 10
    read: float = 60
    tries: int = 5
    wait: float = 1
    longest_wait: float = 120
    size: int = 500_000_000
    between: float = 0.5


USUAL = Limits()


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for.

    Attributes
    ----------
    source, url, licence : str
    media : tuple of str
        Media types that a good answer may have; any where empty. HTML where it is not listed is always
        an error, whatever the server calls it.
    hosts : frozenset of str
        Hosts that the address may be redirected to, besides its own.
    headers : mapping of str to str
        Such as a token.
    """

    source: str
    url: str
    licence: str
    media: tuple[str, ...] = ()
    hosts: frozenset[str] = frozenset()
    headers: dict[str, str] = field(default_factory=dict)


class _PassingError(Exception):
    """Something that may be gone at the next try."""

    def __init__(self, what: str, wait: float | None = None, remedy: str = "") -> None:
        super().__init__(what)
        self.wait = wait
        self.remedy = remedy or "Try again later; what was fetched before is kept."


def download(
    request: Request,
    store: Path,
    *,
    agent: str = AGENT,
    limits: Limits = USUAL,
    offline: bool = False,
    told: Callable[[int], None] = lambda size: None,
) -> Record:
    """Fetch an address into the raw store, unless it has not changed.

    Parameters
    ----------
    request : Request
    store : Path
    agent : str
        What the publisher sees as User-Agent, with a contact.
    limits : Limits
    offline : bool
        Use the copy that is there.
    told : callable
        Gets the number of bytes of each part as it arrives.

    Returns
    -------
    Record
        Of the bytes that are now the newest.

    Raises
    ------
    FetchError
        When the address cannot be fetched, is no web address, is redirected to a host that was not expected,
        or answers with something else than what was asked for; offline, when there is no copy.
    """
    before = latest(store, request.url)
    if offline:
        if before is None:
            raise _error(request, "there is no stored copy.", "Fetch it once without --offline.")
        return before
    problem = _PassingError("was not tried")
    with _temporary(store) as partial:
        for number in range(limits.tries):
            if number:
                time.sleep(_pause(number, problem.wait, limits))
            try:
                return _try(request, store, before, agent, limits, told, partial)
            except _PassingError as passing:
                problem = passing
    raise _error(request, f"{problem}, {limits.tries} times.", problem.remedy)


def _unwritable(store: Path, error: OSError) -> StoreError:
    return StoreError(
        f"{store}: cannot be written ({error.strerror}). Free some room or choose another folder."
    )


@contextmanager
def _temporary(store: Path) -> Iterator[_Partial]:
    folder = store / "partial"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder)
    except OSError as error:
        raise _unwritable(store, error) from error
    os.close(handle)
    try:
        yield _Partial(Path(name))
    finally:
        Path(name).unlink(missing_ok=True)


def _error(request: Request, what: str, remedy: str) -> FetchError:
    return FetchError(f"{request.source}: {request.url}: {what} {remedy}")


def _pause(number: int, asked: float | None, limits: Limits) -> float:
    if asked is not None:
        return min(asked, limits.longest_wait)
    grown = limits.wait * float(2 ** (number - 1))
    return min(grown * random.uniform(0.5, 1.5), limits.longest_wait)


def _try(
    request: Request,
    store: Path,
    before: Record | None,
    agent: str,
    limits: Limits,
    told: Callable[[int], None],
    partial: _Partial,
) -> Record:
    headers = {"User-Agent": agent, **request.headers, **partial.headers()}
    if before and not partial.size:
        headers |= {"If-None-Match": before.etag} if before.etag else {}
        headers |= {"If-Modified-Since": before.last_modified} if before.last_modified else {}
    try:
        with closing(_answer(request, headers, limits)) as answer:
            if answer.status_code == 304 and before:
                again = _record(request, answer, before.size, before.sha256, before)
                enter(store, again)
                return again
            _must_be_good(request, answer)
            return _kept(request, store, answer, limits, told, partial)
    except requests.Timeout as error:
        raise _PassingError("did not answer in time") from error
    except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError) as error:
        raise _PassingError("the connection failed or broke off") from error
    except requests.exceptions.ContentDecodingError as error:
        raise _PassingError("the answer is packed wrongly") from error
    except requests.RequestException as error:
        raise _error(request, f"cannot be fetched ({error}).", "Correct the address.") from error
    except OSError as error:
        raise _unwritable(store, error) from error


def _answer(request: Request, headers: dict[str, str], limits: Limits) -> requests.Response:
    """The answer after redirects, each of which is looked at first."""
    url, allowed = request.url, {urlsplit(request.url).hostname, *request.hosts}
    for _ in range(6):
        if urlsplit(url).scheme not in ("http", "https"):
            raise _error(
                request, f"leads to {url}, which is no web address.", "Correct the address."
            )
        if urlsplit(url).hostname not in allowed:
            raise _error(
                request,
                f"is redirected to another host, {urlsplit(url).hostname}.",
                "Look whether the publisher has moved, and enter the new address or allow the host.",
            )
        _wait_for_turn(str(urlsplit(url).hostname), limits.between)
        answer = requests.get(
            url,
            headers=headers,
            timeout=(limits.connect, limits.read),
            stream=True,
            allow_redirects=False,
        )
        if answer.status_code not in _MOVED or "Location" not in answer.headers:
            return answer
        answer.close()
        url = urljoin(url, answer.headers["Location"])
    raise _error(request, "is redirected without end.", "Look for the address at the publisher's.")


_turns: dict[str, float] = {}
_turns_lock = threading.Lock()


def _wait_for_turn(host: str, between: float) -> None:
    with _turns_lock:
        now = time.monotonic()
        turn = max(now, _turns.get(host, now))
        _turns[host] = turn + between
    time.sleep(turn - now)


def _must_be_good(request: Request, answer: requests.Response) -> None:
    status = answer.status_code
    if status in _AGAIN:
        raise _PassingError(f"answers {status}", _asked_wait(answer), _REMEDIES.get(status, ""))
    if status not in (200, 206):
        remedy = _REMEDIES.get(status, "Look at the address in a browser.")
        raise _error(request, f"answers {status}.", remedy)
    media = _media(answer)
    if request.media and media and media not in request.media:
        raise _wrong(request, media)


def _wrong(request: Request, media: str) -> FetchError:
    return _error(
        request,
        f"is {media} and not {' or '.join(request.media) or 'data'}.",
        "It is likely a page that says what is wrong: open it in a browser.",
    )


def _media(answer: requests.Response) -> str:
    return answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _asked_wait(answer: requests.Response) -> float | None:
    """Seconds that Retry-After asks for: a number, or a date."""
    said = answer.headers.get("Retry-After", "")
    if said.isdigit():
        return float(said)
    with suppress(ValueError):
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    return None


def _kept(
    request: Request,
    store: Path,
    answer: requests.Response,
    limits: Limits,
    told: Callable[[int], None],
    partial: _Partial,
) -> Record:
    """Write what comes behind what is there from an earlier try, and move the whole into the store."""
    partial.begin(answer)
    with partial.path.open("ab") as file:
        for part in _parts(request, answer, limits, partial.size):
            file.write(part)
            partial.size += len(part)
            told(len(part))
    if not partial.size:
        raise _PassingError("the answer is empty")
    with partial.path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    record = _record(request, answer, partial.size, digest)
    keep(store, partial.path, record)
    return record


@dataclass(slots=True)
class _Partial:
    """What arrived of an answer so far; `validator` tells the server which answer that was."""

    path: Path
    size: int = 0
    validator: str = ""

    def headers(self) -> dict[str, str]:
        if not (self.size and self.validator):
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": self.validator}

    def begin(self, answer: requests.Response) -> None:
        goes_on = answer.headers.get("Content-Range", "").startswith(f"bytes {self.size}-")
        if answer.status_code == 206:
            if not goes_on:
                self.size = 0
                raise _PassingError("sends another part than was asked for")
            return
        self.path.write_bytes(b"")
        self.size, told = 0, answer.headers
        etag = told.get("ETag", "")
        strong = "" if etag.startswith("W/") else etag
        whole = told.get("Accept-Ranges") == "bytes" and "Content-Encoding" not in told
        self.validator = (strong or told.get("Last-Modified", "")) if whole else ""


def _parts(
    request: Request, answer: requests.Response, limits: Limits, size: int
) -> Iterator[bytes]:
    html = any("html" in media for media in request.media)
    for part in answer.iter_content(_CHUNK):
        if (
            not size
            and not html
            and part[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML)
        ):
            raise _wrong(request, "a web page (HTML)")
        size += len(part)
        if size > limits.size:
            raise _error(
                request,
                f"is larger than {limits.size:,} bytes.",
                "Look whether it is the right file.",
            )
        yield part


_HTML = (b"<!doctype html", b"<html")


def _record(
    request: Request,
    answer: requests.Response,
    size: int,
    digest: str,
    before: Record | None = None,
) -> Record:
    told = answer.headers
    return Record(
        source=request.source,
        url=request.url,
        final_url=answer.url,
        retrieved=datetime.now(UTC).isoformat(timespec="microseconds"),
        status=answer.status_code,
        etag=told.get("ETag", before.etag if before else ""),
        last_modified=told.get("Last-Modified", before.last_modified if before else ""),
        media_type=_media(answer) or (before.media_type if before else ""),
        size=size,
        sha256=digest,
        licence=request.licence,
    )
