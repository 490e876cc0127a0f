package dev.sonde.netlink;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// A link-layer address of any length: six bytes on Ethernet, four or sixteen on IP tunnels, none on tun.
public final class LinkAddress implements Comparable<LinkAddress> {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private final byte[] bytes;

    private LinkAddress(byte[] bytes) {
        this.bytes = bytes;
    }

    public static LinkAddress of(byte... bytes) {
        return new LinkAddress(bytes.clone());
    }

    public static LinkAddress copyOf(byte[] buffer, int offset, int length) {
        return new LinkAddress(Arrays.copyOfRange(buffer, offset, offset + length));
    }

    /// Reads `02:42:0a:00:01:03`: six bytes, two digits each, separated by colons.
    public static LinkAddress parse(String text) {
        if (text.length() != 17) {
            throw new IllegalArgumentException(text + " is not a MAC address");
        }
        byte[] bytes = new byte[6];
        for (int i = 0; i < 6; i++) {
            int high = hex(text.charAt(3 * i));
            int low = hex(text.charAt(3 * i + 1));
            if (high < 0 || low < 0 || i < 5 && text.charAt(3 * i + 2) != ':') {
                throw new IllegalArgumentException(text + " is not a MAC address");
            }
            bytes[i] = (byte) (high << 4 | low);
        }
        return new LinkAddress(bytes);
    }

    /// Reads six bytes in any notation that people paste, or null: `02:42:0a:00:01:03` and `02-42-0a-00-01-03`, where
    /// a leading zero may be missing, `0242.0a00.0103` as switches print it, `02420a000103`.
    public static LinkAddress ofNotation(String text) {
        String hex = "";
        if (text.matches("[0-9A-Fa-f]{12}|[0-9A-Fa-f]{4}([.][0-9A-Fa-f]{4}){2}")) {
            hex = text.replace(".", "");
        } else if (text.matches("[0-9A-Fa-f]{1,2}((:[0-9A-Fa-f]{1,2}){5}|(-[0-9A-Fa-f]{1,2}){5})")) {
            for (String group : text.split("[:-]")) {
                hex += group.length() == 1 ? "0".concat(group) : group;
            }
        }
        return hex.isEmpty() ? null : new LinkAddress(HexFormat.of().parseHex(hex));
    }

    /// Whether text that is no address was meant as one: groups of two, as a MAC has them, but too few, too many, or
    /// one of them without sense. An IPv6 address of eight such groups is none.
    public static boolean resembles(String text) {
        if (!text.matches("\\w\\w((:\\w\\w){2,6}|(-\\w\\w){4,6})")) {
            return false;
        }
        int groups = 0;
        int hexadecimal = 0;
        for (String group : text.split("[:-]")) {
            groups++;
            hexadecimal += group.matches("[0-9A-Fa-f]{2}") ? 1 : 0;
        }
        return hexadecimal >= groups - 1;
    }

    static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    public byte[] toArray() {
        return bytes.clone();
    }

    public int length() {
        return bytes.length;
    }

    public boolean isZero() {
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /// Unsigned, byte by byte: the order in which `brctl showmacs` sorts.
    @Override
    public int compareTo(LinkAddress that) {
        return Arrays.compareUnsigned(bytes, that.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LinkAddress that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        if (bytes.length == 0) {
            return "";
        }
        byte[] text = new byte[bytes.length * 3 - 1];
        print(text, 0);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /// Writes the text of [#toString] at `at`, where three bytes for each byte of the address must be left; where it
    /// ends.
    public int print(byte[] text, int from) {
        int at = from;
        for (int i = 0; i < bytes.length; i++) {
            if (i > 0) {
                text[at++] = ':';
            }
            text[at++] = HEX[bytes[i] >> 4 & 0xf];
            text[at++] = HEX[bytes[i] & 0xf];
        }
        return at;
    }
}
