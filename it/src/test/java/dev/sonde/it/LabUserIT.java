package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.core.engine.LabState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The lab of an ordinary user, `nobody`, with a registry of its own; and registries that others prepared.
@Tag("kernel")
class LabUserIT {
    private static final String USER = "setpriv --reuid 65534 --regid 65534 --clear-groups";

    private Path folder;
    private Path runtime;

    /// A copy of the program where this user can read it, whatever the checkout's folder allows.
    @BeforeEach
    void copy() throws IOException {
        folder = Sonde.forEveryone();
        runtime = Files.createDirectory(folder.resolve("runtime"));
        Sonde.sh("chown 65534:65534 " + runtime + " && chmod 700 " + runtime);
    }

    @AfterEach
    void remove() {
        sonde("lab down --all");
        Sonde.sh("rm -rf '" + folder + "'");
    }

    private Sonde.Result sonde(String arguments) {
        return Sonde.sh("cd / && XDG_RUNTIME_DIR=" + runtime + " " + USER + " " + folder + "/sonde " + arguments);
    }

    private Path registry() {
        return runtime.resolve("sonde/lab");
    }

    /// Makes a lab; false where the kernel forbids this user's namespaces, and the refusal was as it should be.
    private boolean up(String arguments) {
        Sonde.Result up = sonde(arguments);
        if (Sonde.sh(USER + " unshare --user true").status() != 0) {
            assertThat(up.status()).isEqualTo(1);
            assertThat(up.err()).startsWith("sonde: lab up: cannot make the lab: unshare CLONE_NEWUSER: ");
            return false;
        }
        assertThat(up.status()).as("%s", up).isZero();
        return true;
    }

    @Test
    void worksWithoutRoot() {
        if (!up("lab up")) {
            return;
        }
        LabState lab = Lab.document(registry(), "lab");
        assertThat(Sonde.sh("stat -c %u /proc/" + lab.keeper()).out().strip()).isEqualTo("65534");
        LabState.Task task = lab.networks().getFirst().tasks().get(1);
        Sonde.Result ping = Sonde.sh("nsenter -t " + task.pid() + " -U -n ping -c 1 -W 2 10.0.1.3");
        assertThat(ping.out()).as("%s", ping).contains("1 received");
        assertThat(sonde("lab status").out()).startsWith("lab: up, 2 hosts, 1 network, 3 tasks");
        Sonde.Result broken = sonde("lab break vxlan-blocked");
        assertThat(broken.status()).as("%s", broken).isZero();
        String again = "nsenter -t " + task.pid() + " -U -n ping -c 1 -W 1 10.0.1.3";
        assertThat(Sonde.sh(again).out()).contains("0 received");
        assertThat(sonde("lab mend").out())
                .isEqualTo("lab: mended: vxlan-blocked of nsenter-l2-table-test.1 in nsenter-test@host2\n");
        assertThat(Sonde.sh(again).out()).contains("1 received");
        Sonde.Result down = sonde("lab down");
        assertThat(down.status()).as("%s", down).isZero();
        assertThat(Lab.ended(lab.keeper())).isTrue();
        assertThat(Lab.ended(task.pid())).isTrue();
        assertThat(runtime).isEmptyDirectory();
    }

    /// What its user broke its user mends, by netlink and without root; pings go too.
    @Test
    @Tag("slow")
    void isCheckedMendedAndProbedWithoutRoot() {
        if (!up("lab up")) {
            return;
        }
        assertThat(sonde("lab break missing-fdb").status()).isZero();
        assertThat(sonde("lab break vxlan-blocked").status()).isZero();
        Sonde.Result r = sonde("check nsenter-test");
        assertThat(r.status()).as("%s", r).isEqualTo(3);
        assertThat(r.out()).contains("error[S101]: host1 loses every frame for ", "error[S313]: host2 gets nothing ");
        // What is printed is what this user can run: the lab's user namespace is joined too.
        List<String> commands = r.out()
                .lines()
                .filter(l -> l.startsWith("  mend  "))
                .map(l -> l.strip().substring(4).strip())
                .toList();
        assertThat(commands).hasSize(2);
        for (String command : commands) {
            String path = folder + ":" + System.getenv("PATH");
            Sonde.Result paste = Sonde.run(
                    List.of("sh", "-c", "cd / && exec " + USER + " sh -c \"$COMMAND\""),
                    Map.of("COMMAND", command, "PATH", path, "XDG_RUNTIME_DIR", runtime.toString()));
            assertThat(paste.status()).as("%s: %s", command, paste).isZero();
        }
        Sonde.Result clean = sonde("check nsenter-test");
        assertThat(clean.status()).as("%s", clean).isZero();
        Sonde.Result everything = sonde("check");
        assertThat(everything.status())
                .as("of others nothing is seen: %s", everything)
                .isEqualTo(1);
        assertThat(everything.out()).startsWith("no fault found, but not all could be read; 1 network, ");
        assertThat(sonde("lab mend").out().lines()).hasSize(2);
        assertThat(sonde("lab break missing-fdb").status()).isZero();
        Sonde.Result mended = sonde("check nsenter-test --mend --yes");
        assertThat(mended.status()).as("%s", mended).isZero();
        assertThat(mended.out()).contains("\nmended [S101] nsenter-l2-table-test.1: ", "\nchecked again: no fault");
        Sonde.Result probed = sonde("check nsenter-test --probe");
        assertThat(probed.status()).as("%s", probed).isZero();
        assertThat(probed.err()).startsWith("sonde: check: pinging between ");
    }

    /// A lab of root is not seen: that nothing was found means nothing, and what lacks is named.
    @Test
    void whoMayNotLookIsTold() {
        try (Lab others = Lab.up("--replicas", "1")) {
            for (String option : new String[] {"", " --mend --yes", " --probe"}) {
                Sonde.Result r = sonde("check" + option);
                assertThat(r.status()).as("%s: %s", others.name(), r).isEqualTo(1);
                assertThat(r.out()).startsWith("no fault found, but not all could be read; 0 networks, ");
                assertThat(r.err()).contains(": Permission denied: CAP_SYS_PTRACE is missing\n");
            }
        }
    }

    @Test
    void downOfAllRemovesEveryLabOfThisUser() {
        if (!up("lab up --name a --replicas 1") || !up("lab up --name b --replicas 1")) {
            return;
        }
        Sonde.Result down = sonde("lab down --all");
        assertThat(down.out().lines()).containsExactlyInAnyOrder("a: removed", "b: removed");
        assertThat(runtime).isEmptyDirectory();
        assertThat(sonde("lab status").out()).startsWith("there is no lab");
    }

    @Test
    void aRegistryBehindASymbolicLinkIsRefused() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Sonde.sh("chown 65534:65534 " + elsewhere);
        Files.createSymbolicLink(runtime.resolve("sonde"), elsewhere);
        Sonde.Result r = sonde("lab up");
        assertThat(r.status()).as("%s", r).isEqualTo(1);
        assertThat(r.err()).startsWith("sonde: lab up: cannot make the lab: make " + registry() + ": ");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void aRegistryThatOthersMayWriteOrOwnIsRefused() throws IOException {
        Files.createDirectories(registry());
        Sonde.sh("chown -R 65534:65534 " + runtime + " && chmod 777 " + registry());
        assertThat(sonde("lab up").status()).isEqualTo(1);
        Sonde.sh("chmod 700 " + registry() + " && chown 0:0 " + registry() + " && chmod 755 " + registry());
        assertThat(sonde("lab up").status()).isEqualTo(1);
        assertThat(registry()).isEmptyDirectory();
    }

    @Test
    void anotherProcessThatGotTheKeepersNumberIsNotEnded() throws IOException {
        Process sleeper = new ProcessBuilder(USER.concat(" sleep 60").split(" ")).start();
        try {
            Files.createDirectories(registry());
            Files.writeString(registry().resolve("old.pid"), sleeper.pid() + " 1\n");
            Files.writeString(registry().resolve("old.json"), "{}");
            Files.writeString(registry().resolve("odd.pid"), "garbage\n");
            Files.writeString(registry().resolve("huge.pid"), "99999999999999999999 99999999999999999999\n");
            Sonde.sh("chown -R 65534:65534 " + runtime + "; chmod 700 " + runtime + "/sonde " + registry());
            assertThat(sonde("lab status").out()).contains("old: dead", "odd: dead", "huge: dead");
            Sonde.Result down = sonde("lab down --all");
            assertThat(down.status()).as("%s", down).isZero();
            assertThat(sleeper.isAlive()).isTrue();
            assertThat(runtime).isEmptyDirectory();
        } finally {
            sleeper.destroyForcibly();
        }
    }

    @Test
    void aDamagedDocumentIsToldAndTheLabRemoved() throws IOException {
        if (!up("lab up --replicas 1")) {
            return;
        }
        Files.writeString(registry().resolve("lab.json"), "{\"hosts\": [{\"name\": \"a\"");
        Sonde.Result status = sonde("lab status");
        assertThat(status.status()).as("%s", status).isZero();
        assertThat(status.out()).startsWith("lab: up, but nothing is known of it: its document cannot be read: ");
        assertThat(sonde("lab down").status()).isZero();
        assertThat(runtime).isEmptyDirectory();
    }
}
