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
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Network;
import dev.sonde.core.target.Similar;
import dev.sonde.core.target.Targets;
import dev.sonde.core.view.Macs;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

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
        List<Network> known = new ArrayList<>();
        Map<Network, UnaryOperator<Network>> whole = new IdentityHashMap<>();
        for (Source source : context.sources()) {
            Inventory inventory = new Inventory(source);
            for (Network n : inventory.names().networks()) {
                add(known, n);
                whole.put(n, k -> Macs.of(inventory, k));
            }
        }
        List<InspectDocument> chosen = new ArrayList<>();
        for (String name : line.operands()) {
            Network n = choose(known, name.startsWith("network:") ? name.substring("network:".length()) : name);
            chosen.add(InspectDocument.of(whole.get(n).apply(n)));
        }
        JsonWriter.print(context.out(), chosen);
        return 0;
    }

    /// A network that several hosts know is one.
    private static void add(List<Network> known, Network network) {
        for (Network k : known) {
            if (k.id().equals(network.id()) && k.engine().equals(network.engine())) {
                return;
            }
        }
        known.add(network);
    }

    /// By name or id, else by the beginning of an id; with `@HOST` or `@LAB`, among those there.
    private static Network choose(List<Network> all, String word) {
        int at = word.lastIndexOf('@');
        String name = at > 0 ? word.substring(0, at) : word;
        List<Network> known = new ArrayList<>();
        for (Network n : all) {
            if (at <= 0 || on(n, word.substring(at + 1))) {
                known.add(n);
            }
        }
        List<Network> found = new ArrayList<>();
        for (Network n : known) {
            if (n.name().equals(name) || n.id().equals(name)) {
                found.add(n);
            }
        }
        if (found.isEmpty()) {
            for (Network n : known) {
                if (Targets.begins(n.id(), name)) {
                    found.add(n);
                }
            }
        }
        if (!found.isEmpty() && found.stream().allMatch(n -> told(n, found.getFirst()))) {
            return found.getFirst();
        }
        if (found.isEmpty()) {
            List<String> names = new ArrayList<>();
            for (Network n : known) {
                names.add(n.name());
            }
            List<String> near = Similar.to(name, names);
            String host = at > 0 ? word.substring(at + 1) : "";
            String others = all.isEmpty()
                    ? "no engine here knows any network"
                    : names.isEmpty() ? "no network is known of " + host : "known: " + String.join(", ", names);
            throw new Failure(
                    name + ": no such network",
                    near.isEmpty() ? others : "did you mean " + String.join(", ", near) + "?");
        }
        StringBuilder b = new StringBuilder("name one of them:");
        for (int i = 0; i < found.size(); i++) {
            b.append(i == 0 ? " " : ", ").append(label(found.get(i)));
        }
        throw new Failure(name + ": matches " + found.size() + " networks", b.toString());
    }

    /// Whether it is one network of one host, of which an engine tells by several sockets.
    private static boolean told(Network n, Network other) {
        return n == other
                || !n.engine().lab() && n.id().equals(other.id()) && n.host().equals(other.host());
    }

    /// `NAME@LAB`; of another engine the beginning of the id, and who it is.
    private static String label(Network n) {
        if (n.engine().lab()) {
            return n.name() + "@" + n.engine().place();
        }
        return DisplayNames.shortId(n.id()) + " (" + n.engine().label() + ")";
    }

    private static boolean on(Network n, String host) {
        if (n.engine().lab() && n.engine().place().equals(host)) {
            return true;
        }
        for (Endpoint e : n.endpoints()) {
            if (e.host().equals(host)) {
                return true;
            }
        }
        return false;
    }
}
