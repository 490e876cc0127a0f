package dev.sonde.netlink.ipvs;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.MalformedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The text of `/proc/net/ip_vs`, as `ip_vs_info_seq_show` of net/netfilter/ipvs/ip_vs_ctl.c writes it.
///
/// ```
/// IP Virtual Server version 1.2.1 (size=4096)
/// Prot LocalAddress:Port Scheduler Flags
///   -> RemoteAddress:Port Forward Weight ActiveConn InActConn
/// TCP  0A000001:0050 rr persistent 300 FFFFFFFF
///   -> 0A000102:0050      Masq    1      0          0
/// TCP  [fd00:0000:0000:0000:0000:0000:0000:0001]:0050 wlc
/// FWM  00000101 rr
///   -> 0A000103:0000      Masq    1      0          0
/// ```
///
/// Strict: what does not look like its lines is an error, because a row that is left out is no row that is not there.
public final class VirtualServers {
    private static final String BEGINNING = "IP Virtual Server version ";

    /// Lines of the head.
    private static final int HEAD = 3;

    private static final Set<String> FORWARD = Set.of("Masq", "Local", "Tunnel", "Route");

    /// So many lines are read.
    private static final int MOST = 1 << 20;

    private final List<VirtualServer> all = new ArrayList<>();
    private VirtualServer open;
    private List<VirtualServer.Destination> destinations = List.of();

    /// What the file tells; its error names the line.
    public static List<VirtualServer> read(String text) throws MalformedFile {
        return new VirtualServers().all(text);
    }

    private List<VirtualServer> all(String text) throws MalformedFile {
        if (!text.startsWith(BEGINNING)) {
            throw new MalformedFile(1);
        }
        if (!text.endsWith("\n")) {
            throw new MalformedFile((int) text.lines().count());
        }
        int number = 0;
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            number++;
            if (number > MOST || number > HEAD && !line(text.substring(from, end))) {
                throw new MalformedFile(number);
            }
            from = end + 1;
        }
        if (number < HEAD) {
            throw new MalformedFile(number);
        }
        close();
        return all;
    }

    private void close() {
        if (open != null) {
            VirtualServer v = open;
            all.add(new VirtualServer(
                    v.protocol(),
                    v.address(),
                    v.port(),
                    v.mark(),
                    v.scheduler(),
                    v.onePacket(),
                    v.timeout(),
                    destinations));
        }
    }

    private boolean line(String line) {
        String[] words = line.strip().split(" +", 12);
        return line.startsWith("  -> ") ? open != null && destination(words) : server(line, words);
    }

    /// `-> RemoteAddress:Port Forward Weight ActiveConn InActConn`
    private boolean destination(String[] w) {
        if (w.length != 6 || !FORWARD.contains(w[2])) {
            return false;
        }
        int colon = w[1].lastIndexOf(':');
        IpAddress address = colon < 0 ? null : address(w[1].substring(0, colon));
        long port = colon < 0 ? -1 : hex(w[1].substring(colon + 1), 4);
        long weight = decimal(w[3]);
        long active = decimal(w[4]);
        long inactive = decimal(w[5]);
        if (address == null || port < 0 || weight < Integer.MIN_VALUE || active < 0 || inactive < 0) {
            return false;
        }
        destinations.add(new VirtualServer.Destination(address, (int) port, w[2], (int) weight, active, inactive));
        return true;
    }

    /// `TCP ADDRESS:PORT SCHEDULER [ops] [persistent SECONDS MASK]`, `FWM MARK SCHEDULER …`
    private boolean server(String line, String[] w) {
        if (w.length < 3 || line.startsWith(" ")) {
            return false;
        }
        IpAddress address = null;
        long port = 0;
        long mark = 0;
        if (w[0].equals("FWM")) {
            mark = hex(w[1], 8);
        } else {
            int colon = w[1].lastIndexOf(':');
            address = colon < 0 ? null : address(w[1].substring(0, colon));
            port = colon < 0 ? -1 : hex(w[1].substring(colon + 1), 4);
            if (address == null || !w[0].matches("[A-Z][A-Z0-9_]*")) {
                return false;
            }
        }
        int at = 3;
        boolean ops = w.length > at && w[at].equals("ops");
        at += ops ? 1 : 0;
        long timeout = -1;
        if (w.length == at + 3 && w[at].equals("persistent")) {
            timeout = decimal(w[at + 1]);
            // the mask of IPv4, of IPv6 the length of its prefix
            if (timeout < 0 || !w[at + 2].matches("[0-9A-F]{1,8}")) {
                return false;
            }
            at += 3;
        }
        if (mark < 0 || port < 0 || w.length != at || !w[2].matches("[a-z0-9_-]+")) {
            return false;
        }
        close();
        destinations = new ArrayList<>(2);
        open = new VirtualServer(w[0], address, (int) port, mark, w[2], ops, timeout, List.of());
        return true;
    }

    /// `%08X` of an IPv4 address, `[%pI6]` of one of IPv6; null: it is neither.
    private static IpAddress address(String s) {
        if (s.matches("[0-9A-F]{8}")) {
            long v = Long.parseLong(s, 16);
            return IpAddress.of((byte) (v >> 24), (byte) (v >> 16), (byte) (v >> 8), (byte) v);
        }
        if (!s.matches("\\[[0-9a-f]{4}(:[0-9a-f]{4}){7}]")) {
            return null;
        }
        byte[] b = new byte[16];
        for (int i = 0; i < 8; i++) {
            int v = Integer.parseInt(s, 1 + 5 * i, 5 + 5 * i, 16);
            b[2 * i] = (byte) (v >> 8);
            b[2 * i + 1] = (byte) v;
        }
        return IpAddress.of(b);
    }

    /// -1: it is no number of so many digits.
    private static long hex(String s, int digits) {
        return s.length() == digits && s.matches("[0-9A-F]+") ? Long.parseLong(s, 16) : -1;
    }

    /// A number that fits 32 bits; `Long.MIN_VALUE`: it is none.
    private static long decimal(String s) {
        boolean number = s.matches("-?[0-9]{1,10}");
        long v = number ? Long.parseLong(s) : Long.MIN_VALUE;
        return v >= Integer.MIN_VALUE && v <= 0xffff_ffffL ? v : Long.MIN_VALUE;
    }

    private VirtualServers() {}
}
