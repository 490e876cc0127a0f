package dev.sonde.it.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Sonde;
import dev.sonde.it.kernel.Kernel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// [Beside], in a kernel of our own: a process costs it ten times as much, so what fills a namespace is run in batches,
/// and the real tools by `tools/lines.py`.
final class InKernel {
    /// A batch ends at a line which its tool refuses to read: behind each stands one that prints, to know which it was.
    private static final String BATCHES = """
            lo='link show dev lo'
            batch() {
              while [ -s "$2" ]; do
                read=$($1 -force -batch "$2" 2>/dev/null | grep -c '^1: lo')
                tail -n +$((2 * read + 3)) "$2" >rest
                mv rest "$2"
              done
            }
            """;

    private final Kernel kernel;

    InKernel(Kernel kernel) throws IOException {
        this.kernel = kernel;
        try (InputStream in = InKernel.class.getResourceAsStream("/tools/lines.py")) {
            Files.write(kernel.shared().resolve("lines.py"), in.readAllBytes());
        }
    }

    /// Fills a namespace.
    static StringBuilder setUp(Contents contents) {
        return Beside.setUp(contents, InKernel::inBatches);
    }

    private static void inBatches(StringBuilder script, Contents contents) {
        script.append(BATCHES);
        batches(script, contents.links);
        contents.settings.forEach(line -> script.append(line).append('\n'));
        Beside.keepNeighbours(script);
        Beside.each(script, "bridge", contents.forwarding);
        batches(script, contents.routing);
        contents.traffic.forEach(line -> script.append(line).append('\n'));
    }

    /// In a batch stands no option: what begins with one is in another.
    private static void batches(StringBuilder script, List<String> lines) {
        for (String option : List.of("", "-6 ", "-f mpls ")) {
            script.append("cat >batch <<'END OF BATCH'\n");
            for (String line : lines) {
                String first = line.startsWith("-6 ") ? "-6 " : line.startsWith("-f mpls ") ? "-f mpls " : "";
                if (first.equals(option)) {
                    script.append(line.substring(option.length())).append("\nlink show dev lo\n");
                }
            }
            script.append("END OF BATCH\nbatch 'ip ").append(option).append("' batch\n");
        }
    }

    /// Runs the real tools: line N of the folder's file `lines` leaves `N.out`, `N.err` and `N.status`.
    /// Between so many lines the namespace is recorded again.
    static void real(Path d, StringBuilder script, List<String> lines, int every) throws IOException {
        StringBuilder file = new StringBuilder();
        for (String line : lines) {
            file.append(line.startsWith("ifconfig") ? "busybox " : "")
                    .append(line)
                    .append('\n');
        }
        Files.writeString(d.resolve("lines"), file);
        // A file by its path Python would not find: memory is mounted over it.
        script.append("python3 -I -S -c \"$(cat ../lines.py)\" lines " + every + " || exit 7\n");
    }

    /// A folder that both sides see.
    Path folder(String name) throws IOException {
        return Files.createDirectory(kernel.shared().resolve(name));
    }

    /// In namespaces of its own: network, mounts, processes. One at a time: that kernel has one processor.
    synchronized void run(Path d, StringBuilder script) throws IOException {
        String inside = Kernel.SHARED + "/" + d.getFileName();
        Files.writeString(d.resolve("script"), Beside.head(inside) + script);
        Sonde.Result r = kernel.run(Beside.alone(inside + "/script"), Map.of());
        assertThat(r.status()).as(r.toString()).isZero();
    }
}
