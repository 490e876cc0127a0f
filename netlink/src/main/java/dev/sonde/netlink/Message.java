package dev.sonde.netlink;

import dev.sonde.netlink.addr.AddressMessage;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.mdb.MdbMessage;
import dev.sonde.netlink.neigh.NeighbourMessage;
import dev.sonde.netlink.netconf.NetconfMessage;
import dev.sonde.netlink.nexthop.NexthopMessage;
import dev.sonde.netlink.nsid.NsidMessage;
import dev.sonde.netlink.route.RouteMessage;
import dev.sonde.netlink.rule.RuleMessage;
import dev.sonde.netlink.stats.StatsMessage;
import dev.sonde.netlink.tunnel.TunnelMessage;
import dev.sonde.netlink.vlan.VlanMessage;

/// One netlink message, read. What the message says is in its record; `switch` over it.
public sealed interface Message permits Message.Rtnetlink, Message.Done, Message.Unknown, ErrorMessage {
    NlHeader nl();

    /// All that follows the netlink header.
    void writeBody(Out out);

    /// A message of the routing family: something exists, changed, or went away.
    sealed interface Rtnetlink extends Message
            permits LinkMessage,
                    AddressMessage,
                    NeighbourMessage,
                    RouteMessage,
                    RuleMessage,
                    NsidMessage,
                    MdbMessage,
                    NetconfMessage,
                    NexthopMessage,
                    StatsMessage,
                    TunnelMessage,
                    VlanMessage {
        /// `RTM_DEL*`: what the message describes is gone.
        default boolean isDeletion() {
            return (nl().type() & 3) == 1;
        }
    }

    /// `NLMSG_DONE`: a dump is at its end.
    ///
    /// @param body an `int` first: 0, or the negative errno that ended it early; then attributes, see [ErrorAttr]
    record Done(NlHeader nl, ByteString body) implements Message {
        public int errno() {
            return body.length() < 4 ? 0 : -body.s32(0);
        }

        /// What the kernel says about the error that ended it, or null.
        public String text() throws MalformedMessage {
            if (body.length() <= 4) {
                return null;
            }
            byte[] b = body.toArray();
            var reading = new Reading(Nlmsg.NLMSG_DONE, Nlmsg.AF_UNSPEC);
            var text = ErrorAttr.TABLE.read(b, 4, b.length, reading).find(ErrorAttr.Text.class);
            return text == null ? null : text.text();
        }

        @Override
        public void writeBody(Out out) {
            out.bytes(body);
        }
    }

    /// A type that has no record here: kept byte for byte.
    record Unknown(NlHeader nl, ByteString body) implements Message {
        @Override
        public void writeBody(Out out) {
            out.bytes(body);
        }
    }

    /// The message as bytes, header first; the length is filled in.
    default byte[] toBytes() {
        var out = new Out();
        nl().write(out, 0);
        writeBody(out);
        out.setU32(0, out.length());
        return out.toArray();
    }

    static Message read(NetlinkMessage message) throws MalformedMessage {
        return switch (message.type()) {
            case Nlmsg.RTM_NEWLINK, Nlmsg.RTM_DELLINK, Nlmsg.RTM_GETLINK, Nlmsg.RTM_SETLINK ->
                LinkMessage.read(message);
            case Nlmsg.RTM_NEWADDR, Nlmsg.RTM_DELADDR, Nlmsg.RTM_GETADDR -> AddressMessage.read(message);
            case Nlmsg.RTM_NEWROUTE, Nlmsg.RTM_DELROUTE, Nlmsg.RTM_GETROUTE -> RouteMessage.read(message);
            case Nlmsg.RTM_NEWNEIGH, Nlmsg.RTM_DELNEIGH, Nlmsg.RTM_GETNEIGH -> NeighbourMessage.read(message);
            case Nlmsg.RTM_NEWRULE, Nlmsg.RTM_DELRULE, Nlmsg.RTM_GETRULE -> RuleMessage.read(message);
            case Nlmsg.RTM_NEWNSID, Nlmsg.RTM_DELNSID, Nlmsg.RTM_GETNSID -> NsidMessage.read(message);
            case Nlmsg.RTM_NEWMDB, Nlmsg.RTM_DELMDB, Nlmsg.RTM_GETMDB -> MdbMessage.read(message);
            case Nlmsg.RTM_NEWNETCONF, Nlmsg.RTM_DELNETCONF, Nlmsg.RTM_GETNETCONF -> NetconfMessage.read(message);
            case Nlmsg.RTM_NEWNEXTHOP,
                    Nlmsg.RTM_DELNEXTHOP,
                    Nlmsg.RTM_GETNEXTHOP,
                    Nlmsg.RTM_NEWNEXTHOPBUCKET,
                    Nlmsg.RTM_DELNEXTHOPBUCKET,
                    Nlmsg.RTM_GETNEXTHOPBUCKET -> NexthopMessage.read(message);
            case Nlmsg.RTM_NEWSTATS -> StatsMessage.read(message);
            case Nlmsg.RTM_NEWTUNNEL, Nlmsg.RTM_DELTUNNEL -> TunnelMessage.read(message);
            // The attributes of a request, RTM_GETVLAN, have other meanings by the same numbers.
            case Nlmsg.RTM_NEWVLAN, Nlmsg.RTM_DELVLAN -> VlanMessage.read(message);
            case Nlmsg.NLMSG_ERROR -> ErrorMessage.read(message);
            case Nlmsg.NLMSG_DONE -> new Done(message.header(), message.bodyBytes());
            default -> new Unknown(message.header(), message.bodyBytes());
        };
    }
}
