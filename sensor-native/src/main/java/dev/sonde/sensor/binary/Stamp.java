package dev.sonde.sensor.binary;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;

/// A digest of everything that a step of the build reads, kept beside what it made: a step whose inputs are unchanged
/// is not done again. Times of files say nothing here: a branch that was switched twice has new ones.
final class Stamp {
    private final MessageDigest digest;

    Stamp() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Stamp text(String s) {
        return bytes(s.getBytes(StandardCharsets.UTF_8));
    }

    private Stamp bytes(byte[] b) {
        digest.update((b.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(b);
        return this;
    }

    /// Every file below a folder, or in a jar, whose name ends with one of the endings: names and contents.
    Stamp tree(Path root, String... endings) throws IOException {
        if (!Files.isDirectory(root)) {
            try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + root.toUri()), Map.of())) {
                return folder(jar.getPath("/"), endings);
            }
        }
        return folder(root, endings);
    }

    private Stamp folder(Path root, String... endings) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(f -> ends(f, endings)).sorted().toList()) {
                text(root.relativize(file).toString());
                bytes(Files.readAllBytes(file));
            }
        }
        return this;
    }

    private static boolean ends(Path file, String... endings) {
        return Stream.of(endings).anyMatch(file.toString()::endsWith);
    }

    String value() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /// Whether `made` is there and was made from the inputs of this value.
    static boolean holds(Path made, String value) throws IOException {
        Path file = beside(made);
        return Files.exists(made)
                && Files.exists(file)
                && Files.readString(file).equals(value);
    }

    static void write(Path made, String value) throws IOException {
        Files.writeString(beside(made), value);
    }

    static void forget(Path made) throws IOException {
        Files.deleteIfExists(beside(made));
    }

    private static Path beside(Path made) {
        return made.resolveSibling(made.getFileName() + ".stamp");
    }
}
