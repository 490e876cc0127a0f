package dev.sonde.cli.tools.ip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.cli.tools.ip.link.StatsPrinter;
import org.junit.jupiter.api.Test;

class HumanTest {
    @Test
    void threeDigitsAndAPrefix() {
        assertThat(StatsPrinter.human(999, false)).isEqualTo("999");
        assertThat(StatsPrinter.human(1000, false)).isEqualTo("1.00k");
        assertThat(StatsPrinter.human(124989484, false)).isEqualTo("125M");
        assertThat(StatsPrinter.human(12345, false)).isEqualTo("12.3k");
        assertThat(StatsPrinter.human(1 << 20, true)).isEqualTo("1.00Mi");
        assertThat(StatsPrinter.human(-1, false)).isEqualTo("18.4E");
    }
}
