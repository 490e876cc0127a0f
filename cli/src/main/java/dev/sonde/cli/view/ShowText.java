package dev.sonde.cli.view;

import dev.sonde.cli.Console;
import dev.sonde.cli.Escaper;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.LossCounters;
import dev.sonde.core.check.Severity;
import dev.sonde.core.graph.DisplayNames;
import dev.sonde.core.model.Counters;
import dev.sonde.core.model.Handle;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Subnet;
import dev.sonde.core.model.Workload;
import dev.sonde.core.view.FdbRow;
import dev.sonde.core.view.LinkView;
import dev.sonde.core.view.NamespaceView;
import dev.sonde.core.view.RouteLine;
import java.util.ArrayList;
import java.util.List;

/// A namespace as a tree: links below their bridge, stations below their link. Of a long table the beginning is
/// shown, and whatever is wrong in the rest.
final class ShowText {
    private static final String RED = "31";
    private static final int NARROW = 80;
    private static final int MAC = 17;

    /// So many rows of one table stay a screen.
    private static final int MOST = 16;

    private final Console out;
    private final int columns;
    private final boolean all;
    private String here = "";
    private int nameWidth;
    private int ipWidth;
    private int ownerWidth;
    private boolean shortened;

    /// `all`: long tables to their end.
    ShowText(Console out, boolean all) {
        this.out = out;
        this.columns = out.columns() == 0 ? NARROW : out.columns();
        this.all = all;
    }

    /// Whether something was left out for its length.
    boolean shortened() {
        return shortened;
    }

    void print(NamespaceView detail) {
        here = detail.namespace().host();
        head(detail.namespace());
        measure(detail.links(), 0);
        for (LinkView l : detail.links()) {
            link("", "", "", l);
        }
        routes(detail);
        for (String r : detail.rules()) {
            out.text("rule     ").name(r).line();
        }
        for (String n : detail.notes()) {
            note(n);
        }
        for (Finding f : detail.findings()) {
            out.text("check    ").style(f.severity() == Severity.INFO ? "" : RED);
            out.text(f.severity().label())
                    .text("[")
                    .text(f.rule().code())
                    .text("]")
                    .style("0");
            out.text(": ").name(f.headline()).line();
        }
    }

    /// A sentence, in as many lines as it takes.
    private void note(String sentence) {
        out.text("note    ");
        int column = 8;
        for (String word : Escaper.escape(sentence).split(" ")) {
            int width = Escaper.width(word);
            if (column > 9 && column + 1 + width > columns) {
                out.line().text("        ");
                column = 8;
            }
            out.text(" ").text(word);
            column += 1 + width;
        }
        out.line();
    }

    private void head(Namespace n) {
        Parts line = new Parts();
        Network network = n.network();
        boolean own = network != null && n.workload() == null;
        if (own) {
            line.add(DisplayNames.shortId(network.id()));
            range(line, network);
        }
        line.add(n.host().equals(n.name()) ? "" : "on " + n.host());
        String title = n.kind().label() + " " + n.name();
        out.style("1").name(title).style("0");
        if (!line.isEmpty()) {
            out.text("  ");
        }
        line.print(out, Escaper.width(Escaper.escape(title)) + 2, "  ", columns);
        Workload w = n.workload();
        if (w != null && !w.container().isEmpty()) {
            out.text("is       ");
            new Parts()
                    .add(
                            w.kind() == Kind.LOAD_BALANCER
                                    ? "endpoint " + w.name()
                                    : "container " + DisplayNames.shortId(w.container()))
                    .add(w.image().isEmpty() ? "" : "image " + w.image())
                    .add(w.service().isEmpty() ? "" : "service " + w.service())
                    .print(out, 9, " ".repeat(9), columns);
        }
        if (network != null && !own) {
            Parts on = new Parts().add(network.name());
            range(on, network);
            out.text("on       ");
            on.print(out, 9, " ".repeat(9), columns);
        }
        if (!n.tenants().isEmpty()) {
            Parts with = new Parts();
            n.tenants().stream().limit(MOST).forEach(t -> with.add(t.name()));
            int more = n.tenants().size() - MOST;
            out.text("shared   ");
            with.add(more > 0 ? "and " + more + " more" : "").print(out, 9, " ".repeat(9), columns);
        }
        Handle.Process p = n.process();
        if (p != null && n.kind() != Kind.HOST && n.kind() != Kind.OWN) {
            out.text("process  ")
                    .name(p.command())
                    .text(" (pid ")
                    .number(p.pid())
                    .text(")");
            if (n.processes() > 1) {
                out.text(" and ").number(n.processes() - 1).text(" more");
            }
            out.line();
        }
    }

    private static void range(Parts line, Network network) {
        for (int vni : network.vnis()) {
            line.add("VNI " + vni);
        }
        for (Subnet s : network.subnets()) {
            line.add(s.range() == null ? "" : s.range().toString());
        }
    }

    private void measure(List<LinkView> links, int depth) {
        for (LinkView l : links) {
            nameWidth = Math.max(nameWidth, Escaper.width(Escaper.escape(l.name())) + 2 * depth);
            for (FdbRow s : l.stations()) {
                ipWidth = Math.max(ipWidth, s.ip().length());
                ownerWidth = Math.max(ownerWidth, Escaper.width(Escaper.escape(owner(s))));
            }
            measure(l.ports(), depth + 1);
        }
    }

    /// `indent`: what stands before this link; `branch`: `├ `, `└ ` or nothing; `below`: what stands before what
    /// hangs on it.
    private void link(String indent, String branch, String below, LinkView l) {
        int used = indent.length() + branch.length();
        out.text(indent).text(branch).style("36").padded(l.name(), nameWidth - used);
        out.style("0").text("  ");
        Parts line = new Parts();
        line.add(l.state(), l.state().equals("up") ? "32" : RED).add(l.mac()).add(l.mtu() == 0 ? "" : "mtu " + l.mtu());
        if (l.vni() >= 0) {
            line.add("VNI " + l.vni() + ", UDP " + l.udpPort());
        }
        for (String a : l.addresses()) {
            line.add(a.startsWith("fe80:") ? "" : a);
        }
        line.add(l.network().isEmpty() ? "" : "network " + l.network());
        String kind = l.kind().isEmpty() || l.kind().equals("veth") ? "⇄ " : l.kind() + " on ";
        line.add(l.peer().isEmpty() ? "" : kind + l.peer());
        counters(line, l.counters(), l.lossy());
        List<LinkView> ports = ports(l);
        String hang = below + (ports.isEmpty() ? "  " : "│ ");
        line.print(out, nameWidth + 2, hang + " ".repeat(Math.max(2, nameWidth + 2 - hang.length())), columns);
        stations(below + (ports.isEmpty() ? "    " : "│   "), l.stations());
        int rest = l.ports().size() - ports.size();
        for (int i = 0; i < ports.size(); i++) {
            boolean last = i == ports.size() - 1 && rest == 0;
            link(below, last ? "└ " : "├ ", below + (last ? "  " : "│ "), ports.get(i));
        }
        more(below + "└ ", rest, "ports");
    }

    /// What was received and sent, in packets; what was lost of it stands out. `lossy`: whether what was not sent is.
    private static void counters(Parts line, Counters c, boolean lossy) {
        line.add("RX " + c.rxPackets() + " TX " + c.txPackets(), "2");
        lost(line, "RX errors ", c.rxErrors());
        lost(line, "RX dropped ", c.rxDropped());
        lost(line, "TX errors ", c.txErrors());
        if (lossy) {
            lost(line, "TX dropped ", c.txDropped());
        } else {
            line.add(c.txDropped() == 0 ? "" : "TX dropped " + c.txDropped(), "2");
        }
    }

    private static void lost(Parts line, String what, long packets) {
        boolean few = packets < LossCounters.FEW;
        line.add(packets == 0 ? "" : what + packets + (few ? "" : " !"), few ? "2" : RED);
    }

    private List<LinkView> ports(LinkView l) {
        List<LinkView> some = new ArrayList<>();
        for (LinkView p : l.ports()) {
            boolean wrong = !p.state().equals("up") || !p.ports().isEmpty();
            for (FdbRow s : p.stations()) {
                wrong |= s.faulty();
            }
            if (all || some.size() < MOST || wrong) {
                some.add(p);
            }
        }
        return some;
    }

    private void stations(String indent, List<FdbRow> stations) {
        int shown = 0;
        int rest = 0;
        for (FdbRow s : stations) {
            if (all || shown < MOST || s.faulty()) {
                station(indent, s);
                shown++;
            } else {
                rest++;
            }
        }
        more(indent, rest, "addresses, none of them faulty");
    }

    private void more(String indent, int rest, String what) {
        if (rest > 0) {
            out.text(indent)
                    .text("… and ")
                    .number(rest)
                    .text(" more ")
                    .text(what)
                    .line();
            shortened = true;
        }
    }

    private static String owner(FdbRow s) {
        return !s.owner().isEmpty() ? s.owner() : s.why().isEmpty() ? "?" : s.why();
    }

    private void station(String indent, FdbRow s) {
        Parts line = new Parts().column(s.mac().isEmpty() ? "-" : s.mac(), MAC, "");
        if (ipWidth > 0) {
            line.column(s.ip(), ipWidth, "");
        }
        Parts rest = new Parts();
        if (!s.host().isEmpty()) {
            boolean tunnel = !s.vtep().isEmpty()
                    && s.fdb().startsWith("fdb")
                    && !s.host().equals(s.vtep());
            String host = s.host().equals(here) ? "here" : s.host();
            rest.add(tunnel ? host + " (" + s.vtep() + ")" : host);
        }
        rest.add(s.fdb(), s.fdbFaulty() ? RED : "");
        rest.add(s.neighbour(), s.neighbourFaulty() ? RED : "");
        out.text(indent);
        int whole = indent.length() + line.width() + 2 + ownerWidth + (rest.isEmpty() ? 0 : 2 + rest.width());
        if (whole <= columns || rest.isEmpty()) {
            line.column(owner(s), ownerWidth, "").addAll(rest);
            line.print(out, indent.length(), indent + " ".repeat(MAC + 2), columns);
        } else {
            line.add(owner(s)).print(out, indent.length(), indent + " ".repeat(MAC + 2), columns);
            String next = indent + " ".repeat(MAC + 2);
            out.text(next);
            rest.print(out, next.length(), next, columns);
        }
    }

    private void routes(NamespaceView detail) {
        int shown = 0;
        for (RouteLine r : detail.routes()) {
            if (!all && shown == MOST) {
                break;
            }
            out.text("route    ");
            new Parts()
                    .add(r.text())
                    .add(r.owner().isEmpty() ? "" : "(" + r.owner() + ")")
                    .print(out, 9, " ".repeat(11), columns);
            shown++;
        }
        more("         ", detail.routes().size() - shown, "routes");
        if (detail.otherRoutes() > 0) {
            out.text("routes   ").number(detail.otherRoutes()).text(" in other tables\n");
        }
    }
}
