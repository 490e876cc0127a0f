package dev.sonde.cli.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.sonde.cli.Console;
import dev.sonde.netlink.RawText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class JsonLayoutTest {
    private static String written(boolean pretty, boolean terminal, Consumer<Printer> rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Console console = new Console(bytes, terminal, 0, false);
        Printer out = Printer.of(console, true, pretty, false, false);
        out.start();
        rows.accept(out);
        out.finish();
        console.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void sample(Printer out) {
        out.begin();
        out.number("ifindex", "", 1, ": ");
        out.beginArray("flags");
        out.item("", "UP", ",");
        out.item("", "LOWER_UP", "");
        out.endArray();
        out.begin("linkinfo");
        out.end();
        out.mark("router", "router ");
        out.onOff("learning", "learning ", true, " ");
        out.beginArray("addr_info");
        out.begin();
        out.string("local", "", "10.0.0.1", "");
        out.end();
        out.begin();
        out.end();
        out.endArray();
        out.text("only text");
        out.end();
    }

    @Test
    void oneLine() {
        assertThat(written(false, false, JsonLayoutTest::sample))
                .isEqualTo("[{\"ifindex\":1,\"flags\":[\"UP\",\"LOWER_UP\"],\"linkinfo\":{},\"router\":null,"
                        + "\"learning\":true,\"addr_info\":[{\"local\":\"10.0.0.1\"},{}]}]\n");
        assertThat(written(false, false, _ -> {})).isEqualTo("[]\n");
    }

    /// Blanks and line ends as `ip -j -p` puts them.
    @Test
    void pretty() {
        assertThat(written(true, false, JsonLayoutTest::sample)).isEqualTo("""
                        [ {
                                "ifindex": 1,
                                "flags": [ "UP","LOWER_UP" ],
                                "linkinfo": {},
                                "router": null,
                                "learning": true,
                                "addr_info": [ {
                                        "local": "10.0.0.1"
                                    },{} ]
                            } ]
                        """.indent(0));
        assertThat(written(true, false, _ -> {})).isEqualTo("[ ]\n");
    }

    /// Every byte, alone and between letters: valid JSON, and nothing is lost.
    @Test
    void namesOfAnyBytes() throws IOException {
        for (boolean terminal : new boolean[] {false, true}) {
            for (int b = 1; b < 256; b++) {
                String name = RawText.decode(new byte[] {'a', (byte) b, 'z'}, 0, 3);
                String json = written(false, terminal, out -> {
                    out.begin();
                    out.string("ifname", "", name, "");
                    out.end();
                });
                assertThat(json).as("byte %d", b).doesNotContain("\ufffd", "\033");
                assertThat(json.chars().filter(c -> c < ' ' && c != '\n'))
                        .as("byte %d", b)
                        .isEmpty();
                assertThat(only(json)).as("byte %d", b).isEqualTo(name);
            }
        }
    }

    @Test
    void aTerminalIsNotMoved() throws IOException {
        String name = "a\u202eb\u009bc\u2028d\ud83d\ude00é";
        String shown = written(false, true, out -> out.item("", name, ""));
        assertThat(shown).isEqualTo("[\"a\\u202eb\\u009bc\\u2028d\ud83d\ude00é\"]\n");
        assertThat(only(shown)).isEqualTo(name);
    }

    private static String only(String json) throws IOException {
        String found = null;
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken().isScalarValue()) {
                    found = parser.getText();
                }
            }
        }
        return found;
    }
}
