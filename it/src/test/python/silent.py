#!/usr/bin/env python3
"""A world with a file system that stops to answer: silent.py FOLDER KIND

Mounts a FUSE file system at FOLDER, in which every name is a file, and has a process use it, by KIND:
  root     it has the file system as its root, and GETATTR is not answered
  flush    its descriptors become a socket, then a file there, then a socket again, and FLUSH is not answered
  folder   nobody uses it; OPENDIR is not answered
  file     nobody uses it; READ is not answered
  slow     it has a thousand large files of user 1000, nobody uses it, and each READ is answered after 40 ms

Says "ready PID" (of that process, or 0). Each line on stdin is answered with how many requests were left unanswered.
Whoever waits for an answer is let go when this program ends.
"""

import ctypes
import errno
import os
import socket
import stat
import struct
import sys
import threading
import time

# linux/fuse.h
LOOKUP, FORGET, GETATTR, OPEN, READ, STATFS, RELEASE, FLUSH, INIT, OPENDIR, READDIR, BATCH_FORGET = (
    1, 2, 3, 14, 15, 17, 18, 25, 26, 27, 28, 42)
SILENT = {"root": GETATTR, "flush": FLUSH, "folder": OPENDIR, "file": READ, "slow": None}

libc = ctypes.CDLL(None, use_errno=True)
folder, kind = sys.argv[1:]
device = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
options = f"fd={device},rootmode=40000,user_id=0,group_id=0,allow_other".encode()
if libc.mount(b"silent", folder.encode(), b"fuse.silent", 6, options):
    sys.exit(f"mount {folder}: {os.strerror(ctypes.get_errno())}")
armed = False
friends = {os.getpid()}
unanswered = 0


def attributes(node):
    """struct fuse_attr"""
    mode = stat.S_IFDIR | 0o755 if node == 1 else stat.S_IFREG | 0o644
    size, owner = (1 << 18, 1000) if kind == "slow" else (65536, 0)
    return struct.pack("<6Q10I", node, size, 8, 0, 0, 0, 0, 0, 0, mode, 1, owner, owner, 0, 4096, 0)


def names(offset):
    """struct fuse_dirent for the names from the offset on."""
    entries = b""
    for i in range(offset, 1000):
        name = b"%04d.json" % i
        entries += struct.pack("<2Q2I", 2, i + 1, len(name), stat.S_IFREG >> 12) + name + bytes(-len(name) % 8)
    return entries


def reply(unique, body=b"", error=0):
    try:
        os.write(device, struct.pack("<IiQ", 16 + len(body), -error, unique) + body)
    except FileNotFoundError:
        pass  # whoever asked has been ended


def serve():
    global unanswered
    while True:
        try:
            request = os.read(device, 1 << 18)
        except OSError:
            return
        _, what, unique, node, _, _, pid = struct.unpack("<IIQQIII", request[:36])
        if armed and what == SILENT[kind] and pid not in friends:
            unanswered += 1
        elif what == INIT:
            reply(unique, struct.pack("<4I2H2I2H7I", 7, 31, 65536, 0, 12, 10, 65536, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0))
        elif what == LOOKUP:
            reply(unique, struct.pack("<4Q2I", 2, 0, 0, 0, 0, 0) + attributes(2))
        elif what == GETATTR:
            reply(unique, struct.pack("<Q2I", 0, 0, 0) + attributes(node))
        elif what in (OPEN, OPENDIR):
            reply(unique, struct.pack("<Q2I", 1, 0, 0))
        elif what == STATFS:
            reply(unique, struct.pack("<5Q10I", 0, 0, 0, 0, 0, 4096, 255, 4096, 0, 0, 0, 0, 0, 0, 0))
        elif kind == "slow" and what == READDIR:
            offset, size = struct.unpack("<QI", request[48:60])
            reply(unique, names(offset)[:size // 40 * 40])
        elif kind == "slow" and what == READ:
            time.sleep(0.04)
            reply(unique, b" " * struct.unpack("<I", request[56:60])[0])
        elif what in (READ, READDIR, RELEASE, FLUSH):
            reply(unique)
        elif what not in (FORGET, BATCH_FORGET):
            reply(unique, error=errno.ENOSYS)


def flip():
    """Each descriptor is a socket of its own, then a file of the file system, and so on."""
    places = [os.dup(0) for _ in range(300)]  # below the sockets themselves: each is looked at once
    sockets = [socket.socket(socket.AF_UNIX).detach() for _ in places]
    file = os.open(folder + "/f", os.O_RDWR)
    while True:
        for place in places:
            os.dup2(file, place)
        for s, place in zip(sockets, places):
            os.dup2(s, place)


threading.Thread(target=serve, daemon=True).start()
child = 0
if kind in ("root", "flush"):
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(device)  # else the file system outlives the one who serves it
        ctypes.CDLL(None).prctl(1, 9, 0, 0, 0)  # PR_SET_PDEATHSIG, SIGKILL
        if kind == "root":
            os.chroot(folder)
        os.write(tell, b"x")
        if kind == "flush":
            flip()
        time.sleep(600)
    os.read(told, 1)
    friends.add(child)
armed = True
print("ready", child, flush=True)
for _ in sys.stdin:
    print(unanswered, flush=True)
os._exit(0)
