package dev.sonde.it.ping;

import dev.sonde.it.Sonde;
import dev.sonde.it.tools.Newest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The ping that ours is held against: that of iputils 20250605, which Debian sid has, where it can be had; else this
/// machine's, and the list of what it prints otherwise (`older.txt`).
final class Reference {
    static final String OLDER = "20221126";
    static final Path LIST = Path.of("src/test/resources/ping/older.txt");

    /// A part of the older one's text that is otherwise wherever it stands.
    record Rule(Pattern text, String instead) {}

    /// The folder of the newest.
    private final Optional<Path> newest =
            Newest.has("ping") ? Optional.of(Path.of(Newest.program("ping")).getParent()) : Optional.empty();

    private final List<Rule> rules = new ArrayList<>();
    private final Map<String, String> lines = new LinkedHashMap<>();
    /// What was asked for already.
    private final Map<String, String> seen = new HashMap<>();

    /// Reads the list, and says which ping it is.
    Reference() throws IOException {
        String[] blocks = Files.readString(LIST).split("(?m)^== ");
        for (String line : blocks[0].split("\n")) {
            if (line.startsWith("rule | ")) {
                String[] f = line.split(" \\| ");
                rules.add(new Rule(Pattern.compile(f[1], Pattern.MULTILINE), f[2]));
            }
        }
        for (int i = 1; i < blocks.length; i++) {
            String[] f = blocks[i].split("\n", 2);
            lines.put(f[0].strip(), f[1].strip());
        }
        System.out.println("ping is compared with "
                + newest.map(f -> "iputils " + version(f.resolve("ping")) + " in " + f)
                        .orElseGet(() -> "this machine's iputils " + machine() + " and the list " + LIST));
        if (newest.isEmpty() && !machine().equals(OLDER)) {
            throw new AssertionError("the list is about iputils " + OLDER);
        }
    }

    Optional<Path> newest() {
        return newest;
    }

    static String machine() {
        return version(Path.of("ping"));
    }

    private static String version(Path ping) {
        return Sonde.run(ping.toString(), "-V")
                .out()
                .lines()
                .findFirst()
                .orElse("")
                .replaceAll(".*iputils ", "");
    }

    /// The command line of a ping: the newest one called by its name, as messages begin with it.
    static List<String> command(Path folder) {
        return List.of("env", "PATH=" + folder + ":" + System.getenv("PATH"), "ping");
    }

    List<String> command() {
        return newest.map(Reference::command).orElse(List.of("ping"));
    }

    /// What the newest ping prints for a line of `lines.txt`, masked.
    String expected(Network network, String namespace, String arguments) {
        String line = namespace + " " + arguments;
        String known = seen.get(line);
        if (known == null) {
            // The older one may take what the newer one refuses, and never end.
            String listed = newest.isPresent() ? null : lines.get(line.strip());
            known = listed != null ? listed : Mask.of(network.fresh(namespace, command(), arguments));
            known = newest.isPresent() || listed != null ? known : ruled(known);
            seen.put(line, known);
        }
        return known;
    }

    /// The older one's text as the newest one writes it.
    String ruled(String text) {
        String t = text;
        for (Rule rule : rules) {
            t = rule.text().matcher(t).replaceAll(rule.instead());
        }
        return t;
    }

    Map<String, String> lines() {
        return lines;
    }
}
