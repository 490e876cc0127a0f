package dev.sonde.it.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `ip stats`, `tunnel`, `tuntap`, `vrf` and `xfrm` the whole way, in the same namespace and the same second as the
/// real
/// tool.
@Tag("kernel")
class LiveObjectsIT {
    @TempDir
    static Path folder;

    /// Links that have counted something, and count no more: they are down.
    private static final String SCRIPT = """
            mount -t sysfs none /sys || exit 9
            ip link add sbr0 type bridge mcast_stats_enabled 1 vlan_filtering 1 vlan_stats_enabled 1 || ip link add sbr0 type bridge mcast_stats_enabled 1
            ip link add sv0 type veth peer name sv1
            ip link set sv0 master sbr0
            ip link set sbr0 up; ip link set sv0 up; ip link set sv1 up
            ip addr add 10.9.0.1/24 dev sv1
            ping -c 2 -w 2 10.9.0.7 >/dev/null
            ip link set sv1 down; ip link set sv0 down; ip link set sbr0 down
            ip tuntap add dev tun0 mode tun user 0
            ip tuntap add dev tap0 mode tap multi_queue vnet_hdr pi group 3
            ip xfrm policy add src 10.1.0.0/24 dst 10.2.0.0/24 dir out tmpl src 192.0.2.1 dst 192.0.2.2 proto esp mode tunnel
            ip xfrm policy setdefault in block
            """;

    @Test
    void printsTheSame() throws IOException {
        Path d = Files.createDirectory(folder.resolve("objects"));
        StringBuilder script = new StringBuilder(SCRIPT);
        Beside.both(script, ObjectLines.LIVE);
        Beside.run(d, script);
        List<String> lines = ObjectLines.LIVE;
        assertThat(Beside.read(d.resolve("o" + lines.indexOf("ip stats") + ".out")))
                .contains("group xstats subgroup bridge suite mcast\n                    IGMP queries:");
        assertThat(Beside.read(d.resolve("o" + lines.indexOf("ip xfrm policy") + ".out")))
                .contains("src 10.1.0.0/24 dst 10.2.0.0/24 \n\tdir out priority 0 ", "\n\ttmpl src 192.0.2.1 ");
        assertThat(Beside.read(d.resolve("o" + lines.indexOf("ip tuntap") + ".out")))
                .contains("tap0: tap pi multi_queue vnet_hdr persist filter group 3\n");
        assertThat(Beside.differences(d, lines)).isEmpty();
    }
}
