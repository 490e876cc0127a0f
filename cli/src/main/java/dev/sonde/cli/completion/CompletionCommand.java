package dev.sonde.cli.completion;

import dev.sonde.cli.Commands;
import dev.sonde.cli.Context;
import dev.sonde.cli.OwnCommand;
import dev.sonde.cli.option.CommandLine;
import dev.sonde.cli.option.CommandTable;
import dev.sonde.cli.option.Operand;
import dev.sonde.cli.option.Value;
import dev.sonde.core.connection.LabEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.inventory.SnapshotBuilder;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.target.TargetNames;
import dev.sonde.protocol.ScanBit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// `sonde completion bash`: what a shell needs to complete command lines of sonde; `sonde completion names`: the names
/// that it offers.
///
/// Commands, options and their words are in the script. Names of this host are asked for when they are needed: the
/// script runs `sonde completion names`, as the user who types.
public final class CompletionCommand implements OwnCommand {
    private static final CommandTable BASH = CommandTable.of("completion bash", "the script for bash")
            .notes("For the shell that runs: source <(sonde completion bash).")
            .example(
                    "sonde completion bash > ~/.local/share/bash-completion/completions/sonde",
                    "for your shells to come")
            .example(
                    "sonde completion bash > /usr/share/bash-completion/completions/sonde", "for everybody's, as root");
    private static final CommandTable ZSH = CommandTable.of("completion zsh", "the script for zsh")
            .notes("For the shell that runs, after compinit: source <(sonde completion zsh).")
            .example("sonde completion zsh > ~/.zfunc/_sonde", "for your shells to come: into a folder of fpath")
            .example("sonde completion zsh > /usr/local/share/zsh/site-functions/_sonde", "for everybody's, as root");
    private static final CommandTable FISH = CommandTable.of("completion fish", "the script for fish")
            .example("sonde completion fish | source", "for the shell that runs")
            .example("sonde completion fish > ~/.config/fish/completions/sonde.fish", "for your shells to come");

    private static final List<String> KINDS = List.of("target", "network", "host", "lab");
    private static final Value KIND = Value.oneOf("KIND", KINDS);

    private static final CommandTable NAMES = CommandTable.of("completion names", "the names that may be typed here")
            .takes(Operand.one(KIND))
            .notes("KIND: target, network, host or lab. One name a line; numbers, ids and paths are not among them.")
            .example("sudo sonde completion names target", "what sonde enter takes")
            .example("sudo sonde completion names network", "what sonde check and sonde inspect take");

    public static final CommandTable TABLE = CommandTable.of("completion", "completes command lines in your shell")
            .actions(BASH, ZSH, FISH, NAMES)
            .notes("Each prints a script; the help of each says where it goes.")
            .example("sonde completion bash > ~/.bash_sonde", "a file for source")
            .example("sonde completion fish | source", "for the fish that runs");

    @Override
    public CommandTable table() {
        return TABLE;
    }

    @Override
    public int run(Context context, CommandLine line) {
        if (line.table() == NAMES) {
            if (!KINDS.contains(line.operand(0))) {
                throw NAMES.wrong(line.operand(0) + ": no such kind of name");
            }
            for (String name : names(context.sources(), line.operand(0))) {
                if (!name.isEmpty()) {
                    context.out().name(name).line();
                }
            }
            return 0;
        }
        List<CommandTable> all = Commands.all();
        context.out()
                .text(
                        line.table() == BASH
                                ? new BashScript(all).text()
                                : line.table() == ZSH ? new ZshScript(all).text() : new FishScript(all).text());
        return 0;
    }

    private static Set<String> names(List<Source> sources, String kind) {
        Set<String> all = new TreeSet<>();
        for (Source source : sources) {
            if (kind.equals("lab")) {
                for (LabEntry lab : source.labs()) {
                    all.add(lab.name());
                }
                continue;
            }
            source.ensure(ScanBit.PROCESSES | ScanBit.FOLDERS | ScanBit.LABS);
            Snapshot s = SnapshotBuilder.of(source);
            switch (kind) {
                case "network" -> {
                    all.addAll(TargetNames.networks(s));
                    all.addAll(TargetNames.services(s));
                }
                case "host" -> all.addAll(TargetNames.hosts(s));
                default -> all.addAll(TargetNames.targets(s));
            }
        }
        return all;
    }
}
