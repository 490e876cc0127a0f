package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.core.connection.Live;
import dev.sonde.netlink.Requests;
import dev.sonde.protocol.Errno;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A taken-over analysis of a `lab` command ([Trespasser]) stays in the lab.
///
/// Before LAB_DO had its lists, and the hand closed what it inherits, the first attempt gave the host an id in the lab,
/// and the third made a bridge there.
@Tag("kernel")
class LabWallIT {
    @TempDir
    Path folder;

    /// Runs `command` of the stand-in where a throw-away network namespace plays the host: what it said, and the links
    /// that are there afterwards.
    private Sonde.Result inPlaceOfTheHost(String command) throws IOException {
        String name = Lab.newName();
        Path binary = StandIn.of(folder, Trespasser.class, List.of(name), Live.class, Requests.class, Errno.class);
        return Sonde.run(
                List.of(
                        "unshare",
                        "-n",
                        "sh",
                        "-c",
                        "\"$SONDE\" lab up --name " + name + " >/dev/null; '" + binary + "' " + command
                                + "; echo status $?; ip -o link; ip netns list-id; \"$SONDE\" lab down --name " + name),
                Map.of("SONDE", Sonde.BINARY.toString()));
    }

    @Test
    void nothingOfTheHostCanBeNamed() throws IOException {
        Sonde.Result r = inPlaceOfTheHost("lab break missing-fdb");
        assertThat(r.out())
                .as("%s", r)
                .contains("join: done\n")
                .contains("give the host an id by fd: 0 done\n")
                .contains("give the host an id by pid: 0 done\n")
                .contains("a link in the namespace of an id: 0 done\n")
                .contains("a link whose peer's namespace has an id: 0 done\n")
                .contains("a link in a namespace that gets an id: 0 done\n")
                .contains("a link in the namespace of a pid: 0 done\n")
                // The lab's own.
                .contains("a link in the namespace of an fd: 1 done\n")
                .contains("the same, nested: 0 done\n")
                .contains("the same, in network order: 0 done\n")
                .contains("a peer in the namespace of an fd: 1 done\n")
                .contains("a peer in the namespace of a pid: 0 done\n")
                .contains("a peer in the namespace of an id: 0 done\n")
                .contains("other types: 0 done\n")
                .contains("another filter: Operation not permitted\n")
                .contains("a lab of another name: Operation not permitted\n")
                .contains("refused with: [Operation not permitted]\n")
                .contains("status 0\n");
        assertThat(r.out().lines().filter(l -> l.matches("[0-9]+: .*")))
                .as("the links of what plays the host")
                .hasSize(1)
                .allMatch(l -> l.contains(" lo: "));
        assertThat(r.out()).doesNotContain("nsid ");
    }

    /// The process inside the lab holds what it needs: its connection, the registry, the lab's own namespace.
    @Test
    void theHandHoldsNothingOfTheHost() throws IOException {
        String name = Lab.newName();
        Path binary =
                StandIn.of(folder, Trespasser.class, List.of(name, "4000"), Live.class, Requests.class, Errno.class);
        String script = "\"$SONDE\" lab up --name " + name + " >/dev/null; exec 7</proc/self/ns/net; '" + binary
                + "' lab break missing-fdb >'" + folder + "/out' & B=$!; for i in $(seq 100); do grep -q waits '"
                + folder
                + "/out' && break; sleep 0.05; done; for c in $(cat /proc/$B/task/$B/children); do"
                + " case $(readlink /proc/$c/exe) in */java) ;; *) echo hand; for f in /proc/$c/fd/*; do"
                + " readlink $f; done;; esac; done; echo \"host $(readlink /proc/self/ns/net)\"; wait $B;"
                + " \"$SONDE\" lab down --name " + name;
        Sonde.Result r =
                Sonde.run(List.of("unshare", "-n", "sh", "-c", script), Map.of("SONDE", Sonde.BINARY.toString()));
        List<String> lines = r.out().lines().toList();
        assertThat(lines).as("%s", r).startsWith("hand").hasSize(9);
        String host = lines.get(7).replace("host ", "");
        assertThat(lines.subList(1, 7))
                .as("%s", r)
                .contains("/dev/null", Lab.REGISTRY.toString())
                .doesNotContain(host)
                .filteredOn(l -> l.startsWith("net:["))
                .hasSize(1);
        assertThat(lines.subList(1, 7)).filteredOn(l -> l.startsWith("socket:")).hasSize(1);
    }

    @Test
    @Tag("slow")
    void whoReadsMayNotJoin() throws IOException {
        for (String command : List.of("lab status", "lab up --help", "lab down", "ls", "lab break --from x y")) {
            Sonde.Result r = inPlaceOfTheHost(command);
            assertThat(r.out())
                    .as("%s: %s", command, r)
                    .contains("join: Operation not permitted\n")
                    .contains("a link in the namespace of an fd: 0 done\n");
        }
    }
}
