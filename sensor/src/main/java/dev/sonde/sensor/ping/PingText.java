package dev.sonde.sensor.ping;

import dev.sonde.sensor.text.Out;

/// What ICMP messages are called, and how times look: the words that ping's users and their scripts know.
final class PingText {
    /// Microseconds as milliseconds with three places.
    static Out millis(Out out, long micros) {
        out.p(micros / 1000).raw('.');
        return places(out, micros % 1000, 100);
    }

    private static Out places(Out out, long v, int first) {
        for (int u = first; u > 0; u /= 10) {
            out.raw((int) ('0' + v / Math.max(1, u) % 10));
        }
        return out;
    }

    /// A round-trip time of one packet: the longer, the fewer places.
    static void time(Out out, long micros) {
        out.p(" time=");
        if (micros >= 100_000 - 50) {
            out.p((micros + 500) / 1000);
        } else if (micros >= 10_000 - 5) {
            out.p((micros + 50) / 1000).raw('.');
            places(out, (micros + 50) % 1000 / 100, 1);
        } else if (micros >= 1000) {
            out.p((micros + 5) / 1000).raw('.');
            places(out, (micros + 5) % 1000 / 10, 10);
        } else {
            millis(out, micros);
        }
        out.p(" ms");
    }

    /// As `printf("%x")`.
    static void hex(Out out, int c) {
        if ((c & 0xf0) != 0) {
            out.hex(c >> 4);
        }
        out.hex(c);
    }

    /// An error of ICMP, with the end of its line, but for a redirect's. `info`: the MTU or the pointer.
    static void icmp4(Out out, int type, int code, long info) {
        switch (type) {
            case 3 -> unreachable4(out, code, info);
            case 4 -> out.p("Source Quench\n");
            case 5 -> {
                out.p(redirect(code));
                if (code > 3) {
                    out.p(code);
                }
            }
            case 11 -> {
                out.p(
                        switch (code) {
                            case 0 -> "Time to live exceeded";
                            case 1 -> "Frag reassembly time exceeded";
                            default -> "Time exceeded, Bad Code: ";
                        });
                if (code > 1) {
                    out.p(code);
                }
                out.raw('\n');
            }
            case 12 -> out.p("Parameter problem: pointer = ").p(info).raw('\n');
            default -> out.p("Bad ICMP type: ").p(type).raw('\n');
        }
    }

    private static String redirect(int code) {
        return switch (code) {
            case 0 -> "Redirect Network";
            case 1 -> "Redirect Host";
            case 2 -> "Redirect Type of Service and Network";
            case 3 -> "Redirect Type of Service and Host";
            default -> "Redirect, Bad Code: ";
        };
    }

    /// `ICMP_DEST_UNREACH`
    private static void unreachable4(Out out, int code, long info) {
        out.p(
                switch (code) {
                    case 0 -> "Destination Net Unreachable";
                    case 1 -> "Destination Host Unreachable";
                    case 2 -> "Destination Protocol Unreachable";
                    case 3 -> "Destination Port Unreachable";
                    case 4 -> "Frag needed and DF set (mtu = ";
                    case 5 -> "Source Route Failed";
                    case 6 -> "Destination Net Unknown";
                    case 7 -> "Destination Host Unknown";
                    case 8 -> "Source Host Isolated";
                    case 9 -> "Destination Net Prohibited";
                    case 10 -> "Destination Host Prohibited";
                    case 11 -> "Destination Net Unreachable for Type of Service";
                    case 12 -> "Destination Host Unreachable for Type of Service";
                    case 13 -> "Packet filtered";
                    case 14 -> "Precedence Violation";
                    case 15 -> "Precedence Cutoff";
                    default -> "Dest Unreachable, Bad Code: ";
                });
        if (code == 4) {
            out.p(info).raw(')');
        } else if (code > 15) {
            out.p(code);
        }
        out.raw('\n');
    }

    /// An error of ICMPv6, with the end of its line. `info`: the MTU or the pointer.
    static void icmp6(Out out, int type, int code, long info) {
        switch (type) {
            case 1 -> unreachable6(out, code);
            case 2 -> {
                out.p("Packet too big: mtu=").p(info);
                if (code != 0) {
                    out.p(", code=").p(code);
                }
            }
            case 3 -> {
                out.p("Time exceeded: ");
                switch (code) {
                    case 0 -> out.p("Hop limit");
                    case 1 -> out.p("Defragmentation failure");
                    default -> out.p("code ").p(code);
                }
            }
            case 4 -> {
                out.p("Parameter problem: ");
                switch (code) {
                    case 0 -> out.p("Wrong header field ");
                    case 1 -> out.p("Unknown header ");
                    case 2 -> out.p("Unknown option ");
                    default -> out.p("code ").p(code).raw(' ');
                }
                out.p("at ").p(info);
            }
            default -> out.p("unknown icmp type: ").p(type);
        }
        out.raw('\n');
    }

    /// `ICMPV6_DEST_UNREACH`
    private static void unreachable6(Out out, int code) {
        out.p("Destination unreachable: ");
        switch (code) {
            case 0 -> out.p("No route");
            case 1 -> out.p("Administratively prohibited");
            case 2 -> out.p("Beyond scope of source address");
            case 3 -> out.p("Address unreachable");
            case 4 -> out.p("Port unreachable");
            case 5 -> out.p("Source address failed ingress/egress policy");
            case 6 -> out.p("Reject route to destination");
            default -> out.p("Unknown code ").p(code);
        }
    }

    private PingText() {}
}
