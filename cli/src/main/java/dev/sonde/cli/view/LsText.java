package dev.sonde.cli.view;

import dev.sonde.cli.Console;
import dev.sonde.cli.TextTable;
import dev.sonde.cli.document.GapDocument;
import dev.sonde.cli.document.HandleDocument;
import dev.sonde.cli.document.LeftOverDocument;
import dev.sonde.cli.document.LsDocument;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What `sonde ls` prints, as a table for people.
final class LsText {
    private final Console out;
    private final LsOptions options;

    /// The headings of the columns for which the terminal is too narrow.
    private List<String> hidden = List.of();

    LsText(Console out, LsOptions options) {
        this.out = out;
        this.options = options;
    }

    /// One line of the table. `namespace`: null for what is none.
    private record Line(
            String netns,
            String kind,
            String name,
            String host,
            String state,
            String tenants,
            String links,
            String knownBy,
            String addresses,
            LsDocument.Namespace namespace) {
        /// What is no namespace, but belongs to the list.
        static Line of(String kind, String name, String host, String why) {
            return new Line("-", kind, name, host, ".", ".", ".", ".", why, null);
        }
    }

    /// `hosts`: whether the column says anything; it stays where several `machines` are listed. On a narrow terminal
    /// first goes what can be counted by `show`, then the host: the names say it where it matters.
    private static List<TextTable.Column<Line>> columns(boolean hosts, boolean machines, boolean wide) {
        List<TextTable.Column<Line>> all = new ArrayList<>(9);
        all.add(new TextTable.Column<>("NETNS", false, 0, Line::netns));
        all.add(new TextTable.Column<>("KIND", false, 0, Line::kind));
        all.add(new TextTable.Column<>("NAME", false, 0, Line::name));
        if (hosts) {
            all.add(new TextTable.Column<>("HOST", false, machines ? 0 : 3, Line::host));
        }
        all.add(new TextTable.Column<>("STATE", false, 0, Line::state));
        all.add(new TextTable.Column<>("TENANTS", true, 1, Line::tenants));
        all.add(new TextTable.Column<>("LINKS", true, 2, Line::links));
        if (wide) {
            all.add(new TextTable.Column<>("KNOWN BY", false, 0, Line::knownBy));
        }
        all.add(new TextTable.Column<>("ADDRESSES", false, 0, Line::addresses));
        return all;
    }

    void table(LsDocument document) {
        List<Line> lines = new ArrayList<>();
        boolean machines = document.hosts().size() > 1;
        boolean hosts = options.wide() || machines;
        for (LsDocument.Host host : document.hosts()) {
            for (LsDocument.Namespace n : host.namespaces()) {
                lines.add(line(n));
                hosts |= !n.host().equals(host.host());
            }
            for (LeftOverDocument l : host.leftOvers()) {
                lines.add(Line.of(LsOptions.LEFT_OVER, l.path(), host.host(), l.why()));
            }
            for (GapDocument g : host.gaps()) {
                lines.add(Line.of("not read", g.what(), host.host(), g.why()));
            }
        }
        TextTable<Line> table = new TextTable<>(columns(hosts, machines, options.wide()), lines);
        if (out.columns() != 0 && !options.wide()) {
            table.fit(out.columns());
        }
        table.print(out, line -> {
            if (options.handles() && line.namespace() != null) {
                handles(line.namespace());
            }
        });
        hidden = table.hidden();
    }

    /// The ways in, one line each, below the row.
    private void handles(LsDocument.Namespace n) {
        for (HandleDocument h : n.handles()) {
            out.text("  ");
            switch (h) {
                case HandleDocument.Process p -> out.name(p.path()).text("  ").name(p.command());
                case HandleDocument.Thread t ->
                    out.name(t.path()).text("  thread of ").name(t.command());
                case HandleDocument.Descriptor d ->
                    out.name(d.path()).text("  open file of ").name(d.command());
                case HandleDocument.Socket s ->
                    out.name(s.path()).text("  socket of ").name(s.command());
                case HandleDocument.File f -> out.name(f.path());
                case HandleDocument.Peer p ->
                    out.text("nsid ")
                            .number(p.nsid())
                            .text(" of netns:")
                            .number(p.of())
                            .text("  other end of a link");
                case HandleDocument.Listed l ->
                    out.text("cookie ").number(n.cookie()).text("  the kernel's list");
            }
            out.line();
        }
    }

    /// Addresses of one namespace that stand in its line.
    private static final int MOST_ADDRESSES = 16;

    private static Line line(LsDocument.Namespace n) {
        StringBuilder addresses = new StringBuilder();
        int shown = Math.min(n.addresses().size(), MOST_ADDRESSES);
        for (String a : n.addresses().subList(0, shown)) {
            addresses.append(addresses.isEmpty() ? "" : " ").append(a);
        }
        if (shown < n.addresses().size()) {
            addresses.append(" and more");
        }
        if (n.kind() == Kind.OVERLAY && n.network() != null) {
            for (int vni : n.network().vnis()) {
                addresses.append(addresses.isEmpty() ? "VNI " : "  VNI ").append(vni);
            }
        }
        boolean unread = n.links().isEmpty();
        if (unread) {
            addresses
                    .append(addresses.isEmpty() ? "" : "  ")
                    .append(n.state() == State.GONE ? "gone while the host was read" : "not readable");
        }
        return new Line(
                n.netns() == 0 ? "?" : Long.toString(n.netns()),
                n.kind().label(),
                name(n),
                n.host(),
                n.state().label(),
                n.processes() == 0 ? "-" : Integer.toString(n.processes()),
                unread ? "?" : Integer.toString(n.links().getAsInt()),
                n.knownBy().label(),
                addresses.isEmpty() ? "-" : addresses.toString(),
                n);
    }

    static String name(LsDocument.Namespace n) {
        return switch (n.kind()) {
            // As one types it: the network is on every host.
            case OVERLAY -> n.lab() ? n.name().concat("@").concat(n.host()) : n.name();
            case PROCESS -> {
                HandleDocument.Process p = n.process();
                yield p == null ? "-" : p.command().concat("  pid ").concat(Integer.toString(p.pid()));
            }
            default -> n.name();
        };
    }

    /// Counts, who gave names, and what the terminal was too narrow for. `all`: how many namespaces there are, also
    /// those that are not printed.
    void summary(LsDocument document, int all, Set<String> engines, long nanos) {
        int namespaces = 0;
        int held = 0;
        int leftOvers = 0;
        for (LsDocument.Host host : document.hosts()) {
            namespaces += host.namespaces().size();
            leftOvers += host.leftOvers().size();
            for (LsDocument.Namespace n : host.namespaces()) {
                held += n.state() == State.HELD ? 1 : 0;
            }
        }
        out.number(namespaces);
        if (options.chosen()) {
            out.text(" of ").number(all);
        }
        out.text((options.chosen() ? all : namespaces) == 1 ? " namespace" : " namespaces");
        if (held > 0) {
            out.text(", ").number(held).text(" held without a process");
        }
        if (leftOvers > 0) {
            out.text(", ").number(leftOvers).text(leftOvers == 1 ? " left-over" : " left-overs");
        }
        String between = "; names from ";
        for (String engine : engines) {
            out.text(between).name(engine);
            between = ", ";
        }
        long hundredths = nanos / 10_000_000;
        out.text(" in ").number(hundredths / 100).text(hundredths % 100 < 10 ? ".0" : ".");
        out.number(hundredths % 100).text(" s\n");
        if (!hidden.isEmpty()) {
            out.text("hidden: ").text(String.join(", ", hidden));
            out.text(" (the terminal is narrow: --wide shows all)\n");
        }
    }
}
