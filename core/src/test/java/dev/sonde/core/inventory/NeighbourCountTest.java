package dev.sonde.core.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.core.connection.Recorded;
import dev.sonde.core.connection.Streams;
import dev.sonde.core.table.NeighbourCount;
import dev.sonde.core.table.NeighbourTables;
import dev.sonde.netlink.Requests;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Header;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class NeighbourCountTest {
    /// What Linux 6.18 says first of a table: `struct nlmsghdr`, `struct ndtmsg`, NDTA_NAME, NDTA_CONFIG with 6158
    /// entries.
    private static final String ARP = "48000000400002000100000000000000" + "02000000"
            + "0e0001006172705f6361636865000000"
            + "24000500" + "040050010e180000b8e41a00d804000079b51449ff7f00000000000000000000";

    /// The same of IPv6, 907 entries.
    private static final String NDISC = "48000000400002000100000000000000" + "0a000000"
            + "100001006e646973635f636163686500"
            + "24000500" + "100058018b030000dc100000dcff010097bad52fff0700000000000000000000";

    /// Of one link: it has no count.
    private static final String LINK =
            "24000000400002000100000000000000" + "02000000" + "0e0001006172705f6361636865000000";

    private static long count(String messages, int flags, int errno) throws IOException {
        var payload = Streams.payload()
                .string(Requests.neighbourTables())
                .raw(HexFormat.of().parseHex(messages));
        byte[] stream = new Streams()
                .magic(Header.VERSION)
                .hello("host", "sonde", "collect")
                .frame(FrameKind.NETLINK, flags, 1, errno, 0, payload)
                .frame(FrameKind.DONE, 0, 0, 0, 0, Streams.payload().u32(0, 0, 1))
                .bytes();
        return NeighbourCount.of(NeighbourTables.of(new Recorded(new ByteArrayInputStream(stream))));
    }

    /// Both tables count; what is told of single links does not.
    @Test
    void isThatOfBothTables() throws IOException {
        assertThat(count(ARP + LINK + NDISC, 0, 0)).isEqualTo(6158 + 907);
    }

    /// What was not whole is no count, and never 0.
    @Test
    void isUnknownWhereItCouldNotBeRead() throws IOException {
        assertThat(count(ARP, FrameFlag.FAILED, 1)).isEqualTo(NeighbourCount.UNKNOWN);
        assertThat(count(ARP, FrameFlag.INTERRUPTED, 0)).isEqualTo(NeighbourCount.UNKNOWN);
        assertThat(count(LINK, 0, 0)).isEqualTo(NeighbourCount.UNKNOWN);
        assertThat(count(ARP.substring(0, ARP.length() - 2), 0, 0)).isEqualTo(NeighbourCount.UNKNOWN);
    }
}
