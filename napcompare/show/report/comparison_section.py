"""Method and comparison: who is compared, element by element, and how the plans are organised."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from napcompare._frames import records
from napcompare.show.report.document import (
    Block,
    Bullets,
    Figure,
    Paragraph,
    Section,
    Table,
    Text,
)
from napcompare.show.report.facts import OWN_COUNT, Cites, Facts, Row

__all__ = ["comparison_section", "method_section"]

_STATES = {
    "in force": "s_in_force",
    "possibly in force": "s_possible",
    "superseded": "s_superseded",
}
_FEW = 10
_ROLES = {
    "t_coordination": ("coordinator", "co_coordinator"),
    "t_oversight": ("oversight_body",),
    "t_signatories": ("signatory",),
}


def method_section(facts: Facts, cites: Cites) -> Section:
    """Reference date, peers and way of counting."""
    words = cites.words
    blocks: list[Block] = [cites.line(words.say("m_day", day=words.day(facts.day.isoformat())))]
    peers = facts.editions[facts.editions["role"] == "peer"]
    if len(peers):
        names = facts.tables["entities"].set_index("entity")[f"name_{words.language}"]
        told = words.say(
            "m_peers",
            description=facts.description,
            peers=len(peers),
            planned=len(facts.planned),
            names=words.listed(sorted(names[e] for e in facts.planned["entity"])),
        )
        blocks.append(cites.line(told, (OWN_COUNT,)))
        none = peers[peers["plan_id"].isna()]["entity"]
        if len(none):
            told = words.say("m_without", names=words.listed(sorted(names[e] for e in none)))
            blocks.append(cites.line(told, (OWN_COUNT,)))
        if facts.features is not None:
            blocks.append(cites.line(words.say("m_count")))
            if len(facts.planned) < _FEW:
                blocks.append(cites.line(words.say("m_small")))
    return Section("telwijze", words.say("h_method"), tuple(blocks))


def comparison_section(facts: Facts, cites: Cites) -> Section:
    """The plan beside those of its peers."""
    words = cites.words
    parts: list[Section] = []
    for anchor, key, maker in _PARTS:
        blocks = tuple(maker(facts, cites))
        if blocks:
            parts.append(Section(anchor, words.say(key), blocks))
    return Section(
        "vergelijking", words.say("h_comparison"), tuple(_editions(facts, cites)), tuple(parts)
    )


def _editions(facts: Facts, cites: Cites) -> Iterator[Block]:
    words = cites.words
    names = facts.tables["entities"].set_index("entity")[f"name_{words.language}"]
    header = tuple(words.say(k) for k in ("t_country", "t_plan", "t_term", "t_state"))
    rows = []
    for row in records(facts.editions):
        term = words.span(row["start"], row["end"]) or words.say("unknown")
        state = _state(cites, row) if row["plan_id"] else words.say("s_no_plan")
        ids = facts_behind(facts, row["plan_id"])
        rows.append(
            (
                Text(names[row["entity"]]),
                Text(row["plan_id"] or "–"),
                cites.text(term if row["plan_id"] else "–", ids),
                Text(state),
            )
        )
    yield Table(words.say("c_editions"), header, tuple(rows))


def facts_behind(facts: Facts, plan_id: str | None) -> tuple[str, ...]:
    """The first official source of the term of a peer's plan, or else the first there is."""
    if plan_id is None:
        return ()
    told = facts.told_of.get(("plans", plan_id), ())
    ids = dict.fromkeys(source for column, source in told if column in ("start", "end"))
    ranked = sorted(
        ids, key=lambda s: facts.authority.get(s) not in ("official", "intergovernmental")
    )
    return tuple(ranked[:1])


def _state(cites: Cites, row: Row) -> str:
    key = "s_lapsed" if row["state"].startswith("lapsed") else _STATES.get(row["state"])
    return cites.words.say(key) if key else row["state"]


def _features(facts: Facts, cites: Cites) -> Iterator[Block]:
    if facts.features is None:
        return
    words = cites.words
    labels = {p["name"]: p["label"][words.language] for p in facts.pages}
    keys = ("t_element", "t_own", "t_yes", "t_partial", "t_no", "t_unknown", "t_share")
    header = tuple(words.say(k, name=facts.name(words.language)) for k in keys)
    rows = []
    for row in records(facts.features.reset_index()):
        own = words.label("feature_value", row["value"])
        ids = facts.behind("features", f"{(facts.plan or {})['plan_id']}/{row['feature']}")
        counts = [Text(str(row[c])) for c in ("yes", "partial", "no", "unknown")]
        label = Text(labels[row["feature"]])
        cells = (label, cites.text(own, ids), *counts, Text(_share(cites, row)))
        rows.append(cells)
    caption = words.say("c_features", planned=len(facts.planned))
    yield Table(caption, header, tuple(rows), numbers=(2, 3, 4, 5))


def _share(cites: Cites, row: Row) -> str:
    """The share as a range, or in words why there is none; no percentage under ten plans."""
    say = cites.words.say
    if row["share_lower"] is not None:
        low, high = round(100 * row["share_lower"]), round(100 * row["share_upper"])
        return f"{low} %" if low == high else f"{low} {say('to')} {high} %"
    asked = row["peers"] - row["not_applicable"]
    if row["no_share"].startswith("presence"):
        return say("t_share_only_seen", seen=row["yes"] + row["partial"], peers=row["peers"])
    if asked < _FEW:
        return say("t_share_few")
    return say("t_share_little_known", known=asked - row["unknown"], peers=asked)


def _differences(facts: Facts, cites: Cites) -> Iterator[Block]:
    if facts.differences is None:
        return
    yield cites.note("d_intro")
    found = records(facts.differences)
    if not found:
        yield cites.note("d_none")
    for kind in ("peers_have", "own_has"):
        rows = [r for r in found if r["kind"] == kind]
        if rows:
            yield cites.line(cites.words.say(f"d_{kind}"))
            yield Bullets(tuple(_difference(facts, cites, row) for row in rows))


def _difference(facts: Facts, cites: Cites, row: Row) -> Paragraph:
    words = cites.words
    label = next(p["label"] for p in facts.pages if p["name"] == row["feature"])
    own = words.label("feature_value", row["own"])
    seen = words.say("t_share_only_seen", seen=row["yes"], peers=row["peers"])
    name = facts.name(words.language)
    return cites.line(f"{label[words.language]}: {seen}; {name}: {own}.", (OWN_COUNT,))


def _institutions(facts: Facts, cites: Cites) -> Iterator[Block]:
    """Coordination, oversight and signatories of the plans for which one of them is known."""
    words = cites.words
    shown = facts.editions.dropna(subset=["plan_id"])
    actors = facts.tables["actors"]
    mine = actors[actors["plan_id"].isin(shown["plan_id"])]
    wanted = [role for roles in _ROLES.values() for role in roles]
    mine = mine[mine["role"].isin(wanted)]
    if mine.empty:
        return
    names = facts.tables["entities"].set_index("entity")[f"name_{words.language}"]
    header = (words.say("t_country"), *(words.say(k) for k in _ROLES))
    rows = []
    by_plan: dict[str, list[Row]] = {}
    for actor in records(mine):
        by_plan.setdefault(actor["plan_id"], []).append(actor)
    for row in records(shown[shown["plan_id"].isin(mine["plan_id"])]):
        here = by_plan[row["plan_id"]]
        lead = Text(f"{names[row['entity']]} ({row['plan_id']})")
        rows.append((lead, *(_bodies(facts, cites, here, roles) for roles in _ROLES.values())))
    yield Table(words.say("c_institutions"), header, tuple(rows))


def _bodies(facts: Facts, cites: Cites, actors: list[Row], roles: tuple[str, ...]) -> Text:
    rows = [r for r in actors if r["role"] in roles]
    if not rows:
        return Text(cites.words.say("unknown"))
    keys = [f"{r['plan_id']}/{r['actor']}/{r['role']}" for r in rows]
    ids = [s for key in keys for s in _row_sources(facts, key)]
    told = [cites.body(r["actor"]) for r in rows]
    english = all(name == r["actor"] for name, r in zip(told, rows, strict=True))
    return cites.text("; ".join(dict.fromkeys(told)), ids, "en" if english else "")


def _row_sources(facts: Facts, key: str) -> list[str]:
    told = facts.told_of.get(("actors", key), ())
    return list(dict.fromkeys(source for _, source in told))[:2]


def _reporting(facts: Facts, cites: Cites) -> Iterator[Block]:
    if facts.reporting is None:
        return
    words = cites.words
    names = facts.tables["entities"].set_index("entity")[f"name_{words.language}"]
    keys = (
        "t_country",
        "t_promised",
        "t_progress",
        "t_parliament",
        "t_years",
        "t_evaluations",
        "t_shadow",
    )
    rows = []
    for row in records(facts.reporting):
        cells = (
            f"{names[row['entity']]} ({row['plan_id']})",
            words.label("feature_value", row["promised_regular"]),
            str(row["progress_reports"]),
            str(row["to_parliament"]),
            row["covered"].replace("-", "–") or "–",
            str(row["reviews"] + row["evaluations"]),
            str(row["shadow_reports"]),
        )
        rows.append(tuple(Text(c) for c in cells))
    header = tuple(words.say(k) for k in keys)
    yield Table(words.say("c_reporting"), header, tuple(rows), numbers=(2, 3, 5, 6))


def _countries(facts: Facts, cites: Cites) -> Iterator[Block]:
    if facts.focus is None or facts.focus.empty:
        return
    words = cites.words
    names = facts.tables["entities"].set_index("entity")[f"name_{words.language}"]
    header = (words.say("t_country"), facts.name(words.language), words.say("t_peers"))
    rows: list[tuple[Text, ...]] = []
    for row in records(facts.focus.reset_index()):
        own = words.label("country_role", row["own"]) if row["own"] else "–"
        plans = (row["named_by"] or "–").replace(";", ", ")
        rows.append((Text(str(names[row["country"]])), Text(own), Text(plans)))
    yield Table(words.say("c_countries"), header, tuple(rows))


def _timeline(facts: Facts, cites: Cites) -> Iterator[Block]:
    if facts.timeline is None:
        return
    from napcompare.show.plots import timeline, timeline_alt, timeline_data

    words, found = cites.words, facts.timeline.copy()
    names = facts.tables["entities"].set_index("entity")[f"name_{words.language}"]
    found["name"] = found["entity"].map(names)
    data = timeline_data(found, facts.day, words.language)
    source = f"napcompare {facts.release}"
    yield Figure(
        words.say("f_timeline"),
        timeline_alt(found, facts.day, words.language),
        lambda: timeline(found, facts.day, None, words.language, source),
        _data_table(words.say("f_timeline"), data),
    )


def _data_table(caption: str, data: pd.DataFrame) -> Table:
    rows = data.astype("str").where(data.notna(), "–").to_numpy().tolist()
    cells = tuple(tuple(Text(str(cell)) for cell in row) for row in rows)
    return Table(caption, tuple(map(str, data.columns)), cells)


_PARTS: tuple[tuple[str, str, Any], ...] = (
    ("tijdlijn", "h_timeline", _timeline),
    ("onderdelen", "h_features", _features),
    ("verschillen", "h_differences", _differences),
    ("organisatie", "h_institutions", _institutions),
    ("rapportage", "h_reporting", _reporting),
    ("landen", "h_countries", _countries),
)
