package dev.sonde.it.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.it.Sonde;
import dev.sonde.it.tools.Newest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// In a kernel of our own, what this machine's may be too old for, lack, or must not be used for: the kernel's own list
/// of namespaces, their numbers, SELinux, a table of neighbours that overflows, bridges with VLANs.
@Tag("kernel")
class YoungerKernelIT {
    private static final String SONDE = Sonde.BINARY.toString();

    private static Kernel kernel;

    @BeforeAll
    static void boot() throws IOException {
        kernel = Kernel.boot(Kernel.Kind.SID);
        try (InputStream in = YoungerKernelIT.class.getResourceAsStream("/kernel/hidden.py")) {
            Files.write(kernel.shared().resolve("hidden.py"), in.readAllBytes());
        }
    }

    @AfterAll
    static void end() {
        if (kernel != null) {
            kernel.close();
        }
    }

    private static Sonde.Result sh(String script) {
        return kernel.sh("PATH=" + Sonde.BINARY.getParent() + ":$PATH\n" + script);
    }

    private static String ok(String script) {
        Sonde.Result r = sh(script);
        assertThat(r.status()).as("%s: %s", script, r).isZero();
        return r.out();
    }

    private static JsonNode json(String script) {
        Sonde.Result r = sh(script);
        try {
            return new ObjectMapper().readTree(r.out());
        } catch (JsonProcessingException e) {
            throw new AssertionError(script + ": " + r, e);
        }
    }

    /// What `check` finds.
    private static List<JsonNode> findings() {
        JsonNode document = json("sonde check -j");
        assertThat(document.path("open").toString()).as("all was compared").isEqualTo("[]");
        List<JsonNode> all = new ArrayList<>();
        document.get("findings").forEach(all::add);
        return all;
    }

    private static void paste(JsonNode finding) {
        String command = finding.at("/remedy/command").asText();
        assertThat(command).as("%s", finding).isNotEmpty();
        ok(command);
    }

    /// Runs a script while a namespace is held that only the kernel's list tells; `$ino` is its inode.
    private static String besideHidden(String script) {
        return ok("cd /run && rm -f hide said && mkfifo hide && { python3 /run/io/hidden.py <hide >said & }\n"
                + "exec 4>hide; while ! grep -q held said; do sleep 0.1; done; ino=$(head -n 1 said)\n" + script
                + "\nstatus=$?; exec 4>&-; wait; exit $status");
    }

    @Test
    void aNamespaceThatOnlyTheKernelsListTells() throws IOException {
        String out = besideHidden("echo $ino; sonde ls -j");
        int line = out.indexOf('\n');
        long ino = Long.parseLong(out.substring(0, line));
        JsonNode found = null;
        for (JsonNode n : new ObjectMapper().readTree(out.substring(line)).at("/hosts/0/namespaces")) {
            if (n.get("kind").asText().equals("listed")) {
                assertThat(found).as("%s", n).isNull();
                found = n;
            }
        }
        assertThat(found).isNotNull();
        assertThat(found.get("netns").asLong()).isEqualTo(ino);
        assertThat(found.get("state").asText()).isEqualTo("held");
        assertThat(found.get("links").asInt()).as("lo, hidden0").isEqualTo(2);
        assertThat(found.at("/handles/0/type").asText()).isEqualTo("listed");
    }

    /// The real `lsns` looks at processes and files alone.
    @Test
    void lsnsDoesNotTellIt() {
        String out = besideHidden("echo $ino; " + Newest.path() + "lsns -n -t net -o NS");
        String ino = out.lines().findFirst().orElseThrow();
        assertThat(out.lines().skip(1).map(String::strip).toList()).isNotEmpty().doesNotContain(ino);
    }

    @Test
    void aNamespaceIsEnteredByItsNumber() {
        String out = besideHidden(
                "number=$(sonde ls -j | tr -d ' ,' | sed -n 's/\"name\":\"cookie\\([0-9]*\\)\"/\\1/p')\n"
                        + "echo $ino; sonde nsenter -n=:$number sh -c 'stat -L -c %i /proc/self/ns/net; cat /proc/net/dev'");
        List<String> lines = out.lines().toList();
        assertThat(lines.get(1)).isEqualTo(lines.getFirst());
        assertThat(out).contains("hidden0:");
        // One that no namespace has.
        Sonde.Result r = sh("sonde nsenter -n=:999999999 true");
        assertThat(r.status()).as("%s", r).isEqualTo(1);
        assertThat(r.err()).isEqualTo("nsenter: cannot open namespace of id 999999999: Stale file handle\n");
    }

    /// SELinux without a policy: all have the same context there, so that the program's is not told apart.
    @Test
    void theContextOfATargetIsFollowed() {
        assertThat(ok("cat /proc/filesystems")).contains("selinuxfs");
        String follows = " -t $$ -n -Z cat /proc/self/attr/current 2>&1 | tr '\\0' '\\n'";
        assertThat(ok("sonde nsenter" + follows)).startsWith("nsenter: --follow-context: SELinux is not in use here");
        ok("mount -t selinuxfs selinuxfs /sys/fs/selinux && mkdir -p /etc/selinux && echo SELINUX=permissive"
                + " >/etc/selinux/config");
        String real = ok(Newest.path() + "nsenter" + follows);
        assertThat(real).isEqualTo("kernel\n");
        assertThat(ok("sonde nsenter" + follows)).isEqualTo(real);
        ok("umount /sys/fs/selinux && rm /etc/selinux/config");
        assertThat(ok("sonde nsenter" + follows)).startsWith("nsenter: --follow-context: SELinux is not in use here");
    }

    @Test
    @Tag("slow")
    void aTableOfNeighboursThatOverflows() {
        assertThat(findings()).isEmpty();
        String before = ok("sysctl net.ipv4.neigh.default | grep gc_thresh");
        ok("ip link add full0 type dummy && ip addr add 10.200.0.1/16 dev full0 && ip link set full0 up");
        ok("sysctl -q -w net.ipv4.neigh.default.gc_thresh1=16 net.ipv4.neigh.default.gc_thresh2=32"
                + " net.ipv4.neigh.default.gc_thresh3=64");
        assertThat(findings()).as("a low limit alone is none").isEmpty();
        // The kernel drops none that was used a moment ago.
        ok("for i in $(seq 99); do echo neigh add 10.200.1.$i lladdr 02:00:00:00:00:01 dev full0 nud reachable; done"
                + " | ip -force -b - 2>&1 | grep 'No buffer space available'");
        List<JsonNode> found = findings();
        assertThat(found).hasSize(1);
        JsonNode f = found.getFirst();
        assertThat(f.get("code").asText()).isEqualTo("S315");
        assertThat(f.get("severity").asText()).isEqualTo("error");
        assertThat(f.get("found").asText())
                .matches("64 rows that count, of [0-9]+ in all; the kernel has refused [0-9]+ since it started");
        paste(f);
        assertThat(findings()).isEmpty();
        ok("ip neigh add 10.200.2.1 lladdr 02:00:00:00:00:01 dev full0");
        ok("ip link del full0");
        ok("sysctl -q -w " + before.strip().replace(" = ", "=").replace('\n', ' '));
    }

    @Test
    @Tag("slow")
    void aDefaultVlan() {
        ok("sonde lab up --name vlans");
        try {
            assertThat(findings()).isEmpty();
            JsonNode state = json("cat /run/sonde/lab/vlans.json");
            String keeper = state.get("keeper").asText();
            String file = state.at("/networks/0/segments/0/file").asText();
            String inside = "nsenter --net=/proc/" + keeper + "/root/run/docker/netns/" + file + " ";
            ok(inside + "ip link set br0 type bridge vlan_default_pvid 1");
            List<JsonNode> found = findings();
            assertThat(found).hasSize(1);
            JsonNode f = found.getFirst();
            assertThat(f.get("code").asText()).isEqualTo("S306");
            assertThat(f.get("found").asText()).isEqualTo("vlan_default_pvid 1");
            paste(f);
            assertThat(findings()).isEmpty();
            assertThat(ok(inside + "ip -d link show br0")).contains(" vlan_default_pvid 0 ");
        } finally {
            ok("sonde lab down --name vlans");
        }
    }
}
