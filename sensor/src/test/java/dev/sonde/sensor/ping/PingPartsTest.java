package dev.sonde.sensor.ping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.text.Address;
import dev.sonde.sensor.text.Out;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Addresses, names and numbers of ping.
class PingPartsTest {
    private final FakeNet net = new FakeNet();
    private final Out out = new Out(new Kernel(net), 1, 4096);

    private static byte[] bytes(String s) {
        return s.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String v4(String s) {
        byte[] b = new byte[4];
        return Address.v4(bytes(s), 0, s.length(), b, 0) ? HexFormat.of().formatHex(b) : "no";
    }

    private static String v6(String s) {
        byte[] b = new byte[16];
        return Address.v6(bytes(s), 0, s.length(), b, 0) ? HexFormat.of().formatHex(b) : "no";
    }

    @Test
    void ipv4AsInetAton() {
        assertThat(v4("10.0.0.1")).isEqualTo("0a000001");
        assertThat(v4("127.1")).isEqualTo("7f000001");
        assertThat(v4("1.2.772")).isEqualTo("01020304");
        assertThat(v4("0x7f000001")).isEqualTo("7f000001");
        assertThat(v4("0177.0.0.1")).isEqualTo("7f000001");
        assertThat(v4("4294967295")).isEqualTo("ffffffff");
        assertThat(v4("0")).isEqualTo("00000000");
        for (String s : new String[] {
            "", ".", "1.", "1..2", "256.1", "1.2.3.4.5", "1.2.3.256", "4294967296", "0x", "08", "a.b", "1.2.3.4 ", "-1"
        }) {
            assertThat(v4(s)).as(s).isEqualTo("no");
        }
    }

    @Test
    void ipv6AsInetPton() {
        assertThat(v6("::")).isEqualTo("0".repeat(32));
        assertThat(v6("::1")).isEqualTo("0".repeat(31) + "1");
        assertThat(v6("fe80::")).isEqualTo("fe80" + "0".repeat(28));
        assertThat(v6("1:2:3:4:5:6:7:8")).isEqualTo("00010002000300040005000600070008");
        assertThat(v6("1::8")).isEqualTo("00010000000000000000000000000008");
        assertThat(v6("::ffff:1.2.3.4")).isEqualTo("0".repeat(20) + "ffff01020304");
        assertThat(v6("1:2:3:4:5:6:1.2.3.4")).isEqualTo("00010002000300040005000601020304");
        for (String s : new String[] {
            "",
            ":",
            "1",
            ":1",
            "1:",
            "1::2::3",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9",
            "12345::",
            "g::",
            "::1.2.3",
            "1:2:3:4:5:6:7:1.2.3.4",
            "1:2:3:4:5:6:7::8:9",
            ":::",
            "1.2.3.4",
            "::1.2.3.4:5",
            "::1%lo"
        }) {
            assertThat(v6(s)).as(s).isEqualTo("no");
        }
    }

    /// What is written is read again as the same.
    @Test
    void ipv6ThereAndBack() {
        Random random = new Random(6);
        for (int i = 0; i < 5000; i++) {
            byte[] a = new byte[16];
            for (int k = 0; k < 8; k++) {
                Bytes.putBe16(a, 2 * k, random.nextInt(3) == 0 ? random.nextInt(0x10000) : random.nextInt(2) * 7);
            }
            FakeNet one = new FakeNet();
            Out to = new Out(new Kernel(one), 1, 64);
            Address.print6(to, a, 0);
            to.flush();
            assertThat(v6(one.out())).isEqualTo(HexFormat.of().formatHex(a));
        }
    }

    @Test
    void percentAsPrintfG() {
        long[][] cases = {
            {1, 3}, {2, 3}, {1, 2}, {0, 5}, {5, 5}, {1, 7}, {1, 1000}, {999, 1000}, {1, 1_000_000}, {2, 3_000_000}
        };
        String[] texts = {"33.3333", "66.6667", "50", "0", "100", "14.2857", "0.1", "99.9", "0.0001", "6.66667e-05"};
        for (int i = 0; i < cases.length; i++) {
            FakeNet one = new FakeNet();
            Out to = new Out(new Kernel(one), 1, 64);
            PingStats.percent(to, cases[i][0], cases[i][1]);
            to.flush();
            assertThat(one.out()).isEqualTo(texts[i]);
        }
    }

    @Test
    void roots() {
        for (long a : new long[] {0, 1, 2, 3, 4, 15, 16, 17, 1_000_000, 999_999_999_999L, Long.MAX_VALUE / 4}) {
            assertThat(PingStats.root(a)).isEqualTo((long) Math.sqrt((double) a));
        }
    }

    @Test
    void times() {
        long[] micros = {0, 7, 999, 1000, 1004, 1005, 9994, 9995, 12_345, 99_949, 99_950, 1_234_567};
        String[] texts = {
            "0.000", "0.007", "0.999", "1.00", "1.00", "1.01", "9.99", "10.0", "12.3", "99.9", "100", "1235"
        };
        for (int i = 0; i < micros.length; i++) {
            FakeNet one = new FakeNet();
            Out to = new Out(new Kernel(one), 1, 64);
            PingText.time(to, micros[i]);
            to.flush();
            assertThat(one.out()).isEqualTo(" time=" + texts[i] + " ms");
        }
    }

    @Test
    void checksums() {
        assertThat(Bytes.checksum(HexFormat.of().parseHex("0001f203f4f5f6f7"), 0, 8))
                .isEqualTo(0x220d);
        assertThat(Bytes.checksum(new byte[] {1}, 0, 1)).isEqualTo(0xfeff);
        assertThat(Bytes.checksum(new byte[0], 0, 0)).isEqualTo(0xffff);
    }

    /// As strtod(3) and a cast to int of it times a thousand.
    @Test
    void seconds() {
        PingNumbers numbers = new PingNumbers(out);
        String[] texts = {
            "1",
            "0.2",
            ".5",
            "5.",
            "+1",
            " 2",
            "1e1",
            "1E-3",
            "0.0005",
            "1.001",
            "0.29",
            "0x10",
            "0x.8",
            "0x1p-3",
            "1e-5",
            "123456.789",
            "0.1234567890123456789012",
            "2147483.647"
        };
        for (String text : texts) {
            String java = text.strip();
            java = java.startsWith("0x") && !java.contains("p") ? java + "p0" : java;
            assertThat(numbers.seconds(bytes(text), 2147483.647, "bad"))
                    .as(text)
                    .isTrue();
            assertThat((int) (numbers.seconds * 1000)).as(text).isEqualTo((int) (Double.parseDouble(java) * 1000));
        }
        out.flush();
        assertThat(net.out()).isEmpty();
    }

    @Test
    void secondsThatAreNone() {
        PingNumbers numbers = new PingNumbers(out);
        for (String text :
                new String[] {"", "nan", "INF", "-infinity", "1e400", "1e-310", "-1", "-0.001", "2147483.648"}) {
            assertThat(numbers.seconds(bytes(text), 2147483.647, "bad"))
                    .as(text)
                    .isFalse();
        }
        // What cannot be read counts as 0, and is complained of.
        for (String text : new String[] {"x", "-", ".", "1x", "1e", "0x", "1..2", "1e-400"}) {
            assertThat(numbers.seconds(bytes(text), 2147483.647, "bad"))
                    .as(text)
                    .isTrue();
            assertThat(numbers.seconds).as(text).isIn(0.0, 1.0);
        }
        out.flush();
        assertThat(net.out())
                .contains("ping: bad: nan: Numerical result out of range\n")
                .contains("ping: bad: \n")
                .contains("ping: option argument contains garbage: x\nping: this will become fatal");
    }

    @Test
    void bits() {
        PingNumbers numbers = new PingNumbers(out);
        String[] texts = {"", "0", "16", "0x10", "-1", "0x", "0XfF", " 5", "99999999999999999999", "4294967297"};
        int[] values = {0, 0, 16, 16, -1, 0, 255, 5, -1, 1};
        for (int i = 0; i < texts.length; i++) {
            assertThat(numbers.bits(bytes(texts[i]))).as(texts[i]).isEqualTo(values[i]);
            assertThat(numbers.whole).as(texts[i]).isTrue();
        }
        for (String text : new String[] {"x", "5x", "-", "0x1g", "1 "}) {
            numbers.bits(bytes(text));
            assertThat(numbers.whole).as(text).isFalse();
        }
    }

    @Test
    void hosts() {
        byte[] text =
                bytes("# 1.1.1.1 no\n127.0.0.1\tlocalhost lo\r\n::1 localhost ip6\n10.0.0.7 Web.one web # 8.8.8.8 dns\n"
                        + "bad name\n10.0.0.8\n10.0.0.9 e\033vil");
        Hosts hosts = new Hosts(text, text.length);
        byte[] a = new byte[16];
        assertThat(hosts.find(bytes("WEB"), 4, a)).isTrue();
        assertThat(HexFormat.of().formatHex(a, 0, 4)).isEqualTo("0a000007");
        assertThat(new String(hosts.canonical(), StandardCharsets.ISO_8859_1)).isEqualTo("Web.one");
        assertThat(hosts.find(bytes("localhost"), 6, a)).isTrue();
        assertThat(a[15]).isEqualTo((byte) 1);
        for (String none : new String[] {"no", "dns", "#", "name", "we", "", "10.0.0.8"}) {
            assertThat(hosts.find(bytes(none), 4, a)).as(none).isFalse();
        }
        assertThat(hosts.print(out, new byte[] {10, 0, 0, 9}, 0, 4)).isTrue();
        assertThat(hosts.print(out, new byte[] {10, 0, 0, 8}, 0, 4)).isFalse();
        out.flush();
        assertThat(net.out()).isEqualTo("e\\x1bvil ");
    }

    @Test
    void hostsOfAnyBytes() {
        Random random = new Random(5);
        byte[] a = new byte[16];
        for (int i = 0; i < 20_000; i++) {
            byte[] text = new byte[random.nextInt(60)];
            String from = "1.:#\n \tafx0\0";
            for (int k = 0; k < text.length; k++) {
                text[k] = (byte) from.charAt(random.nextInt(from.length()));
            }
            Hosts hosts = new Hosts(text, text.length);
            if (hosts.find(bytes("a"), 4, a)) {
                assertThat(new String(text, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT))
                        .contains("a");
            }
            hosts.find(bytes("xx"), 6, a);
        }
    }
}
