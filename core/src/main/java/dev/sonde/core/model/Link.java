package dev.sonde.core.model;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.link.InterfaceFlags;

/// A link of a namespace, with what its kind adds.
public sealed interface Link {
    /// What a link of any kind has.
    ///
    /// `name`: of what has none, `ifINDEX`. `kind`: `IFLA_INFO_KIND`; empty: of none, as `lo` and hardware are.
    /// `mac`:
    /// null where it has none of six bytes. `mtu`: in bytes; 0: not told. `flags`: `IFF_*` of linux/if.h. `master`:
    /// the
    /// index of its bridge or other master, 0: none. `link`: the index of the link below, or of a veth's other end,
    /// 0:
    /// none. `linkNetnsid`: the id of the namespace in which `link` counts; null: this one. `portKind`: what kind
    /// of
    /// port it is of its master, `bridge` for instance, or empty. `portState`: of a bridge's port, `BR_STATE_*` of
    /// linux/if_bridge.h; [Link#UNKNOWN]. `counters`: null where they were not read.
    record Base(
            int index,
            String name,
            String kind,
            LinkAddress mac,
            int mtu,
            int flags,
            int master,
            int link,
            Integer linkNetnsid,
            String portKind,
            int portState,
            Counters counters) {}

    int UNKNOWN = -1;

    /// `fdbMaxLearned`: how many MACs it may learn; 0: any number, or not told. `vlanDefaultPvid`: the VLAN that it
    /// gives to new ports; 0: none, or not told.
    record Bridge(Base base, long fdbMaxLearned, int vlanDefaultPvid) implements Link {}

    record Veth(Base base) implements Link {}

    /// `vni`: the VXLAN network identifier, [Link#UNKNOWN] where it is not told. `udpPort`: where it takes packets,
    /// 0: not told. `group`: where packets go for which there is no row; `local`: from which address they come;
    /// null: none. `ageing`: seconds after which a learned row that nobody uses goes, 0: never, [Link#UNKNOWN].
    /// `learning`: whether it learns rows from what it receives.
    record Vxlan(Base base, long vni, int udpPort, IpAddress group, IpAddress local, long ageing, boolean learning)
            implements Link {}

    record Macvlan(Base base) implements Link {}

    record Ipvlan(Base base) implements Link {}

    /// `id`: the VLAN, 0: not told.
    record Vlan(Base base, int id) implements Link {}

    /// Of any other kind, or of none.
    record Other(Base base) implements Link {}

    Base base();

    default int index() {
        return base().index();
    }

    default String name() {
        return base().name();
    }

    default String kind() {
        return base().kind();
    }

    default LinkAddress mac() {
        return base().mac();
    }

    default int mtu() {
        return base().mtu();
    }

    default int flags() {
        return base().flags();
    }

    default int master() {
        return base().master();
    }

    default int link() {
        return base().link();
    }

    default Integer linkNetnsid() {
        return base().linkNetnsid();
    }

    default Counters counters() {
        return base().counters();
    }

    /// Whether somebody set it up.
    default boolean up() {
        return (flags() & InterfaceFlags.UP) != 0;
    }

    /// Whether the kernel takes it for operational (RFC 2863): only then a bridge enables its port. Up to a second
    /// lies between the carrier (IFF_LOWER_UP) and this.
    default boolean running() {
        return (flags() & InterfaceFlags.RUNNING) != 0;
    }

    /// Whether it has a carrier.
    default boolean lowerUp() {
        return (flags() & InterfaceFlags.LOWER_UP) != 0;
    }

    /// Whether the other end is a link of another namespace.
    default boolean leavesNamespace() {
        return link() != 0 && linkNetnsid() != null;
    }

    /// The state of a bridge's port, `BR_STATE_*`; [#UNKNOWN]: it is none, or it is not told.
    default int bridgePortState() {
        return base().portKind().equals("bridge") ? base().portState() : UNKNOWN;
    }
}
