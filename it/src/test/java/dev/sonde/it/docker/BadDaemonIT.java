package dev.sonde.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Figures;
import dev.sonde.it.Programme;
import dev.sonde.it.Sonde;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A daemon that misbehaves holds nothing up: while it goes on doing so the namespaces are listed, with a note.
@Tag("kernel")
class BadDaemonIT {
    /// What is sent in answer to every request; what is empty is done by [#serve].
    enum Way {
        SILENT(""),
        ONE_BYTE_A_SECOND(""),
        ENDLESS_BODY(""),
        ENDLESS_HEADER(""),
        CLOSES_AT_ONCE(""),
        NEVER_ACCEPTS(""),
        STOPS_IN_THE_BODY(""),
        ENDLESS_CHUNKS(""),
        EMPTY_BODY("HTTP/1.0 200 OK\r\n\r\n"),
        NO_HEADER_END("HTTP/1.0 200 OK\r\nServer: x\r\n"),
        GARBAGE("\0\1\2\3\377\376 not http at all \r\n\r\n"),
        HTML("HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body>Sign in</body></html>"),
        STATUS_500("HTTP/1.0 500 Oops\r\n\r\n{\"message\":\"oops\"}"),
        STATUS_301("HTTP/1.0 301 Moved\r\nLocation: http://198.51.100.1/\r\n\r\n"),
        STATUS_ABC("HTTP/1.0 abc OK\r\n\r\n{}"),
        NO_STATUS("HTTP/1.0\r\n\r\n{}"),
        LENGTH_TOO_LONG("HTTP/1.0 200 OK\r\nContent-Length: 99\r\n\r\n{}"),
        LENGTH_TOO_SHORT("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n{}"),
        LENGTH_NEGATIVE("HTTP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n{}"),
        CHUNKED("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
        BROKEN_OFF("HTTP/1.0 200 OK\r\n\r\n{\"Version\":\"20.10\",\"a\":[1,2"),
        BROKEN_STRING("HTTP/1.0 200 OK\r\n\r\n{\"Version\":\"20.10"),
        DEEP("HTTP/1.0 200 OK\r\n\r\n" + "[".repeat(100_000)),
        MANY("HTTP/1.0 200 OK\r\n\r\n[" + "1,".repeat(1_100_000) + "1]"),
        LONG_STRING("HTTP/1.0 200 OK\r\n\r\n[\"" + "x".repeat(3_000_000) + "\"]"),
        CONTROL("HTTP/1.0 200 OK\r\n\r\n{\"\33]0;x\7\":\"\33[2J"),
        NOT_UTF8("HTTP/1.0 200 OK\r\n\r\n{\"Version\":\"\377\376\"}");

        final byte[] answer;

        Way(String answer) {
            this.answer = answer.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private static final long START = System.nanoTime();
    private static long slowest;

    @AfterAll
    static void figures() throws IOException {
        Figures.write(
                "daemons that misbehave", Way.values().length + " ways", "`ls` in at most " + slowest + " ms", START);
    }

    static Stream<Way> some() {
        return Programme.some(List.of(Way.values()), 4);
    }

    @ParameterizedTest
    @MethodSource("some")
    void isNotWaitedFor(Way way) throws IOException {
        Path folder = Files.createTempDirectory("sonde-bad");
        Path socket = folder.resolve("docker.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket), 1);
            if (way != Way.NEVER_ACCEPTS) {
                Thread.ofVirtual().start(() -> accept(server, way));
            }
            // It ends although nothing of the daemon does: what is slow goes on until `server` is closed.
            long before = System.nanoTime();
            Sonde.Result r = ls(": > /run/docker.sock && mount --bind " + socket + " /run/docker.sock && ");
            slowest = Math.max(slowest, (System.nanoTime() - before) / 1_000_000);
            String all = r.out() + r.err();
            assertThat(r.status()).as("%s", r).isZero();
            assertThat(all)
                    .contains("namespace", "Docker at unix:///run/docker.sock")
                    .doesNotContain("\33", "\7");
        } finally {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(folder);
        }
    }

    /// A listing where `/run` is empty but for what `daemon` makes there.
    private static Sonde.Result ls(String daemon) {
        return Sonde.run(
                "unshare",
                "--mount",
                "--net",
                "--propagation",
                "private",
                "sh",
                "-c",
                "mount -t tmpfs tmpfs /run && " + daemon + "exec " + Sonde.BINARY + " ls");
    }

    private static void accept(ServerSocketChannel server, Way way) {
        try {
            while (true) {
                SocketChannel c = server.accept();
                Thread.ofPlatform().daemon().start(() -> serve(server, c, way));
            }
        } catch (IOException e) {
            assertThat(server.isOpen()).isFalse(); // the test has ended
        }
    }

    private static void serve(ServerSocketChannel server, SocketChannel c, Way way) {
        try (c) {
            if (way == Way.CLOSES_AT_ONCE) {
                return;
            }
            c.read(ByteBuffer.allocate(4096));
            OutputStream out = Channels.newOutputStream(c);
            byte[] head = "HTTP/1.0 200 OK\r\n\r\n[".getBytes(StandardCharsets.ISO_8859_1);
            switch (way) {
                case SILENT -> hold(server);
                case STOPS_IN_THE_BODY -> {
                    out.write(head);
                    hold(server);
                }
                case ONE_BYTE_A_SECOND -> {
                    for (int i = 0; server.isOpen(); i++) {
                        out.write(i < head.length ? head[i] : '[');
                        Thread.sleep(1000);
                    }
                }
                case ENDLESS_BODY -> {
                    out.write(head);
                    endless(out, "1,".repeat(30_000));
                }
                case ENDLESS_HEADER -> {
                    out.write(head, 0, head.length - 3);
                    endless(out, "X: y\r\n".repeat(10_000));
                }
                case ENDLESS_CHUNKS -> {
                    out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
                    endless(out, "1\r\n1\r\n".repeat(10_000));
                }
                default -> out.write(way.answer);
            }
        } catch (IOException e) {
            return; // sonde has had enough
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void hold(ServerSocketChannel server) throws InterruptedException {
        while (server.isOpen()) {
            Thread.sleep(50);
        }
    }

    private static void endless(OutputStream out, String s) throws IOException {
        byte[] b = s.getBytes(StandardCharsets.ISO_8859_1);
        while (true) {
            out.write(b);
        }
    }
}
