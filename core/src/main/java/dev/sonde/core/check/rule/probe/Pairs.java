package dev.sonde.core.check.rule.probe;

import dev.sonde.core.check.Finding;
import dev.sonde.core.check.LossCounters;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.core.check.rule.host.GossipFiltered;
import dev.sonde.core.check.rule.host.UnderlayMtu;
import dev.sonde.core.check.rule.host.VxlanFiltered;
import dev.sonde.core.check.rule.overlay.DefaultPvid;
import dev.sonde.core.check.rule.overlay.TableFull;
import dev.sonde.core.check.rule.overlay.TaskMtu;
import dev.sonde.core.check.rule.overlay.TunnelDown;
import dev.sonde.core.check.rule.overlay.WrongVni;
import dev.sonde.netlink.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All pairs that were tried, by network and hosts, and what passive rules had found before.
public final class Pairs {
    /// From one host to another, in one network, by one family of addresses.
    public record Way(String network, String from, String to, boolean v6) {
        Way back() {
            return new Way(network, to, from, v6);
        }

        Way other() {
            return new Way(network, from, to, !v6);
        }
    }

    private final Map<Way, List<Pair>> ways = new LinkedHashMap<>();
    private final List<Finding> before;
    private final List<LossCounters.Rise> rises;

    public Pairs(List<Pair> all, List<Finding> before, List<LossCounters.Rise> rises) {
        this.before = before;
        this.rises = rises;
        for (Pair p : all) {
            ways.computeIfAbsent(way(p), w -> new ArrayList<>()).add(p);
        }
    }

    static Way way(Pair p) {
        return new Way(p.segment.where().network(), p.fromHost(), p.toHost(), p.v6());
    }

    public Map<Way, List<Pair>> ways() {
        return ways;
    }

    /// Counters of lost packets that rose meanwhile.
    public List<LossCounters.Rise> rises() {
        return rises;
    }

    /// Whether a passive rule found something that may be the cause of losses there.
    public boolean known(Finding.Where at) {
        for (Finding f : before) {
            Finding.Where w = f.where();
            boolean same = w.network().isEmpty()
                    || at.network().isEmpty()
                    || w.network().equals(at.network());
            if (f.severity() != Severity.INFO && same && !(f.rule() instanceof GossipFiltered)) {
                return true;
            }
        }
        return false;
    }

    /// Whether frames are seen to pass one way: a request arrived, or an answer came.
    boolean passes(Way way) {
        for (Pair p : ways.getOrDefault(way, List.of())) {
            if (p.arrived() || !p.fails()) {
                return true;
            }
        }
        for (Pair p : ways.getOrDefault(way.back(), List.of())) {
            if (!p.fails()) {
                return true;
            }
        }
        return false;
    }

    /// The finding of a passive rule that explains the pair's failure: an error, else a warning, else null.
    public Finding cause(Pair p, boolean large) {
        Finding suspected = null;
        for (Finding f : before) {
            if (f.severity() != Severity.INFO && explains(f, p, large)) {
                if (f.severity() == Severity.ERROR) {
                    return f;
                }
                suspected = suspected == null ? f : suspected;
            }
        }
        return suspected;
    }

    private boolean explains(Finding f, Pair p, boolean large) {
        Finding.Where at = f.where();
        boolean host = at.host().equals(p.fromHost()) || at.host().equals(p.toHost());
        boolean network =
                at.network().isEmpty() || at.network().equals(p.segment.where().network());
        boolean size = f.rule() instanceof UnderlayMtu || f.rule() instanceof TaskMtu;
        if (!host || !network || size != large || f.rule() instanceof GossipFiltered) {
            return false;
        }
        // What breaks one family only is in rows of that family.
        boolean single = p.other != null && (large ? !p.other.losesLarge() : !p.other.fails());
        if (single && !(f.remedy() instanceof Remedy.Command c && of(c, p.v6()))) {
            return false;
        }
        boolean named = f.victim().equals(p.from()) || f.victim().equals(p.to());
        boolean shared = at.network().isEmpty() || f.victim().equals(at.host()) || !ofEndpoint(f.rule());
        boolean sure = f.severity() == Severity.ERROR || f.rule() instanceof VxlanFiltered;
        return named || shared && sure;
    }

    /// Whether it writes a neighbour or an address of this family.
    private static boolean of(Remedy.Command c, boolean v6) {
        for (Step s : c.steps()) {
            IpAddress ip = switch (s.plain()) {
                case Step.PutNeighbour n -> n.ip();
                case Step.DeleteNeighbour n -> n.ip();
                case Step.AddAddress a -> a.ip();
                case Step.DeleteAddress a -> a.ip();
                default -> null;
            };
            if (ip != null && ip.isV4() != v6) {
                return true;
            }
        }
        return false;
    }

    /// Whether a rule's findings are about single endpoints.
    private static boolean ofEndpoint(Rule r) {
        return !(r instanceof TunnelDown
                || r instanceof WrongVni
                || r instanceof TableFull
                || r instanceof DefaultPvid);
    }

    /// The way between two hosts on which nothing passes while the other does, as this pair's failure shows; null:
    /// that is not so, or cannot be seen.
    public Way oneWay(Pair p) {
        Way way = way(p);
        if (p.destination == null || way.from().equals(way.to())) {
            return null;
        }
        Way broken = p.arrived() ? way.back() : way;
        return passes(broken) || !passes(broken.back()) ? null : broken;
    }
}
