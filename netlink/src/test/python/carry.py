#!/usr/bin/env python3
"""Carries requests to the kernel in a network namespace of its own: for RequestsTest.

stdin: one request a line, in hexadecimal digits; four bytes 0xdeadbeef in it become the
fd of a second namespace.
stdout: one line a request, the answers in hexadecimal digits joined by blanks.
"""
import ctypes
import os
import socket
import struct
import sys

libc = ctypes.CDLL(None, use_errno=True)


def unshare():
    if libc.unshare(0x40000000) != 0:
        sys.exit(f"unshare: {os.strerror(ctypes.get_errno())}")


unshare()
home = os.open("/proc/self/ns/net", os.O_RDONLY)
s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
s.settimeout(5)
s.bind((0, 0))
s.setsockopt(270, 11, 1)  # NETLINK_EXT_ACK
unshare()
other = os.open("/proc/self/ns/net", os.O_RDONLY)
if libc.setns(home, 0) != 0:
    sys.exit("setns")
for line in sys.stdin:
    request = bytearray.fromhex(line.strip())
    request = bytes(request).replace(b"\xef\xbe\xad\xde", struct.pack("=I", other))
    s.send(request)
    answers, done = [], False
    while not done:
        datagram, at = s.recv(65536), 0
        while at < len(datagram):
            length, kind, flags = struct.unpack_from("=IHH", datagram, at)
            answers.append(datagram[at:at + length].hex())
            at += (length + 3) & ~3
            done = kind in (2, 3) or not flags & 2
    print(" ".join(answers), flush=True)
