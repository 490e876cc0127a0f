package dev.sonde.it.tools;

import dev.sonde.it.Sonde;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The newest real tools that apt can give (`newest.sh`): what ours are compared with, where they are those that ours
/// follow. They are unpacked, not installed. Without them, or when apt has newer ones already, this machine's own are
/// compared, but for what the lists of differences name ([Older] for `ip` and `bridge`). A newer tool thus turns no
/// build red; `it/newer-tools` shows what it changed.
///
/// The first who asks brings them, and says on stderr which they are; the run writes them into
/// `docs/tools-versions.md`.
public final class Newest {
    /// The versions that ours follow.
    private static final Map<String, String> FOLLOWED =
            Map.of("ip", "7.3.0", "bridge", "7.3.0", "ping", "20250605", "nsenter", "2.42", "lsns", "2.42");

    private static final String SUITE = "sid";
    private static final Path CACHE = Path.of("/var/tmp/sonde-it-tools-" + SUITE);
    private static final Path DOCUMENT = Path.of("../docs/tools-versions.md");

    /// `own`: this machine's tools, as where apt brings nothing. `newest`: whatever apt brings, also where ours follow
    /// an older one.
    private static final String ASKED = System.getProperty("sonde.tools", "");

    private static final Map<String, String> VERSIONS = new TreeMap<>();

    /// The folder of the programs; empty: they could not be brought.
    private static final String FOLDER;

    static {
        try {
            FOLDER = bring();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether this tool is there in the version that ours follows: then all that it prints is compared.
    public static boolean has(String tool) {
        String version = VERSIONS.get(tool);
        return version != null && (ASKED.equals("newest") || (version + ".").startsWith(FOLLOWED.get(tool) + "."));
    }

    /// Whether `ip` and `bridge` are those that ours follow.
    public static boolean brought() {
        return has("ip") && has("bridge");
    }

    /// A line of shell behind which `ip` and `bridge` are the newest.
    public static String path() {
        return brought() ? "PATH=" + FOLDER + ":$PATH\n" : "";
    }

    /// The newest of this name; the machine's own where ours does not follow what there is.
    public static String program(String name) {
        return has(name) ? FOLDER + "/" + name : name;
    }

    /// Whether this machine has the same `ip`.
    static boolean sameAsTheMachines() {
        return number(Sonde.sh("ip -V").out())
                .equals(number(Sonde.sh(path() + "ip -V").out()));
    }

    private static String bring() throws IOException {
        if (ASKED.equals("own")) {
            return none("not asked for");
        }
        Path script = Files.createTempFile("sonde-it-newest", ".sh");
        try (InputStream in = Newest.class.getResourceAsStream("/tools/newest.sh")) {
            Files.write(script, in.readAllBytes());
        }
        List<String> lines = Sonde.run(
                        List.of("bash", script.toString(), CACHE.toString(), SUITE), Map.of("LC_ALL", "C.UTF-8"), 600)
                .out()
                .lines()
                .toList();
        Files.delete(script);
        if (lines.size() < 2 || lines.getFirst().startsWith("failed")) {
            return none(String.join(" ", lines));
        }
        for (String line : lines.subList(1, lines.size())) {
            int blank = line.indexOf(' ');
            VERSIONS.put(line.substring(0, Math.max(0, blank)), number(line.substring(blank + 1)));
        }
        System.err.println("tools: of Debian " + SUITE + ": " + VERSIONS);
        FOLLOWED.forEach((tool, version) -> {
            if (!has(tool)) {
                System.err.println("tools: " + tool + " is another one than " + version
                        + ", which ours follows: this machine's is compared; it/newer-tools shows what changed");
            }
        });
        write(VERSIONS);
        return lines.getFirst();
    }

    private static String none(String why) {
        System.err.println("tools: no newer ones can be had here (" + why + "): compared with this machine's "
                + number(Sonde.sh("ip -V").out().strip()) + ", but for what older.txt lists");
        return "";
    }

    /// `7.3.0` of `ip utility, iproute2-7.3.0, libbpf 1.7.0`, `20250605` of `ping from iputils 20250605`.
    private static String number(String said) {
        Matcher m = Pattern.compile("(?:iproute2-|[ ,])([0-9][0-9.]*[0-9])").matcher(said);
        return m.find() ? m.group(1) : said;
    }

    private static void write(Map<String, String> versions) throws IOException {
        StringBuilder text = new StringBuilder("""
                # The real tools that the tests met last

                Written by the tests (`Newest`): the newest that apt could give, of Debian %s. A change here means that a newer one was met: what `ToolsIT` and the tests beside it then find is what it changed.

                | tool | version |
                |---|---|
                """.formatted(SUITE));
        versions.forEach((tool, version) ->
                text.append("| `").append(tool).append("` | ").append(version).append(" |\n"));
        if (!Files.isDirectory(DOCUMENT.getParent())
                || Files.exists(DOCUMENT) && Files.readString(DOCUMENT).contentEquals(text)) {
            return;
        }
        // Two JVMs may be here at once.
        Path part = Files.createTempFile(DOCUMENT.getParent(), ".tools", "");
        Files.writeString(part, text);
        Files.move(part, DOCUMENT, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Newest() {}
}
