package dev.sonde.sensor.netns;

import dev.sonde.protocol.GetType;
import dev.sonde.sensor.kernel.Bytes;

/// The form of the request for a whole table.
final class DumpForm {
    private static final int NLMSG_HDRLEN = 16;
    private static final int NLM_F_REQUEST = 1;
    private static final int NLM_F_DUMP = 0x300;
    private static final int GETCHAIN = Netns.GETCHAIN;
    private static final int GETRULE = Netns.GETRULE;
    private static final int GETSET = GetType.NFT_MSG_GETSET;

    /// Builds the dump request for `type` and `family`; gives its length. The forms are those that `ip` sends:
    /// `struct ifinfomsg` with IFLA_EXT_MASK for links, the object's own header for the others.
    static int write(byte[] request, int type, int family) {
        int body = switch (type) {
            case 18 -> 16 + 8; // RTM_GETLINK: struct ifinfomsg, IFLA_EXT_MASK
            case 22 -> 8; // RTM_GETADDR: struct ifaddrmsg
            case GETCHAIN, GETRULE, GETSET -> 4; // struct nfgenmsg
            case 82, 90 -> 4; // RTM_GETNETCONF: struct netconfmsg, RTM_GETNSID: struct rtgenmsg
            case 86, 106, 118, 122 -> 8; // RTM_GETMDB, RTM_GETNEXTHOP, RTM_GETNEXTHOPBUCKET, RTM_GETTUNNEL
            case 114 -> 8 + 8; // RTM_GETVLAN: struct br_vlan_msg, BRIDGE_VLANDB_DUMP_FLAGS
            default -> 12; // RTM_GETROUTE struct rtmsg, RTM_GETRULE struct fib_rule_hdr, RTM_GETNEIGH struct ndmsg,
            // if_stats_msg
        };
        Bytes.clear(request, 0, NLMSG_HDRLEN + body);
        Bytes.put32(request, 0, NLMSG_HDRLEN + body);
        Bytes.put16(request, 4, type);
        Bytes.put16(request, 6, NLM_F_REQUEST | NLM_F_DUMP);
        request[16] = (byte) family;
        if (type == 18) {
            Bytes.put16(request, 32, 8);
            Bytes.put16(request, 34, 29); // IFLA_EXT_MASK
            Bytes.put32(request, 36, 1); // RTEXT_FILTER_VF
        }
        if (type == 114) {
            Bytes.put16(request, 24, 8);
            Bytes.put16(request, 26, 1); // BRIDGE_VLANDB_DUMP_FLAGS
        }
        return NLMSG_HDRLEN + body;
    }

    private DumpForm() {}
}
