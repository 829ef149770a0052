"""The key points: at most five sentences, each with its sources."""

from __future__ import annotations

from collections.abc import Iterator

from napcompare._frames import records
from napcompare.show.report.document import Bullets, Paragraph, Section
from napcompare.show.report.facts import OWN_COUNT, Cites, Facts, Row

__all__ = ["MOST", "key_points", "period_sentence"]

MOST = 5


def key_points(facts: Facts, cites: Cites) -> Section:
    """The section of the key points."""
    sentences = _with_plan(facts, cites) if facts.plan else _without(facts, cites)
    return Section("kernpunten", cites.words.say("h_key"), (Bullets(tuple(sentences)[:MOST]),))


def _without(facts: Facts, cites: Cites) -> Iterator[Paragraph]:
    words = cites.words
    status = words.label("plan_status", facts.row["plan_status"])
    checked = words.day(facts.row["checked_on"] or facts.released)
    name = facts.name(words.language)
    sources = facts.behind("entities.plan_status", facts.entity) or (OWN_COUNT,)
    yield cites.line(words.say("k_none", name=name, checked=checked, status=status), sources)
    peers = facts.editions[facts.editions["role"] == "peer"]
    if len(peers):
        told = words.say("k_none_region", peers=len(peers), planned=len(facts.planned))
        yield cites.line(told, (OWN_COUNT,))


def _with_plan(facts: Facts, cites: Cites) -> Iterator[Paragraph]:
    plan = facts.plan or {}
    texts = [cites.text(*period_sentence(facts, cites, plan))]
    if facts.own and facts.own["state"].startswith("lapsed"):
        checked = cites.words.day(plan["checked_on"] or facts.released)
        texts.append(cites.text(" " + cites.words.say("k_lapsed", checked=checked), (OWN_COUNT,)))
    yield Paragraph(tuple(texts))
    if len(facts.editions) > 1:
        yield _peers(facts, cites)
    for sentence in (_coordination, _reports, _countries):
        yield from sentence(facts, cites)


def period_sentence(facts: Facts, cites: Cites, plan: Row) -> tuple[str, tuple[str, ...]]:
    """From when to when the plan runs, and the sources."""
    words = cites.words
    values = {
        "ordinal": words.ordinal(plan["edition"]),
        "name": facts.name(words.language),
        "start": words.day(plan["start"]) if plan["start"] else "",
        "end": words.day(plan["end"]) if plan["end"] else "",
        "first": words.day(plan["end_original"]) if plan["end_original"] else "",
    }
    key = "k_period_unknown"
    if plan["start"] and plan["end"]:
        key = "k_period_extended" if plan["end_original"] else "k_period"
    elif plan["start"]:
        key = "k_period_open" if plan["open_ended"] == "yes" else "k_period_end_unknown"
    cells = [facts.behind(f"plans.{c}", plan["plan_id"]) for c in ("end", "start")]
    return words.say(key, **values), next((ids for ids in cells if ids), ())


def _peers(facts: Facts, cites: Cites) -> Paragraph:
    states = facts.planned["state"]
    told = cites.words.say(
        "k_peers",
        peers=int((facts.editions["role"] == "peer").sum()),
        planned=len(facts.planned),
        force=int((states == "in force").sum()),
        lapsed=int(states.str.startswith("lapsed").sum()),
    )
    return cites.line(told, (OWN_COUNT,))


def _coordination(facts: Facts, cites: Cites) -> Iterator[Paragraph]:
    words, actors = cites.words, facts.rows("actors")
    named = {role: [a for a in actors if a["role"] == role] for role in _LEADING}
    texts = []
    if named["coordinator"]:
        beside = words.listed(cites.body(a["actor"]) for a in named["co_coordinator"])
        told = words.say(
            "k_coordination",
            coordinator=_capital(
                words.listed(cites.body(a["actor"]) for a in named["coordinator"])
            ),
            beside=words.say("k_beside", co=beside) if beside else "",
        )
        behind = [*named["coordinator"], *named["co_coordinator"]]
        texts.append(cites.text(told, _sources(facts, behind)))
    if named["oversight_body"]:
        body = words.listed(cites.body(a["actor"]) for a in named["oversight_body"])
        lead = " " if texts else ""
        told = lead + words.say("k_oversight", body=body)
        texts.append(cites.text(told, _sources(facts, named["oversight_body"])))
    if texts:
        yield Paragraph(tuple(texts))


_LEADING = ("coordinator", "co_coordinator", "oversight_body")


def _sources(facts: Facts, actors: list[Row]) -> list[str]:
    keys = (f"{a['plan_id']}/{a['actor']}/{a['role']}" for a in actors)
    return [s for key in keys for s in facts.behind("actors", key)]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _reports(facts: Facts, cites: Cites) -> Iterator[Paragraph]:
    if facts.reporting is None or facts.plan is None:
        return
    mine = facts.reporting[facts.reporting["plan_id"] == facts.plan["plan_id"]]
    for row in records(mine):
        if row["covered"]:
            key = "k_reports" if row["to_parliament"] else "k_reports_other"
            years = row["covered"].replace("-", f" {cites.words.say('to')} ")
            ids = [s for r in row["reports"].split(";") for s in facts.behind("reports", r)]
            yield cites.line(cites.words.say(key, years=years), ids)


def _countries(facts: Facts, cites: Cites) -> Iterator[Paragraph]:
    if facts.focus is None or facts.plan is None:
        return
    own = facts.focus[facts.focus["own"].notna()]
    named = own["own"] != "programme"
    for key, rows in (("k_countries", own[named]), ("k_programmes", own[~named])):
        if len(rows):
            places = [f"{facts.plan['plan_id']}/{c}/{r}" for c, r in rows["own"].items()]
            ids = [s for place in places for s in facts.behind("plan_countries", place)]
            told = cites.words.say(key, count=len(rows), shared=int(rows["shared"].sum()))
            yield cites.line(told, ids)
