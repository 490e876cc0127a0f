package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whose files are used: those that the analysis is started with, and those that a command line names.
@Tag("kernel")
class TrustedFilesIT {
    private static final Map<String, String> SUDO = Map.of("SUDO_UID", "65534", "SUDO_GID", "65534");

    private Path folder;

    @BeforeEach
    void copy() throws IOException {
        folder = Sonde.forEveryone();
    }

    @AfterEach
    void remove() {
        Sonde.run("rm", "-rf", folder.toString());
    }

    private Sonde.Result ls(String... arguments) {
        List<String> command = new ArrayList<>(List.of(folder.resolve("sonde").toString(), "ls"));
        command.addAll(List.of(arguments));
        return Sonde.run(command, Map.of());
    }

    private void change(String command) {
        Sonde.Result r = Sonde.sh("cd '" + folder + "' && " + command);
        assertThat(r.status()).as("%s", r).isZero();
    }

    private void refused(String path, String why) {
        for (Sonde.Result r : List.of(ls(), Sonde.run(DemoIT.asNobody("exec '" + folder + "/sonde' ls")))) {
            assertThat(r.status()).as("%s", r).isEqualTo(1);
            assertThat(r.err()).startsWith("sonde: cannot start the analysis: " + path + ": " + why);
            assertThat(r.err().lines()).hasSize(2);
        }
    }

    private static final String WRITABLE = "others than its owner may write it\n  chmod go-w ";
    private static final String STRANGER =
            "it belongs to user 65534, who is neither root nor the owner of the program\n";

    @Test
    void whatRootAloneCanWriteIsStarted() {
        assertThat(ls().status()).isZero();
    }

    @Test
    void theListOfAnother() {
        change("chown 65534 sonde.analysis");
        refused(folder + "/sonde.analysis", STRANGER);
    }

    @Test
    void theListThatAnotherMayWrite() {
        change("chmod 666 sonde.analysis");
        refused(folder + "/sonde.analysis", WRITABLE);
        change("chmod 664 sonde.analysis && chgrp 65533 sonde.analysis");
        refused(folder + "/sonde.analysis", WRITABLE);
        change("chgrp 0 sonde.analysis");
        assertThat(ls().status()).as("root's own group").isZero();
    }

    @Test
    void theFolderOfAnother() {
        change("chown 65534 .");
        refused(folder.toString(), STRANGER);
    }

    /// In a folder for everyone, such as /tmp, what is there is its owner's; without the sticky bit anyone can replace
    /// it.
    @Test
    void theFolderThatEveryoneMayWrite() {
        change("chmod 777 .");
        refused(folder.toString(), WRITABLE);
        change("chmod 1777 .");
        assertThat(ls().status()).as("sticky").isZero();
    }

    @Test
    void aJarOfAnother() throws IOException {
        String jar;
        try (var files = Files.list(folder)) {
            jar = files.filter(f -> f.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow()
                    .toString();
        }
        change("chown 65534 '" + jar + "'");
        refused(jar, STRANGER);
        change("chown 0 '" + jar + "' && chmod o+w '" + jar + "'");
        refused(jar, WRITABLE);
    }

    /// Through a link of root's the way leads into a folder of another.
    @Test
    void whatALinkLeadsTo() {
        change("mkdir other && mv sonde.analysis other && ln -s other/sonde.analysis . && chown 65534 other");
        refused(folder + "/other", STRANGER);
    }

    /// A checkout of an ordinary user, in a home that nobody else may enter, built with a strict umask but for what the
    /// build makes readable: it works for root, under sudo, and for its owner.
    @Test
    void aCheckoutInAHomeOfItsOwn() {
        change("mkdir home && mv sonde home");
        change("for f in classes* sonde.analysis; do mv \"$f\" home; done; sed -i 's|" + folder + "/classes|" + folder
                + "/home/classes|g' home/sonde.analysis; chown -R 65534:65534 home; chmod 700 home");
        String sonde = folder + "/home/sonde";
        Sonde.Result root = Sonde.run(List.of(sonde, "ls"), Map.of());
        assertThat(root.status()).as("%s", root).isZero();
        Sonde.Result sudo = Sonde.run(List.of(sonde, "ls"), SUDO);
        assertThat(sudo.status()).as("%s", sudo).isZero();
        Sonde.Result owner = Sonde.run(DemoIT.asNobody("exec '" + sonde + "' ls"));
        assertThat(owner.status()).as("%s", owner).isZero();
    }

    private Path recording() {
        Path file = folder.resolve("recording");
        Sonde.Result r = Sonde.sonde("collect", "-o", file.toString());
        assertThat(r.status()).as("%s", r).isZero();
        return file;
    }

    private Sonde.Result sudo(String... arguments) {
        List<String> command = new ArrayList<>(List.of(folder.resolve("sonde").toString()));
        command.addAll(List.of(arguments));
        return Sonde.run(command, SUDO);
    }

    @Test
    void aRecordingOfRootsIsReadUnderSudo() {
        Path file = recording();
        Sonde.Result r = sudo("ls", "--from", file.toString());
        assertThat(r.status()).as("%s", r).isZero();
        change("mkdir -m 700 hidden && cp -p recording hidden");
        r = sudo("ls", "--from", folder + "/hidden/recording");
        assertThat(r.status()).as("%s", r).isZero();
        r = Sonde.sh("cd '" + folder + "' && exec ./sonde ls --from recording --from=recording");
        assertThat(r.err().lines().filter(l -> l.contains("recording: recorded on")))
                .hasSize(2);
    }

    /// What is no recording is root's own affair.
    @Test
    void otherFilesOfRootsAreNot() {
        change("printf 'SONDE' >short; chmod 600 short; printf 'SONDEx' >other; chmod 600 other; mkdir -m 700 hidden;"
                + " cp short hidden; cp recording hidden/theirs 2>/dev/null || cp short hidden/theirs; chown 65533"
                + " hidden/theirs; chmod 600 hidden/theirs");
        for (String file : List.of("/etc/shadow", folder + "/short", folder + "/other", folder + "/hidden/short")) {
            Sonde.Result r = sudo("ls", "--from", file);
            assertThat(r.status()).as("%s", r).isEqualTo(1);
            assertThat(r.err()).startsWith("sonde: cannot read " + file + ": Permission denied\n");
            r = sudo("ip", "-batch", file);
            assertThat(r.err()).startsWith("Cannot open file \"" + file + "\" for reading: Permission denied\n");
            r = sudo("lab", "up", file);
            assertThat(r.err()).startsWith("sonde: lab up: " + file + ": Permission denied\n");
        }
    }

    @Test
    void whatIsNoFileIsNotOpened() {
        change("mkdir d; mkfifo f");
        Map.of(
                        "d",
                        "Is a directory",
                        "/dev/null",
                        "Invalid argument: it is neither a file nor a pipe",
                        "/nonexistent",
                        "No such file or directory")
                .forEach((file, why) -> {
                    Sonde.Result r = Sonde.sh("cd '" + folder + "' && exec ./sonde ls --from " + file);
                    assertThat(r.status()).as("%s", r).isEqualTo(1);
                    assertThat(r.err()).startsWith("sonde: cannot read " + file + ": " + why + "\n");
                });
    }

    @Test
    void pipesAreRead() {
        Path file = recording();
        String sonde = folder + "/sonde";
        Sonde.Result bash = Sonde.run("bash", "-c", "exec '" + sonde + "' ls -j --from <(cat '" + file + "')");
        assertThat(bash.status()).as("%s", bash).isZero();
        Sonde.Result stdin = Sonde.sh("cat '" + file + "' | '" + sonde + "' ls -j --from /dev/stdin");
        assertThat(stdin.status()).as("%s", stdin).isZero();
        assertThat(stdin.out()).isEqualTo(bash.out());
        Sonde.Result fifo = Sonde.sh("cd '" + folder + "'; mkfifo f; cat recording >f & exec ./sonde ls -j --from f");
        assertThat(fifo.out()).isEqualTo(bash.out());
        Sonde.Result batch = Sonde.run("bash", "-c", "exec '" + sonde + "' ip -batch <(echo link show lo)");
        assertThat(batch.status()).as("%s", batch).isZero();
        assertThat(batch.out()).contains("lo: <LOOPBACK");
    }

    /// A name may be any bytes.
    @Test
    void aNameThatIsNoText() {
        Path file = recording();
        Sonde.Result r = Sonde.run(
                "bash", "-c", "cd '" + folder + "' && cp '" + file + "' $'a\\xff' && exec ./sonde ls --from $'a\\xff'");
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(new String(r.errBytes(), StandardCharsets.US_ASCII)).startsWith("sonde: a\\xff: recorded on ");
    }

    /// The path of a namespace that lies in no folder of engines: relative to the folder of the caller.
    @Test
    void aPathOfTheCallers() {
        change("touch netns plain");
        String script = "unshare -m sh -ec 'cd \"" + folder + "\"; unshare --net=netns true; exec ./sonde show ";
        Sonde.Result relative = Sonde.sh(script + "./netns'");
        assertThat(relative.status()).as("%s", relative).isZero();
        Sonde.Result absolute = Sonde.sh(script + folder + "/netns'");
        assertThat(absolute.status()).as("%s", absolute).isZero();
        Sonde.Result plain = Sonde.sh(script + "./plain'");
        assertThat(plain.err()).startsWith("sonde: ./plain: not a network namespace\n");
        Sonde.Result none = Sonde.sh(script + "./none'");
        assertThat(none.err()).startsWith("sonde: ./none: No such file or directory\n");
    }
}
