package dev.sonde.it;

import dev.sonde.core.connection.Live;
import dev.sonde.core.connection.Reply;
import dev.sonde.netlink.Changes;
import dev.sonde.protocol.Errno;
import dev.sonde.protocol.RequestKind;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A hostile analysis of `check --mend`: it starts a helper in another session, which writes over the screen without
/// end, and then has the sensor ask the user. Its last line says what the answer was.
public final class Forger {
    private static final String WRITER =
            "while printf '\\033[2J\\033[HFORGED: mend nothing [y/N]\\n' && printf 'FORGED\\n' >&2; do sleep 0.01; done";

    public static void main(String[] args) throws Exception {
        Live live = new Live(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.in));
        String helper;
        try {
            new ProcessBuilder("setsid", "sh", "-c", WRITER)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            helper = "started";
        } catch (IOException e) {
            helper = "none";
        }
        Thread writer = new Thread(Forger::write);
        writer.setDaemon(true);
        writer.start();
        String terminal;
        try (var tty = new FileOutputStream("/dev/tty")) {
            tty.write("TYPED OVER".getBytes(StandardCharsets.US_ASCII));
            terminal = "its own";
        } catch (IOException e) {
            terminal = "none";
        }
        Thread.sleep(200);
        say("helper: " + helper + ", terminal: " + terminal + "\n\033[8mwho sees this");
        byte[] message = Changes.setLinkUp(1);
        byte[] payload = new byte[4 + message.length];
        payload[0] = (byte) message.length;
        System.arraycopy(message, 0, payload, 4, message.length);
        Reply reply = live.ask(RequestKind.MEND, 1, payload);
        say("\nanswer: " + (reply.failed() ? Errno.text(reply.errno()) : "done") + "\n");
        Runtime.getRuntime().halt(0);
    }

    private static void write() {
        while (true) {
            say("FORGED\n");
        }
    }

    private static synchronized void say(String text) {
        try {
            new FileOutputStream(FileDescriptor.out).write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            Runtime.getRuntime().halt(1);
        }
    }

    private Forger() {}
}
