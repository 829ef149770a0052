"""Whole sources from a real server: at once, again, offline, and with one that fails."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request as Asked
from werkzeug import Response

import napcompare as nap
from napcompare.cli import main
from napcompare.entities import Names, names_of
from napcompare.fetch.download import Limits
from napcompare.fetch.run import ADAPTERS, fetch
from napcompare.harmonise.statistics import Series, Statistics, read_statistics
from napcompare.schema import load_schema

from .conftest import ROOT

FAST = Limits(connect=2, read=2, tries=2, wait=0.01, between=0)
PARLIAMENT = Series("x", "PAR-05", "percent", "female", "domestic_situation")
HDR = "iso3,country,pr_f_2021,pr_f_2022\nNLD,Netherlands,39.1,\nZZK.WORLD,World,26,26\n"


@pytest.fixture(scope="module")
def names(ds: nap.Dataset) -> Names:
    return names_of(ds.entities, ds.aliases)


def declared(source: str, adapter: str, url: str, series: str) -> Statistics:
    groups = "ZZ.*|aggregate:.*"
    return Statistics(
        source, "T", "P", "", "CC BY", True, adapter, (url,), "code", {}, groups, {series: PARLIAMENT}
    )  # fmt: skip


def bank(pages: int) -> Response:
    def answer(asked: Asked) -> Response:
        page = int(asked.args["page"])
        row = {"indicator": {"id": "S"}, "country": {"id": "NL", "value": "Netherlands"},
               "countryiso3code": "NLD", "date": str(2000 + page), "value": page}  # fmt: skip
        world = row | {"country": {"id": "1W", "value": "World"}, "countryiso3code": "WLD"}
        return Response(json.dumps([{"page": page, "pages": pages}, [row, world]]))

    return answer  # type: ignore[return-value]


def test_a_paged_source_is_read_to_its_last_page(
    httpserver: HTTPServer, tmp_path: Path, names: Names
) -> None:
    httpserver.expect_request("/v2/country/all/indicator/S").respond_with_handler(bank(3))  # type: ignore[arg-type]
    groups = [{"id": "WLD", "iso2Code": "1W", "region": {"value": "Aggregates"}}]
    httpserver.expect_request("/v2/country").respond_with_data(json.dumps([{"page": 1}, groups]))
    source = declared("wb", "world_bank", httpserver.url_for("").rstrip("/"), "S")
    (outcome,) = fetch([source], tmp_path, names, limits=FAST)
    assert outcome.problem == ""
    assert outcome.observations is not None
    assert outcome.observations["year"].tolist() == [2001, 2002, 2003]
    assert outcome.dropped is not None
    assert outcome.dropped.set_index("reason")["rows"].to_dict() == {"aggregate": 3}
    assert len(outcome.records) == 4


def test_one_that_fails_leaves_the_others_alone(
    httpserver: HTTPServer, tmp_path: Path, names: Names
) -> None:
    httpserver.expect_request("/good").respond_with_data(HDR)
    httpserver.expect_request("/gone").respond_with_data("", status=404)
    httpserver.expect_request("/renamed").respond_with_data(HDR.replace("iso3", "iso"))
    httpserver.expect_request("/place").respond_with_data(HDR.replace("NLD", "QQQ"))
    sources = [
        declared(name, "undp_hdr", httpserver.url_for(f"/{name}"), "pr_f")
        for name in ("gone", "good", "renamed", "place")
    ]
    sources.append(replace(sources[0], source="nowhere", urls=()))
    gone, good, renamed, place, nowhere = fetch(sources, tmp_path, names, limits=FAST)
    assert good.observations is not None
    assert good.observations["value"].tolist() == [39.1]
    assert good.dropped is not None
    assert good.dropped.set_index("reason")["rows"].to_dict() == {"aggregate": 2}
    assert "gone: http" in gone.problem
    assert "no column iso3" in renamed.problem
    assert "QQQ (Netherlands)" in place.problem
    assert "no address" in nowhere.problem
    assert [o.observations for o in (gone, renamed, place, nowhere)] == [None] * 4


def test_a_second_run_moves_nothing_and_one_offline_asks_nobody(
    httpserver: HTTPServer, tmp_path: Path, names: Names
) -> None:
    def answer(asked: Asked) -> Response:
        known = asked.headers.get("If-None-Match") == '"1"'
        return Response(status=304) if known else Response(HDR, headers={"ETag": '"1"'})

    httpserver.expect_request("/a").respond_with_handler(answer)
    source = declared("a", "undp_hdr", httpserver.url_for("/a"), "pr_f")
    moved: list[int] = []
    runs = [
        fetch([source], tmp_path, names, limits=FAST, told=lambda _, size: moved.append(size))
        for _ in range(2)
    ]
    asked = len(httpserver.log)
    runs.append(fetch([source], tmp_path, names, limits=FAST, offline=True))
    assert len(httpserver.log) == asked == 2
    assert sum(moved) == len(HDR)
    first, *others = (run[0].observations for run in runs)
    assert first is not None
    assert all(other is not None and other.equals(first) for other in others)


def test_ten_sources_take_little_longer_than_one(tmp_path: Path, names: Names) -> None:
    def answer(_: Asked) -> Response:
        time.sleep(0.3)
        return Response(HDR)

    with HTTPServer(threaded=True) as server:
        server.expect_request("/a").respond_with_handler(answer)
        sources = [
            declared(f"s{number}", "undp_hdr", server.url_for("/a") + f"?{number}", "pr_f")
            for number in range(10)
        ]
        started = time.monotonic()
        outcomes = fetch(sources, tmp_path, names, limits=FAST)
        took = time.monotonic() - started
    assert [o.source for o in outcomes] == [s.source for s in sources]
    assert [o.problem for o in outcomes] == [""] * 10
    assert took < 2.5  # one after the other they take 3 seconds and more


def test_every_declared_adapter_is_there_and_no_pattern_takes_a_country(ds: nap.Dataset) -> None:
    units = set(load_schema().vocabularies["concept_unit"].current)
    for path in (ROOT / "datasets" / "statistics").glob("*.yaml"):
        told = read_statistics(path, set(ds.concepts["concept"]), units)
        assert told.adapter in ADAPTERS
        pattern = told.aggregates or "(?!)"
        assert [e for e in ds.entities["entity"] if re.fullmatch(pattern, e)] == []


@pytest.fixture
def checkout(httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with two sources: one that may be redistributed, and one that may not."""
    folder = tmp_path / "datasets" / "statistics"
    folder.mkdir(parents=True)
    told = (ROOT / "datasets" / "statistics" / "undp-hdr.yaml").read_text("utf-8")
    told = re.sub("  - https.*", f"  - {httpserver.url_for('/a')}", told)
    told = re.sub(r"(?s)  mmr:.*", "", told)
    (folder / "undp-hdr.yaml").write_text(told, "utf-8")
    closed = told.replace("undp-hdr", "closed").replace(
        "redistributable: yes", "redistributable: no"
    )
    (folder / "closed.yaml").write_text(closed, "utf-8")
    monkeypatch.setattr("napcompare.cli.fetch.checkout_root", lambda: tmp_path)
    return tmp_path


def test_the_verb_writes_what_may_be_redistributed(
    httpserver: HTTPServer, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    httpserver.expect_request("/a").respond_with_data(HDR)
    assert main(["fetch"]) == 1
    out, err = capsys.readouterr()
    assert "undp-hdr: 1 observations of 1 entities, 2021 to 2021" in out
    assert "left out: 2 aggregate" in out
    assert "closed: may not be redistributed (CC BY 3.0 IGO). Name a folder" in err
    folder = checkout / "datasets" / "observations"
    assert sorted(p.name for p in folder.iterdir()) == ["undp-hdr.csv", "undp-hdr.raw.csv"]
    before = (folder / "undp-hdr.csv").read_bytes()
    assert main(["fetch", "undp-hdr", "--offline"]) == 0
    assert (folder / "undp-hdr.csv").read_bytes() == before
    assert main(["fetch", "closed", "--to", str(checkout / "own")]) == 0
    assert (checkout / "own" / "closed.csv").exists()


def test_the_verb_keeps_what_is_there_when_a_source_fails(
    httpserver: HTTPServer, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    httpserver.expect_oneshot_request("/a").respond_with_data(HDR)
    assert main(["fetch", "undp-hdr"]) == 0
    path = checkout / "datasets" / "observations" / "undp-hdr.csv"
    before = path.read_bytes()
    httpserver.expect_request("/a").respond_with_data("<html>Sorry</html>")
    assert main(["fetch", "undp-hdr"]) == 1
    assert path.read_bytes() == before
    assert "a web page (HTML)" in capsys.readouterr().err
    assert main(["fetch", "undp"]) == 1
    assert "Did you mean undp-hdr?" in capsys.readouterr().err
