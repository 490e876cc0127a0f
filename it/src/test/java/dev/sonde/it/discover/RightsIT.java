package dev.sonde.it.discover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.it.Sonde;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Who lacks a right is told which: nothing is left out in silence.
@Tag("kernel")
class RightsIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// `sonde ls -j`, started by `before`, in namespaces of its own with a named network namespace, and a process that
    /// lives in another.
    private static JsonNode ls(String before) throws IOException {
        Path folder = Sonde.forEveryone();
        try {
            Sonde.Result r = Sonde.sh("unshare -n -m -p -f --mount-proc sh -ec '"
                    + "mount --make-rprivate / && mount -t tmpfs none /run && ip netns add blue && chmod 755 " + folder
                    + " && mkfifo /run/up && { unshare -n sh -c \"echo >/run/up; exec sleep 60\" & } && read x </run/up && "
                    + before + " " + folder + "/sonde ls -j'");
            assertThat(r.status()).as("%s", r).isZero();
            return JSON.readTree(r.outBytes()).at("/hosts/0");
        } finally {
            try (var files = Files.walk(folder)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static List<String> gaps(JsonNode host) {
        List<String> all = new ArrayList<>();
        for (JsonNode g : host.get("gaps")) {
            all.add(g.get("what").asText() + ": " + g.get("why").asText());
        }
        return all;
    }

    private static String without(String capability) {
        return "setpriv --inh-caps -" + capability + " --bounding-set -" + capability;
    }

    @Test
    void withAllThereIsNoGap() throws IOException {
        assertThat(gaps(ls(""))).isEmpty();
    }

    /// Processes with more rights than we may not be looked into.
    @Test
    void withoutPtrace() throws IOException {
        JsonNode host = ls(without("sys_ptrace"));
        assertThat(gaps(host))
                .contains("the namespace of 1 process: Permission denied: CAP_SYS_PTRACE is missing")
                // How many have more rights than we depends on who starts the test.
                .anyMatch(g ->
                        g.matches("the open files of [0-9]+ processes: Permission denied: CAP_SYS_PTRACE is missing"));
        assertThat(host.get("namespaces").findValuesAsText("name")).contains("blue");
    }

    /// A namespace that may not be entered is there all the same.
    @Test
    void withoutAdmin() throws IOException {
        JsonNode host = ls(without("sys_admin"));
        assertThat(gaps(host)).contains("enter /run/netns/blue: Operation not permitted: CAP_SYS_ADMIN is missing");
        for (JsonNode n : host.get("namespaces")) {
            if (n.get("name").asText().equals("blue")) {
                assertThat(n.get("state").asText()).isEqualTo("denied");
                assertThat(n.get("links").isNull()).isTrue();
                return;
            }
        }
        throw new AssertionError("blue is not listed: " + host);
    }

    /// Where /proc hides the processes of others, that is said, and not that there are none.
    @Test
    void withHiddenProcesses() throws IOException {
        JsonNode host = ls("mount -o remount,hidepid=2 /proc && "
                + "setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps -all --bounding-set -all");
        assertThat(gaps(host))
                .contains("the processes of others: hidden by an option of /proc (hidepid): Permission denied: "
                        + "CAP_SYS_PTRACE is missing");
    }
}
