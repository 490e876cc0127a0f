package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.LinkStats64;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// The counters of a link, as `ip -s` and `ip -s -s` print them: columns as wide as their widest number.
public final class StatsPrinter {
    private static final int PACKETS = 1;
    private static final int ERRORS = 2;
    private static final int DROPPED = 3;
    private static final int FOURTH = 4;
    private static final int FIFTH = 5;
    private static final int COMPRESSED = 6;
    private static final int OTHERHOST = 7;

    private final Printer out;
    private final Options options;

    /// Widths of the columns: at least those of their titles.
    private final int[] columns = {10, 7, 6, 7, 7, 7, 10, 9};

    /// Whether errors are shown by their kind.
    private final boolean all;

    StatsPrinter(Ip ip) {
        this(ip, ip.options.stats > 1);
    }

    /// @param all as `-s -s` has it
    public StatsPrinter(Ip ip, boolean all) {
        this.out = ip.out;
        this.options = ip.options;
        this.all = all;
    }

    void print(LinkMessage m) {
        LinkAttr.Stats64 attr = m.find(LinkAttr.Stats64.class);
        if (attr == null) {
            return;
        }
        print(attr.stats(), m.find(LinkAttr.CarrierChanges.class));
    }

    /// Those of which nobody told how often the carrier went and came.
    public void print(LinkStats64 s) {
        print(s, null);
    }

    private void print(LinkStats64 s, LinkAttr.CarrierChanges changes) {
        if (out.json()) {
            json(s, changes);
        } else {
            text(s, changes);
        }
    }

    private static long otherhost(LinkStats64 s) {
        Long dropped = s.rxOtherhostDropped();
        return dropped == null ? 0 : dropped;
    }

    private void json(LinkStats64 s, LinkAttr.CarrierChanges changes) {
        out.begin("stats64");
        out.begin("rx");
        out.jsonUnsigned("bytes", s.rxBytes());
        out.jsonUnsigned("packets", s.rxPackets());
        out.jsonUnsigned("errors", s.rxErrors());
        out.jsonUnsigned("dropped", s.rxDropped());
        out.jsonUnsigned("over_errors", s.rxOverErrors());
        out.jsonUnsigned("multicast", s.multicast());
        if (s.rxCompressed() != 0) {
            out.jsonUnsigned("compressed", s.rxCompressed());
        }
        if (all) {
            out.jsonUnsigned("length_errors", s.rxLengthErrors());
            out.jsonUnsigned("crc_errors", s.rxCrcErrors());
            out.jsonUnsigned("frame_errors", s.rxFrameErrors());
            out.jsonUnsigned("fifo_errors", s.rxFifoErrors());
            out.jsonUnsigned("missed_errors", s.rxMissedErrors());
            if (s.rxNohandler() != 0) {
                out.jsonUnsigned("nohandler", s.rxNohandler());
            }
            if (otherhost(s) != 0) {
                out.jsonUnsigned("otherhost", otherhost(s));
            }
        }
        out.end();
        out.begin("tx");
        out.jsonUnsigned("bytes", s.txBytes());
        out.jsonUnsigned("packets", s.txPackets());
        out.jsonUnsigned("errors", s.txErrors());
        out.jsonUnsigned("dropped", s.txDropped());
        out.jsonUnsigned("carrier_errors", s.txCarrierErrors());
        out.jsonUnsigned("collisions", s.collisions());
        if (s.txCompressed() != 0) {
            out.jsonUnsigned("compressed", s.txCompressed());
        }
        if (all) {
            out.jsonUnsigned("aborted_errors", s.txAbortedErrors());
            out.jsonUnsigned("fifo_errors", s.txFifoErrors());
            out.jsonUnsigned("window_errors", s.txWindowErrors());
            out.jsonUnsigned("heartbeat_errors", s.txHeartbeatErrors());
            if (changes != null) {
                out.jsonUnsigned("carrier_changes", changes.count());
            }
        }
        out.end();
        out.end();
    }

    private void text(LinkStats64 s, LinkAttr.CarrierChanges changes) {
        long transitions = changes == null ? 0 : changes.count();
        size(0, s.rxBytes(), s.rxPackets(), s.rxErrors(), s.rxDropped(), s.rxMissedErrors(), s.multicast());
        size(COMPRESSED, s.rxCompressed());
        if (all) {
            size(PACKETS, s.rxLengthErrors(), s.rxCrcErrors(), s.rxFrameErrors(), s.rxFifoErrors(), s.rxOverErrors());
            size(COMPRESSED, s.rxNohandler(), otherhost(s));
        }
        size(0, s.txBytes(), s.txPackets(), s.txErrors(), s.txDropped(), s.txCarrierErrors(), s.collisions());
        size(COMPRESSED, s.txCompressed());
        if (all) {
            size(ERRORS, s.txAbortedErrors(), s.txFifoErrors(), s.txWindowErrors(), s.txHeartbeatErrors(), transitions);
        }
        title("RX", s.rxCompressed(), "missed", "mcast");
        numbers(s.rxBytes(), s.rxPackets(), s.rxErrors(), s.rxDropped(), s.rxMissedErrors(), s.multicast());
        number(COMPRESSED, s.rxCompressed(), s.rxCompressed() != 0);
        if (all) {
            out.line();
            out.text("    RX errors:").text(" ".repeat(columns[0] - 10));
            titles("length", "crc", "frame", "fifo", "overrun");
            out.text(s.rxNohandler() != 0 ? Printer.right(" nohandler", columns[COMPRESSED] + 1) : "");
            out.text(otherhost(s) != 0 ? Printer.right(" otherhost", columns[OTHERHOST] + 1) : "");
            out.line();
            out.text(" ".repeat(columns[0] + 5));
            number(PACKETS, s.rxLengthErrors(), true);
            number(ERRORS, s.rxCrcErrors(), true);
            number(DROPPED, s.rxFrameErrors(), true);
            number(FOURTH, s.rxFifoErrors(), true);
            number(FIFTH, s.rxOverErrors(), true);
            number(COMPRESSED, s.rxNohandler(), s.rxNohandler() != 0);
            number(OTHERHOST, otherhost(s), otherhost(s) != 0);
        }
        out.line();
        title("TX", s.txCompressed(), "carrier", "collsns");
        numbers(s.txBytes(), s.txPackets(), s.txErrors(), s.txDropped(), s.txCarrierErrors(), s.collisions());
        number(COMPRESSED, s.txCompressed(), s.txCompressed() != 0);
        if (all) {
            out.line();
            out.text("    TX errors:").text(" ".repeat(columns[0] - 10));
            titles("aborted", "fifo", "window", "heartbt", changes == null ? "" : "transns");
            out.line();
            out.text(" ".repeat(columns[0] + 5));
            number(PACKETS, s.txAbortedErrors(), true);
            number(ERRORS, s.txFifoErrors(), true);
            number(DROPPED, s.txWindowErrors(), true);
            number(FOURTH, s.txHeartbeatErrors(), true);
            number(FIFTH, transitions, changes != null);
        }
    }

    private void size(int from, long... values) {
        for (int i = 0; i < values.length && !options.human; i++) {
            columns[from + i] =
                    Math.max(columns[from + i], Long.toUnsignedString(values[i]).length());
        }
    }

    private void title(String direction, long compressed, String fourth, String fifth) {
        out.text("    ").text(direction).text(": ").text(Printer.right("bytes", columns[0] - 4));
        titles("packets", "errors", "dropped", fourth, fifth);
        out.text(" ").text(Printer.right(compressed != 0 ? "compressed" : "", columns[COMPRESSED]));
        out.line();
    }

    private void titles(String... titles) {
        for (int i = 0; i < titles.length; i++) {
            out.text(" ").text(Printer.right(titles[i], columns[i + 1]));
        }
    }

    private void numbers(long... values) {
        out.text("    ");
        for (int i = 0; i < values.length; i++) {
            number(i, values[i], true);
        }
    }

    private void number(int column, long value, boolean shown) {
        if (shown) {
            String s = options.human ? human(value, options.iec) : Long.toUnsignedString(value);
            out.text(Printer.right(s, columns[column])).text(" ");
        }
    }

    /// Three digits and a prefix: `1.23M`, with `-iec` `1.18Mi`.
    public static String human(long value, boolean iec) {
        long base = iec ? 1024 : 1000;
        if (Long.compareUnsigned(value, base) < 0) {
            return Long.toString(value);
        }
        String prefixes = "kMGTPE";
        int prefix = 0;
        long power = base;
        while (Long.compareUnsigned(Long.divideUnsigned(value, base), power) >= 0 && prefix < prefixes.length() - 1) {
            power *= base;
            prefix++;
        }
        int precision = 2;
        int ten = 1;
        while (precision > 0) {
            ten *= 10;
            if (Long.compareUnsigned(Long.divideUnsigned(value, power), ten) < 0) {
                break;
            }
            precision--;
        }
        BigDecimal exact =
                new BigDecimal(Long.toUnsignedString(value)).divide(new BigDecimal(power), 20, RoundingMode.DOWN);
        return exact.setScale(precision, RoundingMode.HALF_EVEN).toPlainString()
                + prefixes.charAt(prefix)
                + (iec ? "i" : "");
    }
}
