package dev.sonde.core.check.rule.overlay;

import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.Folders;
import dev.sonde.core.check.Forwarding;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Shell;
import dev.sonde.core.check.Step;
import dev.sonde.core.check.UntoldRows;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.FdbEntry;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.Neighbour;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The row that says on which host a remote endpoint is was lost, or never written.
public record MissingForwarding() implements Rule.OfSegment {
    /// Of a second.
    private static final int HUNDREDTHS = 100;

    @Override
    public String code() {
        return "S101";
    }

    @Override
    public String title() {
        return "the FDB row of a remote endpoint is missing";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "Each endpoint on another host needs a row `MAC dev vxlan0 dst VTEP self permanent` in"
                        + " the network's namespace. The engine says which endpoints there are, and where. Without"
                        + " an engine, the neighbours of vxlan0 say it: the engine writes each PERMANENT one"
                        + " together with such a row.",
                "The VXLAN device drops every frame for that MAC. The sender looks healthy as long as the"
                        + " neighbour is there: ARP is answered, but nothing arrives. A row that was only learned"
                        + " from a frame of the endpoint works until it ages, 300 s after the last frame: this is a"
                        + " warning.",
                "Docker adds the row with NLM_F_EXCL. If a learned row of the same MAC exists, the kernel"
                        + " refuses, and when the learned row has aged there is none.",
                "In the network's namespace, `bridge fdb show dev vxlan0` lacks a MAC that `ip neigh show"
                        + " dev vxlan0` has; `ip -s link show dev vxlan0` counts dropped frames; `ip monitor neigh`"
                        + " prints a miss for each of them.",
                "The command writes the row. Affects nothing else.");
    }

    @Override
    public void check(Segment s, Findings out) {
        if (!s.whole()) {
            return;
        }
        for (Endpoint e : s.remote) {
            engines(s, e, out);
        }
        for (Neighbour n : s.neighbours.values()) {
            FdbEntry learned = UntoldRows.learned(s, n);
            if (UntoldRows.lacksForwarding(s, n)) {
                natures(s, n, out);
            } else if (learned != null && s.informed()) {
                ages(s, n, learned, out);
            }
        }
    }

    private void engines(Segment s, Endpoint e, Findings out) {
        Forwarding state = s.forwarding(e);
        boolean learned = state == Forwarding.LEARNED && s.whole() && s.tunnelUp(e);
        boolean missing = state == Forwarding.MISSING && !s.knowsNothing(e);
        if (!learned && !missing) {
            return;
        }
        LinkAddress mac = s.macOf(e);
        Neighbour n = s.neighbours.get(e.ip());
        List<Evidence> evidence = new ArrayList<>();
        if (n != null) {
            evidence.add(s.row(n));
        }
        if (learned) {
            evidence.add(s.row(s.forwarding.get(mac)));
        }
        s.dropped(evidence);
        String name = Segment.name(e);
        out.add(
                new Finding(
                        this,
                        learned ? Severity.WARNING : severity(),
                        s.here.host() + (learned ? " may soon lose" : " loses") + " every frame for " + name,
                        name,
                        s.where(),
                        s.expected(s.forward(e, mac)),
                        learned
                                ? "only a learned row, " + ages(s, s.forwarding.get(mac))
                                : "no such row; the neighbour " + e.ip() + " is PERMANENT, so the sender looks healthy",
                        evidence,
                        Remedy.safe(new Step.PutForwarding(s.here, Step.Device.of(s.tunnel(e)), mac, e.vtep())),
                        s.inside("bridge", "fdb", "show", "dev", s.tunnel(e).name())),
                e);
    }

    /// When a learned row goes.
    private static String ages(Segment s, FdbEntry row) {
        Link.Vxlan tunnel = s.tunnels.get(row.link());
        if (tunnel == null || tunnel.ageing() == Link.UNKNOWN) {
            return "which will age";
        }
        if (tunnel.ageing() == 0) {
            return "which the next change takes away";
        }
        String when = "which goes when nothing has used it for " + tunnel.ageing() + " s";
        return row.idle() == FdbEntry.UNKNOWN ? when : when + "; last used " + row.idle() / HUNDREDTHS + " s ago";
    }

    /// No engine tells of the endpoint: a load balancer's, as a rule. The row that was learned says where it is.
    private void ages(Segment s, Neighbour n, FdbEntry row, Findings out) {
        String victim = n.ip() + " (" + n.mac() + ")";
        Step.Device dev = s.device(row.link());
        out.add(
                new Finding(
                        this,
                        Severity.WARNING,
                        s.here.host() + " may soon lose every frame for " + victim,
                        victim,
                        s.where(),
                        new Finding.Expected(
                                n.mac() + " dev " + dev.name() + " dst " + row.dst() + " self permanent",
                                Finding.NATURE),
                        "only a learned row, " + ages(s, row),
                        List.of(s.row(n), s.row(row)),
                        Remedy.unsafe(new Step.PutForwarding(s.here, dev, n.mac(), row.dst())),
                        s.inside("bridge", "fdb", "show", "dev", dev.name())),
                n.ip());
    }

    /// No engine knows the endpoint: its neighbour tells that there is one, but not where.
    private void natures(Segment s, Neighbour n, Findings out) {
        IpAddress only = onlyVtep(s);
        String victim = n.ip() + " (" + n.mac() + ")";
        List<Evidence> evidence = new ArrayList<>(List.of(s.row(n)));
        s.dropped(evidence);
        Step.Device dev = s.device(n.link());
        out.add(
                new Finding(
                        this,
                        s.informed() ? Severity.WARNING : severity(),
                        s.here.host() + " loses every frame for " + victim,
                        victim,
                        s.where(),
                        new Finding.Expected(
                                n.mac() + " dev " + dev.name() + " dst VTEP self permanent", Finding.NATURE),
                        "no such row; the neighbour " + n.ip() + " is PERMANENT, so the sender looks healthy",
                        evidence,
                        only == null ? find(s, n) : Remedy.unsafe(new Step.PutForwarding(s.here, dev, n.mac(), only)),
                        s.inside("bridge", "fdb", "show", "dev", dev.name())),
                n.ip());
    }

    /// Several hosts may have the endpoint: who knows which, and what to do then. The file of Docker's
    /// namespace has the first ten digits of the network's id, which Docker takes as its name.
    private static Remedy find(Segment s, Neighbour n) {
        Set<String> hosts = new TreeSet<>();
        for (FdbEntry row : s.forwarding.values()) {
            if (!row.dst().isUnspecified() && !s.own(row.dst())) {
                hosts.add(row.dst().toString());
            }
        }
        List<String> put = Step.put(s.here, s.device(n.link()), n.mac(), "VTEP");
        String then = "of the endpoint " + n.ip() + " it says Host IP"
                + (hosts.isEmpty() ? "" : " (one of " + String.join(", ", hosts) + ")") + ": put that for VTEP: "
                + Shell.line(put);
        String file = s.here.lab() ? null : Folders.overlayFile(s.here);
        return file == null
                ? new Remedy.Manual("find the address of its host (docker network inspect -v): " + then)
                : new Remedy.Look(
                        List.of("docker", "network", "inspect", "-v", file.substring(file.lastIndexOf('-') + 1)),
                        "on a host whose engine answers; " + then);
    }

    /// The one host to which all other rows lead, or null: with several nobody knows which it is.
    private static IpAddress onlyVtep(Segment s) {
        IpAddress only = null;
        for (FdbEntry row : s.forwarding.values()) {
            IpAddress vtep = row.dst();
            if (only != null && !only.equals(vtep)) {
                return null;
            }
            only = vtep.isUnspecified() || s.own(vtep) ? only : vtep;
        }
        return only;
    }
}
