package dev.sonde.cli.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.netlink.IpAddress;
import org.junit.jupiter.api.Test;

class HostsTest {
    private static String name(String file, String address) {
        return Hosts.parse(file).name(IpAddress.parse(address));
    }

    @Test
    void theFirstLineOfAnAddressCounts() {
        String file = "# hosts\n10.0.0.1 one first\n10.0.0.1 two\n\t10.0.0.2\tthree # four\n2001:DB8::1 six\r\n";
        assertThat(name(file, "10.0.0.1")).isEqualTo("one");
        assertThat(name(file, "10.0.0.2")).isEqualTo("three");
        assertThat(name(file, "2001:db8::1")).isEqualTo("six");
        assertThat(name(file, "10.0.0.3")).isNull();
    }

    @Test
    void mappedAddressesAreWhatTheyMap() {
        assertThat(name("10.0.0.1 one", "::ffff:10.0.0.1")).isEqualTo("one");
        assertThat(name("::ffff:10.0.0.1 one", "10.0.0.1")).isEqualTo("one");
    }

    @Test
    void theLoopbackOfIpv6NamesThatOfIpv4() {
        assertThat(name("::1 six", "127.0.0.1")).isEqualTo("six");
        assertThat(name("127.0.0.1 four\n::1 six", "127.0.0.1")).isEqualTo("four");
        assertThat(name("127.0.0.1 four", "::1")).isNull();
    }

    @Test
    void whatIsNoLineOfItIsPassedOver() {
        String file =
                "10.0.0.1\n10.0.0.2#one\n10.0.0 two\n010.0.0.4 three\nfe80::1%eth0 four\n:: five\nx y\n10.0.0.5 ok";
        assertThat(name(file, "10.0.0.1")).isNull();
        assertThat(name(file, "10.0.0.2")).isNull();
        assertThat(name(file, "10.0.0.4")).isNull();
        assertThat(name(file, "fe80::1")).isNull();
        assertThat(name(file, "::")).isNull();
        assertThat(name(file, "10.0.0.5")).isEqualTo("ok");
    }
}
