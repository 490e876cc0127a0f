package dev.sonde.sensor.ping;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.text.Out;

/// Counts the answers that come, and prints their lines.
final class Answers {
    private static final int BELL = 7;

    private final Icmp icmp;
    private final Out out;
    private final PingOptions options;

    Answers(Icmp icmp) {
        this.icmp = icmp;
        this.out = icmp.out;
        this.options = icmp.options;
    }

    /// Counts and shows the answer whose header stands at `b[at]`, with `n` bytes from there on.
    void take(byte[] b, int at, int n, int hops, boolean bad, boolean elsewhere) {
        PingStats stats = icmp.stats;
        int sequence = Bytes.be16(b, at + 6);
        if (bad) {
            stats.corrupted++;
        } else {
            stats.acknowledge(sequence);
        }
        long micros = 0;
        boolean timing = icmp.timed && n >= Icmp.HEADER + Icmp.TIMEVAL;
        if (timing) {
            micros = stats.time(sequence, icmp.arrived, icmp.seen);
        }
        if (timing && !bad) {
            stats.add(micros);
        }
        boolean duplicate = !bad && stats.count(sequence);
        if (options.quiet) {
            return;
        }
        if (options.flood) {
            out.p(bad ? "\bC" : "\b \b");
            bell();
            out.flush();
            return;
        }
        icmp.stamp();
        out.p(n).p(" bytes from ");
        icmp.address(out, icmp.sender, 0);
        out.p(": icmp_seq=").p(sequence);
        if (options.verbose && icmp.identified) {
            out.p(" ident=").p(icmp.identifier);
        }
        if (hops >= 0) {
            out.p(" ttl=").p(hops);
        }
        if (n < icmp.packet.length) {
            out.p(" (truncated)\n").flush();
            return;
        }
        if (icmp.timed) {
            time(micros);
        }
        if (duplicate && (!icmp.multicast || options.verbose)) {
            out.p(" (DUP!)");
        }
        if (bad) {
            out.p(" (BAD CHECKSUM!)");
        }
        if (elsewhere) {
            out.p(" (DIFFERENT ADDRESS!)");
        }
        compare(b, at);
        bell();
        icmp.headerOptions();
        out.raw('\n').flush();
    }

    private void bell() {
        if (options.audible) {
            out.raw(BELL);
        }
    }

    private void time(long micros) {
        if (options.precise) {
            out.p(" time=");
            PingText.millis(out, micros).p(" ms");
        } else {
            PingText.time(out, micros);
        }
    }

    /// Shows the payload if it is not what was sent. The place of the time is left out, as by iputils.
    private void compare(byte[] b, int at) {
        byte[] packet = icmp.packet;
        int from = Icmp.HEADER + Icmp.TIMEVAL;
        int i = from;
        while (i < packet.length && b[at + i] == packet[i]) {
            i++;
        }
        if (i >= packet.length) {
            return;
        }
        out.p("\nwrong data byte #").p(i - Icmp.HEADER).p(" should be 0x");
        PingText.hex(out, packet[i]);
        out.p(" but was 0x");
        PingText.hex(out, b[at + i]);
        for (int k = from; k < packet.length; k++) {
            if ((k - Icmp.HEADER) % 32 == Icmp.TIMEVAL) {
                out.p("\n#").p(k - Icmp.HEADER).raw('\t');
            }
            PingText.hex(out, b[at + k]);
            out.raw(' ');
        }
    }
}
