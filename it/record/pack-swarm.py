"""Packs a stream of a swarm's node for the tests: pack-swarm.py STREAM RECORDING.gz

The kernel's release, which names a machine, becomes RELEASE in the first frame, and its ids made-up ones; where an engine
tells the release again its numbers alone stay. All else stays, byte for byte. A stream that holds the path of this folder or the name of this machine is refused.
"""
import gzip
import os
import struct
import sys

import pack


def main():
    with open(sys.argv[1], "rb") as file:
        stream = file.read()
    out = bytearray(stream[:8])
    own = os.uname().release.encode()
    for kind, header, payload in pack.frames(stream):
        if kind == pack.HELLO:
            release, _ = pack.string(payload, pack.AT_RELEASE)
            payload = pack.hello(payload, release)
        payload = payload.replace(own, (own.split(b"-")[0] + b"-" * len(own))[:len(own)])
        out += struct.pack("<I", len(payload) + 32) + header + payload
    host = open("/proc/sys/kernel/hostname").read().strip()
    top = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    for word in (top.encode(), os.uname().release.encode(), struct.pack("<I", len(host)) + host.encode()):
        if word in out:
            sys.exit(f"pack-swarm: {word} is in the stream: it names this machine")
    with open(sys.argv[2], "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(out)


main()
