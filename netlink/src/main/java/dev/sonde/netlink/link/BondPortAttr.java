package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.MAC;
import static dev.sonde.netlink.WireForm.S32;
import static dev.sonde.netlink.WireForm.U16;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.LinkAddress;

/// Data of a port of a bond: `IFLA_BOND_SLAVE_*` of linux/if_link.h.
public sealed interface BondPortAttr {
    record State(int value) implements BondPortAttr {}

    record MiiStatus(int value) implements BondPortAttr {}

    record LinkFailureCount(long value) implements BondPortAttr {}

    record PermHwaddr(LinkAddress address) implements BondPortAttr {}

    record QueueId(int value) implements BondPortAttr {}

    record AdAggregatorId(int value) implements BondPortAttr {}

    record AdActorOperPortState(int value) implements BondPortAttr {}

    record AdPartnerOperPortState(int value) implements BondPortAttr {}

    record Prio(int value) implements BondPortAttr {}

    record ActorPortPrio(int value) implements BondPortAttr {}

    record AdChurnActorState(int value) implements BondPortAttr {}

    record AdChurnPartnerState(int value) implements BondPortAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements BondPortAttr {}

    AttrTable<BondPortAttr> TABLE = new AttrTable<BondPortAttr>(
            12, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_BOND_SLAVE_STATE", U8, State.class, State::new, State::value);
                case 2 -> row(n, "IFLA_BOND_SLAVE_MII_STATUS", U8, MiiStatus.class, MiiStatus::new, MiiStatus::value);
                case 3 ->
                    row(
                            n,
                            "IFLA_BOND_SLAVE_LINK_FAILURE_COUNT",
                            U32,
                            LinkFailureCount.class,
                            LinkFailureCount::new,
                            LinkFailureCount::value);
                case 4 ->
                    row(n, "IFLA_BOND_SLAVE_PERM_HWADDR", MAC, PermHwaddr.class, PermHwaddr::new, PermHwaddr::address);
                case 5 -> row(n, "IFLA_BOND_SLAVE_QUEUE_ID", U16, QueueId.class, QueueId::new, QueueId::value);
                case 6 ->
                    row(
                            n,
                            "IFLA_BOND_SLAVE_AD_AGGREGATOR_ID",
                            U16,
                            AdAggregatorId.class,
                            AdAggregatorId::new,
                            AdAggregatorId::value);
                case 7 ->
                    row(
                            n,
                            "IFLA_BOND_SLAVE_AD_ACTOR_OPER_PORT_STATE",
                            U8,
                            AdActorOperPortState.class,
                            AdActorOperPortState::new,
                            AdActorOperPortState::value);
                case 8 ->
                    row(
                            n,
                            "IFLA_BOND_SLAVE_AD_PARTNER_OPER_PORT_STATE",
                            U16,
                            AdPartnerOperPortState.class,
                            AdPartnerOperPortState::new,
                            AdPartnerOperPortState::value);
                case 9 -> row(n, "IFLA_BOND_SLAVE_PRIO", S32, Prio.class, Prio::new, Prio::value);
                case 10 ->
                    row(
                            n,
                            "IFLA_BOND_SLAVE_ACTOR_PORT_PRIO",
                            U16,
                            ActorPortPrio.class,
                            ActorPortPrio::new,
                            ActorPortPrio::value);
                case 11 ->
                    row(
                            n,
                            "IFLA_BOND_SLAVE_AD_CHURN_ACTOR_STATE",
                            U8,
                            AdChurnActorState.class,
                            AdChurnActorState::new,
                            AdChurnActorState::value);
                case 12 ->
                    row(
                            n,
                            "IFLA_BOND_SLAVE_AD_CHURN_PARTNER_STATE",
                            U8,
                            AdChurnPartnerState.class,
                            AdChurnPartnerState::new,
                            AdChurnPartnerState::value);
                default -> null;
            });
}
