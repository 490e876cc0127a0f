package dev.sonde.it.ping;

import dev.sonde.it.Sonde;
import java.util.regex.Pattern;

/// What ping prints, without what a clock, a counter or chance decides.
final class Mask {
    private static final Pattern STAMP = Pattern.compile("^\\[[0-9]+\\.[0-9]{6}\\]", Pattern.MULTILINE);
    /// Identification and checksum of a packet that a router quotes.
    private static final Pattern QUOTED =
            Pattern.compile("^( 4  \\w  \\w\\w \\w{4}) \\w{4} (.*) \\w{4} (10\\.)", Pattern.MULTILINE);

    /// On a datagram socket iputils takes the length of the control message for that of the options in it, and reads
    /// what
    /// lies behind them.
    private static final Pattern BEHIND = Pattern.compile("(TS: (?:\t.*\n)+)(\nunknown option [0-9a-f]{1,2})(?=\n)");

    static String of(Sonde.Result r) {
        return text(r.out()) + "--- stderr\n" + text(r.err()) + "--- status " + r.status();
    }

    private static String text(String s) {
        String t = s.replaceAll("time=[0-9.]+ ms", "time=T ms"); // of one answer
        t = t.replaceAll("time [0-9]+ms", "time Tms"); // from the first request to the last
        t = t.replaceAll("= [0-9./]+ ms", "= T ms"); // the statistics
        t = t.replaceAll("ipg/ewma [0-9./]+ ms", "ipg/ewma T ms"); // and those of a flood
        t = t.replaceAll("ident=[0-9]+", "ident=N"); // -v
        t = t.replaceAll("\\t[0-9]+ absolute", "\tN absolute"); // -T: the time of day
        t = t.replaceAll("\\t-?[0-9]{1,3}\\n", "\tN\n"); // and its differences
        t = t.replaceAll("flow 0x[0-9a-f]{5}", "flow 0xN"); // -F 0
        t = BEHIND.matcher(t).replaceAll("$1");
        t = STAMP.matcher(t).replaceAll("[T]"); // -D
        return QUOTED.matcher(t).replaceAll("$1 ID $2 SUM $3");
    }

    private Mask() {}
}
