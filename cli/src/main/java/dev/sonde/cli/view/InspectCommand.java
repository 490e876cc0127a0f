package dev.sonde.cli.view;

import dev.sonde.cli.Context;
import dev.sonde.cli.Failure;
import dev.sonde.cli.OwnCommand;
import dev.sonde.cli.document.InspectDocument;
import dev.sonde.cli.document.JsonWriter;
import dev.sonde.cli.option.CommandLine;
import dev.sonde.cli.option.CommandTable;
import dev.sonde.cli.option.Completes;
import dev.sonde.cli.option.Operand;
import dev.sonde.cli.option.Option;
import dev.sonde.cli.option.Value;
import dev.sonde.core.connection.Source;
import dev.sonde.core.graph.DisplayNames;
import dev.sonde.core.inventory.Inventory;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.target.Similar;
import dev.sonde.core.target.Targets;
import dev.sonde.core.view.Macs;
import java.util.ArrayList;
import java.util.List;

/// `sonde inspect NETWORK...`: networks as `docker network inspect` prints them, from whichever engine knows them.
public final class InspectCommand implements OwnCommand {
    public static final CommandTable TABLE = CommandTable.of("inspect", "a network, as docker network inspect does")
            .takes(Operand.some(Value.of("NETWORK", Completes.NETWORK)))
            .options(Option.flag('j', "json", "has no effect: it is JSON always"), Option.FROM)
            .notes("NETWORK: a name, an id or its beginning; NAME@HOST, where several have it.")
            .example("sudo sonde inspect my-network", "its subnets, endpoints and peers, as its engine tells them")
            .example("sonde inspect my-network --from node1.sonde", "the same from a recording");

    @Override
    public CommandTable table() {
        return TABLE;
    }

    @Override
    public int run(Context context, CommandLine line) {
        List<Known> known = new ArrayList<>();
        for (Source source : context.sources()) {
            Inventory inventory = new Inventory(source);
            for (Network n : inventory.names().networks()) {
                Namespace home = inventory.names().homes().get(n.engine());
                add(known, new Known(n, home == null ? "" : home.name(), inventory));
            }
        }
        List<Object> chosen = new ArrayList<>();
        for (String name : line.operands()) {
            Known k = choose(known, name.startsWith("network:") ? name.substring("network:".length()) : name);
            chosen.add(InspectDocument.of(Macs.of(k.inventory, k.network)));
        }
        JsonWriter.print(context.out(), chosen);
        return 0;
    }

    /// A network as an engine tells it. `home`: the host on which that engine works; empty where it is not known.
    private record Known(Network network, String home, Inventory inventory) {
        /// Whether an endpoint of it is there.
        boolean reaches(String host) {
            return network.engine().lab() && network.engine().place().equals(host)
                    || network.endpoints().stream().anyMatch(e -> e.host().equals(host));
        }

        /// Whether it is the same of the same host, of which an engine tells by several sockets.
        boolean told(Known other) {
            return this == other
                    || !network.engine().lab()
                            && network.id().equals(other.network.id())
                            && network.host().equals(other.network.host())
                            && home.equals(other.home);
        }
    }

    /// A network that several hosts know is one.
    private static void add(List<Known> known, Known k) {
        for (Known other : known) {
            boolean same = other.network.id().equals(k.network.id());
            if (same && other.network.engine().equals(k.network.engine())) {
                return;
            }
        }
        known.add(k);
    }

    /// By name or id, else by the beginning of an id; with `@HOST` or `@LAB`, among those there.
    private static Known choose(List<Known> all, String word) {
        int at = word.lastIndexOf('@');
        String name = at > 0 ? word.substring(0, at) : word;
        List<Known> known = new ArrayList<>(all);
        if (at > 0) {
            String host = word.substring(at + 1);
            known.removeIf(k -> !k.home.equals(host));
            List<Known> others = known.isEmpty() ? all : List.of(); // each host of a swarm knows its networks
            others.stream().filter(k -> k.reaches(host)).forEach(known::add);
        }
        List<Known> found = new ArrayList<>(known);
        found.removeIf(k -> !k.network.name().equals(name) && !k.network.id().equals(name));
        if (found.isEmpty()) {
            found.addAll(known);
            found.removeIf(k -> !Targets.begins(k.network.id(), name));
        }
        if (!found.isEmpty() && found.stream().allMatch(k -> k.told(found.getFirst()))) {
            return found.getFirst();
        }
        if (found.isEmpty()) {
            List<String> names = known.stream().map(k -> k.network.name()).toList();
            List<String> near = Similar.to(name, names);
            String host = at > 0 ? word.substring(at + 1) : "";
            String others = all.isEmpty()
                    ? "no engine here knows any network"
                    : names.isEmpty() ? "no network is known of " + host : "known: " + String.join(", ", names);
            throw new Failure(
                    word + ": no such network",
                    near.isEmpty() ? others : "did you mean " + String.join(", ", near) + "?");
        }
        StringBuilder b = new StringBuilder("name one of them:");
        for (int i = 0; i < found.size(); i++) {
            b.append(i == 0 ? " " : ", ").append(label(found.get(i), found));
        }
        throw new Failure(word + ": matches " + found.size() + " networks", b.toString());
    }

    /// `NAME@HOST`, or `ID@HOST`, or `NAME@LAB`; where no host tells them apart who says so.
    private static String label(Known k, List<Known> found) {
        Network n = k.network;
        String id = DisplayNames.shortId(n.id());
        if (n.engine().lab()) {
            return n.name() + "@" + n.engine().place();
        }
        List<Known> there = new ArrayList<>(found);
        // What is called by its process has no name that anybody would type.
        there.removeIf(o -> k.home.isEmpty() || k.home.indexOf(' ') >= 0 || !o.home.equals(k.home));
        if (there.size() == 1) {
            return n.name() + "@" + k.home;
        }
        there.removeIf(o -> !o.network.id().equals(n.id()));
        return there.size() == 1 ? id + "@" + k.home : id + " (" + n.engine().label() + ")";
    }
}
