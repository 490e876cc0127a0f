package dev.sonde.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// What the programmes of docs/security.md did, a row each, for `bench/security`, which writes them there.
public final class Figures {
    private static final Path FOLDER = Path.of("target/figures");

    /// The row of a programme that has passed. `tried`: how much it tried; `start`: of System.nanoTime().
    public static void write(String programme, String tried, String result, long start) throws IOException {
        long seconds = Math.max(1, Math.round((System.nanoTime() - start) / 1e9));
        Files.createDirectories(FOLDER);
        Files.writeString(
                FOLDER.resolve(programme.replace(' ', '-')),
                "| "
                        + String.join(
                                " | ",
                                programme,
                                tried,
                                result,
                                seconds + " s",
                                LocalDate.now(ZoneOffset.UTC).toString())
                        + " |\n");
    }

    private Figures() {}
}
