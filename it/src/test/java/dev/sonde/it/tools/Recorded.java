package dev.sonde.it.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A namespace with contents, and every command line on both sides: the real tools inside, ours on a stream that was
/// recorded there.
///
/// The stream is recorded before and after the real tools have run; a table that changes in between (a bridge's port
/// that begins to forward, a multicast report that counts as a packet) may agree with either.
final class Recorded {
    private final Path d;
    private final List<String> lines = new ArrayList<>();

    /// A slow kernel's namespace is recorded again between so many lines: the fewer, the less changes between two.
    private static final int EVERY = 50;

    private int every = Integer.MAX_VALUE;

    /// `d`: where the script is run.
    Recorded(Path d, Contents contents, List<String> lines) {
        this.d = d;
        lines.forEach(line -> this.lines.add(Beside.filled(line, contents)));
    }

    /// What records a namespace that was filled, and runs the real tools.
    StringBuilder script(StringBuilder filled) {
        filled.append("$SONDE collect -o before\n");
        for (int i = 0; i < lines.size(); i++) {
            Beside.real(filled, lines.get(i), i);
        }
        return filled.append("$SONDE collect -o after\n");
    }

    /// The same for a kernel of our own.
    StringBuilder scriptInKernel(StringBuilder filled) throws IOException {
        filled.append("$SONDE collect -o before\n");
        every = EVERY;
        InKernel.real(d, filled, lines, every);
        return filled.append("$SONDE collect -o after\n");
    }

    /// Fails where a command line differs, and says where.
    void isTheSame(String what, Kinds kinds) throws IOException {
        assertThat(Files.readString(d.resolve("0.out")))
                .as("the namespace has contents")
                .contains("br0")
                .contains("vxlan");
        kinds.look(d, lines);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String before = compare(d, i < every ? "before" : "between" + i / every, lines.get(i), i);
            boolean last = i / every == (lines.size() - 1) / every;
            String next = last ? "after" : "between" + (i / every + 1);
            String after = before.isEmpty() ? before : compare(d, next, lines.get(i), i);
            if (!after.isEmpty()) {
                differences.add(after);
            }
        }
        if (!differences.isEmpty()) {
            fail(differences.size() + " of " + lines.size() + " command lines differ, " + what + "\n"
                    + String.join("\n", differences));
        }
    }

    /// Empty where both are the same.
    static String compare(Path d, String stream, String line, int i) throws IOException {
        if (!Older.compared(line)) {
            return "";
        }
        Analysis.Output ours = Analysis.run(d.resolve(stream), false, Beside.words(line));
        String realOut = Mask.all(Beside.read(d.resolve(i + ".out")));
        String realError = Beside.read(d.resolve(i + ".err"));
        int realStatus = Integer.parseInt(Beside.read(d.resolve(i + ".status")).strip());
        String out = Mask.all(ours.text());
        // The kernel takes FAILED neighbours away when this machine has many: one that was gone afterwards may lack.
        if (line.contains(" n") && !out.equals(realOut) && !failedStays(d)) {
            out = Mask.withoutFailed(out);
            realOut = Mask.withoutFailed(realOut);
        }
        if (!out.equals(realOut) && (Mask.topologyChanges(out) || Mask.topologyChanges(realOut))) {
            out = Mask.withoutTopologyChange(out);
            realOut = Mask.withoutTopologyChange(realOut);
        }
        // Where it fails, the real tool leaves a lone `[` behind: not JSON, and not ours.
        boolean sameOut = out.equals(realOut)
                || realStatus != 0 && out.isEmpty() && realOut.equals("[")
                || (line.contains(" -s") || line.startsWith("ifconfig"))
                        && Mask.counters(out).equals(Mask.counters(realOut));
        // Usage is in words of our own.
        boolean sameError = ours.error().equals(realError) || realError.startsWith("Usage:");
        if (sameOut && sameError && ours.status() == realStatus) {
            return "";
        }
        return "=== " + line + "\nstatus " + realStatus + ", ours " + ours.status() + "\n--- real\n"
                + Beside.differing(realOut, out) + realError + "--- ours\n" + Beside.differing(out, realOut)
                + ours.error();
    }

    private static boolean failedStays(Path d) throws IOException {
        return Analysis.run(d.resolve("after"), false, List.of("ip", "neigh", "show", "nud", "failed"))
                .text()
                .contains(Contents.FAILED + " ");
    }
}
