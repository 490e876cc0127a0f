"""Makes and removes network namespaces, 50 a second, until its stdin ends; each carries its own truth in its name.

A namespace's cookie is never given again: the process that lives in one is called k<cookie>, the file that keeps one
/run/netns/n<cookie>. First it prints those that stay, `process COOKIE INODE` or `file COOKIE INODE` a line, then `ready`,
and at the end `made N inodes M`. It wants mount and network namespaces of its own, and a /run of its own.
"""
import ctypes
import os
import select
import socket
import sys
import time

NEWNET, MS_BIND, MNT_DETACH = 0x40000000, 4096, 2
PR_SET_NAME, PR_SET_PDEATHSIG, SIGKILL = 15, 1, 9
SO_NETNS_COOKIE = 71
FOLDER = '/run/netns'
LIFE = 0.15
libc = ctypes.CDLL(None, use_errno=True)
inodes = set()
made = 0


def check(result, what):
    if result != 0:
        raise OSError(ctypes.get_errno(), what)


def cookie():
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
        return int.from_bytes(s.getsockopt(socket.SOL_SOCKET, SO_NETNS_COOKIE, 8), sys.byteorder)


def count(inode):
    global made
    made += 1
    inodes.add(inode)


def process(life):
    """A process in a namespace of its own, which ends by itself after so many seconds."""
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        libc.prctl(PR_SET_PDEATHSIG, SIGKILL)
        check(libc.unshare(NEWNET), 'unshare')
        c = cookie()
        libc.prctl(PR_SET_NAME, b'k%d' % c)
        os.write(w, b'%d %d' % (c, os.stat('/proc/self/ns/net').st_ino))
        os.close(w)
        time.sleep(life)
        os._exit(0)
    os.close(w)
    c, inode = map(int, os.read(r, 64).split())
    os.close(r)
    count(inode)
    return pid, c, inode


def file():
    """A namespace that a bind mount keeps."""
    home = os.open('/proc/self/ns/net', os.O_RDONLY)
    check(libc.unshare(NEWNET), 'unshare')
    c, inode = cookie(), os.stat('/proc/self/ns/net').st_ino
    name = '%s/n%d' % (FOLDER, c)
    open(name, 'w').close()
    check(libc.mount(b'/proc/self/ns/net', name.encode(), None, MS_BIND, None), 'mount')
    check(libc.setns(home, NEWNET), 'setns')
    os.close(home)
    count(inode)
    return name, c, inode


os.makedirs(FOLDER, exist_ok=True)
for _ in range(5):
    print('process', *process(600)[1:])
    print('file', *file()[1:])
print('ready', flush=True)
passing = []
following = time.monotonic()
while not select.select([0], [], [], max(0, following - time.monotonic()))[0]:
    now = time.monotonic()
    following = max(following + 0.02, now)
    if made % 2:
        passing.append((now + LIFE, file()[0]))
    else:
        process(LIFE)
    while passing and passing[0][0] < now:
        name = passing.pop(0)[1]
        check(libc.umount2(name.encode(), MNT_DETACH), 'umount')
        os.unlink(name)
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
print('made', made, 'inodes', len(inodes), flush=True)
