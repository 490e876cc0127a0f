package dev.sonde.cli;

import dev.sonde.cli.option.CommandTable;
import dev.sonde.cli.option.Option;
import dev.sonde.cli.option.Value;

/// The commands that the sensor carries out alone. It reads their options itself, and has the analysis print the
/// help.
final class SensorTables {
    static final CommandTable DEMO = CommandTable.of("demo", "a tour, on a lab network that it makes")
            .notes("It makes a lab, shows each step with the command line that one would type, breaks the network,"
                    + " finds the fault, mends it, and removes the lab.")
            .example("sonde demo", "the tour; as root, or where ordinary users may make namespaces")
            .example("sonde demo | less", "page by page; without a terminal it prints no colours");

    static final CommandTable COLLECT = CommandTable.of("collect", "records this host, for --from FILE")
            .options(new Option('o', "", Value.FILE, false, "the file to write; one that exists is never overwritten"))
            .notes("Without -o the recording goes to stdout, which must not be a terminal.")
            .example("sudo sonde collect -o node1.sonde", "records this host; only its owner, root, may read the file")
            .example("sonde check --from node1.sonde", "looks at the recording, here or on another machine")
            .example("ssh node2 sudo sonde collect > node2.sonde", "records another host");

    private SensorTables() {}
}
