package dev.sonde.cli.tools.ifconfig;

import dev.sonde.cli.Console;
import dev.sonde.cli.tools.LinkTypes;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Printer;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.addr.AddressAttr;
import dev.sonde.netlink.addr.AddressMessage;
import dev.sonde.netlink.link.InterfaceFlags;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.LinkStats64;
import java.util.List;
import java.util.Locale;

/// One interface, as a paragraph.
final class InterfacePrinter {

    private static final String INDENT = "          ";

    /// `IFF_*` in the order in which they are printed.
    private static final int[] FLAGS = {
        0x1, 0x2, 0x4, 0x8, 0x10, 0x20, 0x40, 0x80, 0x100, 0x200, 0x800, 0x400, 0x1000, 0x8000
    };

    private static final String[] FLAG_NAMES = {
        "UP",
        "BROADCAST",
        "DEBUG",
        "LOOPBACK",
        "POINTOPOINT",
        "NOTRAILERS",
        "RUNNING",
        "NOARP",
        "PROMISC",
        "ALLMULTI",
        "SLAVE",
        "MASTER",
        "MULTICAST",
        "DYNAMIC"
    };

    private final Console out;
    private final List<AddressMessage> addresses;

    InterfacePrinter(Console out, List<AddressMessage> addresses) {
        this.out = out;
        this.addresses = addresses;
    }

    /// `name`: the link's, or the label of an address: then neither IPv6 nor counters are shown.
    void print(String name, LinkMessage link) {
        boolean alias = !name.equals(link.name());
        out.foreign(name).text(Printer.fill(name, 9)).text(" Link encap:");
        hardware(link);
        out.text("\n");
        inet(name, link);
        if (!alias) {
            inet6(link);
        }
        flags(link);
        if (!alias) {
            counters(link);
        }
        out.text("\n");
    }

    private void hardware(LinkMessage link) {
        LinkAttr.Address attr = link.find(LinkAttr.Address.class);
        LinkAddress address = attr == null ? LinkAddress.of() : attr.address();
        switch (link.header().type()) {
            case LinkTypes.LOOPBACK -> out.text("Local Loopback  ");
            case 776 -> out.text("IPv6-in-IPv4  ");
            case 512 -> out.text("Point-to-Point Protocol  ");
            case LinkTypes.ETHER ->
                out.text("Ethernet  HWaddr ")
                        .text(address.toString().toUpperCase(Locale.ROOT))
                        .text("  ");
            default -> out.text("UNSPEC  HWaddr ").text(unspecified(address)).text("  ");
        }
    }

    /// Sixteen bytes, of which the kernel fills fourteen: `sa_data` of `struct sockaddr`.
    private static String unspecified(LinkAddress address) {
        byte[] bytes = address.toArray();
        StringBuilder b = new StringBuilder(47);
        for (int i = 0; i < 16; i++) {
            int v = i < Math.min(14, bytes.length) ? bytes[i] & 0xff : 0;
            b.append(i == 0 ? "" : "-");
            b.append(Character.toUpperCase(Character.forDigit(v >> 4, 16)));
            b.append(Character.toUpperCase(Character.forDigit(v & 15, 16)));
        }
        return b.toString();
    }

    /// The first address with this name as its label, which is all that the old ioctls know.
    private void inet(String name, LinkMessage link) {
        for (AddressMessage a : addresses) {
            AddressAttr.Label label = a.find(AddressAttr.Label.class);
            boolean ours = a.header().index() == link.index()
                    && a.header().family() == Options.INET
                    && label != null
                    && label.name().equals(name)
                    && a.address() != null;
            if (!ours) {
                continue;
            }
            int flags = link.header().flags();
            out.text(INDENT).text("inet addr:").text(a.address().toString()).text(" ");
            if ((flags & InterfaceFlags.POINTOPOINT) != 0) {
                AddressAttr.Address peer = a.find(AddressAttr.Address.class);
                IpAddress to = peer == null ? a.address() : peer.address();
                out.text(" P-t-P:").text(to.toString()).text(" ");
            }
            if ((flags & InterfaceFlags.BROADCAST) != 0) {
                AddressAttr.Broadcast b = a.find(AddressAttr.Broadcast.class);
                out.text(" Bcast:")
                        .text(b == null ? "0.0.0.0" : b.address().toString())
                        .text(" ");
            }
            out.text(" Mask:").text(mask(a.header().prefixLength())).text("\n");
            return;
        }
    }

    private static String mask(int length) {
        int bits = length == 0 ? 0 : -1 << 32 - Math.min(32, length);
        return IpAddress.of((byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits)
                .toString();
    }

    private void inet6(LinkMessage link) {
        for (AddressMessage a : addresses) {
            if (a.header().index() == link.index() && a.header().family() == Options.INET6 && a.address() != null) {
                out.text(INDENT)
                        .text("inet6 addr: ")
                        .text(a.address().toString())
                        .text("/" + a.header().prefixLength())
                        .text(" Scope:")
                        .text(scope(a.address()))
                        .text("\n");
            }
        }
    }

    private static String scope(IpAddress a) {
        if (a.toString().equals("::1")) {
            return "Host";
        }
        int first = a.u8(0) << 8 | a.u8(1);
        if ((first & 0xffc0) == 0xfe80) {
            return "Link";
        }
        return (first & 0xffc0) == 0xfec0 ? "Site" : compatible(a) ? "Compat" : "Global";
    }

    /// An IPv4 address in its last four bytes, and zeros before.
    private static boolean compatible(IpAddress a) {
        for (int i = 0; i < 12; i++) {
            if (a.u8(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private void flags(LinkMessage link) {
        int flags = link.header().flags();
        LinkAttr.Mtu mtu = link.find(LinkAttr.Mtu.class);
        out.text(INDENT);
        if ((flags & 0xffff) == 0) {
            out.text("[NO FLAGS] ");
        }
        for (int i = 0; i < FLAGS.length; i++) {
            if ((flags & FLAGS[i]) != 0) {
                out.text(FLAG_NAMES[i]).text(" ");
            }
        }
        out.text(" MTU:").number(mtu == null ? 0 : mtu.bytes()).text("  Metric:1\n");
    }

    private void counters(LinkMessage link) {
        LinkAttr.Stats64 attr = link.find(LinkAttr.Stats64.class);
        if (attr == null) {
            return;
        }
        LinkStats64 s = attr.stats();
        LinkAttr.TxQueueLength queue = link.find(LinkAttr.TxQueueLength.class);
        out.text(INDENT).text("RX packets:").text(number(s.rxPackets()));
        out.text(" errors:").text(number(s.rxErrors()));
        out.text(" dropped:").text(number(s.rxDropped() + s.rxMissedErrors()));
        out.text(" overruns:").text(number(s.rxFifoErrors()));
        out.text(" frame:").text(number(s.rxLengthErrors() + s.rxOverErrors() + s.rxCrcErrors() + s.rxFrameErrors()));
        out.text("\n").text(INDENT).text("TX packets:").text(number(s.txPackets()));
        out.text(" errors:").text(number(s.txErrors()));
        out.text(" dropped:").text(number(s.txDropped()));
        out.text(" overruns:").text(number(s.txFifoErrors()));
        out.text(" carrier:")
                .text(number(s.txCarrierErrors() + s.txAbortedErrors() + s.txWindowErrors() + s.txHeartbeatErrors()));
        out.text("\n").text(INDENT).text("collisions:").text(number(s.collisions()));
        out.text(" txqueuelen:").number(queue == null ? 0 : queue.packets()).text(" \n");
        out.text(INDENT).text("RX bytes:").text(bytes(s.rxBytes()));
        out.text("  TX bytes:").text(bytes(s.txBytes())).text("\n");
    }

    private static String number(long value) {
        return Long.toUnsignedString(value);
    }

    /// `2224 (2.1 KiB)`: one digit behind the point, cut off.
    static String bytes(long value) {
        String[] units = {"", "Ki", "Mi", "Gi", "Ti"};
        long whole = value;
        long tenths = 0;
        int unit = 0;
        while (unit < 4 && Long.compareUnsigned(whole, 1024) >= 0) {
            tenths = (whole & 1023) * 10 / 1024;
            whole = Long.divideUnsigned(whole, 1024);
            unit++;
        }
        return number(value) + " (" + number(whole) + "." + tenths + " " + units[unit] + "B)";
    }
}
