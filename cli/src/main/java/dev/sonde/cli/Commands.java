package dev.sonde.cli;

import dev.sonde.cli.lab.LabCommand;
import dev.sonde.core.target.Similar;
import java.util.List;

/// The commands, in the order of the help. A new one is a line in [#ALL] and, when the analysis carries it out, a
/// line in [#find].
public final class Commands {
    /// Name and what it does.
    public record Entry(String name, String arguments, String does) {}

    static final List<Entry> ALL = List.of(
            new Entry("demo", "", "the whole job, on a lab network that it makes"),
            new Entry("ls", "[OPTION]...", "the network namespaces, each with its owner"),
            new Entry("enter", "TARGET [-- CMD...]", "a shell, or CMD, inside a network namespace"),
            new Entry("nsenter", "...", "as util-linux nsenter"),
            new Entry("ip", "[-n TARGET] ...", "link, addr, neigh, route: as iproute2 does"),
            new Entry("bridge", "[-n TARGET] ...", "fdb, link, vlan: as iproute2 does"),
            new Entry("brctl", "[-n TARGET] show", "bridges, as bridge-utils does"),
            new Entry("ifconfig", "[-n TARGET]", "interfaces, as ifconfig does"),
            new Entry("ping", "[-n TARGET] ... DEST", "as iputils ping"),
            new Entry("show", "[--all] TARGET", "one namespace, every address with its owner"),
            new Entry("who", "MAC|IP|LINK|NAME", "who owns it, and the way to it"),
            new Entry("snapshot", "", "all that was read, as one JSON document"),
            new Entry("check", "[NETWORK] [OPTION]...", "what is broken, and the remedy"),
            new Entry("inspect", "NETWORK", "a network, as docker network inspect does"),
            new Entry("collect", "[-o FILE]", "records all that is read, for --from FILE"),
            new Entry("lab", "up|status|down", "overlay networks across simulated hosts"));

    /// The command of this name, or null when the analysis has none.
    static Command find(String name) {
        return switch (name) {
            case "enter" -> new dev.sonde.cli.enter.EnterCommand();
            case "ping" -> new dev.sonde.cli.enter.PingCommand();
            case "ls" -> new dev.sonde.cli.view.LsCommand();
            case "show" -> new dev.sonde.cli.view.ShowCommand();
            case "who" -> new dev.sonde.cli.view.WhoCommand();
            case "snapshot" -> new dev.sonde.cli.view.SnapshotCommand();
            case "check" -> new dev.sonde.cli.check.CheckCommand();
            case "inspect" -> new dev.sonde.cli.view.InspectCommand();
            case "ip" -> new dev.sonde.cli.tools.ip.IpCommand();
            case "bridge" -> new dev.sonde.cli.tools.bridge.BridgeCommand();
            case "brctl" -> new dev.sonde.cli.tools.brctl.BrctlCommand();
            case "ifconfig" -> new dev.sonde.cli.tools.ifconfig.IfconfigCommand();
            case "help", "--help", "-h" -> new Help();
            case "lab" -> new LabCommand();
            default -> null;
        };
    }

    /// What is said of a name that no command has.
    static Failure unknown(String name) {
        String[] names = new String[ALL.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = ALL.get(i).name();
        }
        List<String> near = Similar.to(name, List.of(names));
        String remedy = near.isEmpty() ? "all commands: sonde --help" : "did you mean " + String.join(", ", near) + "?";
        return Failure.usage(Escaper.escape(name) + ": no such command", remedy);
    }

    private Commands() {}
}
