#!/usr/bin/env python3
"""Captures tables of older iptables as this kernel tells them by getsockopt(2), for LegacyTableTest.

Run as root, anywhere:  unshare -n python3 netlink/src/test/python/capture-legacy.py
It writes netlink/src/test/resources/filter/legacy.hex: for each table a comment line with the
commands that made it, and a line `ip_tables/TABLE` or `ip6_tables/TABLE` with struct ipt_getinfo,
struct ipt_get_entries and the entries, as the sensor sends them.
"""
import ctypes
import os
import socket
import struct
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "resources", "filter", "legacy.hex")
GET_INFO, GET_ENTRIES = 64, 65
LIBC = ctypes.CDLL(None, use_errno=True)

COMMANDS = """
iptables -A INPUT -p udp --dport 4789 -j DROP
iptables -A INPUT -p udp --dport 4789 -j REJECT
iptables -A INPUT -p udp --dport 4700:4800 -j DROP
iptables -A INPUT -p udp ! --dport 4789 -j DROP
iptables -A INPUT ! -p tcp -j DROP
iptables -A INPUT -p udp -m multiport --dports 22,4700:4800 -j DROP
iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
iptables -A INPUT -m conntrack --ctstate NEW -j ACCEPT
iptables -A INPUT -m state --state ESTABLISHED,RELATED -j ACCEPT
iptables -A INPUT -m addrtype --dst-type LOCAL -j DROP
iptables -A INPUT -m iprange --src-range 10.99.0.1-10.99.0.9 -j DROP
iptables -A INPUT -m mark --mark 0x8000/0x8000 -j DROP
iptables -A INPUT -m pkttype --pkt-type broadcast -j DROP
iptables -A INPUT -m limit --limit 3/min -j DROP
iptables -A INPUT -p tcp --syn -j DROP
iptables -A INPUT -i eth+ -j DROP
iptables -A INPUT -i eth0 -j DROP
iptables -A INPUT ! -i eth0 -j DROP
iptables -A INPUT -i eth1 -j DROP
iptables -A INPUT -f -j DROP
iptables -A INPUT -s 10.99.0.0/24 -j DROP
iptables -A INPUT ! -s 10.99.0.0/24 -j DROP
iptables -A INPUT -s 10.99.0.1 -d 10.99.0.2 -p udp -j DROP
iptables -A INPUT -p udp -m comment --comment x --dport 4789 -j DROP
iptables -A INPUT -j LOG
iptables -A INPUT -p udp
iptables -A INPUT -j NFQUEUE
iptables -A INPUT -j RETURN
iptables -t raw -A PREROUTING -d 172.17.0.2/32 ! -i docker0 -j DROP
iptables -t raw -A PREROUTING -p udp --dport 4789 -j CT --notrack
iptables -t mangle -A INPUT -j MARK --set-mark 1
iptables -N a; iptables -N b; iptables -A a -p udp -j b; iptables -A b -j REJECT; iptables -A INPUT -j a; iptables -A INPUT -g b; iptables -P INPUT DROP
ip6tables -A INPUT -p udp --dport 4789 -j DROP
ip6tables -A INPUT -s fd00::/8 -j DROP
ip6tables -N a; ip6tables -A a -m tos --tos 4 -j RETURN; ip6tables -A INPUT -g a; ip6tables -P INPUT DROP
""".strip().split("\n")


def get(six, table):
    s = socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    level = socket.IPPROTO_IPV6 if six else socket.IPPROTO_IP

    def ask(option, content):
        buffer = ctypes.create_string_buffer(content, len(content))
        length = ctypes.c_uint32(len(content))
        if LIBC.getsockopt(s.fileno(), level, option, buffer, ctypes.byref(length)) < 0:
            sys.exit(f"getsockopt {table}: {os.strerror(ctypes.get_errno())}")
        return buffer.raw

    name = table.encode().ljust(32, b"\0")
    info = ask(GET_INFO, name + bytes(52))
    size = struct.unpack_from("=I", info, 80)[0]
    entries = ask(GET_ENTRIES, name + struct.pack("=II", size, 0) + bytes(size))
    s.close()
    return info + entries


def main():
    with open(OUT, "w") as out:
        for line in COMMANDS:
            six = line.startswith("ip6")
            tool = ("ip6" if six else "ip") + "tables-legacy"
            words = line.split()
            table = words[2] if words[1] == "-t" else "filter"
            for hook in ("INPUT", "FORWARD", "OUTPUT") if table == "filter" else ():
                subprocess.run([tool, "-P", hook, "ACCEPT"], check=True)
            for option in ("-F", "-X"):
                subprocess.run([tool, "-t", table, option], check=True)
            for command in line.split("; "):
                subprocess.run([tool] + command.split()[1:], check=True)
            out.write(f"# {line}\n{'ip6' if six else 'ip'}_tables/{table} {get(six, table).hex()}\n")


main()
