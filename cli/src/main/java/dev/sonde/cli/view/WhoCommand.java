package dev.sonde.cli.view;

import dev.sonde.cli.Console;
import dev.sonde.cli.Context;
import dev.sonde.cli.Failure;
import dev.sonde.cli.OwnCommand;
import dev.sonde.cli.document.JsonWriter;
import dev.sonde.cli.document.WhoDocument;
import dev.sonde.cli.option.CommandLine;
import dev.sonde.cli.option.CommandTable;
import dev.sonde.cli.option.Completes;
import dev.sonde.cli.option.Operand;
import dev.sonde.cli.option.Option;
import dev.sonde.cli.option.Value;
import dev.sonde.core.connection.Source;
import dev.sonde.core.inventory.Inventory;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.target.TargetException;
import dev.sonde.core.target.Targets;
import dev.sonde.core.view.OwnerLookup;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.protocol.Errno;
import dev.sonde.protocol.ScanSet;
import java.util.ArrayList;
import java.util.List;

/// `sonde who MAC|IP|LINK|NAME`: who owns it, where it lives, and the way to it.
public final class WhoCommand implements OwnCommand {
    public static final CommandTable TABLE = CommandTable.of("who", "who owns it, and the path to it")
            .takes(Operand.one(Value.of("MAC|IP|LINK|NAME", Completes.TARGET)))
            .options(Option.JSON, Option.FROM)
            .notes(
                    "MAC: in any notation. NAME: of a container, network, task, service or host. Exit status 1: no owner found.")
            .example("sudo sonde who 02:42:0a:00:01:04", "whose MAC a switch or tcpdump has shown")
            .example("sudo sonde who 10.0.1.4", "whose address it is, in every namespace")
            .example("sudo sonde who web.1 -j", "a task's links, addresses and host, for programs");

    @Override
    public CommandTable table() {
        return TABLE;
    }

    @Override
    public int run(Context context, CommandLine line) {
        String wanted = line.operand(0);
        if (wanted.isEmpty()) {
            throw TABLE.wrong("missing argument MAC|IP|LINK|NAME");
        }
        boolean json = line.has(Option.JSON);
        LinkAddress mac = LinkAddress.ofNotation(wanted);
        if (mac == null && LinkAddress.resembles(wanted)) {
            throw Failure.usage(
                    "who: " + wanted + " is not a MAC address",
                    "six bytes: 02:42:0a:00:01:04, 02-42-0a-00-01-04, 0242.0a00.0104 or 02420a000104");
        }
        List<OwnerLookup.Answer> answers = new ArrayList<>();
        List<Gap> gaps = new ArrayList<>();
        look(context, wanted, answers, gaps);
        // Twelve digits may be the beginning of a container's id as well.
        if (answers.isEmpty() && mac != null && !mac.toString().equalsIgnoreCase(wanted)) {
            gaps.clear();
            look(context, mac.toString(), answers, gaps);
        }
        WhoDocument document = WhoDocument.of(answers, gaps);
        boolean known = answers.stream().anyMatch(a -> !a.owner().isEmpty());
        boolean blind = !known && !gaps.isEmpty() && !privileged(context);
        if (json) {
            JsonWriter.print(context.out(), document);
        } else if (!blind) {
            for (WhoDocument.Answer a : document.answers()) {
                text(context.out(), a);
            }
            context.out().flush();
            Gaps.brief(context, gaps);
        }
        if (blind && !json) {
            throw new Failure(wanted + ": cannot tell without root", context.remedy(Errno.EACCES));
        }
        if (answers.isEmpty() && !json) {
            throw unknown(context, wanted);
        }
        return answers.isEmpty() || blind ? Failure.FAILED : 0;
    }

    /// A node of a swarm that is another host owns nothing here.
    private static Failure unknown(Context context, String wanted) {
        List<Snapshot> snapshots = new ArrayList<>();
        for (Source source : context.sources()) {
            snapshots.add(new Inventory(source).names());
        }
        TargetException e = Targets.elsewhere(snapshots, wanted);
        return e == null
                ? new Failure(wanted + ": no owner found", "sonde ls lists what there is")
                : new Failure(e.getMessage(), e.remedy());
    }

    private static boolean privileged(Context context) {
        return context.sources().stream().allMatch(s -> s.hello().privileged());
    }

    private static void look(Context context, String wanted, List<OwnerLookup.Answer> answers, List<Gap> gaps) {
        for (Source source : context.sources()) {
            source.ensure(ScanSet.ALL);
            OwnerLookup.Result found = OwnerLookup.of(new Inventory(source), wanted);
            answers.addAll(found.answers());
            gaps.addAll(found.gaps());
        }
    }

    private static void text(Console out, WhoDocument.Answer a) {
        out.style("1").name(a.owner().isEmpty() ? "owner not known" : a.owner()).style("0");
        if (!a.link().isEmpty()) {
            out.text("  ").name(a.link());
        }
        if (!a.mac().isEmpty()) {
            out.text("  ").text(a.mac());
        }
        for (String ip : a.addresses()) {
            out.text("  ").name(ip);
        }
        if (!a.host().isEmpty()) {
            out.text("  on ").name(a.host());
        }
        out.line();
        if (a.netns() != null) {
            out.text("  netns    ").text(a.netns() == 0 ? "?" : Long.toString(a.netns()));
            out.text("  ").text(a.kind().label()).text("  ").name(a.path()).line();
        }
        if (!a.network().isEmpty()) {
            out.text("  network  ").name(a.network()).line();
        }
        if (!a.way().isEmpty()) {
            out.text("  way      ").name(a.way()).line();
        }
        if (a.note() != null) {
            out.text("  note     ").name(a.note()).line();
        }
    }
}
