"""Makes what takes more than its share, in a world of its own: greedy.py KIND NUMBER

  links     NUMBER names in the homes of five users for one file of JSON that is costly to parse
  names     NUMBER links in the home of each of three users to one folder with as many names: no file is found there
  homes     NUMBER homes, and as many folders of users below /run/user
  namespaces  NUMBER namespaces that `ip netns` knows, all of them empty
  daemons   NUMBER processes of users called dockerd, of four each, each in a mount namespace of its own; then one
            of root, which keeps a file /var/lib/docker/containers/c/config.v2.json in its own
  sockets   NUMBER users' sockets with large answers, and this host's Docker, which begins later
  stack     NUMBER bind mounts of one namespace over each other, and another one on top of them
  descriptors  one process with NUMBER descriptors, then ten such in one network namespace; then one that keeps a
               network namespace by a descriptor alone
  routes    NUMBER routes in the namespace `large`
  nothing

The world has the namespaces `blue` and `large`. Says "ready"; ends, with all that it made, when its stdin does.
"""
import ctypes
import json
import os
import resource
import socket
import subprocess
import sys
import threading
import time

NEWNS, NEWNET = 0x00020000, 0x40000000
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
libc = ctypes.CDLL(None, use_errno=True)
kind, number = sys.argv[1], int(sys.argv[2])


def check(result):
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def mount(source, target, kind, flags):
    check(libc.mount(source.encode(), target.encode(), kind.encode() if kind else None, flags, None))


def links(user, uid):
    folder = '/home/%s/.local/share/docker/containers' % user
    first = folder + '/0/config.v2.json'
    os.makedirs(folder + '/0')
    with open(first, 'w') as f:
        f.write('{"ID":"x","Config":{"Labels":{}},"x":[' + '{},' * ((1 << 18) // 3 - 32) + '{}]}')
    for i in range(1, number):
        os.makedirs('%s/%d' % (folder, i))
        os.link(first, '%s/%d/config.v2.json' % (folder, i))
    for top, names, files in os.walk('/home/' + user):
        for name in [''] + files:
            os.chown(os.path.join(top, name), uid, uid)


def names(user, uid):
    top = '/home/%s/.local/share/containers/storage' % user
    os.makedirs(top + '/names')
    for i in range(number):
        open('%s/names/%d' % (top, i), 'w').close()
        os.symlink('names', '%s/%d-containers' % (top, i))
    os.chown('/home/' + user, uid, uid)


def namespaces():
    home = os.open('/proc/self/ns/net', os.O_RDONLY)
    for i in range(number):
        check(libc.unshare(NEWNET))
        place = '/run/netns/n%d' % i
        open(place, 'w').close()
        mount('/proc/self/ns/net', place, None, MS_BIND)
    check(libc.setns(home, NEWNET))


def homes():
    for i in range(number):
        os.makedirs('/home/h%d' % i)
        os.makedirs('/run/user/%d' % (1000 + i))


def daemon(uid, keep):
    """A process called dockerd in a mount namespace of its own."""
    r, w = os.pipe()
    if os.fork():
        os.close(w)
        os.read(r, 1)
        os.close(r)
        return
    libc.prctl(1, 9, 0, 0, 0)  # PR_SET_PDEATHSIG, SIGKILL
    check(libc.unshare(NEWNS))
    mount('none', '/', None, MS_REC | MS_PRIVATE)
    if keep:
        mount('none', '/var/lib', 'tmpfs', 0)
        os.makedirs('/var/lib/docker/containers/c')
        with open('/var/lib/docker/containers/c/config.v2.json', 'w') as f:
            f.write('"what root keeps"')
    if uid:
        os.setgroups([])
        os.setgid(uid)
        os.setuid(uid)
    libc.prctl(1, 9, 0, 0, 0)
    libc.prctl(15, b'dockerd', 0, 0, 0)  # PR_SET_NAME
    os.write(w, b'x')
    time.sleep(600)
    os._exit(0)


def answer(client, body, after):
    request = client.recv(4096).split(b' ')
    time.sleep(after)
    client.sendall(b'HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n')
    try:
        for piece in body(request[1]):
            client.sendall(piece)
    except OSError:
        pass
    client.close()


def serve(path, uid, body, after=0.0):
    """A process of this user that listens there."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    os.chown(os.path.dirname(path), uid, uid)
    r, w = os.pipe()
    if os.fork():
        os.close(w)
        os.read(r, 1)
        os.close(r)
        return
    libc.prctl(1, 9, 0, 0, 0)
    os.setgid(uid)
    os.setuid(uid)
    libc.prctl(1, 9, 0, 0, 0)
    s = socket.socket(socket.AF_UNIX)
    s.bind(path)
    s.listen(16)
    os.write(w, b'x')
    while True:
        client, _ = s.accept()
        threading.Thread(target=answer, args=(client, body, after), daemon=True).start()


def large(_):
    """As much as one answer may be, near enough."""
    yield b'['
    for _ in range(120):
        yield b'{"Id":"x"},' * 5600
    yield b'{}]'


def docker(path):
    text = json.dumps([] if path != b'/networks' else [{'Name': 'what the host says', 'Id': 'a' * 64, 'Driver': 'bridge'}])
    yield text.encode()


def sockets():
    for i in range(number):
        serve('/run/user/%d/docker.sock' % (1001 + i), 1001 + i, large)
    serve('/run/docker.sock', 0, docker, 0.2)


def stack():
    """The one below is kept by its mounts alone: to open it the kernel goes through all of them, and ends at the top."""
    place = '/run/stack'
    open(place, 'w').close()
    home = os.open('/proc/self/ns/net', os.O_RDONLY)
    check(libc.unshare(NEWNET))
    mount('/proc/self/ns/net', place, None, MS_BIND)
    check(libc.setns(home, NEWNET))
    for _ in range(number - 1):
        mount(place, place, None, MS_BIND)
    mount('/run/netns/blue', place, None, MS_BIND)


def holder(count, unshared):
    """A process of a network namespace of its own, or of that of another, with so many descriptors; its pid."""
    r, w = os.pipe()
    pid = os.fork()
    if pid:
        os.close(w)
        os.read(r, 1)
        os.close(r)
        return pid
    libc.prctl(1, 9, 0, 0, 0)
    hard = max(count + 100, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if unshared:
        check(libc.setns(os.open('/proc/%d/ns/net' % unshared, os.O_RDONLY), NEWNET))
    else:
        check(libc.unshare(NEWNET))
    for _ in range(count):
        os.dup(0)
    os.write(w, b'x')
    time.sleep(600)
    os._exit(0)


def descriptors():
    holder(number, 0)
    first = holder(number, 0)
    for _ in range(9):
        holder(number, first)
    home = os.open('/proc/self/ns/net', os.O_RDONLY)
    check(libc.unshare(NEWNET))
    kept = os.open('/proc/self/ns/net', os.O_RDONLY)
    check(libc.setns(home, NEWNET))
    if os.fork() == 0:
        libc.prctl(1, 9, 0, 0, 0)
        time.sleep(600)
        os._exit(0)
    os.close(kept)


def routes():
    with subprocess.Popen(['ip', '-n', 'large', '-batch', '-'], stdin=subprocess.PIPE, text=True) as ip:
        ip.stdin.write('link set lo up\n')
        for i in range(number):
            ip.stdin.write('route add 10.%d.%d.%d dev lo\n' % (i >> 16 & 255, i >> 8 & 255, i & 255)
                           if i < 1 << 24 else '')
    assert ip.returncode == 0


def nothing():
    pass


{'links': lambda: [links('u%d' % i, 1001 + i) for i in range(5)],
 'names': lambda: [names('u%d' % i, 1001 + i) for i in range(3)],
 'homes': homes, 'namespaces': namespaces,
 'daemons': lambda: [daemon(65534 - i // 4, False) for i in range(number)] + [daemon(0, True)],
 'sockets': sockets, 'descriptors': descriptors, 'stack': stack, 'routes': routes, 'nothing': nothing}[kind]()
print('ready', flush=True)
sys.stdin.read()
