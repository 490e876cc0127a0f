package dev.sonde.cli.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.cli.Console;
import java.io.OutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static final Console NO_TERMINAL = new Console(OutputStream.nullOutputStream(), false, 0, false);
    private static final Console TERMINAL = new Console(OutputStream.nullOutputStream(), true, 80, true);

    /// With `NO_COLOR`, or `TERM=dumb`.
    private static final Console PLAIN = new Console(OutputStream.nullOutputStream(), true, 80, false);

    @Test
    void aTerminalHasColoursUnlessItIsAskedForNone() {
        assertThat(Options.ip(List.of("a"), TERMINAL).colour).isTrue();
        assertThat(Options.bridge(List.of("fdb"), TERMINAL).colour).isTrue();
        assertThat(Options.ip(List.of("-c=never", "a"), TERMINAL).colour).isFalse();
        assertThat(Options.ip(List.of("a"), PLAIN).colour).isFalse();
        assertThat(Options.ip(List.of("a"), NO_TERMINAL).colour).isFalse();
        // As the real tool: who asks gets them all the same.
        assertThat(Options.ip(List.of("-c=auto", "a"), PLAIN).colour).isTrue();
        assertThat(Options.ip(List.of("-c", "a"), NO_TERMINAL).colour).isTrue();
    }

    @Test
    void optionsMayBeShortened() {
        Options o = Options.ip(
                List.of("-det", "-s", "-stat", "--json", "-p", "-6", "-n", "web.1", "addr", "-4"), NO_TERMINAL);
        assertThat(o.details).isEqualTo(1);
        assertThat(o.stats).isEqualTo(2);
        assertThat(o.json).isTrue();
        assertThat(o.pretty).isTrue();
        assertThat(o.family).isEqualTo(Options.INET6);
        assertThat(o.target).isEqualTo("web.1");
        assertThat(o.taken).isEqualTo(8);
    }

    /// `-b` is `-batch`, so `-brief` needs two letters; `-h` is `-human-readable`.
    @Test
    void theFirstInTheirOrderIsMeant() {
        assertThat(Options.ip(List.of("-br", "a"), NO_TERMINAL).brief).isTrue();
        assertThat(Options.ip(List.of("-h", "a"), NO_TERMINAL).human).isTrue();
        assertThat(Options.ip(List.of("-N", "a"), NO_TERMINAL).numeric).isTrue();
        assertThat(Options.ip(List.of("-b", "file"), NO_TERMINAL).batch).isEqualTo("file");
        assertThat(Options.ip(List.of("-r", "-t", "a"), NO_TERMINAL).resolve).isTrue();
    }

    @Test
    void colour() {
        assertThat(Options.ip(List.of("-c", "a"), NO_TERMINAL).colour).isTrue();
        assertThat(Options.ip(List.of("-color=auto", "a"), NO_TERMINAL).colour).isFalse();
        assertThat(Options.ip(List.of("-color=auto", "a"), TERMINAL).colour).isTrue();
        assertThat(Options.ip(List.of("-c", "-c=never", "a"), TERMINAL).colour).isFalse();
        assertThatThrownBy(() -> Options.ip(List.of("-c=blue", "a"), NO_TERMINAL))
                .hasMessageContaining("is unknown");
    }

    @Test
    void theRestIsNotRead() {
        assertThat(Options.ip(List.of("--", "-4"), NO_TERMINAL).taken).isEqualTo(1);
        assertThat(Options.bridge(List.of("-s", "fdb", "-j"), NO_TERMINAL).json).isFalse();
        assertThatThrownBy(() -> Options.bridge(List.of("-4", "-br"), NO_TERMINAL))
                .isInstanceOfSatisfying(
                        ToolExit.class, e -> assertThat(e.status()).isEqualTo(255));
        assertThatThrownBy(() -> Options.ip(List.of("-n"), NO_TERMINAL)).hasMessageContaining("not complete");
    }

    @Test
    void prefixes() {
        assertThat(Prefix.parse("10.1/16", 0).address()).hasToString("10.1.0.0");
        assertThat(Prefix.parse("10.1.2.3", 0).length()).isEqualTo(32);
        assertThat(Prefix.parse("2001:db8::/32", 0).family()).isEqualTo(Prefix.INET6);
        assertThat(Prefix.parse("default", Prefix.INET).length()).isZero();
        for (String wrong : List.of("10.0.0.0/33", "10.0.0.0/", "10.0.0.256", "::1/129", "x", "", "10.0.0.0/-1")) {
            assertThat(Prefix.parse(wrong, 0)).as(wrong).isNull();
        }
        assertThat(Prefix.parse("::1", Prefix.INET)).isNull();
        assertThat(Prefix.parse("10.0.0.0", Prefix.INET6)).isNull();
    }

    @Test
    void numbersAsStrtoulReadsThem() {
        assertThat(Numbers.unsigned("10")).isEqualTo(10);
        assertThat(Numbers.unsigned("0x1f")).isEqualTo(31);
        assertThat(Numbers.unsigned("010")).isEqualTo(8);
        assertThat(Numbers.unsigned("4294967295")).isEqualTo(4294967295L);
        for (String wrong : List.of("", "4294967296", "99999999999999999999", "-1", "1x", "0x", "08", "²")) {
            assertThat(Numbers.unsigned(wrong)).as(wrong).isEqualTo(-1);
        }
    }

    @Test
    void namesFromAFile() {
        RtNames names = RtNames.realms();
        names.parse("# comment\n\n 1 one\n0x10\tsixteen # more\nbad\n5\n-3 minus\n7 seven\r\n");
        assertThat(names.of(1, false)).isEqualTo("one");
        assertThat(names.of(16, false)).isEqualTo("sixteen");
        assertThat(names.of(7, false)).isEqualTo("seven");
        assertThat(names.of(5, false)).isEqualTo("5");
        assertThat(names.of(1, true)).isEqualTo("1");
        assertThat(names.number("sixteen", 255)).isEqualTo(16);
        assertThat(names.number("0x20", 255)).isEqualTo(32);
        assertThat(names.number("256", 255)).isEqualTo(-1);
        assertThat(names.number("nosuch", 255)).isEqualTo(-1);
    }

    @Test
    void patterns() {
        assertThat(Glob.matches("eth*", "eth0:1")).isTrue();
        assertThat(Glob.matches("*:?", "eth0:1")).isTrue();
        assertThat(Glob.matches("*a*b*c", "xxaxxbxxbc")).isTrue();
        assertThat(Glob.matches("eth[0-3]", "eth2")).isTrue();
        assertThat(Glob.matches("eth[!0-3]", "eth2")).isFalse();
        assertThat(Glob.matches("eth[", "eth[")).isTrue();
        assertThat(Glob.matches("\\*", "x")).isFalse();
        assertThat(Glob.matches("", "x")).isFalse();
    }
}
