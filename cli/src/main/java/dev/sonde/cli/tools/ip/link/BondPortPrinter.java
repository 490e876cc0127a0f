package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.link.BondPortAttr;

/// A port of a bond.
final class BondPortPrinter extends KindPrinter {
    private static final String[] STATES = {"ACTIVE", "BACKUP"};
    private static final String[] MII = {"UP", "GOING_DOWN", "DOWN", "GOING_BACK"};

    /// `AD_*CHURN*` of the bonding driver.
    private static final String[] CHURN = {"MONITOR", "CHURN", "NO_CHURN"};

    /// `LACP_STATE_*`, by bit.
    private static final String[] LACP = {
        "active", "short_timeout", "aggregating", "in_sync", "collecting", "distributing", "defaulted", "expired"
    };

    BondPortPrinter(Ip ip) {
        super(ip);
    }

    @Override
    void print(Attrs<?> a) {
        BondPortAttr.State state = a.find(BondPortAttr.State.class);
        if (state != null) {
            name("state", state.value(), STATES);
        }
        BondPortAttr.MiiStatus mii = a.find(BondPortAttr.MiiStatus.class);
        if (mii != null) {
            name("mii_status", mii.value(), MII);
        }
        number(
                a,
                BondPortAttr.LinkFailureCount.class,
                failures -> (int) failures.value(),
                "link_failure_count",
                "link_failure_count ");
        BondPortAttr.PermHwaddr permanent = a.find(BondPortAttr.PermHwaddr.class);
        if (permanent != null) {
            out.string("perm_hwaddr", "perm_hwaddr ", permanent.address().toString(), " ");
        }
        number(a, BondPortAttr.QueueId.class, BondPortAttr.QueueId::value, "queue_id", "queue_id ");
        number(a, BondPortAttr.Prio.class, BondPortAttr.Prio::value, "prio", "prio ");
        number(
                a,
                BondPortAttr.AdAggregatorId.class,
                BondPortAttr.AdAggregatorId::value,
                "ad_aggregator_id",
                "ad_aggregator_id ");
        BondPortAttr.AdActorOperPortState actor = a.find(BondPortAttr.AdActorOperPortState.class);
        if (actor != null) {
            lacp("ad_actor_oper_port_state", actor.value());
        }
        BondPortAttr.AdPartnerOperPortState partner = a.find(BondPortAttr.AdPartnerOperPortState.class);
        if (partner != null) {
            lacp("ad_partner_oper_port_state", partner.value() & 0xff);
        }
        BondPortAttr.AdChurnActorState churn = a.find(BondPortAttr.AdChurnActorState.class);
        if (churn != null) {
            churn("churn_actor_state", churn.value());
        }
        BondPortAttr.AdChurnPartnerState theirs = a.find(BondPortAttr.AdChurnPartnerState.class);
        if (theirs != null) {
            churn("churn_partner_state", theirs.value());
        }
        number(
                a,
                BondPortAttr.ActorPortPrio.class,
                BondPortAttr.ActorPortPrio::value,
                "actor_port_prio",
                "actor_port_prio ");
    }

    private void name(String key, int value, String[] names) {
        if (value < names.length) {
            out.string(key, key + " ", names[value], " ");
        } else {
            out.number(key + "_index", key + " ", value, " ");
        }
    }

    private void churn(String key, int state) {
        if (state < CHURN.length) {
            out.string(key, key + " ", CHURN[state], " ");
        } else {
            out.number(key, key + " ", state, " ");
        }
    }

    private void lacp(String key, int bits) {
        out.number(key, key + " ", bits, " ");
        out.beginArray(key + "_str");
        out.text(key + "_str <");
        int left = bits;
        for (int i = 0; i < LACP.length; i++) {
            if ((left >> i & 1) != 0) {
                left &= ~(1 << i);
                out.item("", LACP[i], left == 0 ? "" : ",");
            }
        }
        out.endArray();
        out.text("> ");
    }
}
