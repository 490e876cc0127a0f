package dev.sonde.cli.enter;

import dev.sonde.cli.Command;
import dev.sonde.cli.Context;
import dev.sonde.cli.Failure;
import dev.sonde.core.connection.Errnos;
import dev.sonde.core.target.Place;
import java.util.List;

/// The analysis's part of `sonde enter TARGET [-- CMD...]`: finds the namespace that a name means and tells the
/// sensor, which then goes on as the command line says.
public final class EnterCommand implements Command {
    private static final String USAGE = "usage: sonde enter TARGET [-- CMD...]";

    @Override
    public int run(Context context, List<String> args) {
        String target = null;
        boolean all = false;
        for (String a : args) {
            if (a.equals("--")) {
                break;
            }
            all |= a.equals("--all");
            if (!a.startsWith("-")) {
                target = a;
                break;
            }
        }
        if (target == null) {
            throw Failure.usage("enter: no target is named", USAGE);
        }
        Place place = live(context, target);
        if (all && place.pid() == 0) {
            throw new Failure(
                    "enter --all: no process lives in " + target + ", and only a process has all namespaces",
                    "without --all its network namespace is entered");
        }
        context.live().become(place.pid(), place.number(), place.dev(), place.ino(), place.path());
        return 0;
    }

    /// The place that a target names on this host, now.
    static Place live(Context context, String target) {
        if (context.recorded()) {
            throw Failure.usage("a recorded stream cannot be entered", "leave out --from");
        }
        Place place = context.place(target);
        if (place.dev() == 0 && place.ino() != 0) {
            throw new Failure(target + ": " + Errnos.text(Errnos.EACCES), context.remedy(Errnos.EACCES));
        }
        if (place.path().isEmpty()) {
            throw new Failure(
                    target + ": no way in: nothing that can be opened leads there",
                    "sonde show " + target + " tells of its links and addresses, which are read from outside");
        }
        return place;
    }
}
