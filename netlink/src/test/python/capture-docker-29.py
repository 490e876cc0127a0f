#!/usr/bin/env python3
"""Captures the rules that a Docker 29 writes by nf_tables, as this kernel dumps them.

Run as root, anywhere:  unshare -n python3 netlink/src/test/python/capture-docker-29.py
It writes netlink/src/test/resources/filter/docker-29.hex from nftables-29.nft, resolver-29.nft and balancer-nft.nft
of it/src/test/resources/docker: of each table and file what the kernel dumps, `chain`, `set`, `elements` (with the name of
the set) and `rule` lines, one netlink message each.
"""
import importlib.util
import os

HERE = os.path.dirname(os.path.abspath(__file__))
RULES = os.path.join(HERE, "..", "..", "..", "..", "it", "src", "test", "resources", "docker")
OUT = os.path.join(HERE, "..", "resources", "filter", "docker-29.hex")
GETCHAIN = 0xa04

spec = importlib.util.spec_from_file_location("filter", os.path.join(HERE, "capture-filter.py"))
filters = importlib.util.module_from_spec(spec)
spec.loader.exec_module(filters)

TABLES = [("nftables-29.nft", 2, "docker-bridges"), ("nftables-29.nft", 10, "docker-bridges"),
          ("nftables-29.nft", 2, "docker-overlay"), ("resolver-29.nft", 2, "docker-dns"),
          ("balancer-nft.nft", 2, "docker-lb-nat")]


def table(message):
    """NFTA_CHAIN_TABLE, NFTA_SET_TABLE and NFTA_RULE_TABLE: the first attribute of each."""
    length = int.from_bytes(message[20:22], "little")
    return message[24:20 + length].split(b"\0")[0].decode()


def main():
    with open(OUT, "w") as out:
        for file, family, name in TABLES:
            filters.run("nft", "flush ruleset")
            filters.run("nft", "-f", os.path.join(RULES, file))
            out.write(f"# {file} {'ip6' if family == 10 else 'ip'} {name}\n")
            for kind, get in ("chain", GETCHAIN), ("set", filters.GETSET), ("rule", filters.GETRULE):
                for m in filters.dump(get, family):
                    if table(m) != name:
                        continue
                    out.write(f"{kind} {m.hex()}\n")
                    if kind == "set":
                        key = filters.attribute(1, name) + filters.attribute(2, filters.name(m))
                        for e in filters.dump(filters.GETSETELEM, family, key):
                            out.write(f"elements {filters.name(m)} {e.hex()}\n")


main()
