package dev.sonde.core.check.rule.probe;

import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.core.connection.EchoEntry;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.protocol.Errno;
import java.util.ArrayList;
import java.util.List;

/// Makes findings of pairs that fail: all that such rules say in the same words.
public final class ProbeFindings {
    /// Of more pairs the others are counted.
    public static final int MOST = 8;

    /// `pairs`: those that fail alike, the first of them the example. A pair whose failure is explained is no error
    /// of its own: its cause is.
    public static Finding of(Rule rule, Severity severity, String headline, List<Pair> pairs, Pairs all) {
        Pair p = pairs.getFirst();
        boolean large = rule instanceof LargeLost;
        Finding cause = null;
        for (Pair q : pairs) {
            cause = cause == null ? all.cause(q, large) : cause;
        }
        // What a warning only suspects, the silence proves.
        boolean known = cause != null && cause.severity() == Severity.ERROR;
        List<Evidence> evidence = new ArrayList<>();
        boolean together = cause != null && pairs.size() > 1;
        if (together) {
            List<String> names = pairs.stream().map(Pair::name).distinct().toList();
            evidence.add(new Evidence(file(p), String.join(" ", ping(p, large)), some(names, MOST)));
        }
        for (Pair q : pairs.subList(0, together ? 0 : Math.min(MOST, pairs.size()))) {
            String line = q.from() + " to " + q.to() + " (" + q.ip + "): " + result(large ? q.large : q.small);
            evidence.add(new Evidence(file(q), String.join(" ", ping(q, large)), line));
            if (q.other != null) {
                String also = "by " + (q.v6() ? "IPv4" : "IPv6") + " (" + q.other.ip + "): "
                        + result(large && q.other.full ? q.other.large : q.other.small);
                evidence.add(new Evidence(file(q), String.join(" ", ping(q.other, large)), also));
            }
        }
        String found = result(large ? p.large : p.small);
        String expected =
                (large ? "an answer to " + p.size() + " bytes, as to " + p.small() : "an answer") + " from " + p.ip;
        return new Finding(
                rule,
                known ? Severity.INFO : severity,
                headline,
                p.to(),
                p.segment.where(p.source.inside()),
                new Finding.Expected(expected, Finding.NATURE),
                cause == null ? found : found + "; " + cause.rule().code() + " explains it: " + cause.headline(),
                evidence,
                cause != null ? cause.remedy() : remedy(p, large),
                Segment.inside(p.source.inside().namespace(), ping(p, large).toArray(String[]::new)));
    }

    /// The first of many names, and how many more there are.
    public static String some(List<String> names, int most) {
        int more = names.size() - most;
        String first = String.join(", ", names.subList(0, Math.min(most, names.size())));
        return more <= 0 ? first : first + " and " + more + " more";
    }

    private static String file(Pair p) {
        return p.source.inside().namespace().path();
    }

    private static List<String> ping(Pair p, boolean large) {
        List<String> words = new ArrayList<>(List.of("ping", "-c", "1", "-W", "1"));
        if (large) {
            words.addAll(List.of("-M", "do", "-s", Integer.toString(p.size() - p.headers())));
        }
        words.add(p.ip.toString());
        return words;
    }

    private static String result(EchoEntry e) {
        if (e.errno() != 0) {
            return "not sent: " + Errno.text(e.errno());
        }
        String packets = e.packets() + (e.packets() == 1 ? " packet" : " packets");
        return switch (e.kind()) {
            case NONE -> "no answer to " + packets + (e.arrived() != 0 ? ", which arrived" : "");
            case REPLY -> "answered";
            case TOO_BIG -> "too large: at most " + e.mtu() + " bytes fit";
            case UNREACHABLE -> "unreachable (code " + e.code() + ")";
            case TIME_EXCEEDED -> "TTL exceeded: a routing loop";
            case OTHER -> (e.v6() ? "ICMPv6 " : "ICMP ") + e.type();
        };
    }

    /// Of an IPv6 address for which the tunnel of the source's host answers nothing: the row that makes it answer.
    /// Who asks gets its answer by its own host's rows alone, so each host may lack another one's.
    private static Remedy remedy(Pair p, boolean large) {
        Segment s = p.segment;
        boolean far = !p.fromHost().equals(p.toHost()) && s.whole() && p.target.complete();
        if (large || !p.v6() || !far || p.other == null || p.other.fails()) {
            return look(p, large);
        }
        List<Step> steps = new ArrayList<>(2);
        if (!s.neighbours.containsKey(p.ip)) {
            LinkAddress mac = s.macOf(p.target);
            steps.add(new Step.PutNeighbour(s.here, Step.Device.of(s.tunnel(p.target)), p.ip, mac));
        }
        return steps.isEmpty() ? look(p, false) : new Remedy.Command(steps, false);
    }

    /// The one command that shows most: the filter where packets end, or what the underlay carries.
    private static Remedy look(Pair p, boolean large) {
        NamespaceTables here = p.segment.host;
        if (p.fromHost().equals(p.toHost())) {
            Namespace inside =
                    (p.destination == null ? p.source : p.destination).inside().namespace();
            return new Remedy.Look(
                    Segment.inside(inside, "nft", "list", "ruleset"),
                    "look for a firewall inside " + p.to() + " that drops echo requests");
        }
        if (large && here != null && p.target.vtep() != null) {
            int outer = p.target.vtep().isV4() ? 28 : 48;
            int payload = p.size() + (p.segment.overhead(p.target) - outer);
            return new Remedy.Look(
                    Segment.inside(
                            here.namespace(),
                            "ping",
                            "-c",
                            "1",
                            "-W",
                            "1",
                            "-M",
                            "do",
                            "-s",
                            Integer.toString(payload),
                            p.target.vtep().toString()),
                    "make the path between " + p.fromHost() + " and " + p.toHost() + " carry " + (payload + outer)
                            + " bytes, or recreate the network with a smaller MTU: docker network create --opt"
                            + " com.docker.network.driver.mtu=");
        }
        if (p.segment.encrypted() && here != null) {
            return new Remedy.Look(
                    Segment.inside(here.namespace(), "ip", "xfrm", "state", "count"),
                    "the network is encrypted: have " + p.fromHost() + " and " + p.toHost()
                            + " both hold IPsec states for each other (the kernel needs ESP), and open ESP, IP protocol"
                            + " 50, between them");
        }
        int port = p.segment.vxlan == null ? 0 : p.segment.vxlan.udpPort();
        String udp = port == 0 ? "the tunnel's UDP port" : "UDP " + port;
        String then = "open " + udp + " between " + p.fromHost() + " and " + p.toHost()
                + ": on both, and in the network between them";
        NamespaceTables there = p.segment.overlays.graph.host(p.toHost(), p.segment.here);
        NamespaceTables at = there == null ? here : there;
        return at == null
                ? new Remedy.Manual(then)
                : new Remedy.Look(Segment.inside(at.namespace(), "nft", "list", "ruleset"), then);
    }

    private ProbeFindings() {}
}
