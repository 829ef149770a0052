"""Names per second, beside country_converter and the fuzzy look-up of hdx-python-country. Never a gate.

``python benchmarks/names.py PYTHON``, where PYTHON is an interpreter that has both of them (and the
older pandas that one of them needs). Each runs on the same strings: real names, with case, spacing and
punctuation changed from a fixed seed. The slower ones get the first strings only, and rates are compared.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import napcompare as nap

COUNT, SLOW = 100_000, 1_000
LANGUAGES = ("en", "fr", "es", "pt", "de", "nl", "it", "pl", "tr", "sv", "mul")
NOTHING = (
    "Perugia",
    "Somaliland",
    "Mexico City",
    "Southern Sub-Saharan Africa",
    "Europe",
    "Utopia",
)

OTHERS = """
import json, logging, sys, time
strings = json.load(open(sys.argv[1]))[:int(sys.argv[2])]
nothing = json.loads(sys.argv[3])
logging.disable(logging.CRITICAL)
import country_converter
from hdx.location.country import Country
converter = country_converter.CountryConverter()
def one(text): return converter.convert(text, to="ISO3", not_found=None)
def fuzzy(text): return Country.get_iso3_country_code_fuzzy(text)[0]
Country.countriesdata(use_live=False)
told = {}
t = time.perf_counter(); converter.convert(strings, to="ISO3", not_found=None)
told["country_converter"] = len(strings) / (time.perf_counter() - t)
t = time.perf_counter(); [fuzzy(s) for s in strings]
told["hdx fuzzy"] = len(strings) / (time.perf_counter() - t)
def matched(f): return [n for n in nothing if len(str(f(n) or "")) == 3]
told["matched wrongly"] = {"country_converter": matched(one), "hdx fuzzy": matched(fuzzy)}
print(json.dumps(told))
"""


def strings() -> tuple[list[str], list[str], int]:
    """Changed names, the entities they mean, and from how many names they were made."""
    aliases = nap.load().table("aliases")
    names = aliases[aliases["language"].isin(LANGUAGES)].drop_duplicates("alias_key", keep=False)
    names = names[names["alias"].str.isascii()]
    real = list(zip(names["alias"], names["entity"], strict=True))
    chance = random.Random(1325)
    chosen = [chance.choice(real) for _ in range(COUNT)]
    return [_changed(n, chance) for n, _ in chosen], [e for _, e in chosen], len(real)


def _changed(name: str, chance: random.Random) -> str:
    change = chance.choice((str.upper, str.lower, str.title, str.swapcase))
    name = change(name) if len(name) > 4 else name
    name = name.replace(" ", chance.choice((" ", "  ", "-" if "," not in name else " ")))
    return chance.choice(("", " ")) + name + chance.choice(("", ".", " "))


def main(python: str) -> None:
    texts, entities, names = strings()
    nap.resolve(["Nederland"])
    start = time.perf_counter()
    found = nap.resolve(texts)
    ours = COUNT / (time.perf_counter() - start)
    codes = found["entity"].tolist() if hasattr(found, "columns") else list(found)
    right = sum(a == b for a, b in zip(codes, entities, strict=True))
    wrong = sum(isinstance(a, str) and a != b for a, b in zip(codes, entities, strict=True))
    print(
        f"{COUNT:,} strings from {names:,} names: {ours:,.0f} a second, {right:,} right, {wrong:,} wrong"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "strings.json"
        path.write_text(json.dumps(texts))
        command = [python, "-c", OTHERS, str(path), str(SLOW), json.dumps(NOTHING)]
        told = json.loads(
            subprocess.run(command, capture_output=True, text=True, check=True).stdout
        )
    for name in ("country_converter", "hdx fuzzy"):
        print(
            f"{name}: {told[name]:,.0f} a second; napcompare is {ours / told[name]:,.0f} times as fast"
        )
    print(f"matched although they are no country or organisation: {told['matched wrongly']}")
    print(f"napcompare: {[n for n in NOTHING if _matches(n)]}")


def _matches(name: str) -> bool:
    try:
        return bool(nap.resolve(name))
    except (nap.NameUnknownError, nap.NameAmbiguousError):
        return False


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
