package dev.sonde.cli.tools.ifconfig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.cli.tools.Links;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderTest {
    @Test
    void namesByTheirBytes() {
        List<String> names = new ArrayList<>(List.of("eth10", "lo", "é", "eth2", "\udcff", "br0:1", "br0", "B"));
        names.sort(Links::byBytes);
        assertThat(names).containsExactly("B", "br0", "br0:1", "eth10", "eth2", "lo", "é", "\udcff");
    }

    @Test
    void bytesAreCutNotRounded() {
        assertThat(InterfacePrinter.bytes(0)).isEqualTo("0 (0.0 B)");
        assertThat(InterfacePrinter.bytes(2224)).isEqualTo("2224 (2.1 KiB)");
        assertThat(InterfacePrinter.bytes(124989484)).isEqualTo("124989484 (119.1 MiB)");
        assertThat(InterfacePrinter.bytes(-1)).isEqualTo("18446744073709551615 (16777215.9 TiB)");
    }
}
