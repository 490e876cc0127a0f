package dev.sonde.netlink;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// An IPv4 or IPv6 address: four or sixteen bytes. Never asks a resolver.
public final class IpAddress implements Comparable<IpAddress> {
    private final byte[] bytes;

    private IpAddress(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Four or sixteen bytes, in network order.
    public static IpAddress of(byte... bytes) {
        if (bytes.length != 4 && bytes.length != 16) {
            throw new IllegalArgumentException("an IP address has 4 or 16 bytes, not " + bytes.length);
        }
        return new IpAddress(bytes.clone());
    }

    public static IpAddress copyOf(byte[] buffer, int offset, int length) {
        return new IpAddress(Arrays.copyOfRange(buffer, offset, offset + length));
    }

    /// Reads what `inet_pton` reads: four decimal numbers, or IPv6 with at most one `::` and an IPv4 tail.
    public static IpAddress parse(String text) {
        byte[] bytes = text.indexOf(':') >= 0 ? parse6(text) : parse4(text);
        if (bytes == null) {
            throw new IllegalArgumentException(text + " is no IP address");
        }
        return new IpAddress(bytes);
    }

    private static byte[] parse4(String text) {
        byte[] bytes = new byte[4];
        int at = 0;
        for (int i = 0; i < 4; i++) {
            int start = at;
            int number = 0;
            while (at < text.length() && at - start < 3 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                number = number * 10 + text.charAt(at++) - '0';
            }
            boolean leadingZero = at - start > 1 && text.charAt(start) == '0';
            if (at == start || number > 255 || leadingZero) {
                return null;
            }
            bytes[i] = (byte) number;
            if (i < 3 && (at >= text.length() || text.charAt(at++) != '.')) {
                return null;
            }
        }
        return at == text.length() ? bytes : null;
    }

    private static byte[] parse6(String text) {
        byte[] bytes = new byte[16];
        int filled = 0;
        int gap = -1;
        int at = 0;
        if (text.startsWith("::")) {
            gap = 0;
            at = 2;
        }
        while (at < text.length()) {
            int start = at;
            int number = 0;
            while (at < text.length() && at - start < 4 && LinkAddress.hex(text.charAt(at)) >= 0) {
                number = number << 4 | LinkAddress.hex(text.charAt(at++));
            }
            if (at < text.length() && text.charAt(at) == '.') {
                byte[] tail = parse4(text.substring(start));
                if (tail == null || filled > 12) {
                    return null;
                }
                System.arraycopy(tail, 0, bytes, filled, 4);
                filled += 4;
                break;
            }
            if (at == start || filled > 14) {
                return null;
            }
            bytes[filled++] = (byte) (number >> 8);
            bytes[filled++] = (byte) number;
            if (at == text.length()) {
                break;
            }
            if (text.charAt(at++) != ':') {
                return null;
            }
            if (at < text.length() && text.charAt(at) == ':') {
                if (gap >= 0) {
                    return null;
                }
                gap = filled;
                at++;
            } else if (at == text.length()) {
                return null;
            }
        }
        if (gap < 0) {
            return filled == 16 ? bytes : null;
        }
        if (filled == 16) {
            return null;
        }
        int tail = filled - gap;
        System.arraycopy(bytes, gap, bytes, 16 - tail, tail);
        Arrays.fill(bytes, gap, 16 - tail, (byte) 0);
        return bytes;
    }

    public boolean isV4() {
        return bytes.length == 4;
    }

    /// `AF_INET` or `AF_INET6`.
    public int family() {
        return isV4() ? Nlmsg.AF_INET : Nlmsg.AF_INET6;
    }

    public byte[] toArray() {
        return bytes.clone();
    }

    /// 4 or 16.
    public int length() {
        return bytes.length;
    }

    public int u8(int at) {
        return bytes[at] & 0xff;
    }

    public boolean isUnspecified() {
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    public boolean isMulticast() {
        return isV4() ? (bytes[0] & 0xf0) == 0xe0 : bytes[0] == (byte) 0xff;
    }

    /// Whether this address and that one share their first `prefix` bits.
    public boolean sharesPrefix(IpAddress that, int prefix) {
        if (that.bytes.length != bytes.length || prefix < 0 || prefix > bytes.length * 8) {
            return false;
        }
        int whole = prefix / 8;
        int rest = prefix % 8;
        return Arrays.equals(bytes, 0, whole, that.bytes, 0, whole)
                && (rest == 0 || ((bytes[whole] ^ that.bytes[whole]) & 0xff) >> 8 - rest == 0);
    }

    /// IPv4 before IPv6, then unsigned byte by byte.
    @Override
    public int compareTo(IpAddress that) {
        return bytes.length != that.bytes.length
                ? bytes.length - that.bytes.length
                : Arrays.compareUnsigned(bytes, that.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IpAddress that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /// The longest text of an address, in bytes.
    public static final int LONGEST_TEXT = 45;

    /// As glibc's `inet_ntop` writes it: the first longest run of two or more zero groups becomes `::`, and what maps
    /// or embeds IPv4 ends in dotted numbers.
    @Override
    public String toString() {
        byte[] text = new byte[LONGEST_TEXT];
        return new String(text, 0, print(text, 0), StandardCharsets.ISO_8859_1);
    }

    /// Writes the text of [#toString] at `at`, where [#LONGEST_TEXT] bytes must be left; where it ends. For those who
    /// print very many.
    public int print(byte[] text, int at) {
        return isV4() ? dotted(text, at, 0) : groups(text, at);
    }

    private int groups(byte[] text, int from) {
        int best = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && group(i + run) == 0) {
                run++;
            }
            if (run > bestLength) {
                best = i;
                bestLength = run;
            }
            i += run;
        }
        int at = from;
        for (int i = 0; i < 8; i++) {
            if (i == best) {
                text[at++] = ':';
                if (i == 0) {
                    text[at++] = ':';
                }
                i += bestLength - 1;
                continue;
            }
            if (i == 6 && best == 0 && (bestLength == 6 || bestLength == 5 && group(5) == 0xffff)) {
                return dotted(text, at, 12);
            }
            at = hexadecimal(text, at, group(i));
            if (i < 7) {
                text[at++] = ':';
            }
        }
        return at;
    }

    private int group(int i) {
        return Wire.u16be(bytes, 2 * i);
    }

    /// Without leading zeros.
    private static int hexadecimal(byte[] text, int from, int group) {
        int at = from;
        for (int shift = 12; shift >= 0; shift -= 4) {
            int digit = group >> shift & 15;
            if (digit != 0 || at > from || shift == 0) {
                text[at++] = (byte) (digit < 10 ? '0' + digit : 'a' - 10 + digit);
            }
        }
        return at;
    }

    private int dotted(byte[] text, int from, int first) {
        int at = from;
        for (int i = first; i < first + 4; i++) {
            int v = bytes[i] & 0xff;
            if (i > first) {
                text[at++] = '.';
            }
            if (v >= 100) {
                text[at++] = (byte) ('0' + v / 100);
            }
            if (v >= 10) {
                text[at++] = (byte) ('0' + v / 10 % 10);
            }
            text[at++] = (byte) ('0' + v % 10);
        }
        return at;
    }
}
