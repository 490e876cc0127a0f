"""Packs a stream for the tests: pack.py STREAM RECORDING.gz

The kernel's release, which names a machine, becomes RELEASE in the first frame; all else stays, byte for byte. A stream
that holds anything else of this machine is refused. docs/frames.md describes what is read here.
"""
import gzip
import os
import struct
import sys

RELEASE = b"6.12.0"
HELLO, FILE = 1, 6
AT_RELEASE = 4 * 4 + 2 * 8 + 3 * 4
MACHINE_ID = b"0123456789abcdef0123456789abcdef\n"
BOOT_ID = b"01234567-89ab-4cde-8f01-23456789abcd\n"


def string(b, at):
    n = struct.unpack_from("<I", b, at)[0]
    return b[at + 4:at + 4 + n], at + 4 + n


def hello(payload, expected):
    at = AT_RELEASE
    release, end = string(payload, at)
    if release != expected:
        sys.exit("pack: HELLO has another form than docs/frames.md says: mend pack.py")
    at_argv = end
    for _ in range(2):  # host, version
        _, at_argv = string(payload, at_argv)
    count = struct.unpack_from("<I", payload, at_argv)[0]
    ids = at_argv + 4
    for _ in range(count):
        _, ids = string(payload, ids)
    out = payload[:at] + struct.pack("<I", len(RELEASE)) + RELEASE + payload[end:ids]
    for made_up in (MACHINE_ID, BOOT_ID):  # in place of this machine's
        out += struct.pack("<I", len(made_up)) + made_up
    return out


def frames(stream):
    at = 8
    while at < len(stream):
        length, kind = struct.unpack_from("<IH", stream, at)
        yield kind, stream[at + 4:at + 32], stream[at + 32:at + length]
        at += length


def main():
    with open(sys.argv[1], "rb") as file:
        stream = file.read()
    out = bytearray(stream[:8])
    for kind, header, payload in frames(stream):
        if kind == HELLO:
            payload = hello(payload, os.uname().release.encode())
        if kind == FILE and struct.unpack_from("<I", header, 4)[0] == 0:
            path, end = string(payload, 0)
            if payload[end:]:
                sys.exit(f"pack: {path.decode()} of an engine of this machine is in the stream: hide it in it/record/faults")
        out += struct.pack("<I", len(payload) + 32) + header + payload
    top = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    host = open("/proc/sys/kernel/hostname").read().strip()
    # A name of two letters may be anywhere by chance: as a string it has its length before it.
    for word in (top.encode(), os.uname().release.encode(), struct.pack("<I", len(host)) + host.encode()):
        if word in out:
            sys.exit(f"pack: {word} is in the stream: it names this machine")
    with open(sys.argv[2], "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(out)


if __name__ == "__main__":
    main()
