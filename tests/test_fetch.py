"""The downloader and the raw store, against a real server with every fault that publishers have."""

from __future__ import annotations

import gzip
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request as Asked
from werkzeug import Response

from napcompare.errors import FetchError, StoreError
from napcompare.fetch.download import Limits, Request, download
from napcompare.fetch.store import Record, latest, manifest, read

FAST = Limits(connect=2, read=1, tries=4, wait=0.01, longest_wait=2, size=100_000, between=0)
CSV = b"country,value\nNLD,39.1\n"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def get(
    url: str, store: Path, limits: Limits = FAST, offline: bool = False, **kw: object
) -> Record:
    request = Request("some-source", url, "CC BY 4.0", **kw)  # type: ignore[arg-type]
    return download(request, store, agent="napcompare tests", limits=limits, offline=offline)


def test_what_is_fetched_is_kept_with_its_record(httpserver: HTTPServer, store: Path) -> None:
    httpserver.expect_request(
        "/a.csv", headers={"User-Agent": "napcompare tests"}
    ).respond_with_data(CSV, content_type="text/csv; charset=utf-8", headers={"ETag": '"one"'})
    record = get(httpserver.url_for("/a.csv"), store, media=("text/csv",))
    assert read(store, record) == CSV
    (row,) = manifest(store).to_dict("records")
    assert (row["source"], row["status"], row["media_type"]) == ("some-source", 200, "text/csv")
    assert (row["etag"], row["size"], row["licence"]) == ('"one"', len(CSV), "CC BY 4.0")
    assert list((store / "partial").iterdir()) == []


def test_what_has_not_changed_is_not_fetched_again(httpserver: HTTPServer, store: Path) -> None:
    def answer(asked: Asked) -> Response:
        if asked.headers.get("If-None-Match") == '"one"':
            return Response(status=304)
        return Response(CSV, headers={"ETag": '"one"'})

    httpserver.expect_request("/a.csv").respond_with_handler(answer)
    first, second = (get(httpserver.url_for("/a.csv"), store) for _ in range(2))
    assert (first.status, second.status) == (200, 304)
    assert second.sha256 == first.sha256
    assert read(store, second) == CSV


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_passing_fault_is_tried_again(httpserver: HTTPServer, store: Path, status: int) -> None:
    for _ in range(3):
        httpserver.expect_ordered_request("/a").respond_with_data("", status=status)
    httpserver.expect_ordered_request("/a").respond_with_data(CSV)
    assert read(store, get(httpserver.url_for("/a"), store)) == CSV


def test_the_server_says_how_long_to_wait(httpserver: HTTPServer, store: Path) -> None:
    wait = {"Retry-After": "1"}
    httpserver.expect_ordered_request("/a").respond_with_data("", status=429, headers=wait)
    httpserver.expect_ordered_request("/a").respond_with_data(CSV)
    started = time.monotonic()
    get(httpserver.url_for("/a"), store)
    assert time.monotonic() - started > 0.9


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (403, "The publisher refuses"),
        (404, "The page is gone"),
        (429, "fewer requests"),
        (418, "418"),
    ],
)
def test_a_lasting_fault_names_source_and_remedy(
    httpserver: HTTPServer, store: Path, status: int, words: str
) -> None:
    httpserver.expect_request("/a").respond_with_data("", status=status)
    with pytest.raises(FetchError, match=f"^some-source: http.*{words}"):
        get(httpserver.url_for("/a"), store)
    assert latest(store, httpserver.url_for("/a")) is None


@pytest.mark.parametrize(
    ("body", "media", "words"),
    [
        (
            b"\n<!DOCTYPE html><title>Sorry</title>",
            "text/csv",
            r"a web page \(HTML\) and not text/csv",
        ),
        (b"{}", "application/json", "is application/json and not text/csv"),
        (b"", "text/csv", "the answer is empty"),
        (b"x" * 100_001, "text/csv", "larger than 100,000 bytes"),
    ],
)
def test_what_was_not_asked_for_is_refused_and_the_last_good_copy_stays(
    httpserver: HTTPServer, store: Path, body: bytes, media: str, words: str
) -> None:
    url = httpserver.url_for("/a")
    httpserver.expect_ordered_request("/a").respond_with_data(CSV, content_type="text/csv")
    for _ in range(4):
        httpserver.expect_ordered_request("/a").respond_with_data(body, content_type=media)
    get(url, store, media=("text/csv",))
    with pytest.raises(FetchError, match=words):
        get(url, store, media=("text/csv",))
    last = latest(store, url)
    assert last is not None
    assert read(store, last) == CSV
    assert list((store / "partial").iterdir()) == []


def test_a_packed_answer_is_measured_unpacked(httpserver: HTTPServer, store: Path) -> None:
    packed = {"Content-Encoding": "gzip"}
    bomb = gzip.compress(b"0" * 50_000_000)
    httpserver.expect_request("/bomb").respond_with_data(bomb, headers=packed)
    httpserver.expect_request("/broken").respond_with_data(b"no gzip", headers=packed)
    with pytest.raises(FetchError, match="larger than"):
        get(httpserver.url_for("/bomb"), store)
    with pytest.raises(FetchError, match="packed wrongly"):
        get(httpserver.url_for("/broken"), store)


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("http://elsewhere.example/a", "redirected to another host, elsewhere.example"),
        ("file:///etc/passwd", "which is no web address"),
        ("/a", "redirected without end"),
    ],
)
def test_redirects_are_looked_at(httpserver: HTTPServer, store: Path, to: str, words: str) -> None:
    httpserver.expect_request("/a").respond_with_data("", status=302, headers={"Location": to})
    with pytest.raises(FetchError, match=words):
        get(httpserver.url_for("/a"), store)


def test_a_redirect_within_the_host_is_followed(httpserver: HTTPServer, store: Path) -> None:
    httpserver.expect_request("/a").respond_with_data("", status=301, headers={"Location": "/b"})
    httpserver.expect_request("/b").respond_with_data(CSV)
    record = get(httpserver.url_for("/a"), store)
    assert (record.url, record.final_url) == (httpserver.url_for("/a"), httpserver.url_for("/b"))


def test_no_server_and_no_address(store: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(FetchError, match="the connection failed or broke off, 4 times"):
        get(f"http://127.0.0.1:{port}/a", store)
    for url in ("no address", "file:///etc/passwd", "http://"):
        with pytest.raises(FetchError, match="some-source"):
            get(url, store)


@pytest.fixture
def raw(request: pytest.FixtureRequest) -> Iterator[Callable[[list[bytes]], str]]:
    """A server that sends what it is told, byte by byte, one list item a connection, and hangs up."""
    servers: list[ThreadingTCPServer] = []

    def serve(answers: list[bytes]) -> str:
        left = list(answers)

        class Handler(BaseRequestHandler):
            def handle(self) -> None:
                asked.append(self.request.recv(65_536))
                answer = left.pop(0) if len(left) > 1 else left[0]
                self.request.sendall(answer)
                if answer.endswith(b"stall"):
                    time.sleep(2)

        servers.append(ThreadingTCPServer(("127.0.0.1", 0), Handler))
        servers[-1].daemon_threads = True
        Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_address[1]}/a"

    asked: list[bytes] = []
    serve.asked = asked  # type: ignore[attr-defined]
    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("start", [65_536, 4])
def test_an_answer_that_breaks_off_goes_on_where_it_stopped(
    raw: Callable[[list[bytes]], str], store: Path, start: int
) -> None:
    content = bytes(range(256)) * 300
    head = (
        b'HTTP/1.1 200 OK\r\nETag: "one"\r\nAccept-Ranges: bytes\r\nContent-Length: 76800\r\n\r\n'
    )
    told = f"Content-Range: bytes {start}-76799/76800\r\nContent-Length: {76_800 - start}\r\n\r\n"
    rest = b"HTTP/1.1 206 Partial\r\n" + told.encode() + content[start:]
    # Where the server sends another part than was asked for, all is fetched anew.
    record = get(raw([head + content[:70_000], rest, head + content]), store)
    assert read(store, record) == content
    second = raw.asked[1].lower()  # type: ignore[attr-defined]
    assert b"range: bytes=65536-" in second
    assert b'if-range: "one"' in second


def test_an_answer_that_breaks_off_is_begun_anew_where_the_server_cannot_go_on(
    raw: Callable[[list[bytes]], str], store: Path
) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"
    assert read(store, get(raw([head + b"0123", head + b"abcdefghij"]), store)) == b"abcdefghij"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"", "broke off"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123", "broke off"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nstall", "did not answer in time|broke off"),
    ],
)
def test_an_answer_that_never_comes_whole(
    raw: Callable[[list[bytes]], str], store: Path, answer: bytes, words: str
) -> None:
    with pytest.raises(FetchError, match=words):
        get(raw([answer]), store, replace(FAST, tries=2))
    assert manifest(store).empty


def test_offline_uses_the_copy_or_says_that_there_is_none(
    httpserver: HTTPServer, store: Path
) -> None:
    url = httpserver.url_for("/a")
    with pytest.raises(FetchError, match="no stored copy"):
        get(url, store, offline=True)
    httpserver.expect_oneshot_request("/a").respond_with_data(CSV)
    assert get(url, store) == get(url, store, offline=True)


def test_a_copy_that_was_cut_short_is_fetched_again(httpserver: HTTPServer, store: Path) -> None:
    httpserver.expect_request("/a").respond_with_data(CSV, headers={"ETag": '"one"'})
    url = httpserver.url_for("/a")
    record = get(url, store)
    (copy,) = (store / "objects").glob("*/*")
    copy.write_bytes(CSV[:5])
    with pytest.raises(StoreError, match=r"was changed or cut short\. Fetch some-source again"):
        read(store, record)
    assert latest(store, url) is None
    assert read(store, get(url, store)) == CSV


def test_a_damaged_record_is_as_if_it_were_not_there(httpserver: HTTPServer, store: Path) -> None:
    httpserver.expect_request("/a").respond_with_data(CSV)
    get(httpserver.url_for("/a"), store)
    (path,) = (store / "records").glob("*/*.json")
    path.write_text("{", "utf-8")
    assert latest(store, httpserver.url_for("/a")) is None


def test_many_at_once_leave_whole_files(httpserver: HTTPServer, store: Path) -> None:
    httpserver.expect_request("/a").respond_with_data(CSV)
    url = httpserver.url_for("/a")
    with ThreadPoolExecutor(8) as pool:
        records = list(pool.map(lambda _: get(url, store), range(24)))
    assert {read(store, record) for record in records} == {CSV}
    assert len(manifest(store)) == 24
    assert list((store / "partial").iterdir()) == []


LOOP = """
import sys
from pathlib import Path
from napcompare.fetch.download import Limits, Request, download
print("ready", flush=True)
while True:
    download(Request("s", sys.argv[1], "x"), Path(sys.argv[2]), agent="t", limits=Limits(between=0))
"""


def test_processes_that_are_killed_leave_whole_files(httpserver: HTTPServer, store: Path) -> None:
    content = os.urandom(60_000)
    httpserver.expect_request("/a").respond_with_data(content)
    url = httpserver.url_for("/a")
    started = [
        subprocess.Popen([sys.executable, "-c", LOOP, url, str(store)], stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    for process in started:
        assert process.stdout is not None
        process.stdout.readline()
    while not list((store / "objects").glob("*/*")):
        time.sleep(0.05)
    time.sleep(0.2)
    for process in started:
        with process:
            process.send_signal(signal.SIGKILL)
            process.wait(10)
    assert [copy.read_bytes() for copy in (store / "objects").glob("*/*")] == [content]
    record = latest(store, url)
    assert record is not None
    assert read(store, record) == content


def test_a_store_that_cannot_be_written_is_said(httpserver: HTTPServer, tmp_path: Path) -> None:
    httpserver.expect_request("/a").respond_with_data(CSV)
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot be written"):
        get(httpserver.url_for("/a"), tmp_path / "file")


def test_a_host_is_not_asked_too_often(httpserver: HTTPServer, store: Path) -> None:
    httpserver.expect_request("/a").respond_with_data(CSV)
    started = time.monotonic()
    for _ in range(3):
        get(httpserver.url_for("/a"), store, replace(FAST, between=0.2))
    assert time.monotonic() - started >= 0.4
