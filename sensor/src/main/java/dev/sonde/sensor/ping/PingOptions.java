package dev.sonde.sensor.ping;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.text.Address;
import dev.sonde.sensor.text.Out;

/// The command line of `ping`, as getopt(3) reads it: letters may be joined, a value may follow its letter at once,
/// options and words may be mixed, `--` ends the options.
final class PingOptions {
    /// The largest payload that fits an IP packet is 65,507 bytes (65,527 with IPv6): the kernel decides, but no more
    /// than this is made.
    static final int LARGEST = 65_535;

    private static final String WITH_VALUE = "cIiMQsStTWwlmpeFN";
    private static final String OURS = "46bDfhnOqv?cIiMstWw";
    /// Options of iputils' ping that are not here.
    private static final String OTHERS = "aABCdLRrUVeFlmNpQST";

    /// 4, 6, or 0 for either.
    int family;
    /// How many answers to wait for; 0 without end.
    long count;
    /// Milliseconds between requests.
    int interval = 1000;

    private boolean intervalGiven;
    /// Milliseconds to wait for a first answer after the last request; 0 without end.
    int linger = 10_000;
    /// Seconds until the end; 0 without.
    int deadline;

    int size = 56;
    /// `IP_PMTUDISC_*`: -1 as the kernel has it, 0 dont, 1 want, 2 do.
    int discovery = -1;
    /// -1: as the kernel has it.
    int ttl = -1;
    /// The name of an interface, or empty.
    byte[] device = Bytes.NONE;
    /// Source addresses, or empty.
    byte[] source4 = Bytes.NONE;

    byte[] source6 = Bytes.NONE;
    boolean broadcast;
    boolean flood;
    boolean numeric;
    boolean outstanding;
    boolean quiet;
    boolean stamps;
    boolean verbose;
    /// The namespace to enter; empty for this one.
    byte[] target = Bytes.NONE;

    byte[] destination = Bytes.NONE;

    private final Out out;
    private final Out err;
    private byte[][] argv = new byte[0][];
    private int at;

    PingOptions(Out out, Out err) {
        this.out = out;
        this.err = err;
    }

    /// Reads `all` from word `from` on: -1 to go on, or the exit status; then all has been said.
    @Bounded("once for each argument of the command line")
    int parse(byte[][] all, int from) {
        argv = all;
        at = from;
        byte[] word1 = Bytes.NONE;
        int words = 0;
        boolean afterN = false;
        boolean word1AfterN = false;
        boolean options = true;
        while (at < argv.length) {
            byte[] word = argv[at];
            at++;
            if (options && Bytes.is(word, "--")) {
                options = false;
                continue;
            }
            if (options && Bytes.starts(word, "--")) {
                int r = longOption(word);
                if (r >= 0) {
                    return r;
                }
            } else if (options && word.length > 1 && word[0] == '-') {
                int r = letters(word);
                if (r >= 0) {
                    return r;
                }
            } else {
                words++;
                if (words == 1) {
                    word1 = word;
                    word1AfterN = afterN;
                } else {
                    destination = word;
                }
            }
            afterN = options && Bytes.is(word, "-n");
        }
        return operands(words, word1, word1AfterN);
    }

    private int operands(int words, byte[] word1, boolean afterN) {
        if (words == 0) {
            err.p("ping: usage error: Destination address required\n");
            return said(1);
        }
        if (words == 1) {
            destination = word1;
        } else if (words == 2 && afterN && target.length == 0) {
            target = word1;
        } else {
            err.p("ping: one destination only: routes through several hosts (source routing) are not supported\n");
            return said(2);
        }
        if (flood && !intervalGiven) {
            interval = 0;
        }
        return -1;
    }

    private int said(int status) {
        err.flush();
        return status;
    }

    private int longOption(byte[] word) {
        if (Bytes.is(word, "--help")) {
            usage(out);
            out.flush();
            return out.error() == 0 ? 0 : 1;
        }
        if (Bytes.starts(word, "--netns=")) {
            target = Bytes.sub(word, 8, word.length - 8);
        } else if (Bytes.is(word, "--netns") && at < argv.length) {
            target = argv[at];
            at++;
        } else if (Bytes.is(word, "--netns")) {
            err.p("ping: option '--netns' requires an argument\n");
            usage(err);
            return said(2);
        } else {
            err.p("ping: unrecognized option '").safe(word).p("'\n");
            usage(err);
            return said(2);
        }
        if (target.length == 0) {
            err.p("ping: --netns: empty name\n");
            return said(2);
        }
        return -1;
    }

    @Bounded("once for each letter of the command line")
    private int letters(byte[] word) {
        for (int i = 1; i < word.length; i++) {
            int c = word[i];
            byte[] value = Bytes.NONE;
            boolean takes = in(WITH_VALUE, c);
            if (takes && i + 1 < word.length) {
                value = Bytes.sub(word, i + 1, word.length - i - 1);
            } else if (takes && at < argv.length) {
                value = argv[at];
                at++;
            } else if (takes) {
                err.p("ping: option requires an argument -- '").raw(c).p("'\n");
                usage(err);
                return said(2);
            }
            int r = in(OURS, c) ? option(c, value) : unknown(c);
            if (r >= 0) {
                return r;
            }
            if (takes) {
                return -1;
            }
        }
        return -1;
    }

    private static boolean in(String letters, int c) {
        int n = letters.length();
        for (int i = 0; i < n; i++) {
            if (letters.charAt(i) == c) {
                return true;
            }
        }
        return false;
    }

    private int unknown(int c) {
        if (in(OTHERS, c)) {
            err.p("ping: option -").raw(c).p(" of iputils is not supported here\n");
            err.p("  the options that are: sonde ping --help\n");
            return said(2);
        }
        err.p("ping: invalid option -- '");
        one[0] = (byte) c;
        err.safe(one).p("'\n");
        usage(err);
        return said(2);
    }

    private final byte[] one = new byte[1];

    private int option(int c, byte[] value) {
        switch (c) {
            case '4', '6' -> {
                if (family != 0 && family != c - '0') {
                    err.p("ping: only one -4 or -6 option may be specified\n");
                    return said(2);
                }
                family = c - '0';
            }
            case 'b' -> broadcast = true;
            case 'D' -> stamps = true;
            case 'f' -> {
                flood = true;
                numeric = true;
            }
            case 'n' -> numeric = true;
            case 'O' -> outstanding = true;
            case 'q' -> quiet = true;
            case 'v' -> verbose = true;
            case 'c' -> {
                count = number(value, 1, Long.MAX_VALUE);
                return count < 0 ? 1 : -1;
            }
            case 's' -> {
                return size(value);
            }
            case 't' -> {
                ttl = (int) number(value, 0, 255);
                return ttl < 0 ? 1 : -1;
            }
            case 'w' -> {
                deadline = (int) number(value, 0, Integer.MAX_VALUE);
                return deadline < 0 ? 1 : -1;
            }
            case 'i' -> {
                interval = (int) millis(value, "bad timing interval");
                intervalGiven = true;
                return interval < 0 ? 2 : -1;
            }
            case 'W' -> {
                linger = (int) millis(value, "bad linger time");
                return linger < 0 ? 2 : -1;
            }
            case 'M' -> {
                return discovery(value);
            }
            case 'I' -> {
                return from(value);
            }
            default -> {
                usage(err);
                return said(2);
            }
        }
        return -1;
    }

    private int size(byte[] value) {
        size = (int) number(value, 0, Integer.MAX_VALUE);
        if (size > LARGEST) {
            err.p("ping: packet size too large: ").p(size).p(", no IP packet holds more than ");
            err.p(LARGEST).raw('\n');
            return said(1);
        }
        return size < 0 ? 1 : -1;
    }

    private int discovery(byte[] value) {
        if (Bytes.is(value, "do")) {
            discovery = 2;
        } else if (Bytes.is(value, "want")) {
            discovery = 1;
        } else if (Bytes.is(value, "dont")) {
            discovery = 0;
        } else {
            err.p("ping: invalid -M argument: ").safe(value).raw('\n');
            return said(2);
        }
        return -1;
    }

    /// An address, an address with an interface behind `%`, or the name of an interface.
    private int from(byte[] value) {
        if (Bytes.find(value, ':', 0) >= 0) {
            int percent = Bytes.find(value, '%', 0);
            int end = percent < 0 ? value.length : percent;
            byte[] a = new byte[16];
            if (!Address.v6(value, 0, end, a, 0)) {
                err.p("ping: invalid source address: ").safe(value).raw('\n');
                return said(2);
            }
            source6 = a;
            if (percent >= 0) {
                device = Bytes.sub(value, percent + 1, value.length - percent - 1);
            }
            return -1;
        }
        byte[] a = new byte[4];
        if (Address.dotted(value, 0, value.length, a, 0)) {
            source4 = a;
        } else {
            device = value;
        }
        return -1;
    }

    /// A decimal number between `min` and `max`, or -1, and said why.
    private long number(byte[] value, long min, long max) {
        int i = 0;
        while (i < value.length && (value[i] == ' ' || value[i] >= 9 && value[i] <= 13)) {
            i++;
        }
        boolean minus = i < value.length && value[i] == '-';
        if (i < value.length && (minus || value[i] == '+')) {
            i++;
        }
        boolean digits = i < value.length;
        for (int k = i; k < value.length; k++) {
            digits &= value[k] >= '0' && value[k] <= '9';
        }
        long v = digits ? Bytes.decimal(value, i, value.length, Long.MAX_VALUE) : -1;
        boolean fits = v >= min && v <= max && (!minus || v == 0);
        if (digits && fits) {
            return v;
        }
        err.p("ping: invalid argument: '").safe(value).raw('\'');
        if (digits && v < 0) {
            err.p(": ").p(Errno.text(Errno.ERANGE));
        } else if (digits) {
            err.p(": out of range: ").p(min).p(" <= value <= ").p(max);
        }
        err.raw('\n');
        err.flush();
        return -1;
    }

    /// Seconds with a fraction, as milliseconds; or -1, and said why.
    private long millis(byte[] value, String bad) {
        int i = value.length > 0 && value[0] == '+' ? 1 : 0;
        long ms = 0;
        int unit = 0; // 0 before the point, then what the next digit is worth
        boolean any = false;
        boolean huge = false;
        for (; i < value.length; i++) {
            int c = value[i];
            if (c == '.' && unit == 0) {
                unit = 100;
            } else if (c < '0' || c > '9') {
                break;
            } else {
                any = true;
                if (unit == 0) {
                    ms = ms * 10 + (c - '0') * 1000L;
                    huge |= ms > Integer.MAX_VALUE;
                    ms = Math.min(ms, Integer.MAX_VALUE);
                } else {
                    ms += (long) (c - '0') * (unit == 1000 ? 0 : unit);
                    unit = unit == 1 || unit == 1000 ? 1000 : unit / 10;
                }
            }
        }
        if (!any || huge) {
            err.p("ping: ").p(bad).p(": ").safe(value).raw('\n');
            err.flush();
            return -1;
        }
        if (i < value.length) {
            err.p("ping: option argument contains garbage: ");
            err.safe(value, i, value.length - i).raw('\n');
            err.p("ping: this will become fatal error in the future\n");
            err.flush();
        }
        return ms;
    }

    private static void usage(Out to) {
        to.p("\nUsage\n  ping [options] <destination>\n");
        to.p("  sonde ping [-n TARGET | --netns TARGET] [options] <destination>\n");
        to.p("\nOptions:\n");
        to.p("  <destination>      ip address, or a name of the target's /etc/hosts\n");
        to.p("  --netns TARGET     ping from inside TARGET: a container, network, task, pid or file\n");
        to.p("  -4, -6             use IPv4, IPv6\n");
        to.p("  -b                 allow pinging broadcast\n");
        to.p("  -c <count>         stop after <count> replies\n");
        to.p("  -D                 print timestamps\n");
        to.p("  -f                 flood ping\n");
        to.p("  -h                 print help and exit\n");
        to.p("  -I <interface>     either interface name or address\n");
        to.p("  -i <interval>      seconds between sending each packet\n");
        to.p("  -M <pmtud opt>     define mtu discovery, can be one of <do|dont|want>\n");
        to.p("  -n                 no names of addresses; with two arguments, the first is TARGET\n");
        to.p("  -O                 report outstanding replies\n");
        to.p("  -q                 quiet output\n");
        to.p("  -s <size>          use <size> as number of data bytes to be sent\n");
        to.p("  -t <ttl>           define time to live\n");
        to.p("  -v                 verbose output\n");
        to.p("  -w <deadline>      reply wait <deadline> in seconds\n");
        to.p("  -W <timeout>       time to wait for response\n");
        to.p("\nThe options, the text and the exit statuses (0 answers, 1 none, 2 error) are those of\n");
        to.p("iputils' ping(8). Names are not looked up by DNS.\n");
    }
}
