#!/usr/bin/env python3
# A network namespace whose only holder is an open file on its way through a socket: says its inode, and holds it until
# stdin ends.
import array, ctypes, os, socket, sys

CLONE_NEWNET = 0x40000000
to, at = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
child = os.fork()
if child == 0:
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
        os._exit(1)
    os.system("ip link add hidden0 type dummy")
    file = os.open("/proc/self/ns/net", os.O_RDONLY)
    to.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [file]))])
    print(os.fstat(file).st_ino, flush=True)
    os._exit(0)
if os.waitpid(child, 0)[1] == 0:
    to.close()
    print("held", flush=True)
    sys.stdin.read()
