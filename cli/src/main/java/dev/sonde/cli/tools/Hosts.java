package dev.sonde.cli.tools;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.RawText;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Names of hosts for `-resolve`, from `/etc/hosts` alone: what the real tools show where no name server answers.
/// None is ever asked.
///
/// Lines `ADDRESS NAME …`, `#` begins a comment; the first line of an address counts. As for the C library, `::1`
/// names `127.0.0.1` too.
public final class Hosts {
    private static final String FILE = "/etc/hosts";

    /// A longer file is no list of hosts.
    private static final int LONGEST = 1 << 20;

    private static final IpAddress LOOPBACK = IpAddress.of((byte) 127, (byte) 0, (byte) 0, (byte) 1);

    private final Map<IpAddress, String> names = new HashMap<>();

    private Hosts() {}

    /// Empty where the file cannot be read: then addresses stand for themselves.
    public static Hosts read() {
        Hosts hosts = new Hosts();
        try (FileInputStream in = new FileInputStream(FILE)) {
            byte[] b = in.readNBytes(LONGEST);
            hosts.lines(RawText.decode(b, 0, b.length));
        } catch (IOException e) {
            return hosts;
        }
        return hosts;
    }

    static Hosts parse(String text) {
        Hosts hosts = new Hosts();
        hosts.lines(text);
        return hosts;
    }

    /// The name of an address, or null. An IPv4 address mapped to IPv6 is looked up as what it is.
    public String name(IpAddress address) {
        return names.get(plain(address));
    }

    private static IpAddress plain(IpAddress a) {
        if (a.isV4()) {
            return a;
        }
        byte[] b = a.toArray();
        boolean mapped = b[10] == (byte) 0xff && b[11] == (byte) 0xff;
        for (int i = 0; i < 10; i++) {
            mapped &= b[i] == 0;
        }
        return mapped ? IpAddress.of(Arrays.copyOfRange(b, 12, 16)) : a;
    }

    private void lines(String text) {
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end;
            int comment = text.indexOf('#', at);
            line(text, at, comment >= 0 && comment < end ? comment : end);
            at = end + 1;
        }
    }

    private void line(String text, int from, int end) {
        int a = blanks(text, from, end);
        int b = word(text, a, end);
        int c = blanks(text, b, end);
        int d = word(text, c, end);
        if (d == c) {
            return;
        }
        IpAddress address;
        try {
            address = IpAddress.parse(text.substring(a, b));
        } catch (IllegalArgumentException e) {
            return; // no address: the C library passes over such a line too
        }
        String name = text.substring(c, d);
        if (!address.isV4() && address.isUnspecified()) {
            return; // nobody's
        }
        names.putIfAbsent(plain(address), name);
        if (!address.isV4() && address.equals(IpAddress.parse("::1"))) {
            names.putIfAbsent(LOOPBACK, name);
        }
    }

    /// As `isspace` has it.
    private static boolean blank(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    private static int blanks(String text, int at, int end) {
        int i = at;
        while (i < end && blank(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static int word(String text, int at, int end) {
        int i = at;
        while (i < end && !blank(text.charAt(i))) {
            i++;
        }
        return i;
    }
}
