package dev.sonde.it.nsenter;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What two runs can be compared by: numbers that cannot be the same twice are taken out.
final class State {
    private static final Pattern TERMINAL = Pattern.compile("\\bino (\\d+) mode (206[02]0)\\b");

    private static final Pattern PROCESS = Pattern.compile("\\b(ppid|pgrp|sid|fg) (\\d+)");

    /// All that can be seen of an end: events, stdout, stderr, screen.
    static String normal(Bench.Outcome o, World world) {
        // Ctrl-Z stops parent and child alike. Whether the parent learns of the child's stop before its own, and stops
        // once more, is a race that util-linux has too.
        String events = String.join("\n", o.events()).replace("stopped 20\nstopped 19", "stopped 20");
        return events + "\n--- out\n" + processes(o.out(), world) + "--- err\n" + o.err() + "--- screen\n"
                + processes(o.screen(), world);
    }

    /// As [#normal], and failures to join by one call or several read alike.
    static String joined(Bench.Outcome o, World world) {
        return normal(o, world)
                .replaceAll("reassociate to namespace 'ns/\\w+' failed", "reassociate to namespaces failed")
                .replaceAll("set([ug]id)\\(\\) failed", "set$1 failed");
    }

    /// The end and the lines of stderr, on one line.
    static String ending(Bench.Outcome o, World world) {
        String err = o.err().strip().replace("\n", " / ");
        return (o.end() + " " + unfill(err, world)).strip();
    }

    private static String unfill(String text, World world) {
        String t = text;
        for (String name : new String[] {"full", "zombie", "dead", "user", "net", "onlyuser", "dir", "plain"}) {
            t = t.replaceAll("(?<![0-9])" + Pattern.quote(world.name(name)) + "(?![0-9])", "{" + name + "}");
        }
        return t;
    }

    /// Process ids: the launcher's stays, so that an extra process in between would show; others are one like the
    /// other.
    private static String processes(String text, World world) {
        Matcher m = PROCESS.matcher(terminals(text));
        return m.replaceAll(r -> {
            String n = r.group(2);
            boolean stays = n.equals("0") || n.equals("1") || n.equals(world.name("self"));
            return r.group(1) + " " + (stays ? n : "other");
        });
    }

    /// The inode of a pseudoterminal is its number, and the next free one is whose turn it is on the whole machine.
    /// Which descriptors are the same terminal stays.
    private static String terminals(String text) {
        List<String> met = new ArrayList<>();
        return TERMINAL.matcher(text).replaceAll(r -> {
            if (!met.contains(r.group(1))) {
                met.add(r.group(1));
            }
            return "ino terminal" + met.indexOf(r.group(1)) + " mode " + r.group(2);
        });
    }

    private State() {}
}
