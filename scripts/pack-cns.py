#!/usr/bin/env python3
"""Packs planes 1 and 2 of CNS 11643, which ISO-2022-CN uses, into src/decode/cns.bin.

usage: pack-cns.py > src/decode/cns.bin

The mapping is asked of the C library's converter for EUC-TW (`iconv`), there and back, so that only
codes that mean one character stay. A mapping between two standards is a fact.

The file: 2 planes x 94 rows x 94 cells, each u16 little endian, 0 where there is no character.
"""
import struct
import subprocess
import sys


def iconv(data, source, target):
    return subprocess.run(["iconv", "-c", "-f", source, "-t", target], input=data, capture_output=True).stdout


def code(plane, row, cell):
    pair = bytes((row | 0x80, cell | 0x80))
    return pair if plane == 1 else b"\x8e" + bytes((0xA0 + plane,)) + pair


def main():
    for plane in (1, 2):
        for row in range(0x21, 0x7F):
            codes = [code(plane, row, cell) for cell in range(0x21, 0x7F)]
            chars = iconv(b"\n".join(codes), "EUC-TW", "UTF-8").decode().split("\n")
            back = iconv("\n".join(chars).encode(), "UTF-8", "EUC-TW").split(b"\n")
            for c, want, got in zip(chars, codes, back, strict=True):
                value = ord(c) if len(c) == 1 and want == got and ord(c) < 0x10000 else 0
                sys.stdout.buffer.write(struct.pack("<H", value))


if __name__ == "__main__":
    main()
