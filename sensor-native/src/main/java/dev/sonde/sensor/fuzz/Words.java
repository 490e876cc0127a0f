package dev.sonde.sensor.fuzz;

import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;

/// Command lines: words that belong together, in any order, some of them spoilt.
final class Words {
    private static final String[] COLLECT = {"-o", "/tmp/x", "-", "--help", "--version", "-o/tmp/x", ""};

    private static final String[] NSENTER = {
        "-t",
        "20",
        "1",
        "-n",
        "--net=/run/netns/blue",
        "-a",
        "--all",
        "-m",
        "--mount",
        "-u",
        "-i",
        "-p",
        "-U",
        "-C",
        "-T",
        "-S",
        "0",
        "-G",
        "--setuid=1000",
        "--setgid",
        "-r",
        "--root=/",
        "-w",
        "--wd=.",
        "-W/",
        "-F",
        "--no-fork",
        "-Z",
        "-e",
        "--env",
        "-c",
        "--join-cgroup",
        "--preserve-credentials",
        "--keep-caps",
        "--user-parent",
        "-h",
        "-V",
        "--help",
        "--version",
        "--",
        "sh",
        "-c",
        "true",
        "--ta",
        "--target",
        "--n",
        "--us",
        "-nmu",
        "-t1",
        "+5",
        " 7",
        "-1",
        "99999999999999999999",
        "18446744073709551615",
        "0x10",
        "1:2",
        ":",
        "20:4026531840",
        "",
        "-"
    };

    private static final String[] PING = {
        "-c",
        "1",
        "2",
        "-i",
        "0.2",
        "1e-3",
        "0.0000001",
        "-W",
        "-w",
        "-s",
        "0",
        "56",
        "1472",
        "65507",
        "65508",
        "-M",
        "do",
        "want",
        "dont",
        "probe",
        "-t",
        "255",
        "256",
        "-I",
        "eth0",
        "127.0.0.1",
        "fe80::1%eth0",
        "-q",
        "-f",
        "-n",
        "-D",
        "-4",
        "-6",
        "-v",
        "-V",
        "-3aABCd",
        "-fHLrU",
        "-R",
        "-T",
        "tsonly",
        "tsprespec",
        "-l",
        "-m",
        "-p",
        "a5f",
        "-Q",
        "0x1c",
        "-e",
        "-F",
        "-S",
        "nan",
        "-f",
        "-qf",
        "10.0.0.1",
        "10.0.0.2",
        "127.1",
        "::2",
        "-h",
        "--",
        "::1",
        "10.0.0.1",
        "10.0.0.300",
        "1.2",
        "0x7f.1",
        "localhost",
        "web.example",
        "WEB.example",
        "ff02::1",
        "::ffff:10.0.0.1",
        "1:2:3:4:5:6:7:8:9",
        "-c1",
        "-5",
        "+1",
        "1e400",
        "nan",
        "inf",
        "0.",
        ".5",
        "18446744073709551616",
        "",
        "-n",
        "target"
    };

    private static final String[] ENTER = {
        "20",
        "pid:20",
        "/run/netns/blue",
        "blue",
        "netns:4026532001",
        "web.1",
        "host",
        "--all",
        "--net",
        "--mount",
        "--pid",
        "--pty",
        "--fix-sys",
        "--user",
        "--ipc",
        "--uts",
        "--cgroup",
        "--",
        "sh",
        "-c",
        "true",
        "-n",
        "kind:x",
        "pid:99999999999",
        "pid:",
        "",
        "--no-such"
    };

    private static final String[] ANALYSIS = {
        "ls",
        "ip",
        "bridge",
        "check",
        "show",
        "lab",
        "up",
        "down",
        "status",
        "addr",
        "-n",
        "blue",
        "--from",
        "/tmp/x",
        "--name",
        "one",
        "break",
        "mend",
        "-j",
        "",
        "--from=",
        "who",
        "snapshot",
        "inspect"
    };

    private final Chance chance;

    Words(Chance chance) {
        this.chance = chance;
    }

    @Bounded("once for each word, of which there are fewer than twenty")
    byte[][] commandLine() {
        int which = chance.below(16);
        String[] of;
        String name = "sonde";
        String command;
        if (which < 4) {
            of = NSENTER;
            command = "nsenter";
            name = which == 0 ? "/usr/bin/nsenter" : name;
        } else if (which < 8) {
            of = PING;
            command = "ping";
            name = which == 4 ? "ping" : name;
        } else if (which < 10) {
            of = COLLECT;
            command = "collect";
        } else if (which < 12) {
            of = ENTER;
            command = "enter";
        } else {
            of = ANALYSIS;
            int at = chance.below(7);
            command = ANALYSIS[at];
        }
        boolean byName = !Bytes.is(Bytes.of(name), "sonde");
        int first = byName ? 1 : 2;
        int n = first + chance.below(which >= 8 && which < 10 ? 2 : 9);
        byte[][] argv = new byte[n][];
        argv[0] = Bytes.of(name);
        if (!byName) {
            argv[1] = word(command, 200);
        }
        for (int i = first; i < n; i++) {
            int at = chance.below(of.length);
            argv[i] = word(of[at], 12);
        }
        return argv;
    }

    /// One word of so many is spoilt.
    private byte[] word(String text, int rarity) {
        byte[] b = Bytes.of(text);
        if (!chance.one(rarity)) {
            return b;
        }
        int longer = chance.below(5);
        int end = chance.one(40) ? 5000 : longer;
        byte[] w = new byte[b.length + end];
        chance.fill(w, 0, w.length);
        Bytes.copy(b, 0, w, 0, b.length);
        chance.spoil(w, 0, w.length);
        for (int i = 0; i < w.length; i++) {
            if (w[i] == 0) {
                w[i] = 'x'; // no word of a command line holds a NUL
            }
        }
        return w;
    }

    private static final String[] VARIABLES = {
        "PATH=/usr/bin:/bin",
        "SUDO_UID=1000",
        "SUDO_GID=1000",
        "SUDO_UID=x",
        "SUDO_GID=99999999999",
        "SHELL=/bin/sh",
        "HOME=/root",
        "TERM=xterm",
        "COLUMNS=80",
        "LANG=C.UTF-8",
        "NO_COLOR=1",
        "LD_PRELOAD=x",
        "=",
        "X"
    };

    @Bounded("once for each variable, of which there are fewer than eight")
    byte[][] environment() {
        int n = chance.below(8);
        byte[][] all = new byte[n][];
        for (int i = 0; i < n; i++) {
            int at = chance.below(VARIABLES.length);
            all[i] = word(VARIABLES[at], 20);
        }
        return all;
    }
}
