package dev.sonde.protocol;

/// What the sensor reads for each command before it is asked, and what that command may ask for.
///
/// Fixed by the command line before the analysis exists, so that an analysis that a hostile name has taken over
/// cannot turn the sensor into a tool.
public final class CommandRights {
    /// What the commands begin with: the analysis asks for the same, which has come by then.
    public static final int LS =
            ScanSet.NAMES | ScanSet.HIDDEN | ScanBit.PEERS | ScanBit.LINKS | ScanBit.BRIEF | ScanBit.ADDRESSES;

    /// What further tables it compares depends on whose namespace it is.
    public static final int CHECK = LS;

    /// It asks for the tables of one namespace after the other.
    public static final int SNAPSHOT = ScanSet.NAMES | ScanSet.HIDDEN | ScanBit.PEERS;

    public static final int SHOW = ScanSet.ALL;
    public static final int WHO = ScanSet.ALL;
    public static final int INSPECT = ScanSet.NAMES;
    public static final int ENTER = ScanSet.NAMES;
    public static final int PING = ScanSet.NAMES;
    public static final int LAB = ScanBit.LABS;
    public static final int COMPLETION = ScanSet.NAMES;

    /// There is no analysis: the stream goes to a file.
    public static final int COLLECT = ScanSet.ALL | ScanBit.FURTHER;

    /// The rows: a command, the option or action that the row takes (empty: none), what is read unasked, and the
    /// rights.
    /// A command has what all its rows have. One that has none has nothing read for it, and [Right#READ].
    private static int rows(byte[][] argv) {
        return row(argv, "ls", "", LS, Right.READ)
                | row(argv, "check", "", CHECK, Right.READ)
                | row(argv, "check", "--mend", CHECK, Right.READ | Right.MEND)
                | row(argv, "check", "--probe", CHECK, Right.READ | Right.PROBE)
                | row(argv, "snapshot", "", SNAPSHOT, Right.READ)
                | row(argv, "show", "", SHOW, Right.READ)
                | row(argv, "who", "", WHO, Right.READ)
                | row(argv, "inspect", "", INSPECT, Right.READ)
                | row(argv, "enter", "", ENTER, Right.READ | Right.BECOME)
                | row(argv, "ping", "", PING, Right.READ | Right.BECOME)
                | row(argv, "completion", "names", COMPLETION, Right.READ)
                | row(argv, "lab", "status", LAB, Right.READ)
                | row(argv, "lab", "up", LAB, Right.READ | Right.LAB_UP)
                | row(argv, "lab", "break", LAB, Right.READ | Right.LAB_JOIN)
                | row(argv, "lab", "mend", LAB, Right.READ | Right.LAB_JOIN)
                | row(argv, "lab", "down", LAB, Right.READ | Right.LAB_DOWN);
    }

    private static final int RTM_GETROUTE = 26;
    private static final int RTM_GETNEIGH = 30;
    private static final int AF_UNSPEC = 0;
    private static final int AF_INET = 2;
    private static final int AF_BRIDGE = 7;

    /// The whole table that `command object` will certainly ask for: `RTM_GET*` and, in the lowest byte, `AF_*`; 0:
    /// none. `family`: that of the options `-4` and `-6`, or 0.
    public static int prefetched(byte[] command, byte[] object, int family) {
        return prefetch(command, object, "ip", "route", RTM_GETROUTE, family == 0 ? AF_INET : family)
                | prefetch(command, object, "ip", "neighbour", RTM_GETNEIGH, AF_UNSPEC)
                | prefetch(command, object, "ip", "neighbor", RTM_GETNEIGH, AF_UNSPEC)
                | prefetch(command, object, "bridge", "fdb", RTM_GETNEIGH, AF_BRIDGE);
    }

    /// Bits of [ScanBit]: what the sensor reads for this command line before it is asked. One that reads a recorded
    /// stream, or asks for help, has nothing read for it.
    public static int unasked(byte[][] argv) {
        for (int i = 1; i < argv.length; i++) {
            boolean from = argv[i].length >= 6 && same(argv[i], "--from", 6); // or --from=FILE
            if (from || is(argv[i], "--help") || is(argv[i], "--version")) {
                return 0;
            }
        }
        return rows(argv) & 0xffff;
    }

    /// Bits of [Right]: what this command line may ask for. One that reads a recorded stream needs nothing of
    /// this host, one that asks for help or the version nothing but to read.
    public static int rights(byte[][] argv) {
        int rights = Right.READ | rows(argv) >> 16 | (keys(argv) ? Right.KEYS : 0);
        for (int i = 2; i < argv.length && !is(argv[i], "--"); i++) {
            byte[] word = argv[i];
            if (is(word, "--from") || word.length > 6 && same(word, "--from=", 7)) {
                return 0;
            }
            if (is(word, "--help") || is(word, "-h") || is(word, "--version")) {
                rights = Right.READ;
            }
        }
        return rights;
    }

    /// `ip … xfrm state … keys`, whose first words may be shortened: the user asks to see keys.
    private static boolean keys(byte[][] argv) {
        boolean asked = false;
        if (argv.length > 1 && is(argv[1], "ip")) {
            for (int i = 2; i + 2 < argv.length && !asked; i++) {
                asked = begins(argv[i], "xfrm")
                        && (begins(argv[i + 1], "state") || begins(argv[i + 1], "sa"))
                        && among(argv, i + 2, "keys");
            }
        }
        return asked;
    }

    /// Whether one of the words from `from` on is this.
    private static boolean among(byte[][] argv, int from, String text) {
        for (int i = from; i < argv.length; i++) {
            if (is(argv[i], text)) {
                return true;
            }
        }
        return false;
    }

    private static boolean begins(byte[] word, String text) {
        return word.length > 0 && word.length <= text.length() && same(word, text, word.length);
    }

    private static int row(byte[][] argv, String command, String option, int unasked, int rights) {
        boolean whose = argv.length > 1 && is(argv[1], command);
        return whose && (option.isEmpty() || takes(argv, option)) ? rights << 16 | unasked : 0;
    }

    /// An option stands anywhere, an action is the word behind the command: elsewhere it is the name of something.
    private static boolean takes(byte[][] argv, String option) {
        boolean action = option.charAt(0) != '-';
        return action ? argv.length > 2 && is(argv[2], option) : has(argv, option);
    }

    private static int prefetch(byte[] word, byte[] second, String command, String object, int type, int family) {
        int n = second.length; // the real tools let it be shortened
        boolean whose = is(word, command) && n > 0 && n <= object.length() && same(second, object, n);
        return whose ? type << 8 | family : 0;
    }

    /// Whether the command line has the option, before a `--`.
    public static boolean has(byte[][] argv, String option) {
        for (int i = 2; i < argv.length && !is(argv[i], "--"); i++) {
            if (is(argv[i], option)) {
                return true;
            }
        }
        return false;
    }

    /// Whether `word` is exactly the ASCII text `text`.
    private static boolean is(byte[] word, String text) {
        return word.length == text.length() && same(word, text, word.length);
    }

    private static boolean same(byte[] word, String text, int length) {
        for (int i = 0; i < length; i++) {
            if (word[i] != (byte) text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private CommandRights() {}
}
