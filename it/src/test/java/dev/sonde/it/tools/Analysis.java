package dev.sonde.it.tools;

import dev.sonde.cli.Main;
import dev.sonde.netlink.RawText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The analysis in this JVM, on a recorded stream: all that a sensor would have said is hello.
final class Analysis {
    private static final int HELLO = 1;
    private static final int HEADER = 32;

    record Output(int status, byte[] out, byte[] err) {
        /// Each byte a letter.
        String text() {
            return new String(out, StandardCharsets.ISO_8859_1);
        }

        String error() {
            return new String(err, StandardCharsets.ISO_8859_1);
        }
    }

    /// `sonde WORDS`, its tables from `stream`. `terminal`: as if stdout were one.
    static Output run(Path stream, boolean terminal, List<String> words) {
        List<String> argv = new ArrayList<>();
        argv.add("sonde");
        argv.add(words.getFirst());
        argv.add("--from");
        argv.add(stream.toString());
        argv.addAll(words.subList(1, words.size()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(
                new ByteArrayInputStream(hello(argv, terminal)),
                OutputStream.nullOutputStream(),
                out,
                err,
                name -> Files.newInputStream(Path.of(name)));
        return new Output(status, out.toByteArray(), err.toByteArray());
    }

    static byte[] hello(List<String> argv, boolean terminal) {
        ByteBuffer b = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        b.put(new byte[] {'S', 'O', 'N', 'D', 'E', 0, 1, 0});
        int start = b.position();
        b.position(start + HEADER);
        b.putInt(1).putInt(0).putInt(0).putInt(0).putLong(0).putLong(0);
        b.putInt(terminal ? 3 : 0).putInt(80).putInt(0);
        string(b, "6.0");
        string(b, "here");
        string(b, "test");
        b.putInt(argv.size());
        for (String word : argv) {
            string(b, word);
        }
        b.putInt(start, b.position() - start).putShort(start + 4, (short) HELLO);
        byte[] all = new byte[b.position()];
        b.get(0, all);
        return all;
    }

    private static void string(ByteBuffer b, String s) {
        byte[] bytes = RawText.encode(s);
        b.putInt(bytes.length).put(bytes);
    }

    private Analysis() {}
}
