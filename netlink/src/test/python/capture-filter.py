#!/usr/bin/env python3
"""Captures rules and sets of nf_tables as this kernel dumps them, for FilterRulesTest.

Run as root, anywhere:  unshare -n python3 netlink/src/test/python/capture-filter.py
It writes netlink/src/test/resources/filter/rules.hex: for each rule a comment line with the
words of nft or iptables that made it, then what the kernel dumps of it: `set`, `elements`
(with the name of the set) and `rule` lines, one netlink message each.

What nft is given is in `table inet t`, chain `in`; iptables has its own tables.
"""
import os
import socket
import struct
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "resources", "filter", "rules.hex")
NETLINK_NETFILTER = 12
NLM_F_REQUEST, NLM_F_DUMP = 1, 0x300
NLMSG_ERROR, NLMSG_DONE = 2, 3
GETRULE, GETSET, GETSETELEM = 0xa07, 0xa0a, 0xa0d
INET = 1

NFT = """
ip daddr 172.17.0.2 iifname != "docker0" drop
ip saddr 10.99.0.1 ip daddr 10.99.0.2 drop
ip saddr 10.99.0.0/24 drop
ip saddr 10.99.0.0/27 drop
ip saddr != 10.99.0.1 drop
ip saddr 10.99.0.1-10.99.0.9 drop
ip saddr { 10.99.0.0/24, 10.98.0.1 } drop
ip saddr . udp dport { 10.99.0.1 . 4789 } drop
ip6 saddr fd00::/8 drop
udp dport 4789 counter drop
udp dport 4000-5000 drop
udp dport != 4000-5000 drop
udp dport != 4789 drop
udp dport { 4789, 8472 } drop
udp dport { 4000-5000, 8472 } drop
udp dport != { 22, 53 } drop
udp dport vmap { 4789 : drop, 22 : accept }
udp dport @ports drop
udp sport 53 accept
udp sport 4789 udp dport 4789 drop
th dport 4789 drop
meta l4proto { tcp, udp } th dport 4789 drop
tcp flags & 0x17 != 0x2 drop
ct state established,related accept
ct state new accept
ct state invalid drop
ct state != established drop
ct state { established, related } accept
ct state vmap { established : accept, related : accept, invalid : drop }
ct status dnat accept
iifname "eth*" drop
iifname "eth0" drop
iifname { "eth0", "wg*" } drop
iif lo accept
iifname . udp dport vmap { "eth0" . 4789 : drop }
fib daddr type local drop
fib saddr . iif oif missing drop
meta mark 0x8000 drop
meta nfproto ipv6 drop
ip protocol udp drop
ip frag-off & 0x1fff != 0 drop
meta pkttype { broadcast, multicast } drop
meta pkttype vmap { broadcast : drop, * : accept }
limit rate over 100/second drop
meta ipsec missing udp dport 4789 @th,96,24 0x1000 drop
reject with icmpx admin-prohibited
jump other
goto other
meta mark set 0x1
notrack
""".strip().split("\n")

IPTABLES = """
-A INPUT -p udp --dport 4789 -j DROP
-A INPUT -p udp --dport 4700:4800 -j REJECT
-A INPUT -p udp ! --dport 4789 -j DROP
-A INPUT -p udp -m multiport --dports 22,4700:4800 -j DROP
-A INPUT -p udp -m multiport ! --dports 22,53 -j DROP
-A INPUT -p udp -m multiport --ports 22,80 -j DROP
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -m conntrack --ctstate NEW -j ACCEPT
-A INPUT -m conntrack ! --ctstate NEW -j DROP
-A INPUT -m conntrack --ctstate DNAT -j ACCEPT
-A INPUT -m state --state ESTABLISHED,RELATED -j ACCEPT
-A INPUT -m state --state NEW -j DROP
-A INPUT -m addrtype --dst-type LOCAL -j DROP
-A INPUT -m addrtype ! --dst-type LOCAL -j DROP
-A INPUT -m iprange --src-range 10.99.0.1-10.99.0.9 -j DROP
-A INPUT -m iprange ! --src-range 10.99.0.1-10.99.0.9 -j DROP
-A INPUT -m mark --mark 0x8000/0x8000 -j DROP
-A INPUT -m pkttype --pkt-type broadcast -j DROP
-A INPUT -m limit --limit 3/min -j DROP
-A INPUT -p tcp --syn -j DROP
-A INPUT -p tcp ! --syn -j DROP
-A INPUT -p tcp --tcp-flags ALL NONE -j DROP
-A INPUT -i eth+ -j DROP
-A INPUT -f -j DROP
-A INPUT -s 10.99.0.0/24 -j DROP
-A INPUT ! -s 10.99.0.0/24 -j DROP
-A INPUT -m comment --comment x -j DROP
-A INPUT -j LOG
-A INPUT -g other
-t raw -A PREROUTING -d 172.17.0.2/32 ! -i docker0 -j DROP
-t raw -A PREROUTING -m rpfilter --invert -j DROP
-t raw -A PREROUTING -p udp --dport 4789 -j CT --notrack
-t mangle -A INPUT -j MARK --set-mark 1
""".strip().split("\n")


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(words)}: {done.stderr}")


def dump(kind, family, body=b""):
    s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER)
    s.settimeout(5)
    s.bind((0, 0))
    nfgenmsg = struct.pack("=BBH", family, 0, 0)
    s.send(struct.pack("=IHHII", 20 + len(body), kind, NLM_F_REQUEST | NLM_F_DUMP, 1, 0) + nfgenmsg + body)
    answers = []
    while True:
        datagram = s.recv(1 << 20)
        at = 0
        while at < len(datagram):
            length, got = struct.unpack_from("=IH", datagram, at)
            if got in (NLMSG_ERROR, NLMSG_DONE):
                s.close()
                return answers
            answers.append(datagram[at:at + length])
            at += (length + 3) & ~3


def attribute(kind, text):
    raw = text.encode() + b"\0"
    return struct.pack("=HH", 4 + len(raw), kind) + raw + b"\0" * (-len(raw) % 4)


def name(message):
    """NFTA_SET_NAME of a set."""
    at = 20
    while at < len(message):
        length, kind = struct.unpack_from("=HH", message, at)
        if kind & 0x3fff == 2:
            return message[at + 4:at + length].split(b"\0")[0].decode()
        at += (length + 3) & ~3
    return ""


def write(out, words):
    out.write(f"# {words}\n")
    for s in dump(GETSET, 0):
        if name(s) == "ports" and "@ports" not in words:
            continue
        out.write(f"set {s.hex()}\n")
        for e in dump(GETSETELEM, INET, attribute(1, "t") + attribute(2, name(s))):
            out.write(f"elements {name(s)} {e.hex()}\n")
    rules = dump(GETRULE, 0)
    assert len(rules) == 1, (words, len(rules))
    out.write(f"rule {rules[0].hex()}\n")


def main():
    os.makedirs(os.path.dirname(OUT), exist_ok=True)
    with open(OUT, "w") as out:
        for words in NFT:
            run("nft", "flush ruleset; add table inet t; add chain inet t in { type filter hook input priority 0; };"
                " add chain inet t other; add set inet t ports { type inet_service; flags interval;"
                " elements = { 22, 4000-5000 }; }; add rule inet t in " + words)
            write(out, "nft " + words)
        for words in IPTABLES:
            run("nft", "flush ruleset")
            table = words.split()[1] if words.startswith("-t") else "filter"
            run("iptables-nft", "-t", table, "-N", "other")
            run("iptables-nft", *words.split())
            write(out, "iptables " + words)


if __name__ == "__main__":
    main()
