package dev.sonde.netlink.netconf;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.S32;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// One setting of an interface: `NETCONFA_*` of linux/netconf.h.
public sealed interface NetconfAttr {
    /// -1 all, -2 default.
    record Interface(int index) implements NetconfAttr {}

    record Forwarding(int value) implements NetconfAttr {}

    record ReversePath(int value) implements NetconfAttr {}

    record MulticastForwarding(int value) implements NetconfAttr {}

    record ProxyNeighbours(int value) implements NetconfAttr {}

    record IgnoreRoutesWithLinkdown(int value) implements NetconfAttr {}

    record Input(int value) implements NetconfAttr {}

    record BroadcastForwarding(int value) implements NetconfAttr {}

    record ForceForwarding(int value) implements NetconfAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements NetconfAttr {}

    AttrTable<NetconfAttr> TABLE = new AttrTable<NetconfAttr>(
            9, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "NETCONFA_IFINDEX", S32, Interface.class, Interface::new, Interface::index);
                case 2 -> row(n, "NETCONFA_FORWARDING", S32, Forwarding.class, Forwarding::new, Forwarding::value);
                case 3 -> row(n, "NETCONFA_RP_FILTER", S32, ReversePath.class, ReversePath::new, ReversePath::value);
                case 4 ->
                    row(
                            n,
                            "NETCONFA_MC_FORWARDING",
                            S32,
                            MulticastForwarding.class,
                            MulticastForwarding::new,
                            MulticastForwarding::value);
                case 5 ->
                    row(
                            n,
                            "NETCONFA_PROXY_NEIGH",
                            S32,
                            ProxyNeighbours.class,
                            ProxyNeighbours::new,
                            ProxyNeighbours::value);
                case 6 ->
                    row(
                            n,
                            "NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN",
                            S32,
                            IgnoreRoutesWithLinkdown.class,
                            IgnoreRoutesWithLinkdown::new,
                            IgnoreRoutesWithLinkdown::value);
                case 7 -> row(n, "NETCONFA_INPUT", S32, Input.class, Input::new, Input::value);
                case 8 ->
                    row(
                            n,
                            "NETCONFA_BC_FORWARDING",
                            S32,
                            BroadcastForwarding.class,
                            BroadcastForwarding::new,
                            BroadcastForwarding::value);
                case 9 ->
                    row(
                            n,
                            "NETCONFA_FORCE_FORWARDING",
                            S32,
                            ForceForwarding.class,
                            ForceForwarding::new,
                            ForceForwarding::value);
                default -> null;
            });
}
