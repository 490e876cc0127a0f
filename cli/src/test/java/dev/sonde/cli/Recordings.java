package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.lab.Fault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// Streams of small labs, healthy and with one fault each, and the commands that read them, in this process.
/// `it/record/faults` records them anew.
final class Recordings {
    static final Path FOLDER = Path.of("src/test/resources/recordings");

    private static final String END = ".frames.gz";
    private static final ObjectMapper JSON = new ObjectMapper();

    /// What a command left.
    record Result(String line, int status, String out, String err) {
        /// It, which fits the schema of the command.
        JsonNode json() {
            assertThat(out).as("what it prints; on stderr it says: %s", err).isNotEmpty();
            try {
                JsonNode json = JSON.readTree(out);
                Schemas.hold(line.split(" ")[1], json, line);
                return json;
            } catch (JsonProcessingException e) {
                throw new AssertionError("no JSON: " + this, e);
            }
        }
    }

    /// Where the unpacked streams are, and the packed ones.
    private final Path folder;

    private final Path packed;

    Recordings(Path folder) {
        this(folder, FOLDER);
    }

    /// Of another folder than [#FOLDER].
    Recordings(Path folder, Path packed) {
        this.folder = folder;
        this.packed = packed;
    }

    static List<String> names() {
        return names(FOLDER);
    }

    static List<String> names(Path of) {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(END))
                    .map(f -> f.substring(0, f.length() - END.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether it is of a lab of kind flannel: there are pods, and no networks of an engine.
    static boolean ofCluster(String name) {
        return name.equals("healthy-cluster")
                || name.equals("cluster-unseen")
                || Fault.ALL.stream().anyMatch(f -> f.ofCluster() && f.name().equals(name));
    }

    /// The stream of this name, unpacked.
    Path file(String name) {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            try (InputStream in = new GZIPInputStream(Files.newInputStream(packed.resolve(name + END)))) {
                Files.copy(in, file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return file;
    }

    /// `sonde WORDS --from RECORDING`.
    Result run(String recording, String... words) {
        String[] argv = new String[words.length + 3];
        argv[0] = "sonde";
        System.arraycopy(words, 0, argv, 1, words.length);
        argv[words.length + 1] = "--from";
        argv[words.length + 2] = file(recording).toString();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(
                new ByteArrayInputStream(new TrainingStream(argv).bytes()),
                OutputStream.nullOutputStream(),
                out,
                err,
                MainTest::open);
        String line = "sonde " + String.join(" ", words) + " --from " + recording;
        String said = err.toString(StandardCharsets.UTF_8);
        assertThat(said)
                .as("where the recording is from")
                .startsWith("sonde: ")
                .containsPattern(": recorded on (node[12]|kernel) at ");
        return new Result(line, status, out.toString(StandardCharsets.UTF_8), said.substring(said.indexOf('\n') + 1));
    }

    /// Without the number of the process that keeps the lab.
    static String withoutProcess(String text) {
        return text.replaceAll("/proc/[0-9]+/root/", "/proc/N/root/");
    }

    /// Without what is another one each time: the folder of the lab's files, with the process that keeps it.
    static String withoutFolder(String text) {
        return text.replaceAll("/proc/[0-9]+/root/run/docker/netns/", "");
    }
}
