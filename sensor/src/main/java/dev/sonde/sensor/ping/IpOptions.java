package dev.sonde.sensor.ping;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.text.Address;
import dev.sonde.sensor.text.Out;

/// The options of an IPv4 header: those that requests have, and the text of those that answers have.
///
/// What comes was written by every router on the way and by whoever answered: nothing is read beyond the option.
final class IpOptions {
    private static final int EOL = 0;
    private static final int NOP = 1;
    /// `IPOPT_RR`, `IPOPT_TS`, `IPOPT_LSRR`, `IPOPT_SSRR`
    private static final int RECORD_ROUTE = 7;

    private static final int TIMESTAMP = 68;
    private static final int LOOSE = 131;
    private static final int STRICT = 137;
    /// `IPOPT_MINOFF`: the first address of a route stands behind type, length and pointer.
    private static final int FIRST = 4;
    /// How many addresses a header has room for.
    private static final int ROUTES = 9;

    private final Icmp icmp;
    private final Out out;
    /// A `struct sockaddr_in` for [Icmp#address].
    private final byte[] address = new byte[16];

    /// The route of the answer before, and its length.
    private final byte[] before = new byte[PingOptions.IP_OPTIONS];

    private int beforeLength;

    IpOptions(Icmp icmp) {
        this.icmp = icmp;
        this.out = icmp.out;
        address[0] = 2; // AF_INET
    }

    /// `-R`: room for the addresses of nine routers.
    static byte[] recordRoute() {
        byte[] b = new byte[1 + 3 + 4 * ROUTES];
        b[0] = NOP;
        b[1] = RECORD_ROUTE;
        b[2] = (byte) (b.length - 1);
        b[3] = FIRST;
        return b;
    }

    /// `-T`: `IPOPT_TS_*`, and the addresses of the hosts that are to write their time down.
    static byte[] timestamps(int kind, byte[] hosts) {
        int length = 36;
        if (kind == PingOptions.TSONLY) {
            length = 40;
        } else if (kind == PingOptions.TSPRESPEC) {
            length = 4 + hosts.length * 2;
        }
        byte[] b = new byte[length];
        b[0] = TIMESTAMP;
        b[1] = (byte) length;
        b[2] = 5;
        b[3] = (byte) kind;
        for (int i = 0; kind == PingOptions.TSPRESPEC && i < hosts.length; i += 4) {
            Bytes.copy(hosts, i, b, 4 + i * 2, 4);
        }
        return b;
    }

    /// Prints the options in `b[from, to)`.
    void print(byte[] b, int from, int to) {
        int at = from;
        while (at < to) {
            int type = Bytes.u8(b, at);
            if (type == EOL) {
                return;
            }
            if (type == NOP) {
                out.p("\nNOP");
                at++;
                continue;
            }
            int length = to - at < 2 ? 0 : Bytes.u8(b, at + 1);
            if (length < 2 || length > to - at) {
                return;
            }
            if (type == STRICT || type == LOOSE) {
                sourceRoute(b, at, length, type);
            } else if (type == RECORD_ROUTE && length > 3) {
                route(b, at, length);
            } else if (type == TIMESTAMP && length > 4) {
                times(b, at, length);
            } else if (type != RECORD_ROUTE && type != TIMESTAMP) {
                out.p("\nunknown option ");
                PingText.hex(out, type);
            }
            at += length;
        }
    }

    private void hop(byte[] b, int at) {
        out.raw('\t');
        Bytes.copy(b, at, address, 4, 4);
        if (Address.zero(address, 4, 4)) {
            out.p("0.0.0.0");
        } else {
            icmp.address(out, address, 0);
        }
    }

    /// iputils takes the pointer for the first byte of the first address; its users know the route so.
    private void sourceRoute(byte[] b, int at, int length, int type) {
        out.raw('\n').raw(type == STRICT ? 'S' : 'L').p("SRR: ");
        int end = at + length;
        for (int p = at + 2; p - at < length - 2 && end - p >= 4; p += 4) {
            hop(b, p);
            out.raw('\n');
        }
    }

    private void route(byte[] b, int at, int length) {
        int filled = Math.min(Bytes.u8(b, at + 2), length) - FIRST;
        if (filled <= 0) {
            return;
        }
        int n = Math.min(filled, before.length);
        if (n == beforeLength && Address.same(b, at + 2, before, 0, n)) {
            out.p("\t(same route)");
            return;
        }
        beforeLength = n;
        Bytes.copy(b, at + 2, before, 0, n);
        out.p("\nRR: ");
        int end = at + length;
        for (int p = at + 3; p - at - 3 < filled && end - p >= 4; p += 4) {
            hop(b, p);
            out.raw('\n');
        }
    }

    private void times(byte[] b, int at, int length) {
        int left = Math.min(Bytes.u8(b, at + 2), length) - 5;
        if (left <= 0) {
            return;
        }
        int flags = Bytes.u8(b, at + 3);
        boolean addresses = (flags & 15) != PingOptions.TSONLY;
        out.p("\nTS: ");
        int end = at + length;
        int p = at + 4;
        long standard = 0;
        long other = 0;
        while (left > 0) {
            if (addresses && end - p >= 4) {
                hop(b, p);
                p += 4;
                left -= 4;
            }
            if (left <= 0 || end - p < 4) {
                break;
            }
            long value = Bytes.be16(b, p) << 16 & 0xffffffffL | Bytes.be16(b, p + 2);
            p += 4;
            left -= 4;
            // Milliseconds since midnight, or, with the first bit, what that router counts.
            long time = value & 0x7fffffffL;
            if (value != time) {
                out.raw('\t').p(time - other).p(other == 0 ? " absolute not-standard" : " not-standard");
                other = time;
            } else {
                out.raw('\t').p(time - standard).p(standard == 0 ? " absolute" : "");
                standard = time;
            }
            out.raw('\n');
        }
        if (flags >> 4 != 0) {
            out.p("Unrecorded hops: ").p(flags >> 4).raw('\n');
        }
    }

    /// With `-v`: the header of our packet that a router quotes in `b[at, at + length)`, as iputils shows it: numbers
    /// of two bytes with their halves exchanged.
    void header(byte[] b, int at, int length) {
        out.p("Vr HL TOS  Len   ID Flg  off TTL Pro  cks      Src      Dst Data\n ");
        int first = b[at];
        out.hex(first >> 4).p("  ").hex(first).p("  ");
        byte1(b[at + 1]);
        out.raw(' ');
        byte2(Bytes.u16(b, at + 2));
        out.raw(' ');
        byte2(Bytes.u16(b, at + 4));
        int fragment = Bytes.u16(b, at + 6);
        out.p("   ").hex(fragment >> 13).raw(' ');
        byte2(fragment & 0x1fff);
        out.p("  ");
        byte1(b[at + 8]);
        out.p("  ");
        byte1(b[at + 9]);
        out.raw(' ');
        byte2(Bytes.u16(b, at + 10));
        out.raw(' ');
        Address.print4(out, b, at + 12);
        out.p("  ");
        Address.print4(out, b, at + 16);
        out.p(" \n");
        print(b, at + 20, at + length);
    }

    private void byte1(int c) {
        out.hex(c >> 4).hex(c);
    }

    private void byte2(int c) {
        byte1(c >> 8);
        byte1(c);
    }
}
