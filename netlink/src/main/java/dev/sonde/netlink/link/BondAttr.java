package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;
import static dev.sonde.netlink.WireForm.MAC;
import static dev.sonde.netlink.WireForm.S32;
import static dev.sonde.netlink.WireForm.U16;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.WireForm;

/// Data of a bond: `IFLA_BOND_*` of linux/if_link.h.
public sealed interface BondAttr {
    record Mode(int value) implements BondAttr {}

    record ActiveSlave(int value) implements BondAttr {}

    record Miimon(long value) implements BondAttr {}

    record Updelay(long value) implements BondAttr {}

    record Downdelay(long value) implements BondAttr {}

    record UseCarrier(int value) implements BondAttr {}

    record ArpInterval(long value) implements BondAttr {}

    /// A nest of addresses, numbered from 0.
    record ArpIpTarget(ByteString bytes) implements BondAttr {}

    record ArpValidate(long value) implements BondAttr {}

    record ArpAllTargets(long value) implements BondAttr {}

    record Primary(int value) implements BondAttr {}

    record PrimaryReselect(int value) implements BondAttr {}

    record FailOverMac(int value) implements BondAttr {}

    record XmitHashPolicy(int value) implements BondAttr {}

    record ResendIgmp(long value) implements BondAttr {}

    record NumPeerNotif(int value) implements BondAttr {}

    record AllSlavesActive(int value) implements BondAttr {}

    record MinLinks(long value) implements BondAttr {}

    record LpInterval(long value) implements BondAttr {}

    record PacketsPerSlave(long value) implements BondAttr {}

    record AdLacpRate(int value) implements BondAttr {}

    record AdSelect(int value) implements BondAttr {}

    record AdInfo(Attrs<BondAdInfoAttr> attrs) implements BondAttr {}

    record AdActorSysPrio(int value) implements BondAttr {}

    record AdUserPortKey(int value) implements BondAttr {}

    record AdActorSystem(LinkAddress address) implements BondAttr {}

    record TlbDynamicLb(int value) implements BondAttr {}

    record PeerNotifDelay(long value) implements BondAttr {}

    record AdLacpActive(int value) implements BondAttr {}

    record MissedMax(int value) implements BondAttr {}

    /// A nest of addresses, numbered from 0.
    record NsIp6Target(ByteString bytes) implements BondAttr {}

    record CoupledControl(int value) implements BondAttr {}

    record BroadcastNeighbour(int value) implements BondAttr {}

    record AdLacpStrict(int value) implements BondAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements BondAttr {}

    AttrTable<BondAttr> TABLE = new AttrTable<BondAttr>(
            34, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_BOND_MODE", U8, Mode.class, Mode::new, Mode::value);
                case 2 ->
                    row(n, "IFLA_BOND_ACTIVE_SLAVE", S32, ActiveSlave.class, ActiveSlave::new, ActiveSlave::value);
                case 3 -> row(n, "IFLA_BOND_MIIMON", U32, Miimon.class, Miimon::new, Miimon::value);
                case 4 -> row(n, "IFLA_BOND_UPDELAY", U32, Updelay.class, Updelay::new, Updelay::value);
                case 5 -> row(n, "IFLA_BOND_DOWNDELAY", U32, Downdelay.class, Downdelay::new, Downdelay::value);
                case 6 -> row(n, "IFLA_BOND_USE_CARRIER", U8, UseCarrier.class, UseCarrier::new, UseCarrier::value);
                case 7 ->
                    row(n, "IFLA_BOND_ARP_INTERVAL", U32, ArpInterval.class, ArpInterval::new, ArpInterval::value);
                case 8 ->
                    row(n, "IFLA_BOND_ARP_IP_TARGET", BYTES, ArpIpTarget.class, ArpIpTarget::new, ArpIpTarget::bytes);
                case 9 ->
                    row(n, "IFLA_BOND_ARP_VALIDATE", U32, ArpValidate.class, ArpValidate::new, ArpValidate::value);
                case 10 ->
                    row(
                            n,
                            "IFLA_BOND_ARP_ALL_TARGETS",
                            U32,
                            ArpAllTargets.class,
                            ArpAllTargets::new,
                            ArpAllTargets::value);
                case 11 -> row(n, "IFLA_BOND_PRIMARY", S32, Primary.class, Primary::new, Primary::value);
                case 12 ->
                    row(
                            n,
                            "IFLA_BOND_PRIMARY_RESELECT",
                            U8,
                            PrimaryReselect.class,
                            PrimaryReselect::new,
                            PrimaryReselect::value);
                case 13 ->
                    row(n, "IFLA_BOND_FAIL_OVER_MAC", U8, FailOverMac.class, FailOverMac::new, FailOverMac::value);
                case 14 ->
                    row(
                            n,
                            "IFLA_BOND_XMIT_HASH_POLICY",
                            U8,
                            XmitHashPolicy.class,
                            XmitHashPolicy::new,
                            XmitHashPolicy::value);
                case 15 -> row(n, "IFLA_BOND_RESEND_IGMP", U32, ResendIgmp.class, ResendIgmp::new, ResendIgmp::value);
                case 16 ->
                    row(n, "IFLA_BOND_NUM_PEER_NOTIF", U8, NumPeerNotif.class, NumPeerNotif::new, NumPeerNotif::value);
                case 17 ->
                    row(
                            n,
                            "IFLA_BOND_ALL_SLAVES_ACTIVE",
                            U8,
                            AllSlavesActive.class,
                            AllSlavesActive::new,
                            AllSlavesActive::value);
                case 18 -> row(n, "IFLA_BOND_MIN_LINKS", U32, MinLinks.class, MinLinks::new, MinLinks::value);
                case 19 -> row(n, "IFLA_BOND_LP_INTERVAL", U32, LpInterval.class, LpInterval::new, LpInterval::value);
                case 20 ->
                    row(
                            n,
                            "IFLA_BOND_PACKETS_PER_SLAVE",
                            U32,
                            PacketsPerSlave.class,
                            PacketsPerSlave::new,
                            PacketsPerSlave::value);
                case 21 -> row(n, "IFLA_BOND_AD_LACP_RATE", U8, AdLacpRate.class, AdLacpRate::new, AdLacpRate::value);
                case 22 -> row(n, "IFLA_BOND_AD_SELECT", U8, AdSelect.class, AdSelect::new, AdSelect::value);
                case 23 ->
                    row(
                            n,
                            "IFLA_BOND_AD_INFO",
                            WireForm.nested(() -> BondAdInfoAttr.TABLE),
                            AdInfo.class,
                            AdInfo::new,
                            AdInfo::attrs);
                case 24 ->
                    row(
                            n,
                            "IFLA_BOND_AD_ACTOR_SYS_PRIO",
                            U16,
                            AdActorSysPrio.class,
                            AdActorSysPrio::new,
                            AdActorSysPrio::value);
                case 25 ->
                    row(
                            n,
                            "IFLA_BOND_AD_USER_PORT_KEY",
                            U16,
                            AdUserPortKey.class,
                            AdUserPortKey::new,
                            AdUserPortKey::value);
                case 26 ->
                    row(
                            n,
                            "IFLA_BOND_AD_ACTOR_SYSTEM",
                            MAC,
                            AdActorSystem.class,
                            AdActorSystem::new,
                            AdActorSystem::address);
                case 27 ->
                    row(n, "IFLA_BOND_TLB_DYNAMIC_LB", U8, TlbDynamicLb.class, TlbDynamicLb::new, TlbDynamicLb::value);
                case 28 ->
                    row(
                            n,
                            "IFLA_BOND_PEER_NOTIF_DELAY",
                            U32,
                            PeerNotifDelay.class,
                            PeerNotifDelay::new,
                            PeerNotifDelay::value);
                case 29 ->
                    row(n, "IFLA_BOND_AD_LACP_ACTIVE", U8, AdLacpActive.class, AdLacpActive::new, AdLacpActive::value);
                case 30 -> row(n, "IFLA_BOND_MISSED_MAX", U8, MissedMax.class, MissedMax::new, MissedMax::value);
                case 31 ->
                    row(n, "IFLA_BOND_NS_IP6_TARGET", BYTES, NsIp6Target.class, NsIp6Target::new, NsIp6Target::bytes);
                case 32 ->
                    row(
                            n,
                            "IFLA_BOND_COUPLED_CONTROL",
                            U8,
                            CoupledControl.class,
                            CoupledControl::new,
                            CoupledControl::value);
                case 33 ->
                    row(
                            n,
                            "IFLA_BOND_BROADCAST_NEIGH",
                            U8,
                            BroadcastNeighbour.class,
                            BroadcastNeighbour::new,
                            BroadcastNeighbour::value);
                case 34 ->
                    row(n, "IFLA_BOND_LACP_STRICT", U8, AdLacpStrict.class, AdLacpStrict::new, AdLacpStrict::value);
                default -> null;
            });
}
