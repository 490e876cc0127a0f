"""Hides network namespaces, each kept by one kind of handle alone, and says where: `KIND INODE` a line, then `ready`.

    hide.py FOLDER KIND...      ends when its stdin does; FOLDER is for bind mounts

It leaves nothing: the namespaces end with it, and so do the mount namespaces in which it mounts.
"""
import ctypes
import os
import socket
import sys
import threading

NEWNET, NEWNS = 0x40000000, 0x00020000
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
libc = ctypes.CDLL(None, use_errno=True)
folder = sys.argv[1]
kept = []


def check(result, what):
    if result != 0:
        raise OSError(ctypes.get_errno(), what)


def mount(source, target, kind, flags):
    check(libc.mount(source, target.encode(), kind, flags, None), 'mount ' + target)


def inside(act):
    """Runs act in a new network namespace, from which this thread comes back; gives its inode."""
    home = os.open('/proc/thread-self/ns/net', os.O_RDONLY)
    check(libc.unshare(NEWNET), 'unshare')
    inode = os.stat('/proc/thread-self/ns/net').st_ino
    act()
    check(libc.setns(home, NEWNET), 'setns')
    os.close(home)
    return inode


def own():
    return os.open('/proc/thread-self/ns/net', os.O_RDONLY)


def thread():
    told = []
    done = threading.Event()

    def live():
        check(libc.unshare(NEWNET), 'unshare')
        told.append(os.stat('/proc/thread-self/ns/net').st_ino)
        done.set()
        threading.Event().wait()

    threading.Thread(target=live, daemon=True).start()
    done.wait()
    return told[0]


def descriptor():
    return inside(lambda: kept.append(own()))


def nameless():
    """An fd that was opened by the name of a bind mount which is gone: the link of the fd does not say net:[...]."""
    name = os.path.join(folder, 'nameless')
    open(name, 'w').close()

    def keep():
        mount(b'/proc/thread-self/ns/net', name, None, MS_BIND)
        kept.append(os.open(name, os.O_RDONLY))
        check(libc.umount2(name.encode(), 2), 'umount')

    inode = inside(keep)
    os.unlink(name)
    return inode


def sock():
    return inside(lambda: kept.append(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)))


def bind():
    """A bind mount of this mount namespace, outside the usual folders, with a blank in its name."""
    name = os.path.join(folder, 'a mount')
    open(name, 'w').close()
    return inside(lambda: mount(b'/proc/thread-self/ns/net', name, None, MS_BIND))


def elsewhere():
    """A bind mount in another mount namespace, of a process that lives here. One with a lower number has the same root
    and lives in a third mount namespace: its own table of mounts shows nothing of what lies there."""
    r, w = os.pipe()
    whose, tell = os.pipe()
    if os.fork() == 0:
        check(libc.unshare(NEWNS), 'unshare')
        os.fchdir(os.open('/proc/%d/root' % int(os.read(whose, 32)), os.O_RDONLY))
        os.chroot('.')
        os.write(w, b'0')
        os.read(0, 1)
        os._exit(0)
    child = os.fork()
    if child == 0:
        check(libc.unshare(NEWNS), 'unshare')
        mount(b'none', '/', None, MS_REC | MS_PRIVATE)
        mount(b'tmpfs', folder, b'tmpfs', 0)
        name = os.path.join(folder, 'elsewhere')
        open(name, 'w').close()
        inode = inside(lambda: mount(b'/proc/thread-self/ns/net', name, None, MS_BIND))
        os.write(w, str(inode).encode())
        os.read(0, 1)
        os._exit(0)
    inode = int(os.read(r, 32))
    os.write(tell, str(child).encode())
    os.read(r, 1)
    return inode


def peer():
    """Kept by an fd that is on its way through a socket, where nothing finds it; a veth leads there."""
    near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)

    def send():
        fd = own()
        socket.send_fds(near, [b'x'], [fd])
        os.system('ip link add hidden-far address 02:00:00:00:00:77 type veth peer name hidden-near netns %d'
                  % os.getppid())
        os.system('ip addr add 192.0.2.77/24 dev hidden-far')
        os.close(fd)

    inode = inside(send)
    kept.append((near, far))
    return inode


def named(name):
    """A file in a folder where engines keep namespaces."""
    def make():
        os.makedirs(os.path.dirname(name), exist_ok=True)
        open(name, 'w').close()
        return inside(lambda: mount(b'/proc/thread-self/ns/net', name, None, MS_BIND))
    return make


def away(act, command):
    """A process called `command` in a mount namespace and a root of its own, where `act` is done; what that gives."""
    r, w = os.pipe()
    child = os.fork()
    if child == 0:
        check(libc.unshare(NEWNS), 'unshare')
        mount(b'none', '/', None, MS_REC | MS_PRIVATE)
        libc.prctl(15, command, 0, 0, 0)  # PR_SET_NAME
        os.write(w, str(act()).encode())
        os.read(0, 1)
        os._exit(0)
    return int(os.read(r, 32))


def daemon():
    """A dockerd with a /run of its own: its folder is found behind its root."""
    def act():
        mount(b'tmpfs', '/run', b'tmpfs', 0)
        return named('/run/docker/netns/1-hiddennetw')()
    return away(act, b'dockerd')


def hostile():
    """A root whose folders of namespaces lead out of it, or would, by links; and whose files are no namespaces."""
    outside = os.path.join(folder, 'outside')
    os.mkdir(outside)
    for i in range(3):
        open(os.path.join(outside, 'secret%d' % i), 'w').close()

    def act():
        root = os.path.join(folder, 'root')
        os.mkdir(root)
        mount(b'tmpfs', root, b'tmpfs', 0)
        for name in ('run/docker', 'run/netns', 'dev'):
            os.makedirs(os.path.join(root, name))
        os.symlink('/..' * 3 + outside, os.path.join(root, 'run/docker/netns'))
        os.mkfifo(os.path.join(root, 'run/netns/fifo'))
        os.symlink('../../../proc/1/ns/net', os.path.join(root, 'run/netns/link'))
        os.chroot(root)
        return os.stat('/run/netns').st_ino
    return away(act, b'dockerd')


def leftover():
    """A file that a container has left."""
    os.makedirs('/run/docker/netns', exist_ok=True)
    open('/run/docker/netns/0123456789ab', 'w').close()
    return os.stat('/run/docker/netns/0123456789ab').st_ino


kinds = {'thread': thread, 'descriptor': descriptor, 'nameless': nameless, 'socket': sock, 'bind': bind,
         'elsewhere': elsewhere, 'peer': peer, 'iproute2': named('/run/netns/hidden'),
         'docker': named('/run/docker/netns/abcdef012345'), 'rootless': named('/run/user/1000/netns/cni-1'),
         'xdg': named('/run/xdg/docker/netns/fedcba543210'), 'daemon': daemon, 'hostile': hostile, 'leftover': leftover}
for kind in sys.argv[2:]:
    print(kind, kinds[kind](), flush=True)
print('ready', flush=True)
os.read(0, 1)
if 'bind' in sys.argv:
    libc.umount2(os.path.join(folder, 'a mount').encode(), 2)
