package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.core.engine.LabState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// A lab for a test, made by the binary as root; removed when the test ends.
public final class Lab implements AutoCloseable {
    /// Where root's labs are written down.
    static final Path REGISTRY = Path.of("/run/sonde/lab");

    private static int made;

    private final String name;
    private final LabState state;

    private Lab(String name, LabState state) {
        this.name = name;
        this.state = state;
    }

    /// A name that no other run of the tests uses.
    static synchronized String newName() {
        made++;
        return "it-" + ProcessHandle.current().pid() + "-" + made;
    }

    static Lab up(String... options) {
        String name = newName();
        List<String> arguments = new ArrayList<>(List.of("lab", "up", "--name", name));
        arguments.addAll(List.of(options));
        Sonde.Result r = Sonde.sonde(arguments.toArray(String[]::new));
        assertThat(r.status()).as("%s", r).isZero();
        return new Lab(name, document(REGISTRY, name));
    }

    static LabState document(Path registry, String name) {
        try {
            return LabState.parse(Files.readAllBytes(registry.resolve(name + ".json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return name;
    }

    /// `sonde lab VERB …` of this lab, which has to succeed: its stdout.
    String run(String verb, String... more) {
        List<String> command = new ArrayList<>(List.of("lab", verb));
        command.addAll(List.of(more));
        command.addAll(List.of("--name", name));
        Sonde.Result r = Sonde.sonde(command.toArray(String[]::new));
        assertThat(r.status()).as("lab %s %s: %s", verb, List.of(more), r).isZero();
        return r.out();
    }

    /// Whether what `lab break` made of this fault, at its usual place, is there. While this machine has more
    /// than `gc_thresh1` (128) neighbours, in all its namespaces, the kernel takes FAILED ones away every few
    /// seconds: who looks for one has to know whether it still was there. Whatever else a fault makes stays.
    boolean isThere(String fault) {
        if (!fault.equals("failed-neighbour")) {
            return true;
        }
        LabState.Task task = task(1);
        return in(file(task.file()), "ip neigh show dev eth0").contains(task(2).ip() + " FAILED");
    }

    /// Tries the test of faults until it says that they were there all the time: it begins anew when not, and asserts
    /// when so.
    static void whileThere(BooleanSupplier test) {
        for (int i = 0; !test.getAsBoolean(); i++) {
            assertThat(i).as("the kernel takes the row away, time after time").isLessThan(20);
        }
    }

    LabState state() {
        return state;
    }

    /// What its host number `i` is called, from 1.
    String host(int i) {
        return state.hosts().get(i - 1).name();
    }

    /// The path of a namespace's file, as seen from here.
    String file(String file) {
        return "/proc/" + state.keeper() + "/root/run/docker/netns/" + file;
    }

    /// The file of the first network's own namespace on a host.
    String segment(String host) {
        for (LabState.Segment s : state.networks().getFirst().segments()) {
            if (s.host().equals(host)) {
                return file(s.file());
            }
        }
        throw new AssertionError("no segment on " + host);
    }

    LabState.Task task(int slot) {
        return state.networks().getFirst().tasks().get(slot - 1);
    }

    /// What `sonde check -j` says, with nothing named.
    static JsonNode check() {
        Sonde.Result r = Sonde.sonde("check", "-j");
        assertThat(r.status()).as("%s", r).isIn(0, 3, 4);
        try {
            return new ObjectMapper().readTree(r.out());
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + r, e);
        }
    }

    /// Of these findings those that concern this lab: others may be up, and files may be left, on the same machine.
    List<JsonNode> own(JsonNode check) {
        List<String> hosts = state.hosts().stream().map(LabState.Host::name).toList();
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode f : check.get("findings")) {
            JsonNode where = f.get("where");
            if (where.get("file").asText().startsWith("/proc/" + state.keeper() + "/root/")
                    || hosts.contains(where.get("host").asText())) {
                all.add(f);
            }
        }
        return all;
    }

    /// Whether a task on host 1 reaches one on this host, through the tunnel and back.
    boolean answers(int host) {
        LabState.Task from = null;
        LabState.Task to = null;
        for (LabState.Task t : state.networks().getFirst().tasks()) {
            from = t.host().equals(host(1)) ? t : from;
            to = t.host().equals(host(host)) ? t : to;
        }
        return Sonde.sh("nsenter --net=" + file(from.file()) + " ping -c 1 -W 0.3 " + to.ip())
                        .status()
                == 0;
    }

    /// A real tool inside a namespace: its stdout.
    static String in(String file, String command) {
        Sonde.Result r = Sonde.sh("nsenter --net=" + file + " " + command);
        assertThat(r.status()).as("%s: %s", command, r).isZero();
        return r.out();
    }

    /// Every process of this machine whose command line is that of a keeper of this lab.
    static List<Long> keepers(String name) {
        List<Long> all = new ArrayList<>();
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    String line = Files.readString(process.resolve("cmdline"));
                    if (line.equals("sonde\0lab-keeper\0" + name + "\0")) {
                        all.add(Long.parseLong(process.getFileName().toString()));
                    }
                } catch (IOException e) {
                    continue; // it has ended
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /// Whether a process has ended; what is left of it until its parent asks (a zombie) is no process any more.
    static boolean ended(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return true;
        }
    }

    /// The files of the registry that are this lab's.
    static List<String> files(Path registry, String name) {
        List<String> all = new ArrayList<>();
        if (Files.isDirectory(registry)) {
            try (var files = Files.newDirectoryStream(registry, name + ".*")) {
                files.forEach(f -> all.add(f.getFileName().toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    @Override
    public void close() {
        Sonde.sonde("lab", "down", "--name", name);
    }
}
