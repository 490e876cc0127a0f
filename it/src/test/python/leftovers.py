"""Runs scans, and says what each has left: leftovers.py SCANS SILENT_EVERY KIND FOLDER [COMMAND...]

To be process 1 of a pid namespace, with mount and network namespaces of its own, so that all it sees is its own, and
what has lost its parent comes to it. KIND and FOLDER are those of silent.py: each SILENT_EVERY-th scan meets that file
system (0: none does). $SONDE is the binary; the commands are scripts of the shell, in turn.

    scan N MILLISECONDS STATUS COMMAND      one was run
    waits N PROCESSES                       so many of its processes wait for the silent file system
    left N WHAT                             what was not there before
    lost N WHAT                             what was there before
    done N
"""
import os
import signal
import subprocess
import sys
import time

here = os.path.dirname(os.path.abspath(__file__))
scans, every = int(sys.argv[1]), int(sys.argv[2])
kind, silent_folder = sys.argv[3], sys.argv[4]
commands = sys.argv[5:]
FOLDERS = ('/tmp', '/var/tmp', '/dev/shm', '/run', os.path.expanduser('~/.cache'))


def text(path):
    try:
        with open(path, 'rb') as f:
            return f.read().decode('latin-1')
    except OSError:
        return ''


def links(folder):
    """What the links of a folder lead to, by their names."""
    found = {}
    try:
        for name in os.listdir(folder):
            try:
                found[name] = os.readlink(folder + '/' + name)
            except OSError:
                pass
    except OSError:
        pass
    return found


def processes():
    return [int(n) for n in os.listdir('/proc') if n.isdigit()]


def state(pid):
    return (text('/proc/%d/stat' % pid).rpartition(')')[2].split() or ['X'])[0]


def kin(pid):
    """Whether it is a process of the scan that waits for the file system."""
    return state(pid) == 'D' and links('/proc/%d' % pid).get('exe') == os.environ['SONDE']


def files(folder):
    for top, names, others in os.walk(folder):
        names[:] = [n for n in names if os.path.join(top, n) not in (silent_folder, os.environ['TOP'])]  # nobody looks into that
        for name in names + others:
            yield os.path.join(top, name)


def look(waiting):
    """All that a scan could leave, as a set of lines. `waiting`: processes that are not looked at."""
    found = set()
    for pid in processes():
        if pid in waiting or pid == silent or state(pid) == 'X':
            continue
        found.add('process %d %s' % (pid, text('/proc/%d/comm' % pid).strip()))
        for fd, to in links('/proc/%d/fd' % pid).items():
            # Of ours there is the folder that is listed just now, and those to the file system's server.
            if pid != os.getpid() or not silent and not to.startswith('/proc/'):
                found.add('fd %s of process %d: %s' % (fd, pid, to))
        for task in os.listdir('/proc/%d/task' % pid):
            for to in links('/proc/%d/task/%s/ns' % (pid, task)).values():
                found.add('namespace ' + to)
        for line in text('/proc/%d/mountinfo' % pid).splitlines():
            if silent_folder not in line:
                found.add('mount of process %d: %s' % (pid, line))
    for folder in FOLDERS:
        found.update('file ' + f for f in files(folder))
    for table in ('shm', 'sem', 'msg'):
        found.update('%s %s' % (table, line) for line in text('/proc/sysvipc/' + table).splitlines()[1:])
    for line in subprocess.run(['ip', 'netns', 'list-id'], capture_output=True, text=True).stdout.splitlines():
        found.add('id ' + line)
    for line in subprocess.run(['ip', '-o', 'link'], capture_output=True, text=True).stdout.splitlines():
        found.add('link ' + line.split(':')[1])
    return found


def reap():
    """Takes the processes that have come to us and ended."""
    for pid in processes():
        if pid not in (hidden.pid, silent):
            try:
                os.waitpid(pid, os.WNOHANG)
            except ChildProcessError:
                pass


def compare(n, wait):
    """Says what differs from the beginning, if it does so for 2 s. `wait`: whether some may still wait."""
    end = time.monotonic() + (2 if wait else 5)
    while True:
        reap()
        waiting = [p for p in processes() if kin(p)] if wait else []
        now = look(waiting)
        if (now <= base if wait else now == base) or time.monotonic() > end:
            break
        time.sleep(0.02)
    if waiting:
        print('waits', n, len(waiting))
    for what in sorted(now - base):
        print('left', n, what)
    for what in sorted(base - now if not wait else []):
        print('lost', n, what)
    sys.stdout.flush()


def scan(n):
    command = commands[n % len(commands)]
    start = time.monotonic()
    child = subprocess.Popen(['sh', '-c', command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, text=True)
    said = child.stderr.readlines() if command.startswith('"$SONDE"') else []
    child.stderr.close()
    status = child.wait()
    if status:
        sys.stderr.writelines(said)
    print('scan', n, int((time.monotonic() - start) * 1000), status, command, flush=True)


silent = 0
os.makedirs('/tmp/hidden')
os.makedirs(silent_folder, exist_ok=True)
hidden = subprocess.Popen([sys.executable, here + '/hide.py', '/tmp/hidden', 'thread', 'descriptor', 'nameless',
                           'socket', 'bind', 'elsewhere', 'peer', 'iproute2', 'docker', 'daemon'],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
for line in hidden.stdout:
    if line == 'ready\n':
        break
subprocess.run(['ip', 'link'], stdout=subprocess.DEVNULL)  # the kernel numbers other ends when they are listed first
base = look([])
for n in range(scans):
    if every and n % every == every - 1:
        server = subprocess.Popen([sys.executable, here + '/silent.py', silent_folder, kind],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        silent = server.pid
        assert server.stdout.readline().startswith('ready ')
        scan(n)
        compare(n, True)
        server.send_signal(signal.SIGKILL)
        server.wait()
        silent = 0
        subprocess.run(['umount', '-l', silent_folder])
        server.stdin.close()
        server.stdout.close()
    else:
        scan(n)
    compare(n, False)
print('done', scans, flush=True)
