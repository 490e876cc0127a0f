package dev.sonde.lab;

/// A range of IPv4 addresses: its first, and the length of its prefix. Addresses are numbers from 0 to 2³² - 1.
record Range(long first, int prefix) {
    private static final long ALL = 0xffff_ffffL;

    /// Reads `10.0.1.0/24`; null where it is no range, or its address is not the first one.
    static Range parse(String text) {
        int slash = text.indexOf('/');
        long address = slash < 0 ? -1 : address(text.substring(0, slash));
        String length = text.substring(slash + 1);
        if (address < 0 || !length.matches("[0-9]{1,2}") || Integer.parseInt(length) > 32) {
            return null;
        }
        Range r = new Range(address, Integer.parseInt(length));
        return (address & r.size() - 1) == 0 ? r : null;
    }

    /// Four decimal numbers up to 255; -1 for what is none.
    private static long address(String text) {
        if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
            return -1;
        }
        long v = 0;
        for (String part : text.split("\\.")) {
            int n = Integer.parseInt(part);
            if (n > 255) {
                return -1;
            }
            v = v << 8 | n;
        }
        return v;
    }

    /// How many addresses it has.
    long size() {
        return 1L << 32 - prefix;
    }

    long last() {
        return first + size() - 1;
    }

    boolean overlaps(Range other) {
        return first <= other.last() && other.first <= last();
    }

    /// The first range of this length from `from` on.
    static Range next(long from, int prefix) {
        long size = 1L << 32 - prefix;
        return new Range((from + size - 1 & -size) & ALL, prefix);
    }

    static String text(long address) {
        return (address >> 24 & 255) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255);
    }

    /// The MAC that Docker makes of an address: `02:42` and its four bytes.
    static String mac(long address) {
        StringBuilder b = new StringBuilder("02:42");
        for (int shift = 24; shift >= 0; shift -= 8) {
            int v = (int) (address >> shift) & 255;
            b.append(':').append(Character.forDigit(v >> 4, 16)).append(Character.forDigit(v & 15, 16));
        }
        return b.toString();
    }

    @Override
    public String toString() {
        return text(first) + "/" + prefix;
    }
}
