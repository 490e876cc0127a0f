package dev.sonde.cli.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import dev.sonde.cli.Console;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.RawText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
    private static String printed(Document document) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Console out = new Console(bytes, true, 0, false);
        JsonWriter.print(out, document);
        out.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /// Each byte, in keys and in values: always valid, and never a control character.
    @Test
    void itIsAlwaysValid() throws Exception {
        for (int b = 1; b < 256; b++) {
            String text = RawText.decode(new byte[] {'a', (byte) b, '"', '\\'});
            String json = printed(to -> to.member(text, text));
            try (var p = new JsonFactory().createParser(json)) {
                p.nextToken();
                String expected = b < 0x80 ? text : "a\ufffd\"\\";
                assertThat(p.nextFieldName()).isEqualTo(expected);
                assertThat(p.nextTextValue()).isEqualTo(expected);
            }
            assertThat(json.chars().filter(ch -> ch < 0x20 && ch != '\n')).isEmpty();
        }
    }

    @Test
    void itIsLaidOutAsDockers() {
        Document inner =
                to -> to.member("a", 1).member("b", List.of("x", List.of(2))).member("c", Map.of("d", "e"));
        assertThat(printed(to -> to.member("inner", inner).member("none", List.of())))
                .isEqualTo("""
                {
                    "inner": {
                        "a": 1,
                        "b": [
                            "x",
                            [
                                2
                            ]
                        ],
                        "c": {
                            "d": "e"
                        }
                    },
                    "none": []
                }
                """);
    }

    @Test
    void rowsStandInALineEach() {
        Document row = to -> to.member("a", 1).member("b", List.of(1, 2)).member("c", List.of());
        Rows<Document> rows = taker -> List.of(row, row).forEach(taker);
        Rows<Document> none = taker -> {};
        assertThat(printed(to -> to.rows("rows", rows).rows("none", none).member("d", List.of(1))))
                .isEqualTo("""
                {
                    "rows": [
                        {"a": 1, "b": [1, 2], "c": []},
                        {"a": 1, "b": [1, 2], "c": []}
                    ],
                    "none": [],
                    "d": [
                        1
                    ]
                }
                """);
    }

    @Test
    void whatIsNotThere() {
        assertThat(printed(to -> to.member("string", (String) null)
                        .member("number", (Integer) null)
                        .member("document", (Document) null)
                        .member("list", (List<?>) null)
                        .member("map", (Map<String, ?>) null)))
                .isEqualTo("{}\n");
        assertThat(printed(to -> to.member("number", OptionalInt.empty())
                        .member("map", Optional.<Map<String, String>>empty())
                        .member("address", (IpAddress) null)))
                .isEqualTo("""
                {
                    "number": null,
                    "map": null,
                    "address": ""
                }
                """);
    }
}
