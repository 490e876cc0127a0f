package dev.sonde.cli.enter;

import dev.sonde.cli.Command;
import dev.sonde.cli.Context;
import dev.sonde.cli.Failure;
import dev.sonde.core.target.Place;
import java.util.ArrayList;
import java.util.List;

/// The analysis's part of `sonde ping [-n TARGET] ... DEST`: finds the namespace that a name means and tells the
/// sensor, which sends the packets.
public final class PingCommand implements Command {
    /// The options of ping that are followed by a value.
    private static final String WITH_VALUE = "ciWwsMtIpQSlmTF";

    @Override
    public int run(Context context, List<String> args) {
        String target = target(args);
        if (target == null) {
            throw Failure.usage("ping: no target is named", "usage: sonde ping [--netns TARGET] [-c N] ... DEST");
        }
        Place place = EnterCommand.live(context, target);
        context.live().become(place.pid(), place.number(), place.dev(), place.ino(), place.path());
        return 0;
    }

    /// `--netns TARGET`; or, of two operands, the one right behind a `-n`. Null: none.
    static String target(List<String> args) {
        List<String> operands = new ArrayList<>();
        boolean afterN = false;
        for (int i = 0; i < args.size(); i++) {
            String a = args.get(i);
            if (a.equals("--netns")) {
                return i + 1 < args.size() ? args.get(i + 1) : null;
            }
            if (a.startsWith("--netns=")) {
                return a.substring("--netns=".length());
            }
            if (a.length() > 1 && a.charAt(0) == '-') {
                char last = a.charAt(a.length() - 1);
                if (a.length() == 2 && WITH_VALUE.indexOf(last) >= 0) {
                    i++;
                }
                continue;
            }
            if (operands.isEmpty()) {
                afterN = i > 0 && args.get(i - 1).equals("-n");
            }
            operands.add(a);
        }
        return operands.size() == 2 && afterN ? operands.getFirst() : null;
    }
}
