package dev.sonde.it.discover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.it.Documented;
import dev.sonde.it.Sonde;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A world for a test: network and mount namespaces of its own, in which `hide.py` hides further network namespaces,
/// each kept by one kind of handle alone. All of it ends with the processes that are started here.
final class Hidden implements AutoCloseable {
    private static final Path PROGRAM = Path.of("src/test/python/hide.py").toAbsolutePath();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Process process;
    private final long pid;
    private final Map<String, Long> inodes = new LinkedHashMap<>();

    private Hidden(Path folder, Process process, long pid) {
        this.folder = folder;
        this.process = process;
        this.pid = pid;
    }

    static Hidden of(String... kinds) throws IOException {
        Path folder = Files.createTempDirectory("sonde-it-hidden");
        // The shell lives in the world, so that the near end of the link lies there: hide.py gives it to its parent.
        String script =
                "mount --make-rprivate / && mount -t tmpfs none /run && ip link set lo up && echo $$ && python3 "
                        + PROGRAM + " " + folder + " " + String.join(" ", kinds) + "; true";
        Process process = new ProcessBuilder("unshare", "-n", "-m", "sh", "-c", script)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        Hidden hidden = new Hidden(folder, process, Long.parseLong(out.readLine()));
        for (String line = out.readLine(); !"ready".equals(line); line = out.readLine()) {
            assertThat(line).as("what hide.py says").isNotNull();
            String[] words = line.split(" ");
            hidden.inodes.put(words[0], Long.parseLong(words[1]));
        }
        return hidden;
    }

    /// The inode of the namespace that is hidden in this way.
    long inode(String kind) {
        return inodes.get(kind);
    }

    Path folder() {
        return folder;
    }

    /// The binary under test, in the world.
    Sonde.Result sonde(String... arguments) {
        List<String> all = new ArrayList<>(List.of(Sonde.BINARY.toString()));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    /// A program in the world.
    Sonde.Result run(String... command) {
        List<String> all = new ArrayList<>(
                List.of("nsenter", "-t", Long.toString(pid), "-n", "-m", "env", "XDG_RUNTIME_DIR=/run/xdg"));
        all.addAll(List.of(command));
        return Sonde.run(all, Map.of());
    }

    /// `sonde ls -j` in the world.
    JsonNode ls() throws IOException {
        Sonde.Result r = sonde("ls", "-j");
        assertThat(r.status()).as("%s", r).isZero();
        JsonNode json = JSON.readTree(r.outBytes());
        Documented.fits("sonde ls -j", json);
        return json;
    }

    /// The namespace with this inode in what `ls -j` printed; fails when it is not there.
    static JsonNode find(JsonNode ls, long inode) {
        for (JsonNode n : ls.at("/hosts/0/namespaces")) {
            if (n.get("netns").asLong() == inode) {
                return n;
            }
        }
        throw new AssertionError("netns " + inode + " was not found:\n" + ls.toPrettyString());
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.children().forEach(ProcessHandle::destroy);
        ProcessHandle.of(pid).ifPresent(p -> {
            p.children().forEach(ProcessHandle::destroy);
            p.destroy();
        });
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder())
                    .filter(f -> !f.equals(folder))
                    .toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.delete(folder);
    }
}
