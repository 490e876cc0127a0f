package dev.sonde.netlink.filter;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.route.RouteType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A packet of which a firewall is asked: what is known of its headers, and of what the kernel adds.
///
/// It is the first of its flow, or one to which no answer has come: each flow inside a VXLAN tunnel has a source port
/// of its own, and what comes back is another flow. So its connection is NEW for ever.
public final class FilterPacket {
    /// `NF_CT_STATE_BIT(ctinfo)`: bits of `ct state`.
    public static final int ESTABLISHED = 2;

    public static final int NEW = 8;
    public static final int UNTRACKED = 64;

    /// `IPS_SRC_NAT | IPS_DST_NAT` of linux/netfilter/nf_conntrack_common.h
    private static final int NAT = 0x30;

    private static final int IFNAMSIZ = 16;

    /// Flags of a TCP packet but for those of ECN; SYN.
    private static final int TCP_FLAGS = 0x3f;

    private static final int SYN = 2;

    private final int family;
    private final byte[] network;
    private final byte[] networkKnown;
    private final byte[] transport = new byte[20];
    private final byte[] transportKnown = new byte[20];

    /// By `NFT_META_*`, by `NFT_CT_*`, and the type of an address by `NFTA_FIB_F_*`; null: that is not known.
    private final Bits[] meta = new Bits[FilterSource.Meta.SECPATH + 1];

    private final Bits[] ct = new Bits[FilterSource.Ct.STATUS + 1];
    private final Bits[] types = new Bits[FilterSource.Fib.DADDR + 1];

    /// The same packet by other links by which it may come too.
    private final List<FilterPacket> elsewhere = new ArrayList<>(0);

    /// `family`: [Nft#IPV4] or [Nft#IPV6]. `protocol`: `IPPROTO_*`.
    public FilterPacket(int family, int protocol, int port) {
        this.family = family;
        boolean six = family == Nft.IPV6;
        network = new byte[six ? 40 : 20];
        networkKnown = new byte[network.length];
        // the version, and of IPv4 the length of a header without options
        know(network, networkKnown, 0, six ? 0x60 : 0x45, six ? 0xf0 : 0xff);
        know(network, networkKnown, six ? 6 : 9, protocol, 0xff);
        if (!six) {
            know(network, networkKnown, 6, 0, 0x3f); // no fragment
            know(network, networkKnown, 7, 0, 0xff);
        }
        know(transport, transportKnown, 2, port >> 8, 0xff);
        know(transport, transportKnown, 3, port, 0xff);
        if (protocol == FilterRule.TCP) {
            know(transport, transportKnown, 13, SYN, TCP_FLAGS);
        }
        meta(FilterSource.Meta.NFPROTO, Octets.of((byte) family));
        meta(FilterSource.Meta.L4PROTO, Octets.of((byte) protocol));
        meta(FilterSource.Meta.PROTOCOL, Octets.u16be(six ? 0x86dd : 0x0800)); // ETH_P_IPV6, ETH_P_IP
        meta(FilterSource.Meta.MARK, Octets.u32(0));
        state(NEW);
        ct[FilterSource.Ct.DIRECTION] = Bits.of(Octets.of((byte) 0)); // IP_CT_DIR_ORIGINAL
        ct[FilterSource.Ct.STATUS] = Bits.of(Octets.u32(0), Octets.u32(NAT));
    }

    private static void know(byte[] value, byte[] known, int at, int is, int bits) {
        value[at] = (byte) is;
        known[at] = (byte) bits;
    }

    private void meta(int key, Octets value) {
        meta[key] = Bits.of(value);
    }

    public int family() {
        return family;
    }

    /// Where it comes from and goes to; null: that is not known.
    public FilterPacket between(IpAddress from, IpAddress to) {
        int at = family == Nft.IPV6 ? 8 : 12;
        address(from, at);
        address(to, family == Nft.IPV6 ? 24 : 16);
        return this;
    }

    private void address(IpAddress ip, int at) {
        if (ip != null && at + ip.length() <= network.length) {
            System.arraycopy(ip.toArray(), 0, network, at, ip.length());
            Arrays.fill(networkKnown, at, at + ip.length(), (byte) 0xff);
        }
    }

    /// The source port; 0: one that the kernel chose, which is of the upper half (`net.ipv4.ip_local_port_range`).
    public FilterPacket from(int port) {
        know(transport, transportKnown, 0, port == 0 ? 0x80 : port >> 8, port == 0 ? 0x80 : 0xff);
        know(transport, transportKnown, 1, port, port == 0 ? 0 : 0xff);
        return this;
    }

    /// That it comes from another host to this one, or goes to it.
    public FilterPacket inward(boolean in) {
        type(FilterSource.Fib.SADDR, in ? RouteType.UNICAST : RouteType.LOCAL);
        type(FilterSource.Fib.DADDR, in ? RouteType.LOCAL : RouteType.UNICAST);
        if (in) {
            meta(FilterSource.Meta.PKTTYPE, Octets.of((byte) 0)); // PACKET_HOST
        }
        return this;
    }

    private void type(int of, int type) {
        types[of] = Bits.of(Octets.u32(type));
    }

    /// The link by which it comes or goes.
    public FilterPacket by(boolean in, int index, String name) {
        meta(in ? FilterSource.Meta.IIF : FilterSource.Meta.OIF, Octets.u32(index));
        meta(in ? FilterSource.Meta.IIFNAME : FilterSource.Meta.OIFNAME, name(name));
        meta(in ? FilterSource.Meta.OIF : FilterSource.Meta.IIF, Octets.u32(0));
        meta(in ? FilterSource.Meta.OIFNAME : FilterSource.Meta.IIFNAME, name(""));
        return this;
    }

    private static Octets name(String name) {
        return Octets.of(Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), IFNAMSIZ));
    }

    /// Says that it may come or go by another link too.
    public void perhapsBy(boolean in, int index, String name) {
        FilterPacket other = new FilterPacket(this);
        elsewhere.add(other.by(in, index, name));
    }

    private FilterPacket(FilterPacket of) {
        family = of.family;
        network = of.network;
        networkKnown = of.networkKnown;
        System.arraycopy(of.transport, 0, transport, 0, transport.length);
        System.arraycopy(of.transportKnown, 0, transportKnown, 0, transport.length);
        System.arraycopy(of.meta, 0, meta, 0, meta.length);
        System.arraycopy(of.ct, 0, ct, 0, ct.length);
        System.arraycopy(of.types, 0, types, 0, types.length);
    }

    List<FilterPacket> elsewhere() {
        return elsewhere;
    }

    /// The state of its connection, one of the bits above; 0: that is not known.
    public FilterPacket state(int bit) {
        ct[FilterSource.Ct.STATE] = bit == 0 ? null : Bits.of(Octets.u32(bit));
        for (FilterPacket p : elsewhere) {
            p.state(bit);
        }
        return this;
    }

    /// That some rule may have marked it.
    public FilterPacket marked() {
        meta[FilterSource.Meta.MARK] = null;
        for (FilterPacket p : elsewhere) {
            p.marked();
        }
        return this;
    }

    /// What is known of it there. `length`: of a field of which nothing is known.
    Bits bits(FilterSource of, int length) {
        return switch (of) {
            case FilterSource.Payload(int base, int offset, int size) -> {
                boolean net = base == FilterSource.Payload.NETWORK;
                boolean above = base == FilterSource.Payload.TRANSPORT;
                yield net
                        ? Bits.part(network, networkKnown, offset, size)
                        : above ? Bits.part(transport, transportKnown, offset, size) : Bits.unknown(size);
            }
            case FilterSource.Fib(int result, int flags)
            when result == FilterSource.Fib.OIF && (flags & FilterSource.Fib.PRESENT) != 0 ->
                // whether there is a way back: of the hosts' own addresses there is
                Bits.of(Octets.of((byte) 1));
            case FilterSource.Fib(int result, int flags) ->
                known(types, result == FilterSource.Fib.ADDRTYPE ? flags & 3 : -1, length);
            case FilterSource.Meta(int key) -> known(meta, key, length);
            case FilterSource.Ct(int key) -> known(ct, key, length);
            case FilterSource.Other _ -> Bits.unknown(length);
        };
    }

    private static Bits known(Bits[] all, int key, int length) {
        return key < 0 || key >= all.length || all[key] == null ? Bits.unknown(length) : all[key];
    }
}
