#!/usr/bin/env python3
"""Fits the model of how sellers talk: writes src/stages/spam/voice.txt.

    scripts/fit-spam-voice.py [--held-out] [PROSE ...]

What is learned from: tests/spam/voice/*.txt and the documents of tests/spam/*.md that are not held back (`- `, an advertisement;
`+ `, an honest line), what is an article's in the pages of tests/frame/strangers, all of our own writing, and lines of clean prose from the files
PROSE. Pages and prose are plain: honest, and not written to sound like sellers. Only weights get into the table.

The model is a logistic regression (Adagrad, l2) over the different characters and pairs of neighbouring characters of a
line. `--held-out` fits five times without a fifth of the lines, and prints what each fifth is given by a model
that has not seen it: how many advertisements are above the score that one honest line in 20 to 500 reaches.
"""

import argparse
import collections
import math
import pathlib
import random
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLE = ROOT / "src/stages/spam/voice.txt"
ROUNDS, RATE, DECAY = 15, 0.3, 0.002
LEAST = 2  # a feature must stand in so many lines of our own
KEPT = 8000  # so many features are kept, by weight times the root of how many lines hold them
PROSE_LINES = 6000
PLAIN_LEN = 200  # characters of a plain line that are learned from
SHARES = 0.6, 0.2, 0.2  # of what is learned: advertisements, honest lines, plain lines
HELD_BACK = ("planted.md", "honest-offers.md")  # what the whole is tried on

HEADER = """\
# How sellers talk: log-odds of a logistic regression, in hundredths, over characters and pairs of characters. `^` and `$`
# are the ends of a run of letters and digits, `0` is a run of digits, `a` one of letters. Made by scripts/fit-spam-voice.py
# from lines of our own writing in tests/spam and from clean prose; do not edit.
"""


def folded(text):
    """Lower case, narrow; a run of digits is `0`, one of letters `a`."""
    chars = []
    for c in text.lower():
        if "\uff01" <= c <= "\uff5e":
            c = chr(ord(c) - 0xFEE0).lower()
        elif "①" <= c <= "⑨" or "❶" <= c <= "❾" or c == "⓪":
            c = "0"
        elif "ⓐ" <= c <= "ⓩ":
            c = "a"
        elif c == "➕":
            c = "加"
        chars.append(c)
    return re.sub("[a-z]+", "a", re.sub("[0-9]+", "0", "".join(chars)))


def features(text):
    found, before = set(), "^"
    for c in folded(text):
        if c.isalnum():
            found |= {c, before + c}
            before = c
        elif before != "^":
            found.add(before + "$")
            before = "^"
    if before != "^":
        found.add(before + "$")
    return found


def read(prose):
    """The lines of our own, 1 for an advertisement and its features each, and the plain ones."""
    samples = []
    for path in sorted((ROOT / "tests/spam").glob("*.md")):
        if path.name in HELD_BACK:
            continue
        for line in path.read_text().splitlines():
            if line.startswith("- "):
                samples.append((1, line[2:].split(" ", 1)[1]))
            elif line.startswith("+ "):
                samples.append((0, line[2:]))
    for name, y in (("advertisements", 1), ("honest", 0)):
        lines = (ROOT / "tests/spam/voice" / name).with_suffix(".txt").read_text().splitlines()
        samples += [(y, line) for line in lines]
    plain = [l.strip() for path in prose for l in pathlib.Path(path).read_text().splitlines() if l.strip()]
    plain = random.Random(7).sample(plain, min(PROSE_LINES, len(plain)))
    for path in sorted((ROOT / "tests/frame/strangers").glob("*.txt")):
        plain += [line[2:] for line in path.read_text().splitlines() if line[:2] in ("A ", "M ")]
    return [(y, features(t)) for y, t in samples], [(0, features(t[:PLAIN_LEN])) for t in plain]


def scale(count):
    """A longer line says more, but not in proportion."""
    return max(count, 1) ** -0.25


def train(weighed, known):
    rng = random.Random(1)
    weighed = [(y, share, sorted(s & known)) for y, share, s in weighed]
    weights, squares, bias = dict.fromkeys(sorted(known), 0.0), collections.defaultdict(lambda: 1e-3), 0.0
    for _ in range(ROUNDS):
        rng.shuffle(weighed)
        for y, share, s in weighed:
            k = scale(len(s))
            z = bias + k * sum(weights[f] for f in s)
            error = share * (1 / (1 + math.exp(-max(-30.0, min(30.0, z)))) - y)
            bias -= 0.02 * error
            for f in s:
                slope = error * k + DECAY * weights[f]
                squares[f] += slope * slope
                weights[f] -= RATE * slope / math.sqrt(squares[f])
    return bias, weights


def fit(samples, plain):
    """Fits twice: to all features, and to those that proved to matter."""
    ads = sum(y for y, _ in samples)
    honest = len(samples) - ads
    total = len(samples) + len(plain)
    sold, kept, read = SHARES
    weighed = [(y, total * (sold / ads if y else kept / honest), s) for y, s in samples]
    weighed += [(0, total * read / len(plain), s) for _, s in plain]
    seen = collections.Counter(f for _, s in samples for f in s)
    bias, weights = train(weighed, {f for f in seen if seen[f] >= LEAST})
    best = sorted(weights, key=lambda f: (-abs(weights[f]) * math.sqrt(seen[f]), f))[:KEPT]
    return train(weighed, set(best))


def score(model, s):
    bias, weights = model
    known = [weights[f] for f in s if f in weights]
    return bias + scale(len(known)) * sum(known)


def held_out(samples, plain):
    random.Random(3).shuffle(samples)
    scores = []
    for part in range(5):
        model = fit([s for i, s in enumerate(samples) if i % 5 != part], plain)
        scores += [(score(model, s), y) for y, s in samples[part::5]]
    honest = sorted((z for z, y in scores if not y), reverse=True)
    ads = [z for z, y in scores if y]
    for one_in in (20, 50, 100, 200, 500):
        bar = honest[len(honest) // one_in]
        print(f"one honest line in {one_in} is above {bar:.2f}; of the advertisements {sum(z > bar for z in ads)} of {len(ads)}")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--held-out", action="store_true")
    arguments.add_argument("prose", nargs="*")
    arguments = arguments.parse_args()
    samples, plain = read(arguments.prose)
    if arguments.held_out:
        return held_out(samples, plain)
    bias, weights = fit(samples, plain)
    rows = [(round(100 * w), f) for f, w in weights.items()]
    rows.sort(key=lambda row: (-row[0], row[1]))
    TABLE.write_text(HEADER + f" {round(100 * bias)}\n" + "".join(f"{f} {w}\n" for w, f in rows))
    print(f"{len(rows)} weights in {TABLE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
