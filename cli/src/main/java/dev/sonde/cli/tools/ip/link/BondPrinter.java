package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.link.BondAdInfoAttr;
import dev.sonde.netlink.link.BondAttr;
import java.util.function.ToLongFunction;

/// A bond.
final class BondPrinter extends KindPrinter {
    private static final String[] MODES = {
        "balance-rr", "active-backup", "balance-xor", "broadcast", "802.3ad", "balance-tlb", "balance-alb"
    };
    private static final String[] ARP_VALIDATE = {
        "none", "active", "backup", "all", "filter", "filter_active", "filter_backup"
    };
    private static final String[] ALL_TARGETS = {"any", "all"};
    private static final String[] RESELECT = {"always", "better", "failure"};
    private static final String[] FAIL_OVER = {"none", "active", "follow"};
    private static final String[] HASHES = {"layer2", "layer3+4", "layer2+3", "encap2+3", "encap3+4", "vlan+srcmac"};
    private static final String[] ACTIVE = {"off", "on"};
    private static final String[] RATES = {"slow", "fast"};
    private static final String[] SELECT = {"stable", "bandwidth", "count"};

    BondPrinter(Ip ip) {
        super(ip);
    }

    @Override
    void print(Attrs<?> a) {
        name(a, BondAttr.Mode.class, BondAttr.Mode::value, "mode", "mode ", MODES);
        BondAttr.ActiveSlave active = a.find(BondAttr.ActiveSlave.class);
        port("active_slave", active == null ? 0 : active.value());
        number(a, BondAttr.Miimon.class, BondAttr.Miimon::value, "miimon", "miimon ");
        number(a, BondAttr.Updelay.class, BondAttr.Updelay::value, "updelay", "updelay ");
        number(a, BondAttr.Downdelay.class, BondAttr.Downdelay::value, "downdelay", "downdelay ");
        number(
                a,
                BondAttr.PeerNotifDelay.class,
                BondAttr.PeerNotifDelay::value,
                "peer_notify_delay",
                "peer_notify_delay ");
        number(a, BondAttr.UseCarrier.class, BondAttr.UseCarrier::value, "use_carrier", "use_carrier ");
        number(a, BondAttr.ArpInterval.class, BondAttr.ArpInterval::value, "arp_interval", "arp_interval ");
        number(a, BondAttr.MissedMax.class, BondAttr.MissedMax::value, "arp_missed_max", "arp_missed_max ");
        BondAttr.ArpIpTarget arp = a.find(BondAttr.ArpIpTarget.class);
        targets("arp_ip_target", arp == null ? null : arp.bytes(), 4);
        BondAttr.NsIp6Target ns = a.find(BondAttr.NsIp6Target.class);
        targets("ns_ip6_target", ns == null ? null : ns.bytes(), 16);
        BondAttr.ArpValidate validate = a.find(BondAttr.ArpValidate.class);
        if (validate != null && validate.value() == 0 && out.json()) {
            out.jsonNull("arp_validate");
        } else {
            name(
                    a,
                    BondAttr.ArpValidate.class,
                    BondAttr.ArpValidate::value,
                    "arp_validate",
                    "arp_validate ",
                    ARP_VALIDATE);
        }
        name(
                a,
                BondAttr.ArpAllTargets.class,
                BondAttr.ArpAllTargets::value,
                "arp_all_targets",
                "arp_all_targets ",
                ALL_TARGETS);
        BondAttr.Primary primary = a.find(BondAttr.Primary.class);
        port("primary", primary == null ? 0 : primary.value());
        name(
                a,
                BondAttr.PrimaryReselect.class,
                BondAttr.PrimaryReselect::value,
                "primary_reselect",
                "primary_reselect ",
                RESELECT);
        name(a, BondAttr.FailOverMac.class, BondAttr.FailOverMac::value, "fail_over_mac", "fail_over_mac ", FAIL_OVER);
        name(
                a,
                BondAttr.XmitHashPolicy.class,
                BondAttr.XmitHashPolicy::value,
                "xmit_hash_policy",
                "xmit_hash_policy ",
                HASHES);
        number(a, BondAttr.ResendIgmp.class, BondAttr.ResendIgmp::value, "resend_igmp", "resend_igmp ");
        number(a, BondAttr.NumPeerNotif.class, BondAttr.NumPeerNotif::value, "num_peer_notif", "num_grat_arp ");
        number(
                a,
                BondAttr.AllSlavesActive.class,
                BondAttr.AllSlavesActive::value,
                "all_slaves_active",
                "all_slaves_active ");
        onOff(a, BondAttr.AdLacpStrict.class, BondAttr.AdLacpStrict::value, "lacp_strict", "lacp_strict ");
        number(a, BondAttr.MinLinks.class, BondAttr.MinLinks::value, "min_links", "min_links ");
        number(a, BondAttr.LpInterval.class, BondAttr.LpInterval::value, "lp_interval", "lp_interval ");
        number(
                a,
                BondAttr.PacketsPerSlave.class,
                BondAttr.PacketsPerSlave::value,
                "packets_per_slave",
                "packets_per_slave ");
        lacp(a);
        number(a, BondAttr.TlbDynamicLb.class, BondAttr.TlbDynamicLb::value, "tlb_dynamic_lb", "tlb_dynamic_lb ");
    }

    private void lacp(Attrs<?> a) {
        name(a, BondAttr.AdLacpActive.class, BondAttr.AdLacpActive::value, "ad_lacp_active", "lacp_active ", ACTIVE);
        name(a, BondAttr.AdLacpRate.class, BondAttr.AdLacpRate::value, "ad_lacp_rate", "lacp_rate ", RATES);
        onOff(a, BondAttr.CoupledControl.class, BondAttr.CoupledControl::value, "coupled_control", "coupled_control ");
        onOff(
                a,
                BondAttr.BroadcastNeighbour.class,
                BondAttr.BroadcastNeighbour::value,
                "broadcast_neighbor",
                "broadcast_neighbor ");
        name(a, BondAttr.AdSelect.class, BondAttr.AdSelect::value, "ad_select", "ad_select ", SELECT);
        BondAttr.AdInfo info = a.find(BondAttr.AdInfo.class);
        if (info != null) {
            agreed(info.attrs());
        }
        number(
                a,
                BondAttr.AdActorSysPrio.class,
                BondAttr.AdActorSysPrio::value,
                "ad_actor_sys_prio",
                "ad_actor_sys_prio ");
        number(a, BondAttr.AdUserPortKey.class, BondAttr.AdUserPortKey::value, "ad_user_port_key", "ad_user_port_key ");
        BondAttr.AdActorSystem system = a.find(BondAttr.AdActorSystem.class);
        if (system != null) {
            out.string("ad_actor_system", "ad_actor_system ", system.address().toString(), " ");
        }
    }

    private void agreed(Attrs<BondAdInfoAttr> a) {
        out.begin("ad_info");
        number(a, BondAdInfoAttr.Aggregator.class, BondAdInfoAttr.Aggregator::value, "aggregator", "ad_aggregator ");
        number(a, BondAdInfoAttr.NumPorts.class, BondAdInfoAttr.NumPorts::value, "num_ports", "ad_num_ports ");
        number(a, BondAdInfoAttr.ActorKey.class, BondAdInfoAttr.ActorKey::value, "actor_key", "ad_actor_key ");
        number(a, BondAdInfoAttr.PartnerKey.class, BondAdInfoAttr.PartnerKey::value, "partner_key", "ad_partner_key ");
        BondAdInfoAttr.PartnerMac mac = a.find(BondAdInfoAttr.PartnerMac.class);
        if (mac != null) {
            out.string("partner_mac", "ad_partner_mac ", mac.address().toString(), " ");
        }
        out.end();
    }

    private void port(String key, int index) {
        if (index != 0) {
            out.string(key, key + " ", ip.links().name(index), " ");
        }
    }

    private <R> void name(
            Attrs<?> a, Class<R> type, ToLongFunction<R> value, String key, String before, String[] names) {
        R found = a.find(type);
        if (found != null) {
            long n = value.applyAsLong(found);
            out.string(key, before, n < names.length ? names[(int) n] : "UNKNOWN", " ");
        }
    }

    /// The nest of addresses: attributes whose numbers count from 0, at most 16.
    private void targets(String key, ByteString nest, int size) {
        if (nest == null || nest.length() < 4 + size) {
            return;
        }
        out.beginArray(key);
        out.text(key + " ");
        String before = "";
        byte[] b = nest.toArray();
        for (int at = 0; at + 4 + size <= b.length && nest.u16(at) == 4 + size; at += 4 + size) {
            out.item(before, IpAddress.copyOf(b, at + 4, size).toString(), "");
            before = ",";
        }
        out.text(" ");
        out.endArray();
    }
}
