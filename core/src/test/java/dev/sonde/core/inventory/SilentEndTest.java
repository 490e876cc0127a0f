package dev.sonde.core.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.core.connection.Dump;
import dev.sonde.core.table.SilentEnd;
import dev.sonde.netlink.NlHeader;
import dev.sonde.netlink.Nlmsg;
import dev.sonde.netlink.route.RouteAttr;
import dev.sonde.netlink.route.RouteHeader;
import dev.sonde.netlink.route.RouteMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class SilentEndTest {
    private static final Dump NOT_RECORDED = new Dump(List.of(), Dump.Completeness.NOT_RECORDED, 0);

    private static Dump tables(int... tables) {
        List<Dump.Piece> pieces = new ArrayList<>();
        for (int table : tables) {
            byte[] row = new RouteMessage(
                            new NlHeader(Nlmsg.RTM_NEWROUTE, 2),
                            new RouteHeader(Nlmsg.AF_INET, 0, 0, 0, table, 0, 0, 0, 0),
                            RouteAttr.TABLE.of(new RouteAttr.Table(table)))
                    .toBytes();
            pieces.add(new Dump.Piece(row, 0));
        }
        return new Dump(pieces, Dump.Completeness.COMPLETE, 0);
    }

    private static boolean confirmed(int family, Dump... answers) {
        Queue<Dump> left = new ArrayDeque<>(Arrays.asList(answers));
        return SilentEnd.confirmed(request -> left.remove(), family);
    }

    @Test
    void onlyOneWithoutARowOfLocalIsSuspicious() {
        assertThat(SilentEnd.suspicious(tables())).isTrue();
        assertThat(SilentEnd.suspicious(tables(254))).isTrue();
        assertThat(SilentEnd.suspicious(tables(254, 255))).isFalse();
        assertThat(SilentEnd.suspicious(tables(255, 254))).isFalse();
        assertThat(SilentEnd.suspicious(NOT_RECORDED)).isFalse();
        assertThat(SilentEnd.suspicious(Dump.failed(1))).isFalse();
    }

    /// A message cut off, or one whose length is nonsense, is somebody else's to tell.
    @Test
    void damagedBytesEndTheLook() {
        byte[] damaged = new byte[40];
        assertThat(SilentEnd.suspicious(new Dump(List.of(new Dump.Piece(damaged, 0)), Dump.Completeness.COMPLETE, 0)))
                .isTrue();
        damaged[0] = 127;
        assertThat(SilentEnd.suspicious(new Dump(List.of(new Dump.Piece(damaged, 0)), Dump.Completeness.COMPLETE, 0)))
                .isTrue();
    }

    @Test
    void itIsSaidOnlyIfAllThreeAnswersAgree() {
        assertThat(confirmed(Nlmsg.AF_INET, tables(255), tables(), tables(255))).isTrue();
        assertThat(confirmed(Nlmsg.AF_INET6, tables(255), tables(254), tables(255)))
                .isTrue();
        // No such table: a namespace in which nothing is up.
        assertThat(confirmed(Nlmsg.AF_INET, tables())).isFalse();
        // It came meanwhile.
        assertThat(confirmed(Nlmsg.AF_INET, tables(255), tables(255))).isFalse();
        // It went meanwhile.
        assertThat(confirmed(Nlmsg.AF_INET, tables(255), tables(), tables())).isFalse();
        // A recorded stream.
        assertThat(confirmed(Nlmsg.AF_INET, NOT_RECORDED)).isFalse();
        assertThat(confirmed(Nlmsg.AF_INET, tables(255), NOT_RECORDED)).isFalse();
    }

    /// MPLS has no such table.
    @Test
    void otherFamiliesAreNotAsked() {
        assertThat(confirmed(28)).isFalse();
    }
}
