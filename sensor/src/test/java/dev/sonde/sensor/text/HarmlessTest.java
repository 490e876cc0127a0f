package dev.sonde.sensor.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.sensor.kernel.FakeKernel;
import dev.sonde.sensor.kernel.Kernel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HarmlessTest {
    private static byte[] latin1(String s) {
        return s.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// What a terminal gets of these pieces; with `settled` a question follows.
    private static String shown(boolean settled, byte[]... pieces) {
        FakeKernel fake = new FakeKernel("sonde");
        Harmless screen = new Harmless(new Out(new Kernel(fake), 1, 256));
        for (byte[] piece : pieces) {
            screen.write(piece, piece.length);
        }
        if (settled) {
            screen.settle();
        }
        return fake.out.toString(StandardCharsets.ISO_8859_1);
    }

    private static String shown(String bytes) {
        return shown(false, latin1(bytes));
    }

    @Test
    void whatSondePrintsPasses() {
        for (String text : List.of(
                "error[S101]: host1 loses\n\ttab\n",
                "\033[31mred\033[0m \033[1;31mbold\033[m\n",
                "\r\033[Ksonde check: reading ...",
                "\r\033[K")) {
            assertThat(shown(text)).isEqualTo(text);
        }
        String words = "→ ü 中 \ud83d\ude00 │ ⇄\n";
        assertThat(shown(false, words.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new String(words.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    @Test
    void whatHidesPaintsOrAsksIsShownInstead() {
        assertThat(shown("\033[2J\033[H")).isEqualTo("\\x1b[2J\\x1b[H");
        assertThat(shown("\033[8mhidden")).isEqualTo("\\x1b[8mhidden");
        assertThat(shown("\033[31;8mhidden")).isEqualTo("\\x1b[31;8mhidden");
        assertThat(shown("\033[08mhidden")).isEqualTo("\\x1b[08mhidden");
        assertThat(shown("\033[1A")).isEqualTo("\\x1b[1A");
        assertThat(shown("\033]0;title\007")).isEqualTo("\\x1b]0;title\\x07");
        assertThat(shown("\033[c\033[6n\005")).isEqualTo("\\x1b[c\\x1b[6n\\x05");
        assertThat(shown("\033(0\033c\016")).isEqualTo("\\x1b(0\\x1bc\\x0e");
        assertThat(shown("\u009b2J\u0085")).isEqualTo("\\x9b2J\\x85");
        assertThat(shown("\u00c2\u009b2J")).isEqualTo("\\xc2\\x9b2J");
        assertThat(shown("\u00c0\u009b\u00e0\u0082\u009b")).isEqualTo("\\xc0\\x9b\\xe0\\x82\\x9b");
        assertThat(shown("\033\033[2J")).isEqualTo("\\x1b\\x1b[2J");
        assertThat(shown("\033[31\n")).isEqualTo("\\x1b[31\n");
        assertThat(shown("\033[1K\033[KK")).isEqualTo("\\x1b[1K\033[KK");
        assertThat(shown("\033[" + "1;".repeat(20) + "m")).doesNotContain("\033");
        assertThat(shown("\b\177\0")).isEqualTo("\\x08\\x7f\\x00");
    }

    /// A question begins at the beginning of a line, without a colour.
    @Test
    void aQuestionFindsACleanLine() {
        assertThat(shown(true, latin1("report\n"))).isEqualTo("report\n");
        assertThat(shown(true, latin1("report"))).isEqualTo("report\n");
        assertThat(shown(true, latin1("\033[31mred\033[0m\n"))).isEqualTo("\033[31mred\033[0m\n\033[0m");
        assertThat(shown(true, latin1("\rworking\r\033[K"))).isEqualTo("\rworking\r\033[K");
        assertThat(shown(true, latin1("\rworking"))).isEqualTo("\rworking\n");
        assertThat(shown(true, latin1("\033[3"))).isEqualTo("\\x1b[3\n");
        assertThat(shown(true, latin1("\u00e2\u0086"))).isEqualTo("\\xe2\\x86\n");
        assertThat(shown(true)).isEmpty();
    }

    @Test
    void howItIsCutChangesNothing() {
        byte[] text = "a\033[31mü→\033[2J\r\033[K\ud83d\ude00\033[8m\n".getBytes(StandardCharsets.UTF_8);
        byte[][] bytes = new byte[text.length][];
        for (int i = 0; i < text.length; i++) {
            bytes[i] = new byte[] {text[i]};
        }
        assertThat(shown(true, bytes)).isEqualTo(shown(true, text));
    }

    /// Whatever comes: of what a terminal obeys only colours, line ends and the two at the beginning of a line are
    /// left.
    @Test
    void nothingElsePasses() {
        Random random = new Random(5);
        byte[] often = {0x1b, '[', 'm', 'K', ';', '8', '3', '1', '\r', '\n', (byte) 0xc2, (byte) 0x9b};
        for (int i = 0; i < 20_000; i++) {
            byte[] b = new byte[random.nextInt(40)];
            for (int k = 0; k < b.length; k++) {
                b[k] = random.nextBoolean() ? often[random.nextInt(often.length)] : (byte) random.nextInt();
            }
            String rest = shown(false, b).replaceAll("\033\\[[0-9;]*m|\033\\[K", "");
            assertThat(rest).doesNotContainPattern("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]");
            assertThat(rest).doesNotContainPattern("\u00c2[\u0080-\u009f]");
            assertThat(shown(false, b)).doesNotContainPattern("\033\\[([0-9;]*;)?0*8(;[0-9;]*)?m");
        }
    }
}
