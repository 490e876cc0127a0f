package dev.sonde.cli.view;

import dev.sonde.cli.Console;
import dev.sonde.cli.Escaper;
import dev.sonde.core.model.Handle;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Subnet;
import dev.sonde.core.topology.Detail;
import dev.sonde.core.topology.LinkDetail;
import dev.sonde.core.topology.Station;
import java.util.ArrayList;
import java.util.List;

/// A namespace as a tree: links below their bridge, stations below their link.
final class ShowText {
    private static final String RED = "31";
    private static final int NARROW = 80;

    private final Console out;
    private final int columns;
    private String here = "";
    private int nameWidth;
    private int ipWidth;
    private int ownerWidth;

    ShowText(Console out) {
        this.out = out;
        this.columns = out.columns() == 0 ? NARROW : out.columns();
    }

    void print(Detail detail) {
        here = detail.namespace().host();
        head(detail.namespace());
        measure(detail.links(), 0);
        for (LinkDetail l : detail.links()) {
            link("", "", l);
            tree("", l);
        }
        String label = "route    ";
        for (String r : detail.routes()) {
            out.text(label).name(r).line();
        }
    }

    private void head(Namespace n) {
        out.style("1").text(n.kind().label()).text(" ").name(n.name()).style("0");
        Network network = n.network();
        if (network != null && n.workload() == null) {
            int shown = Math.min(12, network.id().length());
            out.text("  ").name(network.id().substring(0, shown));
            for (int vni : network.vnis()) {
                out.text("  VNI ").number(vni);
            }
            for (Subnet s : network.subnets()) {
                out.text("  ").name(s.range());
            }
        }
        if (!n.host().equals(n.name())) {
            out.text("  on ").name(n.host());
        }
        out.line();
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

    private void measure(List<LinkDetail> links, int depth) {
        for (LinkDetail l : links) {
            nameWidth = Math.max(nameWidth, Escaper.width(Escaper.escape(l.name())) + 2 * depth);
            for (Station s : l.stations()) {
                ipWidth = Math.max(ipWidth, s.ip().length());
                ownerWidth = Math.max(ownerWidth, Escaper.width(Escaper.escape(owner(s))));
            }
            measure(l.ports(), depth + 1);
        }
    }

    /// `indent`: what stands before the branches of this link's children.
    private void tree(String indent, LinkDetail l) {
        stations(indent + (l.ports().isEmpty() ? "    " : "│   "), l.stations());
        for (int i = 0; i < l.ports().size(); i++) {
            boolean last = i == l.ports().size() - 1;
            LinkDetail port = l.ports().get(i);
            link(indent, last ? "└ " : "├ ", port);
            String below = indent + (last ? "  " : "│ ");
            stations(below + "  ", port.stations());
            for (LinkDetail p : port.ports()) {
                link(below, "└ ", p); // a master below a master: rare, and its own ports are shown flat
                stations(below + "    ", p.stations());
            }
        }
    }

    private void link(String indent, String branch, LinkDetail l) {
        int used = indent.length() + branch.length();
        out.text(indent)
                .text(branch)
                .style("36")
                .padded(l.name(), nameWidth - used)
                .style("0");
        out.text("  ")
                .style(l.state().equals("up") ? "32" : RED)
                .text(l.state())
                .style("0");
        if (!l.mac().isEmpty()) {
            out.text("  ").text(l.mac());
        }
        out.text("  mtu ").number(l.mtu());
        if (l.vni() >= 0) {
            out.text("  VNI ").number(l.vni()).text(", UDP ").number(l.udpPort());
        }
        for (String a : l.addresses()) {
            if (!a.startsWith("fe80:")) {
                out.text("  ").text(a);
            }
        }
        if (!l.peer().isEmpty()) {
            out.text("  ⇄ ").name(l.peer());
        }
        if (l.txDropped() > 0) {
            out.text("  ")
                    .style(RED)
                    .text("TX dropped ")
                    .number(l.txDropped())
                    .text(" !")
                    .style("0");
        }
        out.line();
    }

    private static String owner(Station s) {
        return s.owner().isEmpty() ? "?" : s.owner();
    }

    private void stations(String indent, List<Station> stations) {
        for (Station s : stations) {
            out.text(indent).padded(s.mac().isEmpty() ? "-" : s.mac(), 17);
            out.text("  ").padded(s.ip(), ipWidth).text("  ");
            List<String> rest = new ArrayList<>(3);
            if (!s.host().isEmpty()) {
                boolean tunnel = !s.vtep().isEmpty() && s.fdb().startsWith("fdb");
                String host = s.host().equals(here) ? "here" : s.host();
                rest.add(tunnel ? host + " (" + s.vtep() + ")" : host);
            }
            if (!s.fdb().isEmpty()) {
                rest.add(s.fdb());
            }
            if (!s.neighbour().isEmpty()) {
                rest.add(s.neighbour());
            }
            int length = indent.length() + 17 + 2 + ipWidth + 2 + ownerWidth;
            for (String r : rest) {
                length += 2 + Escaper.width(Escaper.escape(r));
            }
            if (length <= columns) {
                out.padded(owner(s), ownerWidth);
                for (String r : rest) {
                    out.text("  ");
                    status(s, r);
                }
            } else {
                out.name(owner(s)).line().text(indent).blanks(19);
                for (int i = 0; i < rest.size(); i++) {
                    out.text(i == 0 ? "" : "  ");
                    status(s, rest.get(i));
                }
            }
            out.line();
        }
    }

    private void status(Station s, String text) {
        boolean bad = s.faulty() && (text.contains("MISSING") || text.contains("WRONG") || text.contains("not PERM"));
        if (bad) {
            out.style(RED).name(text).style("0");
        } else {
            out.name(text);
        }
    }
}
