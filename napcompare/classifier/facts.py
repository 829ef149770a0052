"""What a text says beside its subject: unit, breakdown, baseline and target with their years.

Only what stands in the text is told. Words in nine languages are looked for in the folded text, so that
case, accents and the forms of Arabic letters do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from napcompare.classifier.text import fold

__all__ = ["Facts", "facts_of"]


class Facts(NamedTuple):
    """What was found; empty or None where nothing was."""

    unit: str
    disaggregation: str
    baseline: float | None
    baseline_year: int | None
    target: float | None
    target_year: int | None


# Unit -> beginnings of words that tell it. The word that stands first in the text decides.
_UNITS: Mapping[str, str] = {
    "percent": "% percent|per cent|share|proportion|pourcent|pourcentage|porcentaje|proporcion|percentag|"
    "proporcao|aandeel|anteil|prozent|percentual|quota|taux|tasso|tasa|відсот|частк|نسبه|النسبه",
    "number": "number|count|nombre|effectif|numero|cantidad|quantidade|aantal|anzahl|zahl|"
    "кількість|число|عدد",
    "currency": "amount|budget|funding|expenditure|disbursement|montant|depens|monto|presupuest|montante|"
    "orcament|despesa|bedrag|uitgaven|begroting|betrag|ausgaben|mittel|importo|spesa|stanziament|сума|"
    "бюджет|видатк|obsah|مبلغ|ميزانيه|الانفاق|€|eur|usd|$",
    "yes_no": "existence|exists|whether|adoption|adopted|existencia|existe|adopcion|adocao|aprobacion|"
    "aprovacao|bestaan|vaststelling|vorhanden|bestehen|verabschied|esistenza|adozione|наявність|існування|ухвален|"
    "затверджен|وجود|اعتماد",
    "rate": "per 100|pour 100|por 100|pro 100|per 1000|auf 100|на 100|لكل 100|ratio|ratio",
}
_BREAKDOWNS: Mapping[str, str] = {
    "sex": "sex|gender|genre|sexe|sexo|genero|geslacht|geschlecht|sesso|genere|стат|الجنس|النوع",
    "age": "age|edad|idade|leeftijd|alter|altersgruppe|eta|вік|السن|العمر",
    "rank": "rank|grade|grado|grau|posto|rango|rang|dienstgrad|званн|الرتبه",
    "region": "region|province|provincia|regiao|departement|oblast|district|bundesland|regio|област|"
    "المحافظه|المنطقه",
    "disability": "disabilit|handicap|discapacidad|deficiencia|handicap|behinderung|інвалідн|الاعاقه",
    "origin": "ethnic|ethni|etnia|nationalit|nacionalidad|herkunft|nationaliteit|етніч|العرق|الجنسيه",
    "status": "displace|deplac|desplaz|deslocad|ontheemd|vertrieb|sfollat|внутрішньо переміщ|النزوح",
}
_BY = (
    "by|disaggregated by|broken down by|par|ventile par|selon|por|desagregado por|segun|naar|"
    "uitgesplitst naar|"
    "nach|aufgeschlusselt nach|per|disaggregato per|за|у розрізі|حسب|بحسب"
)
_BASELINE = (
    "baseline|base line|base|reference|valeur de reference|situation de depart|linea de base|linha de base|"
    "nulmeting|uitgangswaarde|ausgangswert|basiswert|valore di partenza|базов|خط الاساس"
)
_TARGET = (
    "target|goal|cible|valeur cible|objectif|meta|valor meta|streefwaarde|doelwaarde|zielwert|ziel|obiettivo|"
    "valore atteso|цільов|ціль|المستهدف|القيمه المستهدفه"
)
_NUMBER = re.compile(r"(?<![\w.,])(\d{1,3}(?:[ .,]\d{3})+(?!\d)|\d+)([.,]\d{1,2})?\s?(%)?(?![\w])")
_YEAR = range(1990, 2061)
_ARROW = re.compile(r"→|➔|->|=>|⇒|>")
_FROM_TO = re.compile(r"\b(from|de|du|desde|van|von|da|dal|з|від|من)\b")
_TO = re.compile(r"\b(to|a|ate|hasta|naar|tot|auf|bis|al|до|الى)\b")


class _Figure(NamedTuple):
    at: int
    end: int
    value: float
    percent: bool

    @property
    def year(self) -> bool:
        return not self.percent and self.value in _YEAR


def facts_of(text: str) -> Facts:
    """Unit, breakdown, baseline and target of a clean text.

    Parameters
    ----------
    text : str
        As from `napcompare.classifier.text.clean`.

    Returns
    -------
    Facts
        Unit is a code of the vocabulary concept_unit; the breakdown is joined by " / ".

    Examples
    --------
    >>> facts_of("Aandeel vrouwelijke officieren: 9,5 % (2020) → 15 % (2025)")
    Facts(unit='percent', disaggregation='', baseline=9.5, baseline_year=2020, target=15.0, target_year=2025)
    >>> facts_of("Nombre de femmes formées, par âge. Cible 2025 : 1 200")[3:]
    (None, 1200.0, 2025)
    """
    folded = fold(text)
    figures = list(_figures(folded))
    baseline, target = _pair(folded, figures)
    return Facts(
        _unit(folded, figures),
        " / ".join(_breakdown(folded)),
        *_with_year(folded, figures, baseline),
        *_with_year(folded, figures, target),
    )


def _unit(folded: str, figures: list[_Figure]) -> str:
    first = {unit: at for unit, told in _UNITS.items() if (at := _first(folded, told)) is not None}
    percents = [f.at for f in figures if f.percent]
    if not first:
        return "percent" if percents else ""
    return min(first, key=lambda unit: first[unit])


def _first(folded: str, told: str) -> int | None:
    found = re.search(rf"(?<!\w)(?:{'|'.join(map(re.escape, told.split('|')))})", folded)
    return found.start() if found else None


def _breakdown(folded: str) -> Iterator[str]:
    for name, told in _BREAKDOWNS.items():
        beginnings = "|".join(map(re.escape, told.split("|")))
        lists = r"(?:[\w'’]+(?:\s*[,/]\s*|\s+(?:and|et|y|e|en|und|та|і|و)\s+|\s+)){0,4}?"
        if re.search(
            rf"(?<!\w)(?:{_BY})\s+{lists}(?:l['’]|la |le |el |de |da |ال)?(?:{beginnings})", folded
        ):
            yield name


def _figures(folded: str) -> Iterator[_Figure]:
    for found in _NUMBER.finditer(folded):
        whole, part, percent = found.groups()
        value = float(re.sub(r"[ .,]", "", whole) + (part or "").replace(",", "."))
        yield _Figure(found.start(), found.end(), value, bool(percent))


def _pair(folded: str, figures: list[_Figure]) -> tuple[_Figure | None, _Figure | None]:
    """The figures that are baseline and target: named as such, or told as from one to the other."""
    values = [f for f in figures if not f.year]
    baseline, target = _named(folded, values, _BASELINE), _named(folded, values, _TARGET)
    if baseline or target:
        return baseline, target if target != baseline else None
    for one, other in pairwise(values):
        between = folded[one.end : other.at]
        before = folded[max(0, one.at - 12) : one.at]
        if _ARROW.search(between) or (_FROM_TO.search(before) and _TO.search(between)):
            return one, other
    return None, None


def _named(folded: str, values: list[_Figure], names: str) -> _Figure | None:
    found = re.search(rf"(?<!\w)(?:{names})", folded)
    if not found:
        return None
    after = [f for f in values if 0 <= f.at - found.end() <= 30]
    return after[0] if after else None


def _with_year(
    folded: str, figures: list[_Figure], value: _Figure | None
) -> tuple[float | None, int | None]:
    """A value with the year that stands beside it: in brackets behind, or before it with its name."""
    if value is None:
        return None, None
    years = [f for f in figures if f.year]
    behind = [
        f for f in years if 0 <= f.at - value.end <= 12 and ";" not in folded[value.end : f.at]
    ]
    before = [f for f in years if 0 <= value.at - f.end <= 6]
    near = behind or before
    return value.value, int(near[0].value) if near else None
