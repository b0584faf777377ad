#!/usr/bin/env python3
"""Packs the Mandarin readings of the unified Han characters into src/han/pinyin.bin.

usage: pack-pinyin.py PINYIN_DICT.json > src/han/pinyin.bin

The input is `pypinyin/pinyin_dict.json` of the Python package `pypinyin` 0.55.0 (MIT licence), which
merges Unihan's kMandarin, kHanyuPinyin, kXHC1983 and kHanyuPinlu: code point -> readings with tone
marks, separated by commas. Only U+4E00-9FA5, the Han characters that GBK can hold, are kept.

The file, little endian:
    u32 bytes of the list of syllables, the syllables in UTF-8 with a line feed after each
    20,902 x u8   number of readings of each character
    u16 each      index of the syllable, character after character
"""
import json
import struct
import sys
import unicodedata


def main():
    table = json.load(open(sys.argv[1], encoding="utf-8"))
    rows = []
    for code in range(0x4E00, 0x9FA6):
        readings = table.get(str(code), "")
        rows.append([unicodedata.normalize("NFC", r) for r in readings.split(",") if r])
    syllables = sorted({r for row in rows for r in row})
    index = {r: i for i, r in enumerate(syllables)}
    names = "".join(s + "\n" for s in syllables).encode()
    out = sys.stdout.buffer
    out.write(struct.pack("<I", len(names)))
    out.write(names)
    out.write(bytes(len(row) for row in rows))
    for row in rows:
        out.write(struct.pack(f"<{len(row)}H", *(index[r] for r in row)))


if __name__ == "__main__":
    main()
