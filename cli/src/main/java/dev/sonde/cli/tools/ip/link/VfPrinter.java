package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.LinkTypes;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.link.InterfaceFlags;
import dev.sonde.netlink.link.VfAttr;
import dev.sonde.netlink.link.VfListAttr;
import dev.sonde.netlink.link.VfStatsAttr;
import dev.sonde.netlink.link.VfVlanAttr;

/// The virtual functions of a device, a line each.
final class VfPrinter {
    /// `ARPHRD_ETHER`
    private static final int ETHER = 1;

    /// A setting that the device does not tell.
    private static final long UNKNOWN = 0xffff_ffffL;

    private final Ip ip;
    private final Printer out;
    private final int type;
    private final int flags;

    VfPrinter(Ip ip, int type, int flags) {
        this.ip = ip;
        this.out = ip.out;
        this.type = type;
        this.flags = flags;
    }

    void print(Attrs<VfListAttr> list) {
        out.beginArray("vfinfo_list");
        for (VfListAttr one : list) {
            if (one instanceof VfListAttr.Info(var function)) {
                out.begin();
                function(function);
                out.end();
            }
        }
        out.endArray();
    }

    private void function(Attrs<VfAttr> a) {
        VfAttr.Mac mac = a.find(VfAttr.Mac.class);
        if (mac == null || mac.bytes().length() < 36) {
            return;
        }
        out.line();
        out.text("    ");
        out.number("vf", "vf ", (int) mac.bytes().u32(0), " ");
        out.string("link_type", "    link/", LinkTypes.name(type, ip.options.numeric), " ");
        out.string(Colour.MAC, "address", "", address(mac.bytes(), 4), "");
        VfAttr.Broadcast broadcast = a.find(VfAttr.Broadcast.class);
        if (broadcast != null && broadcast.bytes().length() >= 32) {
            if ((flags & InterfaceFlags.POINTOPOINT) != 0) {
                out.flag("link_pointtopoint", " peer ");
            } else {
                out.text(" brd ");
            }
            out.string(Colour.MAC, "broadcast", "", address(broadcast.bytes(), 0), "");
        }
        vlans(a);
        rates(a);
        VfAttr.Spoofchk spoof = a.find(VfAttr.Spoofchk.class);
        setting("spoofchk", "spoof checking", spoof == null ? UNKNOWN : value(spoof.bytes()));
        guids(a);
        VfAttr.LinkState state = a.find(VfAttr.LinkState.class);
        if (state != null && state.bytes().length() >= 8) {
            String name = switch ((int) state.bytes().u32(4)) {
                case 0 -> "auto";
                case 1 -> "enable";
                default -> "disable";
            };
            out.string("link_state", ", link-state ", name, "");
        }
        VfAttr.Trust trust = a.find(VfAttr.Trust.class);
        setting("trust", "trust", trust == null ? UNKNOWN : value(trust.bytes()));
        VfAttr.RssQueryEn query = a.find(VfAttr.RssQueryEn.class);
        setting("query_rss_en", "query_rss", query == null ? UNKNOWN : value(query.bytes()));
        VfAttr.Stats stats = a.find(VfAttr.Stats.class);
        if (stats != null && ip.options.stats > 0) {
            stats(stats.attrs());
        }
    }

    /// What stands behind the function's number.
    private static long value(ByteString struct) {
        return struct.length() < 8 ? UNKNOWN : struct.u32(4);
    }

    private String address(ByteString struct, int at) {
        int length = type == ETHER ? 6 : 20;
        return LinkTypes.address(LinkAddress.copyOf(struct.toArray(), at, length), type);
    }

    private void setting(String key, String word, long value) {
        if (value != UNKNOWN) {
            out.jsonBoolean(key, value != 0);
            out.text(", " + word + (value != 0 ? " on" : " off"));
        }
    }

    private void vlans(Attrs<VfAttr> a) {
        VfAttr.VlanList list = a.find(VfAttr.VlanList.class);
        if (list == null) {
            VfAttr.Vlan vlan = a.find(VfAttr.Vlan.class);
            if (vlan != null && vlan.bytes().length() >= 12) {
                vlan(vlan.bytes());
            }
            return;
        }
        out.beginArray("vlan_list");
        for (VfVlanAttr one : list.attrs()) {
            if (one instanceof VfVlanAttr.Info(var vlan) && vlan.length() >= 14) {
                out.begin();
                vlan(vlan);
                int protocol = vlan.u16be(12);
                if (protocol != 0 && protocol != 0x8100) {
                    String name = VlanPrinter.name(protocol, ip.options.numeric);
                    out.string("protocol", ", vlan protocol ", name, "");
                }
                out.end();
            }
        }
        out.endArray();
    }

    private void vlan(ByteString struct) {
        if (struct.u32(4) != 0) {
            out.number("vlan", ", vlan ", (int) struct.u32(4), "");
        }
        if (struct.u32(8) != 0) {
            out.number("qos", ", qos ", (int) struct.u32(8), "");
        }
    }

    private void rates(Attrs<VfAttr> a) {
        VfAttr.TxRate tx = a.find(VfAttr.TxRate.class);
        if (tx != null && tx.bytes().length() >= 8 && tx.bytes().u32(4) != 0) {
            out.number("tx_rate", ", tx rate ", tx.bytes().u32(4), " (Mbps)");
        }
        VfAttr.Rate rate = a.find(VfAttr.Rate.class);
        if (rate == null || rate.bytes().length() < 12) {
            return;
        }
        long least = rate.bytes().u32(4);
        long most = rate.bytes().u32(8);
        out.begin("rate");
        out.jsonNumber("max_tx", most);
        out.jsonNumber("min_tx", least);
        out.end();
        out.text(most == 0 ? "" : ", max_tx_rate " + most + "Mbps");
        out.text(least == 0 ? "" : ", min_tx_rate " + least + "Mbps");
    }

    /// InfiniBand's names of a function.
    private void guids(Attrs<VfAttr> a) {
        VfAttr.IbNodeGuid node = a.find(VfAttr.IbNodeGuid.class);
        if (node != null) {
            guid("node guid", ", NODE_GUID ", node.bytes());
        }
        VfAttr.IbPortGuid port = a.find(VfAttr.IbPortGuid.class);
        if (port != null) {
            guid("port guid", ", PORT_GUID ", port.bytes());
        }
    }

    /// `struct ifla_vf_guid`: the u64 lies on its own boundary; the most significant byte comes first in the text.
    private void guid(String key, String before, ByteString struct) {
        if (struct.length() < 16) {
            return;
        }
        byte[] bytes = struct.slice(8, 8).toArray();
        for (int i = 0; i < 4; i++) {
            byte b = bytes[i];
            bytes[i] = bytes[7 - i];
            bytes[7 - i] = b;
        }
        out.string(key, before, LinkAddress.copyOf(bytes, 0, 8).toString(), "");
    }

    private void stats(Attrs<VfStatsAttr> a) {
        VfStatsAttr.RxBytes rxBytes = a.find(VfStatsAttr.RxBytes.class);
        VfStatsAttr.RxPackets rxPackets = a.find(VfStatsAttr.RxPackets.class);
        VfStatsAttr.Multicast multicast = a.find(VfStatsAttr.Multicast.class);
        VfStatsAttr.Broadcast broadcast = a.find(VfStatsAttr.Broadcast.class);
        VfStatsAttr.RxDropped rxDropped = a.find(VfStatsAttr.RxDropped.class);
        VfStatsAttr.TxBytes txBytes = a.find(VfStatsAttr.TxBytes.class);
        VfStatsAttr.TxPackets txPackets = a.find(VfStatsAttr.TxPackets.class);
        VfStatsAttr.TxDropped txDropped = a.find(VfStatsAttr.TxDropped.class);
        out.begin("stats");
        out.begin("rx");
        out.line();
        out.text("    RX: bytes  packets  mcast   bcast " + (rxDropped == null ? "" : "  dropped "));
        out.line();
        out.text("    ");
        counter("bytes", 10, rxBytes == null ? 0 : rxBytes.value());
        counter("packets", 8, rxPackets == null ? 0 : rxPackets.value());
        counter("multicast", 7, multicast == null ? 0 : multicast.value());
        counter("broadcast", 7, broadcast == null ? 0 : broadcast.value());
        if (rxDropped != null) {
            counter("dropped", 8, rxDropped.value());
        }
        out.end();
        out.begin("tx");
        out.line();
        out.text("    TX: bytes  packets " + (txDropped == null ? "" : "  dropped "));
        out.line();
        out.text("    ");
        counter("tx_bytes", 10, txBytes == null ? 0 : txBytes.value());
        counter("tx_packets", 8, txPackets == null ? 0 : txPackets.value());
        if (txDropped != null) {
            counter("dropped", 8, txDropped.value());
        }
        out.end();
        out.end();
    }

    private void counter(String key, int width, long value) {
        out.jsonUnsigned(key, value);
        String text = ip.options.human ? StatsPrinter.human(value, ip.options.iec) : Long.toUnsignedString(value);
        out.text(Printer.right(text, width) + " ");
    }
}
