package dev.sonde.core.check.rule.overlay;

import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.Need;
import dev.sonde.core.check.Overlays;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.XfrmText;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.LinkRef;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Table;
import dev.sonde.core.model.Transforms;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.filter.FilterRule;
import dev.sonde.netlink.xfrm.Xfrm;
import dev.sonde.netlink.xfrm.XfrmPolicy;
import dev.sonde.netlink.xfrm.XfrmState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The packets of an encrypted network cannot be encrypted, or not be decrypted.
public record NotEncrypted() implements Rule.OfHost {
    /// `reqid` of Docker's states and templates, 0xD0C4E3: of others nothing is said.
    private static final long REQUEST = 0xd0c4e3;

    private static final int MOST = 5;

    @Override
    public String code() {
        return "S120";
    }

    @Override
    public String title() {
        return "the packets of an encrypted network are not encrypted, or cannot be decrypted";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "Towards each host with remote endpoints of an encrypted network (`--opt encrypted`) the host's namespace"
                        + " needs what Docker writes with the reqid 13681891: a policy `dir out` whose template names an"
                        + " SPI for which there is a state, and a state for what comes back. Where the other host is seen"
                        + " too, it must have a state for that SPI. And a rule of the host has to mark the packets that"
                        + " the policy takes: its mark is 13681891 too. Of which network the rule marks packets is not"
                        + " compared; where sonde does not understand what mark some rule sets, nothing is said of it."
                        + " sonde never reads keys: that two states have"
                        + " different ones is not found. Where the kernel has no XFRM (no socket of protocol 6 in"
                        + " `/proc/net/netlink`), or the states could not be read, sonde says so.",
                "Packets that no policy encrypts, or no rule marks for it, are dropped by the other host, as are those that it cannot decrypt."
                        + " Without a state for its policy a host sends nothing. All encrypted networks between the two"
                        + " hosts are concerned.",
                "Somebody emptied the tables (`ip xfrm state flush`), as another IPsec daemon does at its start; or"
                        + " a host missed that the keys were changed, which is every 12 hours.",
                "`ip xfrm state` and `ip xfrm policy` on both hosts (they print keys), `iptables -t mangle -nvL OUTPUT`"
                        + " (where Docker writes nf_tables itself, `nft list table ip docker-overlay`), and `/proc/net/xfrm_stat`, whose"
                        + " counters XfrmInNoStates and XfrmOutNoStates grow.",
                "Keys cannot be restored by hand. Docker writes states and policies anew when the first endpoint of a"
                        + " network comes to be known: restart the daemon of the host that the finding names. Without"
                        + " `live-restore` its containers end.");
    }

    @Override
    public List<Need> needs() {
        return List.of(
                Need.OVERLAY_TABLES.getFirst(),
                Need.of(Need.Of.ENCRYPTED_HOSTS, Table.TRANSFORMS),
                Need.of(Need.Of.TUNNEL_HOSTS, Table.FILTER));
    }

    @Override
    public void check(Overlays all, Findings out) {
        Map<NamespaceTables, List<Segment>> hosts = new LinkedHashMap<>();
        for (Segment s : all.segments) {
            if (s.encrypted() && s.host != null && s.host.has(Table.TRANSFORMS)) {
                hosts.computeIfAbsent(s.host, h -> new ArrayList<>(1)).add(s);
            }
        }
        hosts.forEach((host, segments) -> host(all, host, segments, out));
    }

    private void host(Overlays all, NamespaceTables host, List<Segment> segments, Findings out) {
        Map<IpAddress, Set<String>> peers = new LinkedHashMap<>();
        for (Segment s : segments) {
            for (Endpoint e : s.remote) {
                if (e.vtep() != null && !s.own(e.vtep())) {
                    peers.computeIfAbsent(e.vtep(), v -> new LinkedHashSet<>()).add(Segment.name(e));
                }
            }
        }
        if (peers.isEmpty() || !host.whole(Table.TRANSFORMS)) {
            return; // a gap says so
        }
        if (!host.xfrm()) {
            out.unjudged(
                    host.namespace().host(),
                    "the encryption of " + segments.getFirst().where().network(),
                    "the kernel has no XFRM");
            return;
        }
        boolean unmarked = unmarked(host);
        peers.forEach(
                (peer, names) -> peer(all, host, segments.getFirst(), peer, unmarked, new ArrayList<>(names), out));
    }

    /// Whether surely no rule of a host gives packets the mark by which Docker's policies take them.
    private static boolean unmarked(NamespaceTables host) {
        boolean known = host.whole(Table.FILTER) && host.legacyFilter().isEmpty();
        boolean marked = false;
        for (FilterRule r : known ? host.filterRules() : List.<FilterRule>of()) {
            known &= !r.effects().marks() || r.effects().mark() >= 0;
            marked |= r.effects().marks() && r.effects().mark() == REQUEST;
        }
        return known && !marked;
    }

    private void peer(
            Overlays all,
            NamespaceTables host,
            Segment s,
            IpAddress peer,
            boolean unmarked,
            List<String> names,
            Findings out) {
        Transforms here = host.transforms();
        List<XfrmState> in = states(here, s, null, peer);
        List<XfrmState> to = states(here, s, peer, null);
        List<XfrmPolicy> policies = new ArrayList<>(1);
        for (XfrmPolicy p : here.policies()) {
            boolean ours = p.direction() == Xfrm.POLICY_OUT
                    && p.action() == Xfrm.POLICY_ALLOW
                    && p.to().equals(peer)
                    && s.own(p.from())
                    && p.templates().stream().anyMatch(t -> t.request() == REQUEST);
            if (ours) {
                policies.add(p);
            }
        }
        List<String> lacks = new ArrayList<>();
        boolean own = false;
        List<Evidence> seen = new ArrayList<>();
        String file = host.namespace().path();
        if (policies.isEmpty()) {
            lacks.add("no policy encrypts packets to " + peer);
            own = true;
        }
        for (XfrmPolicy p : policies) {
            for (XfrmPolicy.Template t : p.templates()) {
                if (t.request() == REQUEST && t.spi() != 0 && !has(to, t)) {
                    lacks.add("the policy to " + peer + " names the SPI " + XfrmText.spi(t.spi())
                            + ", for which there is no state");
                    own = true;
                    seen.add(new Evidence(file, "ip xfrm policy", XfrmText.of(p)));
                } else if (t.request() == REQUEST && t.spi() != 0 && unknownThere(all, s, peer, t)) {
                    lacks.add(peer + " has no state for the SPI " + XfrmText.spi(t.spi()) + " that is used to it");
                    seen.add(new Evidence(file, "ip xfrm policy", XfrmText.of(p)));
                }
            }
        }
        if (unmarked) {
            lacks.add("no rule marks packets with " + REQUEST + ": no policy takes them");
            own = true;
        }
        if (in.isEmpty()) {
            lacks.add("there is no state for packets from " + peer);
            own = true;
        }
        for (XfrmState state : lacks.isEmpty() ? List.<XfrmState>of() : in) {
            seen.add(new Evidence(file, "ip xfrm state", XfrmText.of(state)));
        }
        if (!lacks.isEmpty()) {
            report(all, host, s, peer, names, lacks, seen, own, out);
        }
    }

    private void report(
            Overlays all,
            NamespaceTables host,
            Segment s,
            IpAddress peer,
            List<String> names,
            List<String> lacks,
            List<Evidence> seen,
            boolean own,
            Findings out) {
        int more = Math.max(0, names.size() - MOST);
        String victims =
                String.join(", ", names.subList(0, names.size() - more)) + (more > 0 ? " and " + more + " more" : "");
        String there = all.graph.host(peer, s.network);
        out.add(new Finding(
                this,
                severity(),
                host.namespace().host() + " and " + there + " cannot talk on encrypted networks: " + lacks.getFirst(),
                victims,
                new Finding.Where(
                        s.where().network(),
                        s.vni(),
                        host.namespace().host(),
                        host.namespace().path()),
                s.expected(
                        "a policy to " + peer + ", a rule that marks packets for it, and states for both directions"),
                String.join("; ", lacks),
                seen.subList(0, Math.min(seen.size(), MOST)),
                new Remedy.Manual("restart Docker on " + (own ? host.namespace().host() : there)
                        + ": no command restores keys, and its daemon writes them anew when it starts"),
                Segment.inside(host.namespace(), "ip", "xfrm", "policy")));
    }

    /// Docker's states between this host and another. `to`: the other, if they lead there; `from`: if they come.
    private static List<XfrmState> states(Transforms all, Segment s, IpAddress to, IpAddress from) {
        List<XfrmState> some = new ArrayList<>();
        for (XfrmState state : all.states()) {
            boolean fits = to != null
                    ? state.to().equals(to) && s.own(state.from())
                    : state.from().equals(from) && s.own(state.to());
            if (fits && state.request() == REQUEST && state.protocol() == Xfrm.PROTO_ESP) {
                some.add(state);
            }
        }
        return some;
    }

    private static boolean has(List<XfrmState> states, XfrmPolicy.Template t) {
        for (XfrmState state : states) {
            if (state.spi() == t.spi()
                    && state.to().equals(t.to())
                    && state.from().equals(t.from())) {
                return true;
            }
        }
        return false;
    }

    /// Whether the other host is seen, and surely has no state for what is sent to it.
    private static boolean unknownThere(Overlays all, Segment s, IpAddress peer, XfrmPolicy.Template t) {
        NamespaceTables other = null;
        for (LinkRef r : all.graph.withAddress(peer, s.host.namespace())) {
            if (r.in().namespace().ofHost() && r.in().has(Table.TRANSFORMS)) {
                if (other != null && other != r.in()) {
                    return false; // two hosts with one address: nobody knows which it is
                }
                other = r.in();
            }
        }
        return other != null
                && other.whole(Table.TRANSFORMS)
                && other.xfrm()
                && !has(other.transforms().states(), t);
    }
}
