package dev.sonde.cli.enter;

import dev.sonde.cli.Command;
import dev.sonde.cli.Console;
import dev.sonde.cli.Context;
import dev.sonde.cli.Failure;
import dev.sonde.core.check.rule.probe.ProbeFindings;
import dev.sonde.core.inventory.SnapshotBuilder;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.target.Destinations;
import dev.sonde.core.target.Place;
import dev.sonde.netlink.IpAddress;
import java.util.ArrayList;
import java.util.List;

/// The analysis's part of `sonde ping [-n TARGET] ... DEST`: finds the namespace that a name means and tells the
/// sensor, which sends the packets.
public final class PingCommand implements Command {
    /// Of more that have one name the others are counted.
    private static final int MOST = 8;

    /// The options of ping that are followed by a value.
    private static final String WITH_VALUE = "ciWwsMtIpQSlmTFeN";

    @Override
    public int run(Context context, List<String> args) {
        String target = target(args);
        if (target == null) {
            throw Failure.usage("ping: missing argument TARGET", "usage: sonde ping [--netns TARGET] [-c N] ... DEST");
        }
        Place place = EnterCommand.live(context, target);
        destination(context, place, args.getLast());
        context.live().become(place.pid(), place.number(), place.dev(), place.ino(), place.path());
        return 0;
    }

    /// What the sensor does not know by itself: the addresses of a container that is on a network of the target's.
    private static void destination(Context context, Place place, String name) {
        if (Network.address(name) != null || name.indexOf('%') >= 0) {
            return;
        }
        Snapshot snapshot = SnapshotBuilder.of(place.source());
        Namespace from = snapshot.namespace(place.number(), place.dev(), place.ino());
        Destinations found = from == null ? null : Destinations.of(snapshot, from, name);
        if (found == null || !found.known()) {
            return;
        }
        for (IpAddress ip : new IpAddress[] {found.ipv4(), found.ipv6()}) {
            if (ip != null) {
                context.live().destination(ip.toArray());
            }
        }
        if (found.called().size() != 1) {
            Console err = context.err();
            err.text("sonde: ping: ").name(name);
            err.text(found.called().isEmpty() ? ": it is in no network of the target's" : ": name one of them: ");
            err.name(ProbeFindings.some(found.called(), MOST)).line();
            err.flush();
        }
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
