package dev.sonde.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.1.3, 10.0.1.3",
        "255.255.255.255, 255.255.255.255",
        "::, ::",
        "::1, ::1",
        "0:0:0:0:0:0:0:0, ::",
        "FE80::A, fe80::a",
        "fe80::, fe80::",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "1:0:0:2:3:0:0:4, 1::2:3:0:0:4",
        "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7",
        "::ffff:1.2.3.4, ::ffff:1.2.3.4",
        "::ffff:102:304, ::ffff:1.2.3.4",
        "::1.2.3.4, ::1.2.3.4",
        "::2:3, ::0.2.0.3",
        "64:ff9b::1.2.3.4, 64:ff9b::102:304",
        "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8"
    })
    void addressesReadAndWritten(String text, String written) {
        assertThat(IpAddress.parse(text)).hasToString(written);
        assertThat(IpAddress.parse(written)).isEqualTo(IpAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "01.2.3.4",
                "1.2.3.4 ",
                "1..3.4",
                "+1.2.3.4",
                "٣.2.3.4",
                ":",
                ":::",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "12345::",
                "::1%lo",
                "::1.2.3",
                "1:2:3:4:5:6:7:1.2.3.4",
                "1:",
                ":1",
                "::g",
                "1:2:3:4:5:6:7:8::",
                "1.2.3.4::"
            })
    void noAddresses(String text) {
        assertThatThrownBy(() -> IpAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void prefixes() {
        var net = IpAddress.parse("10.0.1.0");
        assertThat(net.sharesPrefix(IpAddress.parse("10.0.1.255"), 24)).isTrue();
        assertThat(net.sharesPrefix(IpAddress.parse("10.0.2.0"), 23)).isFalse();
        assertThat(net.sharesPrefix(IpAddress.parse("10.0.2.0"), 22)).isTrue();
        assertThat(net.sharesPrefix(IpAddress.parse("255.0.2.0"), 0)).isTrue();
        assertThat(net.sharesPrefix(IpAddress.parse("::"), 0)).isFalse();
    }

    @Test
    void linkAddresses() {
        assertThat(LinkAddress.parse("02:42:0A:00:01:03")).hasToString("02:42:0a:00:01:03");
        for (String text :
                new String[] {"02:42:0a:00:01:03", "2:42:a:0:1:3", "02-42-0A-00-01-03", "0242.0a00.0103", "02420A000103"
                }) {
            assertThat(LinkAddress.ofNotation(text)).as(text).hasToString("02:42:0a:00:01:03");
        }
        for (String text : new String[] {
            "",
            "02:42:0a:00:01",
            "02:42:0a:00:01:03:04",
            "02:42:0a:00:01:0g",
            "02:42-0a:00:01:03",
            "02.42.0a.00.01.03",
            "0242:0a00:0103",
            "0242.a00.0103",
            "02:42::00:01:03",
            "02420a00010",
            "10.0.1",
            "web-front-end"
        }) {
            assertThat(LinkAddress.ofNotation(text)).as(text).isNull();
        }
        for (String text : new String[] {"02:42:0a", "02:42:0a:00:01", "02-42-0a-00-01-0g", "02:42:0a:00:01:03:04"}) {
            assertThat(LinkAddress.resembles(text)).as(text).isTrue();
        }
        for (String text : new String[] {"fe80::1", "02:42:0a:00:01:03:04:05", "my-db-01-eu-xy", "web.1", "10.0.1.3"}) {
            assertThat(LinkAddress.resembles(text)).as(text).isFalse();
        }
        assertThat(LinkAddress.of()).hasToString("");
        assertThat(LinkAddress.of((byte) 10, (byte) 0, (byte) 0, (byte) 1)).hasToString("0a:00:00:01");
        for (String text : new String[] {"", "02:42:0a:00:01", "02-42-0a-00-01-03", "0g:42:0a:00:01:03"}) {
            assertThatThrownBy(() -> LinkAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void textIsUtf8WhereItCan() {
        byte[] bytes = "eth\u00e9 \ud83d\ude00".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(RawText.decode(bytes)).isEqualTo("eth\u00e9 \ud83d\ude00");
    }

    /// Bytes that are no UTF-8: alone, overlong, surrogates, too high, cut.
    @Test
    void textLosesNoByte() {
        int[][] cases = {
            {0xff},
            {0x80, 'a'},
            {0xc0, 0x80},
            {0xe0, 0x80, 0x80},
            {0xed, 0xa0, 0x80},
            {0xf4, 0x90, 0x80, 0x80},
            {0xe2, 0x82}
        };
        for (int[] numbers : cases) {
            byte[] bytes = new byte[numbers.length];
            var escaped = new StringBuilder();
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) numbers[i];
                escaped.append((char) (numbers[i] < 0x80 ? numbers[i] : 0xdc00 + numbers[i]));
            }
            assertThat(RawText.decode(bytes)).isEqualTo(escaped.toString());
        }
        var random = new SplittableRandom(7);
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = (byte) (random.nextInt(3) == 0 ? random.nextInt(128) : 0xc0 + random.nextInt(-64, 64));
            }
            assertThat(RawText.encode(RawText.decode(bytes))).isEqualTo(bytes);
        }
        assertThat(RawText.encode("a\ud800b")).isEqualTo(RawText.encode("a\ufffdb"));
    }
}
