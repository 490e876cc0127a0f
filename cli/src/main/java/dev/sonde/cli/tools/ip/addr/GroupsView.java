package dev.sonde.cli.tools.ip.addr;

import dev.sonde.cli.Failure;
import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.core.connection.FileEntry;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.RawText;
import dev.sonde.protocol.Errno;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.StringTokenizer;

/// `ip maddr show`: the multicast groups of each interface, from files of `/proc/net` as the real tool reads them:
/// netlink tells them on young kernels only, and not whole.
public final class GroupsView {
    private static final int IPV4 = 4;
    private static final int IPV6 = 16;

    /// One group: `family` [Options#PACKET], [Options#INET] or [Options#INET6].
    private record Group(int index, String name, int family, byte[] address, long users, boolean fixed) {}

    private final Ip ip;
    private final Printer out;
    private final List<Group> groups = new ArrayList<>();
    private String device;

    public GroupsView(Ip ip) {
        this.ip = ip;
        this.out = ip.out;
    }

    public void show(Arguments args) {
        while (args.more()) {
            String word = args.next();
            String name = word.equals("dev") ? args.value() : word;
            if (device != null) {
                throw ToolExit.leaving(255, "Error: either \"dev\" is duplicate, or \"" + name + "\" is garbage.");
            }
            device = name;
        }
        int family = ip.options.family;
        if (family == Options.ANY || family == Options.PACKET) {
            links();
        }
        if (family == Options.ANY || family == Options.INET) {
            inet();
        }
        if (family == Options.ANY || family == Options.INET6) {
            inet6();
        }
        groups.sort(Comparator.comparingInt(Group::index));
        print();
    }

    private List<String> lines(String name) {
        FileEntry file = ip.tables.place().procNet(name);
        if (file == null) {
            throw new Failure("multicast groups are not in the recorded stream", "ask the live namespace for them");
        }
        if (file.errno() == Errno.ENOENT) {
            return List.of(); // a kernel without IPv6, for instance
        }
        if (file.errno() != 0) {
            throw new Failure("cannot read /proc/net/" + name + ": " + Errno.text(file.errno()), "");
        }
        return RawText.decode(file.content(), 0, file.content().length).lines().toList();
    }

    /// `3 eth0 1 0 01005e000001`: index, name, users, of them fixed ones, address.
    private void links() {
        for (String line : lines("dev_mcast")) {
            StringTokenizer t = new StringTokenizer(line);
            if (t.countTokens() >= 5) {
                int index = (int) number(t.nextToken(), 10);
                String name = t.nextToken();
                long users = number(t.nextToken(), 10);
                boolean fixed = number(t.nextToken(), 10) != 0;
                add(index, name, Options.PACKET, bytes(t.nextToken()), users, fixed);
            }
        }
    }

    /// A line of an interface, `2 eth0 : 1 V3`, and behind it a line of each group, `010000E0 1 0:00000000 0`: the
    /// address as a number of the host's byte order.
    private void inet() {
        int index = 0;
        String name = "";
        boolean first = true;
        for (String line : lines("igmp")) {
            StringTokenizer t = new StringTokenizer(line);
            if (first || t.countTokens() < 2) {
                first = false; // the heading
            } else if (!line.startsWith("\t")) {
                index = (int) number(t.nextToken(), 10);
                name = t.nextToken();
                name = name.endsWith(":") ? name.substring(0, name.length() - 1) : name;
            } else {
                long address = number(t.nextToken(), 16);
                byte[] bytes = {(byte) address, (byte) (address >> 8), (byte) (address >> 16), (byte) (address >> 24)};
                add(index, name, Options.INET, bytes, number(t.nextToken(), 10), false);
            }
        }
    }

    /// `3 eth0 ff020000000000000000000000000001 1 0000000C 0`
    private void inet6() {
        for (String line : lines("igmp6")) {
            StringTokenizer t = new StringTokenizer(line);
            if (t.countTokens() >= 4) {
                int index = (int) number(t.nextToken(), 10);
                String name = t.nextToken();
                byte[] address = bytes(t.nextToken());
                add(index, name, Options.INET6, address, number(t.nextToken(), 10), false);
            }
        }
    }

    private void add(int index, String name, int family, byte[] address, long users, boolean fixed) {
        if (device == null || device.equals(name)) {
            groups.add(new Group(index, name, family, address, users, fixed));
        }
    }

    private static long number(String digits, int radix) {
        try {
            return Long.parseLong(digits, radix);
        } catch (NumberFormatException e) {
            throw damaged(digits);
        }
    }

    private static byte[] bytes(String hex) {
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            throw damaged(hex);
        }
    }

    private static Failure damaged(String word) {
        return new Failure("cannot understand \"" + word + "\" in a file of /proc/net", "");
    }

    private void print() {
        out.start();
        int last = 0;
        for (Group g : groups) {
            if (g.index != last || ip.options.oneline) {
                if (last != 0) {
                    end();
                }
                last = g.index;
                out.begin();
                out.number("ifindex", "", g.index, ":");
                out.string(Colour.IFNAME, "ifname", "\t", g.name, "");
                out.line();
                out.beginArray("maddr");
            }
            group(g);
        }
        if (last != 0) {
            end();
        }
        out.finish();
    }

    private void end() {
        out.endArray();
        out.end();
    }

    private void group(Group g) {
        out.text("\t");
        out.begin();
        if (g.family == Options.PACKET) {
            out.text("link  ");
            out.string(Colour.MAC, "link", "", HexFormat.ofDelimiter(":").formatHex(g.address), "");
        } else {
            boolean v4 = g.family == Options.INET;
            out.text(v4 ? "inet  " : "inet6 ");
            out.jsonString("family", v4 ? "inet" : "inet6");
            if (g.address.length != (v4 ? IPV4 : IPV6)) {
                throw damaged(HexFormat.of().formatHex(g.address));
            }
            String text = ip.host(IpAddress.copyOf(g.address, 0, g.address.length));
            out.string(v4 ? Colour.INET : Colour.INET6, "address", "", text, "");
        }
        if (g.users != 1) {
            out.number("users", " users ", g.users, "");
        }
        if (g.fixed) {
            out.string("features", " ", "static", "");
        }
        out.text("\n");
        out.end();
    }
}
