#!/usr/bin/env python3
"""Makes src/stages/reflow/english.txt: English words by which those cut with a hyphen are known.

    python3 scripts/pack-english.py american-english-small > src/stages/reflow/english.txt

The source is the list of that name of SCOWL (http://wordlist.aspell.net/), as Debian's package wamerican-small has it.
Words of four to sixteen small letters are kept, without the regular forms of others: `hyphen.rs` makes those.
"""

import re
import sys
import textwrap

ENDINGS = [("s", [""]), ("es", [""]), ("ed", ["", "e"]), ("ing", ["", "e"]), ("ly", [""]), ("er", ["", "e"]), ("ness", [""])]


def is_form(word, words):
    for ending, stems in ENDINGS:
        if word.endswith(ending):
            stem = word[: -len(ending)]
            doubled = len(stem) > 3 and stem[-1] == stem[-2] and stem[:-1] in words
            if doubled or len(stem) >= 3 and any(stem + end in words for end in stems):
                return True
    return False


def main():
    words = {line.strip() for line in open(sys.argv[1], encoding="utf-8")}
    # The list holds numbers of chapters, too: `lxiv`.
    plain = {word for word in words if re.fullmatch("[a-z]{4,16}", word) and not re.fullmatch("[ivxl]+", word)}
    kept = sorted(word for word in plain if not is_form(word, words))
    print("\n".join(textwrap.wrap(" ".join(kept), 118, break_on_hyphens=False)))


main()
