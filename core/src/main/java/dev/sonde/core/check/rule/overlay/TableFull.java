package dev.sonde.core.check.rule.overlay;

import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.SegmentPort;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.core.model.FdbEntry;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.Table;
import dev.sonde.netlink.LinkAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A bridge may not learn as many MACs as it has stations.
public record TableFull() implements Rule.OfSegment {
    private static final int NAMED = 3;

    @Override
    public String code() {
        return "S305";
    }

    @Override
    public String title() {
        return "the FDB of the network's bridge is too small";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "The bridge's limit (`fdb_max_learned`, since Linux 6.7; usually there is none) is"
                        + " compared with the number of MACs that it must learn: those behind its ports, and those"
                        + " of remote endpoints.",
                "Frames for a MAC that was not learned are flooded to all ports: slower, and everybody" + " sees them.",
                "The limit was set by hand or by a hardening script.",
                "`ip -d link show type bridge` (iproute2 6.7 or later): fdb_n_learned, fdb_max_learned;"
                        + " `bridge fdb show br br0` lacks the MACs.",
                "The command writes static rows, which do not count, for the endpoints of this host; they"
                        + " go with their ports. With iproute2 6.7 or later, `ip link set dev br0 type bridge"
                        + " fdb_max_learned 0` removes the limit.");
    }

    @Override
    public void check(Segment s, Findings out) {
        for (Link.Bridge bridge : s.bridges) {
            long limit = bridge.fdbMaxLearned();
            if (limit == 0 || !s.in.whole(Table.FDB)) {
                continue;
            }
            Set<LinkAddress> kept = new HashSet<>();
            for (FdbEntry row : s.in.fdb()) {
                if (!row.self() && row.permanent()) {
                    kept.add(row.mac());
                }
            }
            List<SegmentPort> open = new ArrayList<>();
            for (SegmentPort p : s.ports) {
                if (p.far() != null
                        && p.link().master() == bridge.index()
                        && !kept.contains(p.far().mac())) {
                    open.add(p);
                }
            }
            if (!open.isEmpty() && open.size() + s.forwarding.size() > limit) {
                report(s, bridge, limit, open, out);
            }
        }
    }

    private void report(Segment s, Link bridge, long limit, List<SegmentPort> open, Findings out) {
        StringBuilder names = new StringBuilder();
        List<Step> steps = new ArrayList<>();
        for (SegmentPort p : open) {
            if (steps.size() < NAMED) {
                names.append(steps.isEmpty() ? "" : ", ").append(s.name(p));
            }
            steps.add(new Step.PutStation(
                    s.here, Step.Device.of(p.link()), p.far().mac()));
        }
        names.append(open.size() > NAMED ? " and " + (open.size() - NAMED) + " more" : "");
        String name = bridge.name();
        out.add(new Finding(
                this,
                severity(),
                "the bridge of " + s.where().network() + " on " + s.here.host() + " cannot learn all MACs: frames for "
                        + names + " may go to all",
                names.toString(),
                s.where(),
                new Finding.Expected("room for " + (open.size() + s.forwarding.size()) + " MACs", Finding.NATURE),
                name + " may learn " + limit,
                List.of(new Evidence(s.here.path(), "ip -d link show dev " + name, "fdb_max_learned " + limit)),
                Remedy.safe(steps.toArray(Step[]::new)),
                s.inside("bridge", "fdb", "show", "br", name)));
    }
}
