package dev.sonde.cli.enter;

import dev.sonde.cli.Context;
import dev.sonde.cli.Failure;
import dev.sonde.cli.OwnCommand;
import dev.sonde.cli.option.CommandLine;
import dev.sonde.cli.option.CommandTable;
import dev.sonde.cli.option.Completes;
import dev.sonde.cli.option.Operand;
import dev.sonde.cli.option.Option;
import dev.sonde.cli.option.Value;
import dev.sonde.core.target.Place;
import dev.sonde.protocol.Errno;

/// The analysis's part of `sonde enter TARGET [-- PROGRAM...]`: finds the namespace that a name means and tells the
/// sensor, which then goes on as the command line says.
public final class EnterCommand implements OwnCommand {
    /// The sensor reads these options, by a table of its own: `Enter`.
    public static final CommandTable TABLE = CommandTable.of("enter", "a shell, or a program, in a network namespace")
            .takes(Operand.one(Value.TARGET), Operand.any(Value.of("PROGRAM", Completes.PROGRAM)))
            .options(
                    Option.flag('a', "all", "all namespaces of the target's process, not only the network's"),
                    Option.flag('n', "net", "the network namespace: with other options only those that are named"),
                    Option.flag('m', "mount", "the mount namespace"),
                    Option.flag('u', "uts", "the UTS namespace: the host name"),
                    Option.flag('i', "ipc", "the IPC namespace"),
                    Option.flag('p', "pid", "the PID namespace"),
                    Option.flag('U', "user", "the user namespace"),
                    Option.flag('C', "cgroup", "the cgroup namespace"),
                    Option.flag('T', "time", "the time namespace"),
                    Option.flag('r', "root", "the root folder of the target's process"),
                    Option.flag('w', "wd", "its working folder"),
                    Option.flag('e', "env", "its environment"),
                    Option.flag("preserve-credentials", "uid and gid stay as they are, as in nsenter"),
                    Option.flag("keep-caps", "capabilities stay, as in nsenter"),
                    Option.flag("fix-sys", "a /sys that shows the target's interfaces, and its files of /etc/netns"),
                    Option.flag("no-pty", "your terminal itself: a program inside can type into it"),
                    Option.flag("pty", "a terminal of its own, also in place of files and pipes"))
            .notes(
                    "TARGET: host, a path, pid:N or N, a name of ip netns, a container, network, task, service or pod;"
                            + " NAME@HOST where several hosts have one.",
                    "At a terminal the program gets one of its own, as with ssh: nothing inside can type into yours."
                            + " Files and pipes stay what they are.")
            .example("sudo sonde enter web.1", "a shell in a task's network, with the tools of this host")
            .example("sudo sonde enter my-network -- tcpdump -ni vxlan0", "a program inside an overlay network")
            .example("sudo sonde enter --all web.1 -- /bin/sh", "as docker exec does: all namespaces of the container");

    @Override
    public CommandTable table() {
        return TABLE;
    }

    /// The sensor asks with the target alone.
    @Override
    public int run(Context context, CommandLine line) {
        Place place = live(context, line.operand(0));
        context.live().become(place.pid(), place.number(), place.dev(), place.ino(), place.path());
        return 0;
    }

    /// The place that a target names on this host, now.
    static Place live(Context context, String target) {
        if (context.recorded()) {
            throw Failure.usage("a recording cannot be entered", "drop --from");
        }
        Place place = context.place(target);
        if (place.dev() == 0 && place.ino() != 0) {
            throw new Failure(target + ": " + Errno.text(Errno.EACCES), context.remedy(Errno.EACCES));
        }
        if (place.path().isEmpty()) {
            throw new Failure(
                    target + ": no way in: nothing that can be opened leads there",
                    "sonde show " + target + " shows its links and addresses, which are read from outside");
        }
        return place;
    }
}
