package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.netlink.RawText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EscaperTest {
    /// Every byte that a name may hold (the kernel allows all but NUL) in every sink.
    @Test
    void everyByteInEverySink() {
        for (int b = 1; b < 256; b++) {
            byte[] name = {'e', 't', 'h', (byte) b, '0'};
            String text = RawText.decode(name);
            boolean plain = b >= 0x20 && b < 0x7f;
            String shown =
                    plain ? "eth" + (char) b + "0" : "eth\\x" + (b < 16 ? "0" : "") + Integer.toHexString(b) + "0";

            assertThat(Escaper.escape(text)).as("byte %d", b).isEqualTo(shown);
            assertThat(Escaper.width(shown)).isEqualTo(shown.length());
            assertThat(printed(true, false, text))
                    .as("our view, terminal, %d", b)
                    .isEqualTo(bytes(shown));
            assertThat(printed(false, false, text)).as("our view, pipe, %d", b).isEqualTo(bytes(shown));
            assertThat(printed(true, true, text)).as("tool, terminal, %d", b).isEqualTo(bytes(shown));
            assertThat(printed(false, true, text)).as("tool, pipe, %d", b).isEqualTo(name);
        }
    }

    private static byte[] printed(boolean terminal, boolean tool, String text) {
        ByteArrayOutputStream b = new ByteArrayOutputStream();
        Console c = new Console(b, terminal, 80, false);
        (tool ? c.foreign(text) : c.name(text)).flush();
        return b.toByteArray();
    }

    private static byte[] bytes(String s) {
        return s.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatMovesOrHidesIsShown() {
        assertThat(Escaper.escape("a\u001b[2Jb")).isEqualTo("a\\x1b[2Jb");
        assertThat(Escaper.escape("a\u202eb")).isEqualTo("a\\u202eb");
        assertThat(Escaper.escape("a\u200bb")).isEqualTo("a\\u200bb");
        assertThat(Escaper.escape("a\u009bb")).isEqualTo("a\\u009bb");
        assertThat(Escaper.escape("a\u2028b")).isEqualTo("a\\u2028b");
        assertThat(Escaper.escape(Character.toString(0xe0041))).isEqualTo("\\U000e0041");
        assertThat(Escaper.escape("web-ü-網")).isEqualTo("web-ü-網");
    }

    @Test
    void columns() {
        assertThat(Escaper.width("eth0")).isEqualTo(4);
        assertThat(Escaper.width("網路")).isEqualTo(4);
        assertThat(Escaper.width("u\u0308")).isEqualTo(1);
        assertThat(Escaper.width("🐳")).isEqualTo(2);
    }
}
