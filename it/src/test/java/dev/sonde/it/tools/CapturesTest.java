package dev.sonde.it.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the real tools printed in a virtual machine, beside what ours print of the same messages: for link kinds and
/// objects that this kernel cannot make. `it/capture/README.md` says how the captures came to be.
class CapturesTest {
    private static final Path FOLDER = Path.of("capture/captures");
    private static final int NETNS = 4;
    private static final int NETLINK = 5;
    private static final int DONE = 9;

    @TempDir
    Path folder;

    /// What one real command line printed.
    private static final class Line {
        final String command;
        final StringBuilder out = new StringBuilder();
        final StringBuilder err = new StringBuilder();
        int status;

        Line(String command) {
            this.command = command;
        }
    }

    static List<String> captures() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("captures")
    void printsWhatTheRealToolsPrinted(String capture) throws IOException {
        List<Line> lines = new ArrayList<>();
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.writeBytes(Analysis.hello(List.of("sonde", "collect"), false));
        frame(stream, NETNS, longs(4, 4_026_531_840L, 1), bytes("/proc/self/ns/net"));
        byte[] request = null;
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        for (String line : Files.readString(FOLDER.resolve(capture), StandardCharsets.ISO_8859_1)
                .split("\n")) {
            String rest = line.length() < 2 ? "" : line.substring(2);
            if (line.charAt(0) != '<' && request != null) {
                frame(stream, NETLINK, string(request), answer.toByteArray());
                answer.reset();
                request = null;
            }
            switch (line.charAt(0)) {
                case '>' -> request = HexFormat.of().parseHex(rest);
                case '<' -> {
                    answer.writeBytes(HexFormat.of().parseHex(rest));
                    answer.writeBytes(new byte[-answer.size() & 3]);
                }
                case '?' -> lines.add(new Line(rest));
                case '|' -> lines.getLast().out.append(rest).append('\n');
                case '+' -> lines.getLast().out.append(rest);
                case '!' -> lines.getLast().err.append(rest).append(line.charAt(1) == ' ' ? "\n" : "");
                case '=' -> lines.getLast().status = Integer.parseInt(rest);
                case '#', '$' -> {
                    // Where it comes from.
                }
                default -> throw new IOException("no such line in a capture: " + line);
            }
        }
        frame(stream, DONE, new byte[12], new byte[0]);
        Path file = Files.write(folder.resolve("stream"), stream.toByteArray());
        assertThat(lines).as("command lines of " + capture).isNotEmpty();
        List<String> differences = new ArrayList<>();
        for (Line line : lines) {
            Analysis.Output ours = Analysis.run(file, false, List.of(line.command.split(" ")));
            if (!ours.text().contentEquals(line.out)
                    || !ours.error().contentEquals(line.err)
                    || ours.status() != line.status) {
                differences.add("=== " + line.command + "\n--- real, " + line.status + "\n" + line.out + line.err
                        + "--- ours, " + ours.status() + "\n" + ours.text() + ours.error());
            }
        }
        assertThat(String.join("\n", differences)).isEmpty();
    }

    private static void frame(ByteArrayOutputStream stream, int kind, byte[] first, byte[] second) {
        int length = 32 + first.length + second.length;
        ByteBuffer b = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(length).putShort((short) kind).putShort((short) 0);
        b.putInt(kind == DONE ? 0 : 1).position(32);
        b.put(first).put(second);
        stream.writeBytes(b.array());
    }

    private static byte[] longs(long... values) {
        ByteBuffer b = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long v : values) {
            b.putLong(v);
        }
        return b.array();
    }

    private static byte[] bytes(String s) {
        return string(s.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] string(byte[] s) {
        return ByteBuffer.allocate(4 + s.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(s.length)
                .put(s)
                .array();
    }
}
