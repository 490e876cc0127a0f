"""Has the real tools read messages that lie in a capture, and gives what they print.

`answer.c`, loaded before their C library, answers their netlink questions. They run in
a network namespace of their own: what the capture lacks, no kernel adds.
"""
import os
import re
import struct
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


class Tools:
    """The `ip` and `bridge` of a folder; of this machine, where it is empty."""

    def __init__(self, folder):
        self.path = (folder + ":" if folder else "") + os.environ["PATH"] + ":/usr/sbin:/sbin"
        self.work = tempfile.TemporaryDirectory()
        self.library = os.path.join(self.work.name, "answer.so")
        subprocess.run(["gcc", "-O1", "-Wall", "-shared", "-fPIC", "-o", self.library,
                        os.path.join(HERE, "answer.c"), "-ldl"], check=True)
        said = subprocess.run(["ip", "-V"], env=dict(os.environ, PATH=self.path), capture_output=True, text=True).stdout
        self.version = re.search(r"iproute2-[0-9.]*[0-9]", said).group()

    def printed(self, pairs, commands):
        """The lines of a capture for these command lines. `pairs`: requests, each with the messages of its answer."""
        answers = os.path.join(self.work.name, "answers")
        with open(answers, "wb") as file:
            for request, messages in pairs:
                rows = b"".join(m + bytes(-len(m) % 4) for m in messages if struct.unpack_from("=H", m, 4)[0] != 3)
                file.write(struct.pack("=I", len(request)) + request + struct.pack("=I", len(rows)) + rows)
        own = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLORFGBG")}
        environment = dict(own, LC_ALL="C.UTF-8", PATH=self.path, ANSWERS=answers)
        out = b""
        for command in commands:
            done = subprocess.run(
                ["unshare", "--net", "--mount", "sh", "-c",
                 f"mount -t tmpfs none /run && LD_PRELOAD={self.library} exec {command}"],
                env=environment, stdin=subprocess.DEVNULL, capture_output=True)
            out += b"? %s\n" % command.encode()
            for prefix, last, text in ((b"| ", b"+ ", done.stdout), (b"! ", b"!+", done.stderr)):
                rows = text.split(b"\n")
                out += b"".join(prefix + row + b"\n" for row in rows[:-1])
                out += last + rows[-1] + b"\n" if rows[-1] else b""
            if done.returncode != 0:
                out += b"= %d\n" % done.returncode
        return out
