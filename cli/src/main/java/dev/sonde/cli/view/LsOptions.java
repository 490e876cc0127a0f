package dev.sonde.cli.view;

import dev.sonde.cli.Failure;
import dev.sonde.core.model.Kind;
import java.util.ArrayList;
import java.util.List;

/// What `sonde ls` was asked for. `kinds`: labels, empty for all. `sort`: one of [#KEYS], or empty for the order by
/// kind. What could not be read is listed whatever was chosen.
record LsOptions(boolean json, boolean wide, boolean handles, boolean unnamed, List<String> kinds, String sort) {
    static final String LEFT_OVER = "left-over";
    static final List<String> KEYS = List.of("netns", "kind", "name", "host", "tenants", "links");

    private static final String USAGE =
            "usage: sonde ls [-j] [--wide] [--handles] [--unnamed] [--kind KIND[,KIND]] [--sort KEY]";

    static LsOptions of(List<String> args) {
        boolean json = false;
        boolean wide = false;
        boolean handles = false;
        boolean unnamed = false;
        List<String> kinds = new ArrayList<>();
        String sort = "";
        for (int i = 0; i < args.size(); i++) {
            String a = args.get(i);
            int equals = a.startsWith("--") ? a.indexOf('=') : -1;
            String option = equals < 0 ? a : a.substring(0, equals);
            switch (option) {
                case "--kind", "--sort" -> {
                    if (equals < 0 && i + 1 == args.size()) {
                        throw Failure.usage("ls: ".concat(option).concat(" needs a value"), USAGE);
                    }
                    String value = equals < 0 ? args.get(++i) : a.substring(equals + 1);
                    if (option.equals("--sort")) {
                        sort = known(option, value, KEYS);
                    } else {
                        for (String kind : value.split(",", -1)) {
                            kinds.add(known(option, kind, labels()));
                        }
                    }
                }
                default -> {
                    switch (a) {
                        case "-j", "--json" -> json = true;
                        case "--wide" -> wide = true;
                        case "--handles" -> handles = true;
                        case "--unnamed" -> unnamed = true;
                        default -> throw Failure.usage("ls: unknown argument " + a, USAGE);
                    }
                }
            }
        }
        return new LsOptions(json, wide, handles, unnamed, kinds, sort);
    }

    private static String known(String option, String value, List<String> all) {
        if (!all.contains(value)) {
            throw Failure.usage("ls: " + option + ": unknown value " + value, "one of: " + String.join(", ", all));
        }
        return value;
    }

    private static List<String> labels() {
        List<String> all = new ArrayList<>();
        for (Kind k : Kind.values()) {
            all.add(k.label());
        }
        all.add(LEFT_OVER);
        return all;
    }

    /// Whether rows may be missing that would be there without options.
    boolean chosen() {
        return unnamed || !kinds.isEmpty();
    }

    /// Unnamed: nobody gave it a name that people use, neither an engine nor `ip netns`.
    boolean shows(Kind kind) {
        boolean nameless = kind.compareTo(Kind.FILE) >= 0;
        return (!unnamed || nameless) && (kinds.isEmpty() || kinds.contains(kind.label()));
    }

    boolean leftOvers() {
        return !unnamed && kinds.isEmpty() || kinds.contains(LEFT_OVER);
    }
}
