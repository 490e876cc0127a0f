package dev.sonde.cli;

import dev.sonde.cli.check.CheckCommand;
import dev.sonde.cli.completion.CompletionCommand;
import dev.sonde.cli.enter.EnterCommand;
import dev.sonde.cli.lab.LabCommand;
import dev.sonde.cli.option.CommandTable;
import dev.sonde.cli.tools.ToolTables;
import dev.sonde.cli.view.InspectCommand;
import dev.sonde.cli.view.LsCommand;
import dev.sonde.cli.view.ShowCommand;
import dev.sonde.cli.view.SnapshotCommand;
import dev.sonde.cli.view.WhoCommand;
import dev.sonde.core.target.Similar;
import java.util.ArrayList;
import java.util.List;

/// The commands. A new one is a line in [#all] and, when the analysis carries it out, a line in [#find].
public final class Commands {
    /// The tables of all commands, in the order of the help. Made when it is asked for: a command needs only its own.
    public static List<CommandTable> all() {
        return List.of(
                SensorTables.DEMO,
                LsCommand.TABLE,
                EnterCommand.TABLE,
                ToolTables.NSENTER,
                ToolTables.IP,
                ToolTables.BRIDGE,
                ToolTables.BRCTL,
                ToolTables.IFCONFIG,
                ToolTables.PING,
                ShowCommand.TABLE,
                WhoCommand.TABLE,
                SnapshotCommand.TABLE,
                CheckCommand.TABLE,
                InspectCommand.TABLE,
                SensorTables.COLLECT,
                LabCommand.TABLE,
                CompletionCommand.TABLE,
                Help.TABLE);
    }

    /// The command of this name, or null when the analysis has none.
    static Command find(String name) {
        return switch (name) {
            case "enter" -> new EnterCommand();
            case "ping" -> new dev.sonde.cli.enter.PingCommand();
            case "ls" -> new LsCommand();
            case "show" -> new ShowCommand();
            case "who" -> new WhoCommand();
            case "snapshot" -> new SnapshotCommand();
            case "check" -> new CheckCommand();
            case "inspect" -> new InspectCommand();
            case "ip" -> new dev.sonde.cli.tools.ip.IpCommand();
            case "bridge" -> new dev.sonde.cli.tools.bridge.BridgeCommand();
            case "brctl" -> new dev.sonde.cli.tools.brctl.BrctlCommand();
            case "ifconfig" -> new dev.sonde.cli.tools.ifconfig.IfconfigCommand();
            case "help", "--help", "-h" -> new Help();
            case "lab" -> new LabCommand();
            case "completion" -> new CompletionCommand();
            default -> null;
        };
    }

    /// What is said of a name that no command has.
    static Failure unknown(String name) {
        List<String> names = new ArrayList<>();
        for (CommandTable t : all()) {
            names.add(t.name());
        }
        List<String> near = Similar.to(name, names);
        String remedy = near.isEmpty() ? "all commands: sonde --help" : "did you mean " + String.join(", ", near) + "?";
        return Failure.usage(Escaper.escape(name) + ": no such command", remedy);
    }

    private Commands() {}
}
