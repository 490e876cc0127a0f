package dev.sonde.core.check.rule.overlay;

import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.IprouteText;
import dev.sonde.core.check.NetworkView;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.SegmentPort;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.core.model.Address;
import dev.sonde.core.model.DockerMac;
import dev.sonde.core.model.Endpoint;
import dev.sonde.netlink.LinkAddress;
import java.util.List;

/// Two endpoints of one network have the same MAC address.
public record DuplicateMac() implements Rule.OfNetwork {
    @Override
    public String code() {
        return "S110";
    }

    @Override
    public String title() {
        return "two endpoints of one network have the same MAC address";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "The MACs of all links behind the ports of one network, on all its hosts that are seen,"
                        + " are compared with each other and with those of the endpoints that the engine reports.",
                "Bridges learn the MAC sometimes on one port, sometimes on another: frames reach the"
                        + " wrong endpoint. The endpoint whose MAC was changed receives nothing under its own MAC"
                        + " any more.",
                "Somebody set a MAC by hand or with --mac-address, or an image sets one.",
                "`ip link` in both.",
                "The command restores the second endpoint's own MAC: the one that the engine reports, or"
                        + " else the one that Docker derives from its address. Its connections stall until its"
                        + " neighbours have asked again. If the engine itself assigned one MAC twice, recreate one"
                        + " of the two.");
    }

    @Override
    public void check(NetworkView n, Findings out) {
        for (List<NetworkView.Holder> all : n.byMac()) {
            NetworkView.Holder right = all.getFirst();
            for (NetworkView.Holder h : all) {
                right = h.rightfulMac() ? h : right;
            }
            for (NetworkView.Holder h : all) {
                if (h != right) {
                    report(h, right.name(), right, out);
                }
            }
        }
        for (NetworkView.Holder h : n.foreignMac()) {
            Endpoint of = h.segment().endpoint(h.port().far().mac());
            report(h, Segment.name(of), null, out);
        }
    }

    /// `right`: null where it is not seen from here.
    private void report(NetworkView.Holder wrong, String victim, NetworkView.Holder right, Findings out) {
        LinkAddress mac = wrong.port().far().mac();
        Segment s = wrong.segment();
        Endpoint own = wrong.port().endpoint();
        boolean known = own != null && own.mac() != null && !own.mac().equals(mac);
        Evidence its = IprouteText.mac(wrong.port().inside(), wrong.port().far());
        out.add(
                new Finding(
                        this,
                        severity(),
                        wrong.name() + " also has the MAC of " + victim + ": " + mac,
                        victim,
                        s.where(wrong.port().inside()),
                        known
                                ? s.expected(own.mac() + " at " + wrong.name())
                                : new Finding.Expected("each MAC once", Finding.NATURE),
                        mac + " at " + wrong.name() + " too",
                        right == null
                                ? List.of(its)
                                : List.of(
                                        IprouteText.mac(
                                                right.port().inside(),
                                                right.port().far()),
                                        its),
                        known
                                ? Remedy.safe(new Step.LinkMac(
                                        wrong.port().inside().namespace(),
                                        Step.Device.of(wrong.port().far()),
                                        own.mac()))
                                : another(wrong, mac),
                        Segment.inside(wrong.port().inside().namespace(), "ip", "link", "show")),
                wrong.port().inside(),
                right == null ? mac : right.port().inside());
    }

    /// A MAC for one of which no engine tells the right one: as Docker makes it of the address, where that is
    /// another.
    private static Remedy another(NetworkView.Holder of, LinkAddress mac) {
        SegmentPort p = of.port();
        for (Address a : p.inside().addresses()) {
            boolean its = a.link() == p.far().index()
                    && a.address() != null
                    && a.address().isV4();
            LinkAddress derived = its ? DockerMac.of(a.address()) : mac;
            if (p.endpoint() == null && !derived.equals(mac) && of.segment().endpoint(derived) == null) {
                return Remedy.unsafe(new Step.LinkMac(p.inside().namespace(), Step.Device.of(p.far()), derived));
            }
        }
        return new Remedy.Manual(
                "recreate one of the two with another MAC (docker run --mac-address), or without" + " one of its own");
    }
}
