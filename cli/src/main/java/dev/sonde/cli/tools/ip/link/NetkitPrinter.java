package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.link.NetkitAttr;
import java.util.function.ToLongFunction;

/// A netkit device: one end of a pair whose packets BPF programs judge.
final class NetkitPrinter extends KindPrinter {
    NetkitPrinter(Ip ip) {
        super(ip);
    }

    @Override
    void print(Attrs<?> a) {
        name(a, NetkitAttr.Mode.class, NetkitAttr.Mode::value, "mode", "mode ", "l2", "l3");
        name(a, NetkitAttr.Primary.class, p -> p.value() == 0 ? 0 : 1, "type", "type ", "peer", "primary");
        // NETKIT_PASS is 0 and NETKIT_DROP 2, as what TC makes of packets.
        name(a, NetkitAttr.Policy.class, NetkitAttr.Policy::value, "policy", "policy ", "forward", null, "blackhole");
        name(
                a,
                NetkitAttr.PeerPolicy.class,
                NetkitAttr.PeerPolicy::value,
                "peer_policy",
                "peer policy ",
                "forward",
                null,
                "blackhole");
        name(a, NetkitAttr.Scrub.class, NetkitAttr.Scrub::value, "scrub", "scrub ", "none", "default");
        name(
                a,
                NetkitAttr.PeerScrub.class,
                NetkitAttr.PeerScrub::value,
                "peer_scrub",
                "peer scrub ",
                "none",
                "default");
    }

    private <R> void name(
            Attrs<?> a, Class<R> type, ToLongFunction<R> value, String key, String before, String... names) {
        R found = a.find(type);
        if (found != null) {
            long n = value.applyAsLong(found);
            String name = n >= 0 && n < names.length ? names[(int) n] : null;
            out.string(key, before, name == null ? "UNKNOWN" : name, " ");
        }
    }
}
