package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.link.VlanDeviceAttr;
import dev.sonde.netlink.link.VlanQosAttr;

/// A VLAN device.
final class VlanPrinter extends KindPrinter {
    /// `VLAN_FLAG_*` of linux/if_vlan.h, by bit.
    private static final String[] FLAGS = {"REORDER_HDR", "GVRP", "LOOSE_BINDING", "MVRP", "BRIDGE_BINDING"};

    /// The order in which the real tool names them.
    private static final int[] ORDER = {0, 1, 3, 2, 4};

    VlanPrinter(Ip ip) {
        super(ip);
    }

    @Override
    void print(Attrs<?> a) {
        VlanDeviceAttr.Id id = a.find(VlanDeviceAttr.Id.class);
        if (id == null) {
            return;
        }
        VlanDeviceAttr.Protocol protocol = a.find(VlanDeviceAttr.Protocol.class);
        out.string(
                "protocol", "protocol ", protocol == null ? "802.1q" : name(protocol.value(), ip.options.numeric), " ");
        out.number("id", "id ", id.value(), " ");
        VlanDeviceAttr.Flags flags = a.find(VlanDeviceAttr.Flags.class);
        if (flags != null) {
            if (flags.bytes().length() < 8) {
                return;
            }
            flags(flags.bytes().u32(0));
        }
        VlanDeviceAttr.IngressQos ingress = a.find(VlanDeviceAttr.IngressQos.class);
        if (ingress != null) {
            map("ingress_qos", "ingress-qos-map", ingress.attrs());
        }
        VlanDeviceAttr.EgressQos egress = a.find(VlanDeviceAttr.EgressQos.class);
        if (egress != null) {
            map("egress_qos", "egress-qos-map", egress.attrs());
        }
    }

    /// `ETH_P_*`
    static String name(int protocol, boolean numeric) {
        return switch (numeric ? -1 : protocol) {
            case 0x8100 -> "802.1Q";
            case 0x88a8 -> "802.1ad";
            default -> "[" + protocol + "]";
        };
    }

    private void flags(long bits) {
        long left = bits;
        out.beginArray("flags");
        out.text("<");
        for (int bit : ORDER) {
            if ((left >> bit & 1) != 0) {
                left &= ~(1L << bit);
                out.item("", FLAGS[bit], out.json() || left == 0 ? "" : ",");
            }
        }
        if (left != 0) {
            out.item("", Long.toHexString(left), "");
        }
        out.endArray();
        out.text("> ");
    }

    private void map(String key, String word, Attrs<VlanQosAttr> mappings) {
        out.beginArray(key);
        out.line();
        out.text("      " + word + " { ");
        for (VlanQosAttr m : mappings) {
            if (m instanceof VlanQosAttr.Mapping(var pair) && pair.length() >= 8) {
                out.begin();
                out.number("from", "", pair.u32(0), ":");
                out.number("to", "", pair.u32(4), " ");
                out.end();
            }
        }
        out.endArray();
        out.text("} ");
    }
}
