package dev.sonde.cli.tools;

import dev.sonde.cli.Console;
import dev.sonde.cli.Context;
import dev.sonde.cli.Failure;
import dev.sonde.core.target.Place;
import dev.sonde.netlink.Nlmsg;
import java.util.List;

/// The options before the object, as `ip` and `bridge` take them: each may be shortened to any beginning, and where
/// a beginning fits several, the first of the real tool's order wins (`-b` is `-batch`, `-h` is `-human`).
public final class Options {
    public static final int ANY = Nlmsg.AF_UNSPEC;
    public static final int INET = Nlmsg.AF_INET;
    public static final int BRIDGE = Nlmsg.AF_BRIDGE;
    public static final int INET6 = Nlmsg.AF_INET6;
    public static final int PACKET = 17;
    public static final int MPLS = Nlmsg.AF_MPLS;

    public int family = ANY;
    public int details;
    public int stats;
    public boolean oneline;
    public boolean brief;
    public boolean json;
    public boolean pretty;
    public boolean human;
    public boolean iec;
    public boolean numeric;

    /// Names of hosts in place of their addresses.
    public boolean resolve;

    public boolean compressVlans;
    public boolean colour;
    public boolean version;
    public boolean help;

    /// A file of commands; null: there is none.
    public String batch;

    /// The commands behind one that failed are run all the same.
    public boolean force;

    /// `-n`: any target, not only a name of `ip netns`.
    public String target;

    /// How many arguments were options.
    public int taken;

    private final boolean bridge;
    private final List<String> args;
    private final boolean terminal;

    /// On a terminal that allows it there are colours, as Debian builds the tools: nobody has to ask for them.
    /// The namespace that `-n` names. Where there is none the real tools end with 255.
    public Place place(Context context) {
        try {
            return context.place(target);
        } catch (Failure e) {
            throw e.status() == Failure.FAILED ? new Failure(e.getMessage(), e.remedy(), 255) : e;
        }
    }

    private Options(List<String> args, boolean bridge, Console out) {
        this.args = args;
        this.bridge = bridge;
        this.terminal = out.terminal();
        this.colour = out.colour();
    }

    /// Reads the options of `ip`. `out`: whether it is a terminal is what `-c=auto` asks for.
    public static Options ip(List<String> args, Console out) {
        return new Options(args, false, out).read();
    }

    public static Options bridge(List<String> args, Console out) {
        return new Options(args, true, out).read();
    }

    /// Whether `word` is a beginning of `whole`: the real tools let every word be shortened. An empty one is none.
    public static boolean matches(String word, String whole) {
        return !word.isEmpty() && whole.startsWith(word);
    }

    private Options read() {
        while (taken < args.size()) {
            String given = args.get(taken);
            if (given.equals("--")) {
                taken++;
                return this;
            }
            if (!given.startsWith("-")) {
                return this;
            }
            String option = given.startsWith("--") ? given.substring(1) : given;
            boolean known = bridge ? readBridge(option) : readIp(option);
            if (!known) {
                String all = bridge ? "bridge help" : "ip -help";
                throw new ToolExit(255, "Option \"" + option + "\" is unknown, try \"" + all + "\".");
            }
            taken++;
        }
        return this;
    }

    private boolean readIp(String o) {
        if (matches(o, "-loops")) {
            value("loop count"); // of flush, which is not ours
        } else if (matches(o, "-family")) {
            family = family(value("family type"));
        } else if (o.equals("-4")) {
            family = INET;
        } else if (o.equals("-6")) {
            family = INET6;
        } else if (o.equals("-0")) {
            family = PACKET;
        } else if (o.equals("-M")) {
            family = MPLS;
        } else if (o.equals("-B")) {
            family = BRIDGE;
        } else if (matches(o, "-human-readable")) {
            human = true;
        } else if (matches(o, "-iec")) {
            iec = true;
        } else if (matches(o, "-stats") || matches(o, "-statistics")) {
            stats++;
        } else if (matches(o, "-details")) {
            details++;
        } else if (matches(o, "-resolve")) {
            resolve = true;
        } else if (matches(o, "-oneline")) {
            oneline = true;
        } else if (matches(o, "-timestamp") || matches(o, "-tshort")) {
            return true; // of the monitor: shows nothing here
        } else if (matches(o, "-Version")) {
            version = true;
        } else if (matches(o, "-force")) {
            force = true;
        } else if (matches(o, "-batch")) {
            batch = value("batch file");
        } else if (matches(o, "-brief")) {
            brief = true;
        } else if (matches(o, "-json")) {
            json = true;
        } else if (matches(o, "-pretty")) {
            pretty = true;
        } else if (matches(o, "-rcvbuf")) {
            value("rcvbuf size"); // the sensor's buffer grows by itself
        } else if (colour(o)) {
            return true;
        } else if (matches(o, "-help")) {
            help = true;
        } else if (matches(o, "-netns")) {
            target = value();
        } else if (matches(o, "-Numeric")) {
            numeric = true;
        } else {
            return matches(o, "-all") || o.equals("-echo");
        }
        return true;
    }

    private boolean readBridge(String o) {
        if (matches(o, "-help")) {
            help = true;
        } else if (matches(o, "-Version")) {
            version = true;
        } else if (matches(o, "-stats") || matches(o, "-statistics")) {
            stats++;
        } else if (matches(o, "-details")) {
            details++;
        } else if (matches(o, "-oneline")) {
            oneline = true;
        } else if (matches(o, "-timestamp")) {
            return true;
        } else if (matches(o, "-family")) {
            family = family(value());
        } else if (o.equals("-4")) {
            family = INET;
        } else if (o.equals("-6")) {
            family = INET6;
        } else if (matches(o, "-netns")) {
            target = value();
        } else if (colour(o)) {
            return true;
        } else if (matches(o, "-compressvlans")) {
            compressVlans = true;
        } else if (matches(o, "-force")) {
            force = true;
        } else if (matches(o, "-json")) {
            json = true;
        } else if (matches(o, "-pretty")) {
            pretty = true;
        } else if (matches(o, "-batch")) {
            batch = value();
        } else {
            return false;
        }
        return true;
    }

    /// `-c`, `-color=always`, `=auto`, `=never`.
    private boolean colour(String o) {
        int equals = o.indexOf('=');
        if (!matches(equals < 0 ? o : o.substring(0, equals), "-color")) {
            return false;
        }
        switch (equals < 0 ? "always" : o.substring(equals + 1)) {
            case "", "always" -> colour = true;
            case "auto" -> colour = terminal;
            case "never" -> colour = false;
            default -> {
                return false;
            }
        }
        return true;
    }

    private String value() {
        if (taken + 1 >= args.size()) {
            throw new ToolExit(255, "Command line is not complete. Try option \"help\"");
        }
        return args.get(++taken);
    }

    /// The same of an option that says what is missing.
    private String value(String what) {
        if (taken + 1 >= args.size()) {
            throw new ToolExit(255, "Error: argument \"" + what + "\" is required");
        }
        return args.get(++taken);
    }

    private static int family(String name) {
        int family = familyOf(name);
        if (family == ANY) {
            throw new ToolExit(255, "Error: argument \"" + name + "\" is wrong: invalid protocol family");
        }
        return family;
    }

    /// The number of a family's name, [#ANY] for none.
    public static int familyOf(String name) {
        return switch (name) {
            case "inet" -> INET;
            case "inet6" -> INET6;
            case "link" -> PACKET;
            case "mpls" -> MPLS;
            case "bridge" -> BRIDGE;
            default -> ANY;
        };
    }

    public static String familyName(int family) {
        return switch (family) {
            case INET -> "inet";
            case INET6 -> "inet6";
            case PACKET -> "link";
            case MPLS -> "mpls";
            case BRIDGE -> "bridge";
            default -> "???";
        };
    }
}
