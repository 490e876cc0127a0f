package dev.sonde.sensor.fuzz;

import dev.sonde.sensor.kernel.Bytes;

/// What files of `/proc`, `/etc` and container engines hold, told by the end of their path, and then spoilt: bytes
/// changed, pieces taken out or repeated.
final class Texts {
    static final int LARGEST = 1 << 15;

    private static final String[] ENDS = {
        "stat", "cmdline", "cgroup", "status", "mountinfo", "hosts", "environ", ".analysis", "uid_map", "gid_map",
        "comm", "dev_mcast", "igmp6", ".json", "exe", "setgroups", "overcommit", "limits", "last_cap", "docker.sock"
    };

    private static final String[] CONTENTS = {
        "20 (a) b (sh) S 1 20 20 0 -1 4194560 173 0 0 0 0 0 0 0 20 0 1 0 4711 2621440 200 18446744073709551615",
        "/bin/sh\0-c\0sleep 1\0",
        "12:cpu,cpuacct:/docker/8a9a59d0d9c2\n0::/system.slice/docker-8a9a59d0d9c28a9a59d0d9c28a9a59d0d9c2.scope\n",
        "Name:\tsh\nUmask:\t0022\nState:\tS\nTgid:\t20\nPid:\t20\nPPid:\t1\nUid:\t1000\t1000\t1000\t1000\nGid:\t7\t7\t7\t7\n"
                + "Groups:\t4 24 27 \nNSpid:\t20\t1\nCapInh:\t0000000000000000\nCapEff:\t000001ffffffffff\nThreads:\t1\n",
        "21 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n35 21 0:4 net:[4026532001] /run/netns/blue rw - nsfs n rw\n"
                + "36 21 0:22 / /sys rw,nosuid shared:7 - sysfs sysfs rw\n37 21 0:23 / /a\\040b rw - tmpfs tmpfs rw\n",
        "127.0.0.1 localhost\n::1\tlocalhost ip6-localhost # six\n10.0.0.1 web.example web\n\n#\n10.0.0.2\nfe80::1%eth0 x\n"
                + "::ffff:10.0.0.3 mapped\n 10.0.0.4 WEB.example\r\n",
        "PATH=/bin\0HOME=/\0TERM=xterm\0",
        "/usr/bin/java\n-cp\nx.jar\nMain\n",
        "         0       1000          1\n         1     100000      65536\n",
        "         0          0 4294967295\n",
        "sh\n",
        "2    eth0            1     0     01005e000001\n",
        "1    lo              ff020000000000000000000000000001     1 0000000C 0\n",
        "{\"ID\":\"8a9a59d0d9c2\",\"Name\":\"/web\",\"State\":{\"Pid\":20,\"Running\":true}}",
        "ELF",
        "allow\n",
        "1\n",
        "Max open files            1024                 4096                 files     \n",
        "40\n",
        "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n[]"
    };

    private final byte[] b = new byte[LARGEST + 16];
    private final Chance chance = new Chance(0);
    private int n;

    byte[] bytes() {
        return b;
    }

    /// Makes the content of the file whose path hashes to `seed` in [#bytes]; gives its length.
    int make(int kind, long seed) {
        chance.begin(seed);
        String text = CONTENTS[Math.min(kind, CONTENTS.length - 1)];
        n = 0;
        int times = chance.one(20) ? 1 + chance.below(60) : 1;
        for (int t = 0; t < times && n + text.length() <= LARGEST; t++) {
            for (int i = 0; i < text.length(); i++) {
                b[n + i] = (byte) text.charAt(i);
            }
            n += text.length();
        }
        if (chance.one(12)) {
            n = 0;
        }
        if (chance.one(3)) {
            cut();
        }
        if (chance.one(4)) {
            repeat();
        }
        if (chance.one(3)) {
            digits();
        }
        chance.spoil(b, 0, n);
        return n;
    }

    private void cut() {
        int from = chance.below(n + 1);
        int to = from + chance.below(n - from + 1);
        Bytes.copy(b, to, b, from, n - to);
        n -= to - from;
    }

    private void repeat() {
        int from = chance.below(n + 1);
        int length = chance.below(Math.min(n - from, 300) + 1);
        int times = chance.below(40);
        for (int t = 0; t < times && n + length <= LARGEST; t++) {
            Bytes.copy(b, from, b, n, length);
            n += length;
        }
    }

    /// Makes numbers larger than anybody expects.
    private void digits() {
        int from = chance.below(n + 1);
        int length = 1 + chance.below(25);
        for (int i = from; i < Math.min(n, from + length); i++) {
            b[i] = (byte) ('0' + chance.below(10));
        }
    }

    /// The kind of a file by the end of its path.
    static int kind(byte[] zpath) {
        int end = 0;
        while (end < zpath.length && zpath[end] != 0) {
            end++;
        }
        for (int k = 0; k < ENDS.length; k++) {
            if (ends(zpath, end, ENDS[k])) {
                return k;
            }
        }
        return end % Math.max(1, ENDS.length);
    }

    private static boolean ends(byte[] b, int end, String with) {
        int from = end - with.length();
        if (from < 0) {
            return false;
        }
        for (int i = 0; i < with.length(); i++) {
            if (b[from + i] != (byte) with.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
