package dev.sonde.it.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Sonde;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// Real tools and ours, one beside the other in one namespace.
final class Beside {
    static String filled(String line, Contents contents) {
        return line.replace("%B", contents.bridge())
                .replace("%V", contents.veth())
                .replace("%L", contents.any());
    }

    /// Begins a script that fills the namespace it runs in. Duplicate address detection would change tables for
    /// seconds: it is off.
    static StringBuilder setUp(Contents contents) {
        return setUp(contents, Beside::oneByOne);
    }

    static StringBuilder setUp(Contents contents, BiConsumer<StringBuilder, Contents> filling) {
        StringBuilder script = new StringBuilder()
                .append("mount -t sysfs none /sys || exit 9\n")
                // Namespaces of others on this host would be recorded too.
                .append("mount -t tmpfs none /run || exit 9\n")
                .append("for f in accept_dad dad_transmits router_solicitations; do\n")
                .append("  echo 0 >/proc/sys/net/ipv6/conf/all/$f\n  echo 0 >/proc/sys/net/ipv6/conf/default/$f\n")
                .append("done\n");
        // Multicast reports at once and not again: they would move the counters for seconds.
        script.append("echo 1 >/proc/sys/net/ipv6/mld_qrv\necho 1 >/proc/sys/net/ipv4/igmp_qrv\n")
                .append("for f in mldv1 mldv2; do\n")
                .append("  echo 1 >/proc/sys/net/ipv6/conf/default/${f}_unsolicited_report_interval\n")
                .append("done\n")
                .append("echo 1 >/proc/sys/net/ipv4/conf/default/igmpv3_unsolicited_report_interval\n");
        script.append("{\n");
        filling.accept(script, contents);
        return script.append("} >/dev/null 2>&1\n");
    }

    /// One by one: a batch would end at the first word that its tool does not know.
    static void each(StringBuilder script, String tool, List<String> lines) {
        lines.forEach(line -> script.append(tool).append(' ').append(line).append('\n'));
    }

    private static void oneByOne(StringBuilder script, Contents contents) {
        each(script, "ip", contents.links);
        keepNeighbours(script);
        each(script, "bridge", contents.forwarding);
        each(script, "ip", contents.routing);
        contents.traffic.forEach(line -> script.append(line).append('\n'));
    }

    /// A neighbour keeps its state: what is asked for once is not asked for again for an hour.
    static void keepNeighbours(StringBuilder script) {
        script.append("for d in /proc/sys/net/ipv[46]/neigh/*; do\n  echo 3600000 >$d/retrans_time_ms\n")
                .append("  echo 3600 >$d/delay_first_probe_time\n  echo 3600000 >$d/base_reachable_time_ms\n")
                // Nor is it forgotten, where the host has many.
                .append("  echo 86400 >$d/gc_stale_time\ndone\n");
    }

    private static String program(String line) {
        return line.startsWith("ifconfig") ? "busybox " + line : line;
    }

    static void real(StringBuilder script, String line, int i) {
        script.append(program(line)).append(" >" + i + ".out 2>" + i + ".err; echo $? >" + i + ".status\n");
    }

    /// What runs a file in namespaces of its own: network, mounts, processes.
    static List<String> alone(String file) {
        return List.of("unshare", "--net", "--mount", "--pid", "--fork", "--mount-proc", "sh", file);
    }

    /// With the newest tools, in a folder.
    static String head(String folder) {
        return "cd " + folder + "\nexport LC_ALL=C.UTF-8 SONDE=" + Sonde.BINARY + " OWN=$PATH\n" + Newest.path();
    }

    static void run(Path d, StringBuilder script) throws IOException {
        Files.writeString(d.resolve("script"), head(d.toString()) + script);
        Sonde.Result r = Sonde.run(alone(d.resolve("script").toString()), Map.of());
        assertThat(r.status()).as(r.toString()).isZero();
    }

    static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }

    /// Words of a command line; quotes hold blanks together.
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        for (String word : line.split(" ")) {
            words.add(word.replace("'", ""));
        }
        return words;
    }

    /// Runs each line with the real tool and with ours, both live, in the same second.
    static void both(StringBuilder script, List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            beside(script, lines.get(i), i, "$SONDE " + lines.get(i));
        }
    }

    /// Runs a line with the real tool, and what is compared with it. Counters move whenever a packet passes: where
    /// they are printed, both run again until the real tool prints the same before and after, five times at most.
    static void beside(StringBuilder script, String line, int i, String other) {
        boolean counters = line.startsWith("ifconfig") || line.contains(" -s");
        if (counters) {
            script.append("for again in 1 2 3 4 5; do\n");
        }
        real(script, line, i);
        script.append(other).append(" >o" + i + ".out 2>o" + i + ".err; echo $? >o" + i + ".status\n");
        if (counters) {
            script.append(program(line)).append(" 2>/dev/null | cmp -s - " + i + ".out && break\n");
            script.append("done\n");
        }
    }

    /// Where they differ; empty: nowhere.
    static String differences(Path d, List<String> lines) throws IOException {
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String difference = Older.compared(lines.get(i)) ? difference(d, lines.get(i), i) : "";
            if (!difference.isEmpty()) {
                differences.add(difference);
            }
        }
        return String.join("\n", differences);
    }

    /// Where the two outputs of one line differ; empty: nowhere.
    static String difference(Path d, String line, int i) throws IOException {
        List<String> differences = new ArrayList<>();
        for (String part : List.of(".out", ".err", ".status")) {
            String real = Mask.all(read(d.resolve(i + part)));
            String ours = Mask.all(read(d.resolve("o" + i + part)));
            // Usage is in words of our own.
            boolean usage = part.equals(".err") && real.startsWith("Usage:");
            if (!real.equals(ours) && !usage) {
                differences.add(
                        line + part + "\n--- real\n" + differing(real, ours) + "--- ours\n" + differing(ours, real));
            }
        }
        return String.join("\n", differences);
    }

    /// The lines that the other does not have; of one long line, its part that differs.
    static String differing(String text, String other) {
        List<String> theirs = List.of(other.split("\n", -1));
        StringBuilder b = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            if (!theirs.contains(line)) {
                int at = 0;
                if (line.length() > 300) {
                    while (at < Math.min(line.length(), other.length()) && line.charAt(at) == other.charAt(at)) {
                        at++;
                    }
                    at = Math.max(0, at - 60);
                }
                b.append(line, at, Math.min(line.length(), at + 300)).append('\n');
            }
        }
        return b.toString();
    }

    private Beside() {}
}
