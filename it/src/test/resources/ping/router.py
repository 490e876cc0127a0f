# A router that answers each echo request to an address of its own with the ICMP error that the address names, and says
# on stdout what arrives.
#
#   router.py errors IFACE GATEWAY    10.9.T.C, fd09::T:C: an error of type T and code C; GATEWAY is what redirects name
#   router.py packets IFACE           one line for each echo request: the packet in hex, its own numbers and times blank
import socket
import struct
import sys


def checksum(b):
    b += b"\0" * (len(b) % 2)
    s = sum(struct.unpack("!%dH" % (len(b) // 2), b))
    s = (s & 0xFFFF) + (s >> 16)
    return ~(s + (s >> 16)) & 0xFFFF


def error4(packet, gateway):
    kind, code = packet[18], packet[19]
    rest = b"\0\0\0\0"
    if kind == 3 and code == 4:
        rest = struct.pack("!HH", 0, 1234)  # next-hop MTU
    if kind == 5:
        rest = socket.inet_aton(gateway)
    if kind == 12:
        rest = bytes([20, 0, 0, 0])  # pointer
    header = (packet[0] & 15) * 4
    body = bytes([kind, code, 0, 0]) + rest + packet[: header + 24]
    return body[:2] + struct.pack("!H", checksum(body)) + body[4:]


def error6(packet):
    kind, code = packet[37], packet[39]
    rest = 1300 if kind == 2 else 40 if kind == 4 else 0  # MTU, pointer
    return bytes([kind, code, 0, 0]) + struct.pack("!I", rest) + packet[:1200]  # the kernel makes the checksum


def blank(b, at, n):
    b[at : at + n] = b"\0" * min(n, max(0, len(b) - at))


def plain(packet):
    b = bytearray(packet)
    if b[0] >> 4 == 4:
        header = (b[0] & 15) * 4
        blank(b, 4, 2)  # IP identification
        blank(b, 10, 2)  # and checksum
        if header > 20 and b[20] == 68:
            blank(b, 24 + (4 if b[23] & 15 else 0), 4)  # the sender's own timestamp
    else:
        header = 40
        if (struct.unpack("!I", b[:4])[0] & 0xFFFFF) > 5:
            blank(b, 2, 2)  # a flow label by chance
            b[1] &= 0xF0
    blank(b, header + 2, 2)  # ICMP checksum
    if struct.unpack("!H", b[header + 4 : header + 6])[0] != 5:
        blank(b, header + 4, 2)  # identifier, but one that was asked for
    if len(b) >= header + 24:
        seconds, micros = struct.unpack("<QQ", b[header + 8 : header + 24])
        assert seconds > 1500000000 and micros < 1000000, (seconds, micros)
        blank(b, header + 8, 16)
    return b.hex()


def main():
    what, interface = sys.argv[1:3]
    seen = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
    seen.bind((interface, 3))
    four = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    six = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
    print("ready", flush=True)
    while True:
        packet, sender = seen.recvfrom(65536)
        if sender[2] == socket.PACKET_OUTGOING:
            continue
        is4 = packet[0] >> 4 == 4
        header = (packet[0] & 15) * 4 if is4 else 40
        if len(packet) < header + 8:
            continue
        fragment = is4 and struct.unpack("!H", packet[6:8])[0] & 0x1FFF
        echo = is4 and packet[9] == 1 and packet[header] == 8 and not fragment
        echo = echo or not is4 and packet[6] == 58 and packet[40] == 128
        if not echo:
            continue
        if what == "packets":
            # At the loopback of the frames' checksums: a checksum left to a device that has none is filled in late.
            print(plain(packet), flush=True)
        elif is4 and packet[16:18] == bytes([10, 9]):
            four.sendto(error4(packet, sys.argv[3]), (socket.inet_ntoa(packet[12:16]), 0))
        elif not is4 and packet[24:26] == bytes([0xFD, 9]):
            six.sendto(error6(packet), (socket.inet_ntop(socket.AF_INET6, packet[8:24]), 0))


main()
