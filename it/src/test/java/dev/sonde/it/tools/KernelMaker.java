package dev.sonde.it.tools;

import java.util.List;
import java.util.Random;

/// What makes contents of a namespace up, by chance.
abstract class KernelMaker {
    final Random random;
    final Contents contents;
    final List<String> all;

    /// `all`: the names of its links, to which those of new ones are added.
    KernelMaker(Random random, Contents contents, List<String> all) {
        this.random = random;
        this.contents = contents;
        this.all = all;
    }

    final boolean maybe(int percent) {
        return random.nextInt(100) < percent;
    }

    final int number(int from, int to) {
        return from + random.nextInt(to - from + 1);
    }

    final String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    final String hex(int to) {
        return "0x" + Integer.toHexString(number(1, to));
    }

    final void link(String line) {
        contents.links.add(line);
    }

    /// A link, which may be up and have addresses.
    final void link(String name, String line) {
        link("link add " + line);
        all.add(name);
        if (maybe(60)) {
            link("link set " + name + " up");
        }
        if (maybe(30)) {
            link("addr add 10.88." + number(0, 255) + "." + number(1, 250) + one("/24", "/32") + " dev " + name);
        }
        if (maybe(30)) {
            link("addr add 2001:db8:88::" + number(1, 9999) + "/64 nodad dev " + name);
        }
    }

    final void forwarding(String line) {
        contents.forwarding.add(line);
    }

    final void route(String line) {
        contents.routing.add(line);
    }

    /// A dummy of its own: one that belongs to nothing else.
    final String port(String name) {
        link("link add " + name + " type dummy");
        return name;
    }
}
