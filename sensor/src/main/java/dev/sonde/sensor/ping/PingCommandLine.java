package dev.sonde.sensor.ping;

import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.text.Address;
import dev.sonde.sensor.text.Out;

/// The command line of `ping`, as getopt(3) reads it: letters may be joined, a value may follow its letter at once,
/// options and words may be mixed, `--` ends the options.
final class PingCommandLine {
    private static final String WITH_VALUE = "cIiMQsStTWwlmpeFN";
    private static final String OURS = "346aAbBCdDefFhHlLmnOpqQrRSTUvVc?IiMstWw";
    /// Options of iputils' ping that are not here.
    private static final String OTHERS = "N";
    private static final int DESTINATIONS = 10;
    /// The longest pattern of `-p`.
    private static final int PATTERN = 16;

    private final PingOptions o;
    private boolean intervalGiven;
    private final byte[][] operands = new byte[DESTINATIONS][];
    private final Out out;
    private final Out err;
    private final PingNumbers numbers;
    private byte[][] argv = new byte[0][];
    private int at;

    PingCommandLine(PingOptions options, Out out, Out err) {
        this.o = options;
        this.out = out;
        this.err = err;
        this.numbers = new PingNumbers(err);
    }

    /// Reads `all` from word `from` on: -1 to go on, or the exit status; then all has been said.
    @Bounded("once for each argument of the command line")
    int parse(byte[][] all, int from) {
        argv = all;
        at = from;
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
                word1AfterN = words == 0 ? afterN : word1AfterN;
                if (words < DESTINATIONS) {
                    operands[words] = word;
                }
                words++;
            }
            afterN = options && Bytes.is(word, "-n");
        }
        return operands(words, word1AfterN);
    }

    @Bounded("once for each of ten operands")
    private int operands(int words, boolean afterN) {
        if (words == 0) {
            err.p("ping: usage error: Destination address required\n");
            return said(2);
        }
        int first = 0;
        boolean ours = words == 2 && afterN && o.target.length == 0;
        if (ours) {
            o.target = operands[0];
            first = 1;
        }
        // With more, the packet goes through hosts: as many as the header has room for.
        boolean several = words - first > 1;
        int most = o.timestamps >= 0 ? 5 : DESTINATIONS;
        boolean noRoom = o.recordRoute || o.timestamps >= 0 && o.timestamps != PingOptions.TSPRESPEC || words > most;
        if (several && noRoom) {
            usage(err);
            return said(2);
        }
        o.destination = operands[words - 1];
        o.through = new byte[words - 1 - first][];
        for (int i = 0; i < o.through.length; i++) {
            o.through[i] = operands[first + i];
        }
        if (o.flood && !intervalGiven) {
            o.interval = 0;
        }
        return -1;
    }

    private int said(int status) {
        out.flush();
        err.flush();
        return status;
    }

    private int longOption(byte[] word) {
        if (Bytes.is(word, "--help")) {
            usage(out);
            return printed();
        }
        if (Bytes.starts(word, "--netns=")) {
            o.target = Bytes.sub(word, 8, word.length - 8);
        } else if (Bytes.is(word, "--netns") && at < argv.length) {
            o.target = argv[at];
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
        if (o.target.length == 0) {
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
                if (o.family != 0 && o.family != c - '0') {
                    err.p("ping: only one -4 or -6 option may be specified\n");
                    return said(2);
                }
                o.family = c - '0';
            }
            case 'R' -> {
                o.recordRoute = true;
                return both();
            }
            case 'T' -> {
                return timestamps(value);
            }
            case 'f' -> {
                o.flood = true;
                o.numeric = true;
            }
            case 'n' -> {
                o.numeric = true;
                o.named = false;
            }
            case 'V' -> {
                PingHelp.version(out);
                return printed();
            }
            case 'i' -> {
                intervalGiven = true;
                boolean good = numbers.seconds(value, Integer.MAX_VALUE / 1000.0, "bad timing interval");
                o.interval = good ? (int) (numbers.seconds * 1000) : 0;
                return good ? -1 : said(2);
            }
            case 'W' -> {
                boolean good = numbers.seconds(value, 4_294_967_295L / 1_000_000.0, "bad linger time");
                o.linger = good ? (long) (numbers.seconds * 1_000_000) : 0;
                return good ? -1 : said(2);
            }
            case 'M' -> {
                return discovery(value);
            }
            case 'I' -> {
                return from(value);
            }
            case 'p' -> {
                return pattern(value);
            }
            case 'Q' -> {
                return tos(value);
            }
            case 'F' -> {
                return flow(value);
            }
            case 'c', 'e', 'l', 'm', 's', 'S', 't', 'w' -> {
                return number(c, value);
            }
            default -> {
                return flag(c);
            }
        }
        return -1;
    }

    /// Options that are there or not.
    private int flag(int c) {
        switch (c) {
            case '3' -> o.precise = true;
            case 'a' -> o.audible = true;
            case 'A' -> o.adaptive = true;
            case 'b' -> o.broadcast = true;
            case 'B' -> o.strict = true;
            case 'C' -> o.connected = true;
            case 'd' -> o.debug = true;
            case 'D' -> o.stamps = true;
            case 'H' -> o.named = true;
            case 'L' -> o.noLoop = true;
            case 'O' -> o.outstanding = true;
            case 'q' -> o.quiet = true;
            case 'r' -> o.dontRoute = true;
            case 'U' -> o.latency = true;
            case 'v' -> o.verbose = true;
            default -> {
                usage(err);
                return said(2);
            }
        }
        return -1;
    }

    /// Options whose value is a plain number: -1, or exit status 1, and said why.
    private int number(int c, byte[] value) {
        long min = c == 'c' || c == 'l' || c == 'S' ? 1 : 0;
        long max = switch (c) {
            case 'c' -> Long.MAX_VALUE;
            case 'e' -> 0xffff;
            case 'l' -> 0x10000;
            case 'm' -> 0xffffffffL;
            case 't' -> 255;
            default -> Integer.MAX_VALUE;
        };
        long v = numbers.number(value, min, max);
        switch (c) {
            case 'c' -> o.count = v;
            case 'e' -> o.identifier = (int) v;
            case 'l' -> o.preload = (int) Math.max(1, v);
            case 'm' -> o.mark = v;
            case 's' -> o.size = (int) v;
            case 'S' -> o.sendBuffer = (int) v;
            case 't' -> o.ttl = (int) v;
            default -> o.deadline = (int) v;
        }
        return v < 0 ? said(1) : -1;
    }

    private int both() {
        if (o.recordRoute && o.timestamps >= 0) {
            err.p("ping: only one of -T or -R may be used\n");
            return said(2);
        }
        return -1;
    }

    private int timestamps(byte[] value) {
        o.timestamps = 0;
        int r = both();
        if (r >= 0) {
            return r;
        }
        if (Bytes.is(value, "tsonly")) {
            o.timestamps = PingOptions.TSONLY;
        } else if (Bytes.is(value, "tsandaddr")) {
            o.timestamps = PingOptions.TSANDADDR;
        } else if (Bytes.is(value, "tsprespec")) {
            o.timestamps = PingOptions.TSPRESPEC;
        } else {
            err.p("ping: invalid timestamp type: ").safe(value).raw('\n');
            return said(2);
        }
        return -1;
    }

    private int discovery(byte[] value) {
        if (Bytes.is(value, "do")) {
            o.discovery = 2;
        } else if (Bytes.is(value, "want")) {
            o.discovery = 1;
        } else if (Bytes.is(value, "dont")) {
            o.discovery = 0;
        } else if (Bytes.is(value, "probe")) {
            o.discovery = 3;
        } else {
            err.p("ping: invalid -M argument: ").safe(value).raw('\n');
            return said(2);
        }
        return -1;
    }

    private int tos(byte[] value) {
        o.tos = numbers.bits(value);
        if (!numbers.whole) {
            err.p("ping: bad TOS value: ").safe(value).raw('\n');
            return said(2);
        }
        if (o.tos > 255) {
            err.p("ping: the decimal value of TOS bits must be in range 0-255: ")
                    .p(o.tos)
                    .raw('\n');
            return said(2);
        }
        return -1;
    }

    private int flow(byte[] value) {
        o.flow = numbers.bits(value);
        if (!numbers.whole) {
            err.p("ping: bad value for flowinfo: ").safe(value).raw('\n');
            return said(2);
        }
        if ((o.flow & ~0xfffff) != 0) {
            err.p("ping: flow value is greater than 20 bits: ").safe(value).raw('\n');
            return said(2);
        }
        return -1;
    }

    /// Up to sixteen bytes in hexadecimal; a last digit alone is a byte too.
    private int pattern(byte[] value) {
        for (int i = 0; i < value.length; i++) {
            if (PingNumbers.digit(value[i]) == 99) {
                err.p("ping: patterns must be specified as hex digits: ");
                err.safe(value, i, value.length - i).raw('\n');
                return said(2);
            }
        }
        int n = Math.min(PATTERN, (value.length + 1) / 2);
        o.pattern = new byte[n];
        for (int i = 0; i < n; i++) {
            int high = PingNumbers.digit(value[2 * i]);
            boolean two = 2 * i + 1 < value.length;
            o.pattern[i] = (byte) (two ? high << 4 | PingNumbers.digit(value[2 * i + 1]) : high);
        }
        if (!o.quiet) {
            out.p("PATTERN: 0x");
            for (int i = 0; i < n; i++) {
                int c = o.pattern[i];
                out.hex(c >> 4).hex(c);
            }
            out.raw('\n');
        }
        return -1;
    }

    private int printed() {
        out.flush();
        return out.error() == 0 ? 0 : 1;
    }

    private static void usage(Out to) {
        PingHelp.usage(to);
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
            o.source6 = Address.zero(a, 0, 16) ? Bytes.NONE : a;
            o.strict = true;
            if (percent >= 0) {
                o.device = Bytes.sub(value, percent + 1, value.length - percent - 1);
            }
            return -1;
        }
        byte[] a = new byte[4];
        if (Address.dotted(value, 0, value.length, a, 0)) {
            o.source4 = Address.zero(a, 0, 4) ? Bytes.NONE : a;
            o.strict = true;
        } else {
            o.device = value;
        }
        return -1;
    }
}
