"""Shared fixtures: tiny checkouts, the real release, and tools that may be missing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import napcompare as nap

ROOT = Path(__file__).resolve().parents[1]
FEATURES = 35  # pages of the codebook

NLD = """\
entity: NLD
name: Netherlands
plan_status: has_plan
checked_on: 2026-11
plans:
  - edition: 1
    instrument: action_plan
    counts_as_plan: yes
    start: 2008
    end: 2011
    existence_confidence: high
    sources:
      - url: https://www.wo-men.nl/nap
        supports: [start, end]
  - edition: 2
    title: Second plan
    instrument: action_plan
    counts_as_plan: yes
    start: 2021
    end: 2025
    open_ended: no
    lead_agency: Ministry of Foreign Affairs
    lead_agency_type: foreign_affairs
    languages: [nl, en]
    n_objectives: 5
    existence_confidence: high
    status_note: extended to 2027
    events:
      - event: approved
        date: 2020-12-11
        note: council of ministers
      - event: extended
        date: 2025-02-20
        until: 2027
        derived_from: status_note
    funding:
      - amount: 40000000
        currency: EUR
        scope: programme_beside_plan
    features:
      focus_domestic: no
      focus_international: yes
      named_pillar_protection: partial
    sources:
      - url: https://zoek.officielebekendmakingen.nl/kst-26150-190.html
        official_reference: Kamerstuk 26 150, nr. 190
        supports:
          [title, start, end, lead_agency, n_objectives, events.approved, focus_international, funding]
      - url: https://www.wo-men.nl/nap
        supports: [status_note, focus_domestic, focus_international, named_pillar_protection]
    notes:
      - kind: conflict
        field: start
        text: one page says 2020
"""

HOSTS = """\
hosts:
  wo-men.nl: {publisher: WO=MEN, authority: civil_society_monitor}
  zoek.officielebekendmakingen.nl: {publisher: Official publications, authority: official}
  docslib.org: {publisher: Docslib, authority: copy}
refused:
  spam.example: {reason: content farm}
"""

ENTITIES = """\
entity,name_en,name_nl,name_fr,kind,iso2,m49,region,subregion,un_status
NAM,Namibia,Namibië,Namibie,country,NA,516,africa,southern_africa,member
NATO,North Atlantic Treaty Organization,NAVO,OTAN,regional_organisation,,,,,none
NLD,Netherlands,Nederland,Pays-Bas,country,NL,528,europe,western_europe,member
"""

ALIASES = """\
alias_key,language,entity,alias,origin
holland,mul,NLD,Holland,curated
"""

GROUPS = """\
checked_on: 2026-11
groups:
  eu:
    source: Treaties
    members: {NLD: 1958-01-01}
"""

CODINGS = """\
plan_id,field,coder,value,recoded_from,urls
NLD-2,climate,first,yes,,https://www.wo-men.nl/nap
NLD-2,climate,second,unknown,no,
"""


def write_checkout(root: Path, **files: str) -> Path:
    """A tiny checkout: one country with two plans; `files` add or replace registry files by name."""
    datasets = root / "datasets"
    for folder in ("registry", "names", "evaluations", "releases"):
        (datasets / folder).mkdir(parents=True)
    (datasets / "hosts.yaml").write_text(HOSTS, "utf-8")
    (datasets / "names" / "entities.csv").write_text(ENTITIES, "utf-8")
    (datasets / "names" / "aliases.csv").write_text(ALIASES, "utf-8")
    (datasets / "groups.yaml").write_text(GROUPS, "utf-8")
    (datasets / "evaluations" / "codings.csv").write_text(CODINGS, "utf-8")
    for name in ("reference.yaml", "lifecycle.csv", "release.yaml"):
        shutil.copy(ROOT / "datasets" / name, datasets / name)
    for name, text in ({"NLD": NLD} | files).items():
        (datasets / "registry" / f"{name}.yaml").write_text(text, "utf-8")
    return root


@pytest.fixture
def tiny(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes a tiny checkout, each call into a folder of its own."""
    count = iter(range(100))

    def make(**files: str) -> Path:
        return write_checkout(tmp_path / f"checkout{next(count)}", **files)

    return make


@pytest.fixture(scope="session")
def ds() -> nap.Dataset:
    """The newest release in this checkout."""
    return nap.load()


def needs(tool: str, there: bool) -> None:
    """Skip a test that lacks a tool, saying which; fail where NAPCOMPARE_REQUIRE names it."""
    if there:
        return
    if tool in os.environ.get("NAPCOMPARE_REQUIRE", "").split(","):
        pytest.fail(f"{tool} is required here and missing")
    pytest.skip(f"needs {tool}")
