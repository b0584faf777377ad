#!/usr/bin/env python3
"""Packs character and pair counts into src/han/likely.bin.

usage: pack-likely.py UNIGRAM.tsv BIGRAM.tsv > src/han/likely.bin

Each line of the inputs holds a character (or a pair) and how often it was seen, with a tab
between. The counts were taken over 10.6 million characters of modern Simplified text: television
news of 2022-2023 (MIT licence), every third law of the country (not subject to copyright), and two
novels in the public domain. Counts are facts; no sentence of these texts is in the table.

The file, little endian:
    u32 characters N, u32 pairs M
    N x u16  code points, ascending
    N x u8   round(16 ln count) of each character
    (N+1) x u32  where the pairs of each first character begin
    M x u16  index of the second character, ascending within a first character
    M x u8   round(16 ln count) of each pair
"""
import math
import struct
import sys


def rows(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            key, count = line.rstrip("\n").rsplit("\t", 1)
            yield key, int(count)


def level(count):
    return min(255, round(16 * math.log(count)))


def main():
    singles = {c: n for c, n in rows(sys.argv[1]) if len(c) == 1 and ord(c) < 0x10000}
    chars = sorted(singles)
    index = {c: i for i, c in enumerate(chars)}
    followers = [[] for _ in chars]
    for pair, n in rows(sys.argv[2]):
        if len(pair) == 2 and pair[0] in index and pair[1] in index:
            followers[index[pair[0]]].append((index[pair[1]], level(n)))
    starts, seconds, levels = [0], [], []
    for row in followers:
        for second, n in sorted(row):
            seconds.append(second)
            levels.append(n)
        starts.append(len(seconds))
    out = sys.stdout.buffer
    out.write(struct.pack("<II", len(chars), len(seconds)))
    out.write(struct.pack(f"<{len(chars)}H", *map(ord, chars)))
    out.write(bytes(level(singles[c]) for c in chars))
    out.write(struct.pack(f"<{len(starts)}I", *starts))
    out.write(struct.pack(f"<{len(seconds)}H", *seconds))
    out.write(bytes(levels))


if __name__ == "__main__":
    main()
