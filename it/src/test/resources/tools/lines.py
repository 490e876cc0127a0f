#!/usr/bin/env python3
# lines.py FILE EVERY  runs the command lines of a file, one after the other: N.out, N.err and N.status are what line N
# left. Behind every so many lines, but for the last, $SONDE records: in a kernel that is slow much may change until the
# end. There a shell's fork costs more than the program: this one does without.
import os, shlex, sys

NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
every = int(sys.argv[2])
with open(sys.argv[1], encoding="utf-8", errors="surrogateescape") as lines:
    for n, line in enumerate(lines):
        if n and n % every == 0:
            collect = [os.environ["SONDE"], "collect", "-o", f"between{n // every}"]
            os.waitpid(os.posix_spawn(collect[0], collect, os.environ), 0)
        words = shlex.split(line)
        outputs = [(os.POSIX_SPAWN_OPEN, fd, f"{n}.{name}", NEW, 0o644) for fd, name in ((1, "out"), (2, "err"))]
        child = os.posix_spawnp(words[0], words, os.environ, file_actions=outputs)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        with open(f"{n}.status", "w") as file:
            file.write(f"{status if status >= 0 else 128 - status}\n")
