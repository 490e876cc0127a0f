"""Runs in the virtual machine: makes each scenario in namespaces of its own, runs the
real tools, dumps the tables that their views need, and writes all of it as one text
file a scenario. README.md describes both forms.
"""
import ctypes
import os
import re
import socket
import struct
import subprocess
import sys
import time
import traceback

NLM_F_REQUEST, NLM_F_DUMP, NLM_F_MULTI = 1, 0x300, 2
NLMSG_ERROR, NLMSG_DONE = 2, 3
SOL_NETLINK, EXT_ACK, STRICT = 270, 11, 12
AF_INET, AF_BRIDGE, AF_INET6, AF_MPLS = 2, 7, 10, 28


def request(kind, body, flags=NLM_F_REQUEST | NLM_F_DUMP):
    return struct.pack("=IHHII", 16 + len(body), kind, flags, 0, 0) + body


def links(family, mask):
    return request(18, bytes([family]) + bytes(15) + struct.pack("=HHI", 8, 29, mask))


# The tables by name, each as `sonde collect` and the views ask for it.
DUMPS = {
    "links": links(0, 1),
    "bridge-links": links(AF_BRIDGE, 2),
    "addresses": request(22, bytes(8)),
    "routes4": request(26, bytes([AF_INET]) + bytes(11)),
    "routes6": request(26, bytes([AF_INET6]) + bytes(11)),
    "rules4": request(34, bytes([AF_INET]) + bytes(11)),
    "rules6": request(34, bytes([AF_INET6]) + bytes(11)),
    "neighbours": request(30, bytes(12)),
    "forwarding": request(30, bytes([AF_BRIDGE]) + bytes(11)),
    "nsids": request(90, bytes(4)),
    "bridge-links-compressed": links(AF_BRIDGE, 4),
    "routes-mpls": request(26, bytes([AF_MPLS]) + bytes(11)),
    "netconf": request(82, bytes(4)),
    "mdb": request(86, bytes([AF_BRIDGE]) + bytes(7)),
    "nexthops": request(106, bytes(8)),
    # BRIDGE_VLANDB_DUMP_FLAGS: none, BRIDGE_VLANDB_DUMPF_STATS, BRIDGE_VLANDB_DUMPF_GLOBAL
    "vlans": request(114, bytes([AF_BRIDGE]) + bytes(7) + struct.pack("=HHI", 8, 1, 0)),
    "vlans-stats": request(114, bytes([AF_BRIDGE]) + bytes(7) + struct.pack("=HHI", 8, 1, 1)),
    "vlans-global": request(114, bytes([AF_BRIDGE]) + bytes(7) + struct.pack("=HHI", 8, 1, 2)),
    # IFLA_STATS_LINK_XSTATS, IFLA_STATS_LINK_XSTATS_SLAVE
    "stats": request(94, bytes(8) + struct.pack("=I", 2)),
    "stats-ports": request(94, bytes(8) + struct.pack("=I", 4)),
    "tunnels": request(122, bytes([AF_BRIDGE]) + bytes(7)),
    "tunnels-stats": request(122, bytes([AF_BRIDGE, 1]) + bytes(6)),
}

# Command lines that many scenarios share, and the tables that they need: `?links` in a scenario.
SETS = {
    "links": (["links", "addresses"], [
        "ip link",
        "ip -d link",
        "ip -j -d link",
        "ip -j -p -d link",
        "ip -s -d link",
        "ip -s -s -j -d link",
        "ip -o -d link",
        "ip -N -d link",
        "ip -br link",
        "ip -d addr",
        "ip -j -d addr",
        "ip -c=always -d link",
    ]),
}


def unshare():
    if ctypes.CDLL(None, use_errno=True).unshare(0x40000000 | 0x20000) != 0:  # CLONE_NEWNET, CLONE_NEWNS
        raise OSError("unshare")
    run("mount --make-rprivate /")
    run("mount -t sysfs none /sys")
    run("mount -t tmpfs none /run")
    for conf in ("all", "default"):
        for name in ("accept_dad", "dad_transmits", "router_solicitations"):
            put(f"/proc/sys/net/ipv6/conf/{conf}/{name}", "0")
    run("ip link set lo up")


def put(path, value):
    with open(path, "w") as file:
        file.write(value)


def run(command):
    return subprocess.run(command, shell=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def ask(question):
    """The messages of the answer, their sequence and port numbers as the kernel sent them."""
    s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    s.settimeout(5)
    s.setsockopt(SOL_NETLINK, STRICT, 1)
    s.setsockopt(SOL_NETLINK, EXT_ACK, 1)
    s.bind((0, 0))
    s.send(question[:8] + struct.pack("=I", 1) + question[12:])
    answer, done = [], False
    while not done:
        datagram, at = s.recv(1 << 20), 0
        while at < len(datagram):
            length, kind, flags = struct.unpack_from("=IHH", datagram, at)
            answer.append(datagram[at:at + length])
            done = kind in (NLMSG_ERROR, NLMSG_DONE) or not flags & NLM_F_MULTI
            at += (length + 3) & ~3
    s.close()
    return answer


def lines(prefix, last, content):
    """Each line behind a prefix; another prefix says that the last one does not end."""
    rows = content.split(b"\n")
    out = [prefix + row + b"\n" for row in rows[:-1]]
    if rows[-1]:
        out.append(last + rows[-1] + b"\n")
    return b"".join(out)


def tables(dumps):
    out = b""
    for question in dumps:
        out += b"> " + question.hex().encode() + b"\n"
        for message in ask(question):
            # sequence and port: of this socket
            out += b"< " + (message[:8] + bytes(8) + message[16:]).hex().encode() + b"\n"
    return out


def capture(name, text, head):
    dumps, asked = [], []
    out = head
    for line in text.splitlines():
        if line.startswith("?") and line[1:2] != " ":
            more, commands = SETS[line[1:]]
            dumps += more
            asked += commands
        elif line.startswith("? "):
            asked.append(line[2:])
        elif line.startswith("! "):
            dumps += line[2:].split()
        elif line.startswith("#"):
            out += line.encode() + b"\n"
        elif line.strip():
            may_fail = line.startswith("-")
            done = run(line.lstrip("-"))
            if done.returncode == 0:
                out += b"$ " + line.lstrip("-").encode() + b"\n"
            else:
                why = (done.stderr or done.stdout).decode(errors="replace").strip()
                print(f"capture: {name}: {line}: {why}", flush=True)
                if not may_fail:
                    return None
    questions = []
    for dump in dumps:
        question = DUMPS[dump] if dump in DUMPS else bytes.fromhex(dump)
        if question not in questions:
            questions.append(question)
    # Until nothing moves between the beginning and the end.
    still = False
    for attempt in range(6):
        time.sleep(0.3 + attempt)
        before = tables(questions)
        answers = b""
        for command in asked:
            done = run(command)
            answers += b"? " + command.encode() + b"\n"
            answers += lines(b"| ", b"+ ", done.stdout) + lines(b"! ", b"!+", done.stderr)
            if done.returncode != 0:
                answers += b"= %d\n" % done.returncode
        still = before == tables(questions)
        if still:
            break
    if not still:
        print(f"capture: {name}: the tables do not keep still", flush=True)
    return out + before + answers


def main():
    # no gre0, tunl0 and their like in each namespace
    put("/proc/sys/net/core/fb_tunnels_only_for_init_net", "1")
    # the kernel starts it in the root that it booted with, not in ours
    put("/proc/sys/kernel/modprobe", "/modprobe")
    version = re.search(r"iproute2-[0-9.]*[0-9]", run("ip -V").stdout.decode()).group()
    head = f"# Linux {os.uname().release}; text: {version}\n".encode()
    for name in sorted(os.listdir("/mnt/scenarios")):
        print(f"scenario {name}", flush=True)
        child = os.fork()
        if child == 0:
            try:
                unshare()
                with open(f"/mnt/scenarios/{name}") as file:
                    made = capture(name, file.read(), head)
                if made is not None:
                    with open(f"/mnt/out/{name}", "wb") as file:
                        file.write(made)
            except BaseException:
                print("capture: " + name + ": " + traceback.format_exc(), flush=True)
            finally:
                os._exit(0)
        os.waitpid(child, 0)


main()
