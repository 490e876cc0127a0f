package dev.sonde.core.check.rule.container;

import dev.sonde.core.check.DockerCommands;
import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.Need;
import dev.sonde.core.check.Overlays;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.ResolverUsers;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Table;
import dev.sonde.core.model.Workload;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.filter.Answer;
import dev.sonde.netlink.filter.FilterPacket;
import dev.sonde.netlink.filter.FilterRule;
import dev.sonde.netlink.filter.FilterTest;
import dev.sonde.netlink.filter.Nft;
import dev.sonde.netlink.socket.UdpSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Docker resolves names in a container: the daemon holds sockets there, and rules lead to them what goes to
/// 127.0.0.11.
public record NoResolver() implements Rule.OfHost {
    /// Where `/etc/resolv.conf` of such a container leads.
    private static final IpAddress RESOLVER = IpAddress.of((byte) 127, (byte) 0, (byte) 0, (byte) 11);

    private static final int DNS = 53;

    /// So many are named.
    private static final int NAMED = 3;

    private static final FilterTest.Sets NO_SETS = name -> null;

    @Override
    public String code() {
        return "S121";
    }

    @Override
    public String title() {
        return "names do not resolve in a container";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "In each container on a network that somebody made, `/etc/resolv.conf` leads to 127.0.0.11. There the"
                        + " daemon must hold a UDP socket, and a rule of the container's own firewall must lead to it what"
                        + " goes to port 53. On hosts with more than 256 such containers the rules are not read; of a"
                        + " container that was started less than ten seconds ago nothing is said.",
                "Every name, of services and of the world: nothing that the container looks up is found.",
                "The daemon died and the containers live on (without a socket); or somebody flushed the rules in the"
                        + " container's namespace: a firewall, a sidecar, a VPN client.",
                "`ss -lnu` and `iptables -t nat -S` (where Docker writes nf_tables itself, `nft list table ip"
                        + " docker-dns`) in the container's namespace, against `/etc/resolv.conf`.",
                "Docker makes both when the container starts: only that brings them back. It is not done by itself,"
                        + " because the container starts anew. Where the daemon is down, start it first.");
    }

    @Override
    public List<Need> needs() {
        return List.of(Need.of(Need.Of.RESOLVER_USERS, Table.UDP_SOCKETS, Table.FILTER));
    }

    /// What is found alike: in the containers of one engine.
    private record Same(EngineId engine, boolean socket) {
        // Written out: what the JVM derives of a record is made anew at every start.
        @Override
        public boolean equals(Object other) {
            return other instanceof Same s && s.socket == socket && s.engine.equals(engine);
        }

        @Override
        public int hashCode() {
            return 2 * engine.hashCode() + (socket ? 1 : 0);
        }
    }

    @Override
    public void check(Overlays all, Findings out) {
        Map<Same, List<NamespaceTables>> found = new LinkedHashMap<>();
        for (Namespace n : ResolverUsers.of(all.snapshot)) {
            NamespaceTables in = all.snapshot.tables(n);
            if (in == null || !in.whole(Table.UDP_SOCKETS)) {
                continue;
            }
            boolean socket = listens(in);
            if (!socket || unled(in)) {
                found.computeIfAbsent(new Same(n.engine(), socket), k -> new ArrayList<>(1))
                        .add(in);
            }
        }
        found.forEach((same, some) -> out.add(finding(same, some)));
    }

    private static boolean listens(NamespaceTables in) {
        for (UdpSocket s : in.udpSockets()) {
            if (s.address().equals(RESOLVER)) {
                return true;
            }
        }
        return false;
    }

    /// Whether surely no rule leads a question to the socket.
    private static boolean unled(NamespaceTables in) {
        if (!in.has(Table.FILTER)
                || !in.whole(Table.FILTER)
                || !in.legacyFilter().isEmpty()) {
            return false;
        }
        FilterPacket question = new FilterPacket(Nft.IPV4, FilterRule.UDP, DNS).between(null, RESOLVER);
        for (FilterRule r : in.filterRules()) {
            boolean leads = r.effects().translates() || r.map() != null;
            if (leads && r.takes(question, NO_SETS) != Answer.NO) {
                return false;
            }
        }
        return true;
    }

    private Finding finding(Same same, List<NamespaceTables> some) {
        Namespace first = some.getFirst().namespace();
        List<Evidence> evidence = new ArrayList<>(1);
        for (UdpSocket s : some.getFirst().udpSockets()) {
            if (s.address().equals(RESOLVER)) {
                evidence.add(new Evidence(first.path(), "ss -lnu", "127.0.0.11:" + s.port()));
            }
        }
        return new Finding(
                this,
                severity(),
                "names do not resolve in " + names(some) + " on " + first.host(),
                first.name(),
                new Finding.Where("", -1, first.host(), first.path()),
                new Finding.Expected(
                        same.socket
                                ? "a rule that leads UDP 127.0.0.11:53 to the daemon's socket"
                                : "a UDP socket of the daemon at 127.0.0.11",
                        same.engine.label()),
                same.socket ? "no such rule" : "no such socket",
                evidence,
                remedy(same.engine, some),
                Segment.inside(first, "ss", "-lnu"));
    }

    private static String names(List<NamespaceTables> some) {
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < Math.min(NAMED, some.size()); i++) {
            b.append(i == 0 ? "" : ", ").append(some.get(i).namespace().name());
        }
        return b + (some.size() > NAMED ? " and " + (some.size() - NAMED) + " more" : "");
    }

    private static Remedy remedy(EngineId engine, List<NamespaceTables> some) {
        List<String> words = new ArrayList<>();
        for (NamespaceTables in : some) {
            Workload w = in.namespace().workload();
            words.add(w.container().substring(0, Math.min(12, w.container().length())));
        }
        words.addFirst("restart");
        List<String> command = DockerCommands.of(engine, words.toArray(String[]::new));
        return command == null
                ? new Remedy.Manual("start the daemon (systemctl start docker); what lives on is restarted then")
                : Remedy.unsafe(new Step.OfEngine(command));
    }
}
