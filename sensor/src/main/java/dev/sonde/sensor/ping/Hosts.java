package dev.sonde.sensor.ping;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.reader.Reader;
import dev.sonde.sensor.text.Address;
import dev.sonde.sensor.text.Out;

/// The names of a target's `/etc/hosts`: an address and its names on each line. Nothing else is asked.
final class Hosts {
    private final byte[] text;
    private final int length;

    private final byte[] lineAddress = new byte[16];
    private int lineFamily;
    private int lineEnd;
    /// Where the first name of the line begins and ends.
    private int first;

    private int firstEnd;

    Hosts(byte[] text, int length) {
        this.text = text;
        this.length = length;
    }

    /// The hosts of the process `pid`, as its own root has them; of this host for pid 0. Empty if they cannot be
    /// read: then no name is known.
    static Hosts of(Kernel kernel, int pid) {
        HostsFile file = new HostsFile(kernel, pid);
        // Whoever owns that root may have put there what never answers.
        new Reader(kernel, null).run(file, file, true);
        return new Hosts(file.text(), file.length());
    }

    /// The address of `name` in `family` (4 or 6): whether there is one; then `out[0, 4 or 16)` holds it, and
    /// [#canonical] is the name that stands first on its line.
    boolean find(byte[] name, int family, byte[] out) {
        int at = 0;
        while (at < length) {
            int names = line(at);
            if (names > 0 && lineFamily == family && named(names, name)) {
                Bytes.copy(lineAddress, 0, out, 0, family == 4 ? 4 : 16);
                return true;
            }
            at = lineEnd + 1;
        }
        return false;
    }

    /// The first name on the line that [#find] found.
    byte[] canonical() {
        return Bytes.sub(text, first, firstEnd - first);
    }

    /// Writes the name of an address and a blank: whether it has one.
    boolean print(Out out, byte[] address, int from, int family) {
        int at = 0;
        while (at < length) {
            int names = line(at);
            int n = family == 4 ? 4 : 16;
            if (names > 0 && lineFamily == family && Address.same(lineAddress, 0, address, from, n)) {
                if (word(names) > names) {
                    out.safe(text, first, firstEnd - first).raw(' ');
                    return true;
                }
            }
            at = lineEnd + 1;
        }
        return false;
    }

    /// Reads the address of the line at `at`; where its names begin, or 0 when it has none. Sets [#lineEnd].
    private int line(int at) {
        int end = at;
        int stop = -1;
        while (end < length && text[end] != '\n') {
            if (text[end] == '#' && stop < 0) {
                stop = end;
            }
            end++;
        }
        lineEnd = end;
        if (stop < 0) {
            stop = end;
        }
        int from = blanks(at, stop);
        int to = from;
        while (to < stop && !blank(text[to])) {
            to++;
        }
        if (Address.dotted(text, from, to, lineAddress, 0)) {
            lineFamily = 4;
        } else if (Address.v6(text, from, to, lineAddress, 0)) {
            lineFamily = 6;
        } else {
            return 0;
        }
        lineStop = stop;
        int names = blanks(to, stop);
        int end1 = word(names);
        first = names;
        firstEnd = end1;
        return end1 > names ? names : 0;
    }

    private int lineStop;

    private int blanks(int at, int stop) {
        int i = at;
        while (i < stop && blank(text[i])) {
            i++;
        }
        return i;
    }

    private static boolean blank(int c) {
        return c == ' ' || c == '\t' || c == '\r' || c == 0x0b || c == 0x0c;
    }

    /// Where the word that begins at `at` ends.
    private int word(int at) {
        int i = at;
        while (i < lineStop && !blank(text[i])) {
            i++;
        }
        return i;
    }

    private boolean named(int names, byte[] name) {
        int at = names;
        while (at < lineStop) {
            int end = word(at);
            if (end - at == name.length && sameName(at, name)) {
                return true;
            }
            at = blanks(end, lineStop);
        }
        return false;
    }

    private boolean sameName(int at, byte[] name) {
        for (int i = 0; i < name.length; i++) {
            if (lower(text[at + i]) != lower(name[i])) {
                return false;
            }
        }
        return true;
    }

    private static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
}
