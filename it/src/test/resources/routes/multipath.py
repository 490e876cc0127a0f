"""Adds a route of many next hops, more than ip takes on its command line: multipath.py 4|6 HOPS DEVICE TABLE [onlink]

The next hops are 10.0.0.2 and on, or fd00::2 and on; the destination 99.0.0.0/24 or fd99::/64.
"""
import socket
import struct
import sys

NETLINK_ROUTE, RTM_NEWROUTE, NLM_F_REQUEST, NLM_F_ACK, NLM_F_CREATE = 0, 24, 1, 4, 0x400
RTNH_F_ONLINK = 4
RTA_DST, RTA_GATEWAY, RTA_MULTIPATH, RTA_TABLE = 1, 5, 9, 15


def attribute(kind, value):
    return struct.pack("HH", 4 + len(value), kind) + value + bytes(-len(value) % 4)


def main():
    four, hops, device, table = sys.argv[1] == "4", int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    index = socket.if_nametoindex(device)
    flags = RTNH_F_ONLINK if sys.argv[5:] else 0
    ways = b""
    for i in range(2, 2 + hops):
        gateway = bytes([10, 0, i >> 8, i & 255]) if four else socket.inet_pton(socket.AF_INET6, f"fd00::{i:x}")
        via = attribute(RTA_GATEWAY, gateway)
        ways += struct.pack("HBBi", 8 + len(via), flags, 0, index) + via  # struct rtnexthop
    to, length = (bytes([99, 0, 0, 0]), 24) if four else (socket.inet_pton(socket.AF_INET6, "fd99::"), 64)
    body = struct.pack("BBBBBBBBI", socket.AF_INET if four else socket.AF_INET6, length, 0, 0, 0, 3, 0, 1, 0)
    body += attribute(RTA_DST, to) + attribute(RTA_TABLE, struct.pack("I", table)) + attribute(RTA_MULTIPATH, ways)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_ROUTE) as s:
        flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE
        s.send(struct.pack("IHHII", 16 + len(body), RTM_NEWROUTE, flags, 1, 0) + body)
        errno = -struct.unpack_from("i", s.recv(65536), 16)[0]
        if errno:
            sys.exit(f"multipath: {hops} next hops: errno {errno}")


main()
