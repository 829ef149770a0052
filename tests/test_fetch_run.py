"""Whole sources from a real server: at once, again, offline, and with one that fails."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from werkzeug import Request as Asked
from werkzeug import Response

import napcompare as nap
from napcompare.cli import main
from napcompare.entities import Names, names_of
from napcompare.fetch.download import Limits
from napcompare.fetch.run import ADAPTERS, fetch
from napcompare.fetch.watch import editions_of, pages, periods_of, text_of, watch
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


def test_ten_sources_are_fetched_at_once(tmp_path: Path, names: Names) -> None:
    together = Barrier(10)

    def answer(_: Asked) -> Response:
        together.wait(20)  # goes on once all ten have asked
        return Response(HDR)

    with HTTPServer(threaded=True) as server:
        server.expect_request("/a").respond_with_handler(answer)
        sources = [
            declared(f"s{number}", "undp_hdr", server.url_for("/a") + f"?{number}", "pr_f")
            for number in range(10)
        ]
        outcomes = fetch(sources, tmp_path, names, limits=replace(FAST, read=30))
    assert [o.source for o in outcomes] == [s.source for s in sources]
    assert [o.problem for o in outcomes] == [""] * 10


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


def table(columns: str, *rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split()).astype(object)


@pytest.fixture
def watched(httpserver: HTTPServer) -> dict[str, pd.DataFrame]:
    """A registry with one entity that has two plans and three pages."""
    url = httpserver.url_for
    return {
        "plans": table(
            "plan_id entity edition start end end_original document_url",
            ("AAA-1", "AAA", "1", "2016", "2020", None, None),
            ("AAA-2", "AAA", "2", "2021", "2027", "2025", url("/plan")),
        ),
        "provenance": table(
            "table key source_id", ("plans", "AAA-2", "s1"), ("plans", "AAA-2", "s2")
        ),
        "sources": table(
            "source_id authority url",
            ("s1", "official", url("/news")),
            ("s2", "monitor", url("/other")),
        ),
    }


def test_the_watch_lists_what_the_registry_does_not_have(
    httpserver: HTTPServer, tmp_path: Path, watched: dict[str, pd.DataFrame]
) -> None:
    chosen = pages(watched)
    assert [url.rsplit("/", 1)[1] for url in chosen["url"]] == ["news", "plan"]
    html = (
        "<h1>Plano; troisième plan d’action national Femmes, paix et sécurité</h1>"
        "<p>Vrouwen, vrede en veiligheid 2021-2025, verlengd: 2021 tot en met 2027</p>"
        "<p>Women, Peace and Security 2028–2032</p><script>WPS 1325 2029-2033</script>"
    )
    httpserver.expect_request("/news").respond_with_data(html, content_type="text/html")
    httpserver.expect_request("/plan").respond_with_data("", status=404)
    found = watch(watched, chosen, tmp_path, limits=FAST)
    assert found[["finding", "told"]].to_numpy().tolist()[:2] == [
        ["new_period", "2028-2032"],
        ["new_edition", "3"],
    ]
    gone = found.iloc[2]
    assert gone["finding"] == "not_read"
    assert "The page is gone" in gone["told"]
    assert len(found) == 3


def test_the_watch_reads_no_pdf_and_says_where_a_page_went(
    httpserver: HTTPServer, tmp_path: Path, watched: dict[str, pd.DataFrame]
) -> None:
    httpserver.expect_request("/plan").respond_with_data(
        "%PDF-1.7 1325 2030-2034", content_type="application/pdf"
    )
    moved = {"Location": "/new"}
    httpserver.expect_request("/news").respond_with_data("", status=301, headers=moved)
    httpserver.expect_request("/new").respond_with_data("<p>Nothing</p>", content_type="text/html")
    found = watch(watched, pages(watched), tmp_path, limits=FAST)
    assert found["finding"].tolist() == ["moved"]
    assert found["told"].iloc[0] == httpserver.url_for("/new")


@settings(max_examples=50)
@given(st.text(max_size=300))
def test_any_page_can_be_read(text: str) -> None:
    plain = text_of(f"1325 {text}".encode("utf-8", "ignore"))
    assert all(start < end <= start + 12 for start, end in periods_of(plain))
    assert editions_of(plain) <= set(range(2, 7))


@pytest.mark.parametrize(
    "text",
    [
        "Third National Action Plan on Women, Peace and Security",
        "Le troisième plan d'action national femmes, paix et sécurité",
        "Tercer Plan de Acción Nacional Mujeres, Paz y Seguridad",
        "Derde Nationaal Actieplan 1325",
        "Dritter Nationaler Aktionsplan zur Resolution 1325",
        "Terceiro Plano Nacional de Ação, Resolução 1325",
    ],
)
def test_editions_are_told_in_six_languages(text: str) -> None:
    assert editions_of(text) == {3}


def test_the_verb_looks_at_plans_and_knows_its_entities(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fetch", "plans", "NLD", "--offline"]) == 1
    out = capsys.readouterr().out
    assert "NLD-4: not_read" in out
    assert re.search(r"\n0 of \d+ pages read", out)
    assert main(["fetch", "plans", "XYZ", "--offline"]) == 1
    assert "There is no entity with a page to look at 'XYZ'" in capsys.readouterr().err
