package dev.sonde.cli.check;

import dev.sonde.cli.Failure;
import java.util.ArrayList;
import java.util.List;

/// What the command line of `sonde check` asks for. `explain`: a code, or null.
record CheckOptions(
        boolean json, boolean help, boolean mend, boolean yes, boolean probe, String explain, List<String> targets) {
    static final String USAGE =
            "usage: sonde check [NETWORK|HOST|TASK]... [-j] [--probe] [--mend [--yes]] [--explain CODE]";

    static CheckOptions parse(List<String> args) {
        boolean json = false;
        boolean help = false;
        boolean mend = false;
        boolean yes = false;
        boolean probe = false;
        String explain = null;
        List<String> targets = new ArrayList<>(0);
        boolean options = true;
        for (int i = 0; i < args.size(); i++) {
            String a = args.get(i);
            if (!options || !a.startsWith("-")) {
                targets.add(a);
                continue;
            }
            switch (a) {
                case "--" -> options = false;
                case "-j", "--json" -> json = true;
                case "-h", "--help" -> help = true;
                case "--mend" -> mend = true;
                case "--yes" -> yes = true;
                case "--probe" -> probe = true;
                case "--explain" -> {
                    if (i + 1 == args.size()) {
                        throw Failure.usage("check: --explain: which code?", USAGE);
                    }
                    explain = args.get(++i);
                }
                default -> throw Failure.usage("check: unknown argument " + a, USAGE);
            }
        }
        if (yes && !mend) {
            throw Failure.usage("check: --yes: to what? it goes with --mend", USAGE);
        }
        return new CheckOptions(json, help, mend, yes, probe, explain, targets);
    }
}
