"""The language of a text, told by its script and its small words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from napcompare.classifier.text import words

__all__ = ["LANGUAGES", "language_of"]

LANGUAGES = ("en", "fr", "es", "pt", "nl", "de", "it", "uk", "ar")
_SMALL: Mapping[str, str] = {
    "en": "the of and in to for by with on who that which number share women are is at from "
    "women's percentage proportion female trained whether gender support annual",
    "fr": "le la les des du de d l et en au aux par pour sur qui dont dans nombre femmes "
    "une un est sont pourcentage proportion feminin feminine formees mise oeuvre "
    "nationale selon avec ayant sein",
    "es": "el la los las de del y en al por para con que se su numero mujeres una un es son "
    "sobre porcentaje proporcion mujer capacitadas entre tasa violencia existe "
    "nacional casos genero",
    "pt": "o a os as de da do das dos e em na no nas nos por para com que numero mulheres "
    "uma um sobre ao percentagem proporcao mulher formadas taxa violencia existe "
    "nacional entre casos genero",
    "nl": "de het een van en in op voor met door aan bij dat die aantal vrouwen is zijn per "
    "over te aandeel percentage vrouwelijke opgeleid jaarlijks gevallen geweld tussen "
    "binnen waarin mate",
    "de": "der die das des den dem und in im von fur mit zu zur zum auf bei an anzahl "
    "frauen ist sind anteil prozentsatz weiblicher weiblichen weibliche jahrlich zahl "
    "falle gewalt uber unter davon gibt ob",
    "it": "il la lo i gli le di del della dei delle e in nel nella per con che su numero "
    "donne un una al percentuale quota femminile femminili formate presenza violenza "
    "tra casi nazionale grado genere sul da",
    "uk": "та у в на для з із щодо про що які до за від кількість частка жінок",
    "ar": "من في على الى عن مع التي الذي عدد نسبه النساء او بين",
    # Languages that are told only so that they are not taken for one of the nine.
    "xx_sv": "och att av som för i på med till kvinnor antal den det ar har om inom",
    "xx_da": "og at af som for i pa med til kvinder antal den det er har om den",
    "xx_fi": "ja on etta se ovat naisten osuus maara ei sekä seka mukaan kuin",
    "xx_pl": "i w na z do oraz przez dla o liczba kobiet jest sie od w zakresie",
    "xx_ro": "si de la in cu pe din pentru care numarul femeilor a ale privind al",
    "xx_tr": "ve bir ile icin bu kadin sayisi olarak olan orani",
    "xx_bs": "i u na za od se je su sa o broj zena koje iz te",
    "xx_ru": "и в на по с для о количество доля женщин из к при от или",
    "xx_fa": "و در به از که با برای این زنان تعداد",
    "xx_sw": "na ya wa kwa katika idadi wanawake la za ni",
}
_SETS = {language: frozenset(text.split()) for language, text in _SMALL.items()}
_UKRAINIAN = re.compile("[іїєґ]")
_OTHER_SCRIPT = re.compile(
    "[\u0370-\u03ff\u0530-\u058f\u0590-\u05ff\u0900-\u0dff\u0e00-\u0eff\u10a0-\u10ff\u1200-\u137f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_ARABIC = re.compile("[\u0600-\u06ff]")
_PERSIAN = re.compile("[پچژگ]")


def language_of(text: str) -> str:
    """The language of a clean text: one of the nine, ``other``, or empty where too little tells.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        One of `LANGUAGES`, ``other`` or ``""``.

    Examples
    --------
    >>> language_of("Aandeel vrouwen in de krijgsmacht"), language_of("Naisten osuus puolustusvoimissa")
    ('nl', 'other')
    >>> language_of("Частка жінок у поліції"), language_of("عدد النساء في الشرطة"), language_of("CEDAW")
    ('uk', 'ar', '')
    """
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return ""
    if 2 * len(_OTHER_SCRIPT.findall(text)) > len(letters):
        return "other"
    if 2 * len(_CYRILLIC.findall(text)) > len(letters):
        return "uk" if _UKRAINIAN.search(text.lower()) else _best(text, ("uk", "xx_ru", "xx_bs"))
    if 2 * len(_ARABIC.findall(text)) > len(letters):
        return "other" if _PERSIAN.search(text) else "ar"
    latin = tuple(name for name in _SMALL if name not in ("uk", "ar", "xx_ru", "xx_fa"))
    return _best(text, latin)


def _best(text: str, languages: tuple[str, ...]) -> str:
    told = words(text)
    scores = {name: sum(word in _SETS[name] for word in told) for name in languages}
    best = max(scores.values())
    found = [name for name, score in scores.items() if score == best]
    if best == 0 or len(found) > 1:
        return ""
    return "other" if found[0].startswith("xx_") else found[0]
