package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `packages/build` makes, unpacked where it was not made, and used.
@Tag("kernel")
@Tag("slow")
class PackagesIT {
    private static final long MOST = 60_000_000;

    private static final Path MADE = Path.of("../target/packages");

    @TempDir
    static Path folder;

    @BeforeAll
    static void build() {
        Sonde.Result r = Sonde.run(List.of("../packages/build"), Map.of(), 600);
        assertThat(r.status()).as("%s", r).isZero();
    }

    private static Path made(String begin, String end) throws IOException {
        try (Stream<Path> all = Files.list(MADE)) {
            List<Path> found = all.filter(p -> p.getFileName().toString().startsWith(begin)
                            && p.getFileName().toString().endsWith(end))
                    .toList();
            assertThat(found).as(begin + "*" + end).hasSize(1);
            return found.getFirst();
        }
    }

    private static Path unpacked(Path tarball, String where) throws IOException {
        Path to = Files.createDirectories(folder.resolve(where));
        ok(Sonde.run("tar", "-xzf", tarball.toString(), "-C", to.toString()));
        try (Stream<Path> all = Files.list(to)) {
            return all.findFirst().orElseThrow();
        }
    }

    private static Sonde.Result ok(Sonde.Result r) {
        assertThat(r.status()).as("%s", r).isZero();
        return r;
    }

    @Test
    void sumsAreThere() {
        ok(Sonde.run("sh", "-c", "cd " + MADE + " && sha256sum -c SHA256SUMS"));
    }

    /// Without a JDK, without the checkout, wherever it lies; the cage of the analysis stands.
    @Test
    void runsWhereItIsUnpacked() throws IOException {
        Path tarball = made("sonde-0", ".tar.gz");
        assertThat(Files.size(tarball)).isLessThan(MOST);
        for (String where : List.of("one", "another place/deep")) {
            Path sonde = unpacked(tarball, where).resolve("sonde");
            String nothing = "env -i PATH=/usr/bin:/bin " + "'" + sonde + "' ";
            assertThat(ok(Sonde.run("sh", "-c", nothing + "ls -j")).out()).startsWith("{");
            assertThat(ok(Sonde.run("sh", "-c", nothing + "ip -j addr show lo")).out())
                    .contains("\"ifname\":\"lo\"");
            assertThat(ok(Sonde.run("sh", "-c", nothing + "--version -v")).out())
                    .contains("files         yes", "system calls  yes");
        }
    }

    /// The class cache was made elsewhere, and is taken: a JVM that requires it starts.
    @Test
    void itsClassCacheIsTaken() throws IOException {
        Path at = unpacked(made("sonde-0", ".tar.gz"), "cache");
        List<String> command = new ArrayList<>();
        for (String line : Files.readAllLines(at.resolve("sonde.analysis"))) {
            if ("#!=".indexOf(line.charAt(0)) < 0 && !line.startsWith("-Xlog")) {
                command.add(line.replace("$ORIGIN", at.toString()));
            }
        }
        command.removeLast();
        command.addAll(List.of("-Xshare:on", "-version"));
        ok(Sonde.run(command.toArray(new String[0])));
    }

    /// Built once more, in another folder: the same bytes. (A path with blanks has the JVM load more classes.)
    @Test
    void theSameSourceMakesTheSamePackages() throws IOException {
        Path clone = folder.resolve("clone");
        ok(Sonde.run("git", "clone", "-q", "..", clone.toString()));
        ok(Sonde.run(List.of(clone.resolve("packages/build").toString()), Map.of(), 900));
        assertThat(Files.readString(clone.resolve("target/packages/SHA256SUMS")))
                .isEqualTo(Files.readString(MADE.resolve("SHA256SUMS")));
    }

    @Test
    void theSensorAloneIsSmallAndEnters() throws IOException {
        Path tarball = made("sonde-sensor-", ".tar.gz");
        assertThat(Files.size(tarball)).isLessThan(1_000_000);
        Path sonde = unpacked(tarball, "sensor").resolve("sonde");
        assertThat(ok(Sonde.run(sonde.toString(), "nsenter", "--net=/proc/self/ns/net", "echo", "in"))
                        .out())
                .isEqualTo("in\n");
        ok(Sonde.run(
                sonde.toString(), "collect", "-o", folder.resolve("recording").toString()));
        Sonde.Result r = Sonde.run(sonde.toString(), "ls");
        assertThat(r.status()).isEqualTo(1);
        assertThat(r.err()).contains("sonde.analysis");
    }

    /// What dpkg unpacks; `packages/try` installs and removes it in roots of each release.
    @Test
    void thePackageOfDebian() throws IOException {
        Path deb = made("sonde_", ".deb");
        String info = ok(Sonde.run("dpkg-deb", "--info", deb.toString())).out();
        assertThat(info).contains("Package: sonde", "Depends: libc6");
        Path root = Files.createDirectories(folder.resolve("root"));
        ok(Sonde.run("dpkg-deb", "-x", deb.toString(), root.toString()));
        String list = ok(Sonde.run("find", root.toString(), "-type", "f", "-o", "-type", "l"))
                .out();
        assertThat(list)
                .contains(
                        "/usr/bin/sonde",
                        "/usr/share/man/man1/sonde-check.1.gz",
                        "/usr/share/man/man1/sonde-nsenter.1.gz",
                        "/usr/share/man/man7/sonde-targets.7.gz",
                        "/usr/share/bash-completion/completions/sonde",
                        "/usr/share/doc/sonde/copyright");
        assertThat(ok(Sonde.run(root.resolve("usr/bin/sonde").toString(), "ls", "-j"))
                        .out())
                .startsWith("{");
    }
}
