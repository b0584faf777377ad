#!/usr/bin/env python3
"""Packs how common characters are, for telling encodings apart, into src/decode/common.bin.

usage: pack-common.py UNIGRAM.tsv BIGRAM.tsv > src/decode/common.bin

The inputs are those of pack-likely.py: characters and pairs with their counts in 10.6 million
characters of modern Simplified text (television news, MIT licence; laws, not subject to copyright;
two novels in the public domain). Counts for Traditional text are those of the pairs converted by
OpenCC (`pip install OpenCC`, configuration s2t; Apache-2.0), which tells 頭髮 from 發展. Both
scripts weigh the same. Characters of the first levels of GB 2312 and of Big5, and some of written
Cantonese, count as common even if the text has none of them.

The file, little endian:
    u32 characters N
    N x u16  code points, ascending
    N x u8   round(-8 ln P) of each character
"""
import collections
import math
import struct
import sys

import opencc

# What a character of a standard's first level costs at most, and one of Cantonese.
FIRST_LEVEL, CANTONESE = 12.0, 10.0
YUE = "嘅喺咗哋啲嚟冇佢唔㗎噉咁乜嘢嗰嗻啱嘥攞揾搵瞓攰孭嬲諗睇俾畀喇啩咩囖囉噃嘞喎嚿咪脷餸曱甴焗煲冚躝嘈氹掂揸拎搣嗌"


def rows(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            key, count = line.rstrip("\n").rsplit("\t", 1)
            yield key, int(count)


def first_levels():
    """The characters that GB 2312 and Big5 put first because they are common."""
    codes = [bytes((lead, trail)) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF)]
    for code in codes:
        yield from code.decode("gb2312", "ignore")
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    for code in (bytes((lead, trail)) for lead in range(0xA4, 0xC7) for trail in trails):
        if code <= b"\xc6\x7e":
            yield from code.decode("big5", "ignore")


def main():
    simplified = collections.Counter({c: n for c, n in rows(sys.argv[1]) if len(c) == 1})
    traditional = collections.Counter()
    to_traditional = opencc.OpenCC("s2t")
    for pair, n in rows(sys.argv[2]):
        for c in to_traditional.convert(pair):
            traditional[c] += n
    costs = {}
    sums = sum(simplified.values()), sum(traditional.values())
    for c in simplified.keys() | traditional.keys():
        p = simplified[c] / sums[0] / 2 + traditional[c] / sums[1] / 2
        costs[c] = -math.log(p)
    for c in first_levels():
        costs[c] = min(costs.get(c, 99), FIRST_LEVEL)
    for c in YUE:
        costs[c] = min(costs.get(c, 99), CANTONESE)
    chars = sorted(c for c in costs if 0x80 <= ord(c) < 0x10000 and costs[c] < 15.5)
    out = sys.stdout.buffer
    out.write(struct.pack("<I", len(chars)))
    out.write(struct.pack(f"<{len(chars)}H", *map(ord, chars)))
    out.write(bytes(round(8 * costs[c]) for c in chars))


if __name__ == "__main__":
    main()
