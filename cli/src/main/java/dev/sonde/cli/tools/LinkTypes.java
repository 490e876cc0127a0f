package dev.sonde.cli.tools;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;

/// `ARPHRD_*` of linux/if_arp.h: what kind of address a link has.
public final class LinkTypes {
    public static final int ETHER = 1;
    static final int TUNNEL = 768;
    static final int TUNNEL6 = 769;
    public static final int LOOPBACK = 772;
    static final int SIT = 776;
    static final int IPGRE = 778;
    static final int IP6GRE = 823;
    public static final int NONE = 0xfffe;

    /// As `ip` calls it behind `link/`.
    public static String name(int type, boolean numeric) {
        return switch (numeric ? -1 : type) {
            case 0 -> "netrom";
            case ETHER -> "ether";
            case 2 -> "eether";
            case 3 -> "ax25";
            case 4 -> "pronet";
            case 5 -> "chaos";
            case 6 -> "ieee802";
            case 7 -> "arcnet";
            case 8 -> "atalk";
            case 15 -> "dlci";
            case 19 -> "atm";
            case 23 -> "metricom";
            case 24 -> "ieee1394";
            case 32 -> "infiniband";
            case 256 -> "slip";
            case 257 -> "cslip";
            case 258 -> "slip6";
            case 259 -> "cslip6";
            case 260 -> "rsrvd";
            case 264 -> "adapt";
            case 270 -> "rose";
            case 271 -> "x25";
            case 272 -> "hwx25";
            case 280 -> "can";
            case 512 -> "ppp";
            case 513 -> "hdlc";
            case 516 -> "lapb";
            case 517 -> "ddcmp";
            case 518 -> "rawhdlc";
            case TUNNEL -> "ipip";
            case TUNNEL6 -> "tunnel6";
            case 770 -> "frad";
            case 771 -> "skip";
            case LOOPBACK -> "loopback";
            case 773 -> "ltalk";
            case 774 -> "fddi";
            case 775 -> "bif";
            case SIT -> "sit";
            case 777 -> "ip/ddp";
            case IPGRE -> "gre";
            case 779 -> "pimreg";
            case 780 -> "hippi";
            case 781 -> "ash";
            case 782 -> "econet";
            case 783 -> "irda";
            case 784 -> "fcpp";
            case 785 -> "fcal";
            case 786 -> "fcpl";
            case 787, 788, 789, 790, 791, 792, 793, 794, 795, 796, 797, 798, 799 -> "fcfb" + (type - 787);
            case 800 -> "tr";
            case 801 -> "ieee802.11";
            case 802 -> "ieee802.11/prism";
            case 803 -> "ieee802.11/radiotap";
            case 804 -> "ieee802.15.4";
            case 805 -> "ieee802.15.4/monitor";
            case 820 -> "phonet";
            case 821 -> "phonet_pipe";
            case 822 -> "caif";
            case IP6GRE -> "gre6";
            case 824 -> "netlink";
            case 825 -> "6lowpan";
            case NONE -> "none";
            case 0xffff -> "void";
            default -> "[" + type + "]";
        };
    }

    /// An address as links of this type write it: tunnels have IP addresses, all others bytes.
    public static String address(LinkAddress address, int type) {
        return isIp(address, type) ? IpAddress.of(address.toArray()).toString() : address.toString();
    }

    /// Prints it as the value of `key`, and a blank behind it in the text.
    public static void print(Printer out, String key, LinkAddress address, int type) {
        if (isIp(address, type)) {
            out.string(Colour.MAC, key, "", IpAddress.of(address.toArray()), " ");
        } else {
            out.string(Colour.MAC, key, "", address, " ");
        }
    }

    private static boolean isIp(LinkAddress address, int type) {
        int length = address.length();
        return length == 4 && (type == TUNNEL || type == SIT || type == IPGRE)
                || length == 16 && (type == TUNNEL6 || type == IP6GRE);
    }

    private LinkTypes() {}
}
