#!/usr/bin/env python3
"""
The command lines that iputils' test/ping/meson.build asks for, of its loops: one a line, as

    pass|fail TAB argument TAB argument ...

What of meson's language that file uses is nearly Python: it is made Python of, and run with functions of our own. As
root and with IPv6, as the suite would be.
"""

import re
import sys


class Text(str):
    def contains(self, part):
        return part in self

    def to_int(self):
        return int(self)

    def strip(self, *chars):
        return Text(super().strip(*chars))


class Program:
    def __init__(self, *command):
        self.command = command

    def found(self):
        return True

    def stdout(self):
        return Text("0\n" if self.command == ("id", "-u") else "inet6 ::1/128")


def python(text):
    """Blocks end with a word in meson, by indentation in Python. Lines inside brackets belong to the line before."""
    lines, depth, open_brackets = [], 0, 0
    for line in text.splitlines():
        line = re.sub(r"^\s*#.*", "", line.strip())
        line = re.sub(r"(?<!foreach )\b(args|should_fail|required) ?: ", r"\1=", line)
        line = re.sub(r"\b(true|false)\b", lambda m: m.group(1).capitalize(), line)
        word = line.split(" ")[0] if line else ""
        if open_brackets == 0:
            if word in ("endforeach", "endif"):
                depth -= 1
                continue
            if re.match(r"\w+ \+= ", line):  # a list is never changed in meson: another takes its name
                line = re.sub(r"^(\w+) \+= (.*)", r"\1 = \1 + \2", line)
            if word == "foreach":
                line = re.sub(r"^foreach (\w+) : (.*)", r"for \1 in \2:", line)
            elif word in ("if", "elif", "else"):
                line += ":"
            at = depth - 1 if word in ("elif", "else") else depth
            lines.append("    " * at + line)
            if word in ("foreach", "if"):
                depth += 1
                lines.append("    " * depth + "pass")
            elif word in ("elif", "else"):
                lines.append("    " * depth + "pass")
        else:
            lines.append(line)
        bare = re.sub(r"'[^']*'", "", line)
        open_brackets += sum(bare.count(c) for c in "([") - sum(bare.count(c) for c in ")]")
    return "\n".join(lines)


def test(name, program, args=(), should_fail=False):
    if isinstance(program, str):  # ping itself: what is a program of the suite is no command line
        print("\t".join(["fail" if should_fail else "pass", *args]))


class Meson:
    def current_build_dir(self):
        return ""


with open(sys.argv[1], encoding="utf-8") as file:
    source = python(file.read())
exec(compile(source, sys.argv[1], "exec"), {  # only what the suite's own build would run
    "test": test, "message": lambda *words: None, "find_program": lambda *words, **more: Program(*words), "meson": Meson(), "ping": "ping",
    "run_command": lambda program, *words: Program(program, *words) if isinstance(program, str) else Program("ip"),
})
