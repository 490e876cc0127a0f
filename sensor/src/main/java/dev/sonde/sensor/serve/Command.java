package dev.sonde.sensor.serve;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.scan.Scan;

/// What a command of the analysis needs from the sensor: what to read before it asks, and what it may ask for.
///
/// Fixed by the command line before the analysis exists, so that an analysis that a hostile name has taken over
/// cannot turn the sensor into a tool.
final class Command {
    /// Rights: see `docs/frames.md`.
    static final int READ = 1;

    static final int BECOME = 2;
    static final int CHANGE = 4;

    /// Only `check --mend`, only `check --probe`.
    static final int MEND = 8;

    static final int PROBE = 16;

    /// Where names come from.
    private static final int NAMES = Scan.PROCESSES | Scan.FOLDERS | Scan.LABS | Scan.ENGINES;

    /// Bits of [Scan]: what the command will certainly want. A command that reads a recorded stream wants nothing.
    static int wants(byte[][] argv) {
        for (int i = 1; i < argv.length; i++) {
            if (Bytes.is(argv[i], "--from") || Bytes.starts(argv[i], "--from=")) {
                return 0;
            }
            if (Bytes.is(argv[i], "--help") || Bytes.is(argv[i], "--version")) {
                return 0;
            }
        }
        if (argv.length < 2) {
            return 0;
        }
        byte[] command = argv[1];
        if (Bytes.is(command, "ls") || Bytes.is(command, "check")) {
            // What further tables a check compares depends on whose namespace it is.
            return NAMES | Scan.TASKS | Scan.MOUNTS | Scan.PEERS | Scan.LINKS | Scan.BRIEF | Scan.ADDRESSES;
        }
        if (Bytes.is(command, "enter") || Bytes.is(command, "ping")) {
            return NAMES;
        }
        if (Bytes.is(command, "inspect")) {
            return NAMES;
        }
        if (Bytes.is(command, "snapshot")) {
            // It asks for the tables of one namespace after the other.
            return NAMES | Scan.TASKS | Scan.MOUNTS | Scan.PEERS;
        }
        if (Bytes.is(command, "lab")) {
            return Scan.LABS;
        }
        if (Bytes.is(command, "show") || Bytes.is(command, "who") || Bytes.is(command, "map")) {
            return Scan.ALL;
        }
        Prefetch foretold = new Prefetch(argv);
        if (foretold.any()) {
            return foretold.target() ? NAMES | Scan.FORETOLD : Scan.FORETOLD;
        }
        return 0;
    }

    static int rights(byte[][] argv) {
        if (argv.length < 2) {
            return READ;
        }
        byte[] command = argv[1];
        if (Bytes.is(command, "enter") || Bytes.is(command, "ping")) {
            return READ | BECOME;
        }
        if (Bytes.is(command, "lab")) {
            return READ | CHANGE;
        }
        if (Bytes.is(command, "check")) {
            return READ | (has(argv, "--mend") ? MEND : 0) | (has(argv, "--probe") ? PROBE : 0);
        }
        return READ;
    }

    /// Whether a change may be made without a question.
    static boolean unasked(byte[][] argv) {
        return has(argv, "--yes");
    }

    private static boolean has(byte[][] argv, String option) {
        for (int i = 2; i < argv.length && !Bytes.is(argv[i], "--"); i++) {
            if (Bytes.is(argv[i], option)) {
                return true;
            }
        }
        return false;
    }

    private Command() {}
}
