package dev.sonde.netlink.xfrm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.NetlinkMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// States and policies of XFRM, as a kernel said them (`xfrm/docker.hex`).
class XfrmTest {
    private static final IpAddress HERE = IpAddress.parse("10.99.0.1");
    private static final IpAddress THERE = IpAddress.parse("10.99.0.2");
    private static final long REQUEST = 13681891;

    /// The bytes below this line of the file.
    private static byte[] captured(String name) throws IOException {
        StringBuilder hex = new StringBuilder();
        boolean its = false;
        try (var in = XfrmTest.class.getResourceAsStream("/xfrm/docker.hex")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
                if (line.startsWith("xfrm/")) {
                    its = line.equals(name);
                } else if (its) {
                    hex.append(line);
                }
            }
        }
        return HexFormat.of().parseHex(hex);
    }

    private static List<XfrmState> states(byte[] b) throws MalformedMessage {
        List<XfrmState> all = new ArrayList<>();
        for (NetlinkMessage m : NetlinkMessage.split(b)) {
            assertThat(m.type()).isEqualTo(Xfrm.XFRM_MSG_NEWSA);
            all.add(XfrmState.read(m));
        }
        return all;
    }

    @Test
    void statesAreRead() throws IOException, MalformedMessage {
        assertThat(states(captured("xfrm/state")))
                .containsExactlyInAnyOrder(
                        state(THERE, HERE, 0x72482f2cL),
                        state(THERE, HERE, 0x1fb67a4aL),
                        state(HERE, THERE, 0xa2a8f21fL),
                        state(THERE, HERE, 0xb9a4d28bL));
    }

    private static XfrmState state(IpAddress from, IpAddress to, long spi) {
        return new XfrmState(from, to, spi, Xfrm.PROTO_ESP, REQUEST, Xfrm.MODE_TRANSPORT, Xfrm.Mark.ANY);
    }

    @Test
    void policiesAreRead() throws IOException, MalformedMessage {
        List<NetlinkMessage> all = NetlinkMessage.split(captured("xfrm/policy"));
        assertThat(all).hasSize(1);
        assertThat(all.getFirst().type()).isEqualTo(Xfrm.XFRM_MSG_NEWPOLICY);
        assertThat(XfrmPolicy.read(all.getFirst()))
                .isEqualTo(new XfrmPolicy(
                        HERE,
                        32,
                        THERE,
                        32,
                        17,
                        4789,
                        Xfrm.POLICY_OUT,
                        Xfrm.POLICY_ALLOW,
                        new Xfrm.Mark(0xd0c4e3, 0xffffffffL),
                        List.of(new XfrmPolicy.Template(
                                HERE, THERE, 0xa2a8f21fL, Xfrm.PROTO_ESP, REQUEST, Xfrm.MODE_TRANSPORT))));
    }

    /// The capture went through the sensor: behind each algorithm's header there is nothing but zeros.
    @Test
    void theCaptureHasNoKeys() throws IOException, MalformedMessage {
        int[] keys = {0};
        for (NetlinkMessage m : NetlinkMessage.split(captured("xfrm/state"))) {
            Xfrm.attributes(m, XfrmState.SIZE, (type, b, at, length) -> {
                if (type == 18) { // XFRMA_ALG_AEAD: name, length of the key and of the check value, the key
                    for (int i = 72; i < length; i++) {
                        assertThat(b[at + i]).isZero();
                    }
                    keys[0] += length - 72;
                }
            });
        }
        assertThat(keys[0]).isEqualTo(4 * 20);
    }

    /// Whatever bytes come, what is read is a row, nothing, or an error of ours.
    @Test
    void mutationsEndInAnError() throws IOException {
        Random random = new Random(11);
        byte[] state = captured("xfrm/state");
        byte[] policy = captured("xfrm/policy");
        int errors = 0;
        int rows = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] b = (i % 2 == 0 ? state : policy).clone();
            for (int k = random.nextInt(6); k >= 0; k--) {
                b[random.nextInt(b.length)] = (byte) random.nextInt(256);
            }
            try {
                for (NetlinkMessage m : NetlinkMessage.split(b)) {
                    Object row = i % 2 == 0 ? XfrmState.read(m) : XfrmPolicy.read(m);
                    rows += row == null ? 0 : 1;
                }
            } catch (MalformedMessage e) {
                errors++;
            }
        }
        assertThat(errors).isGreaterThan(200);
        assertThat(rows).isGreaterThan(10_000);
    }

    @Test
    void everyLengthIsChecked() throws IOException, MalformedMessage {
        byte[] policy = captured("xfrm/policy");
        NetlinkMessage whole = NetlinkMessage.split(policy).getFirst();
        int errors = 0;
        for (int length = 16; length < whole.length(); length++) {
            try {
                XfrmPolicy.read(new NetlinkMessage(policy, 0, length, whole.type()));
            } catch (MalformedMessage e) {
                errors++;
            }
        }
        assertThat(errors).isGreaterThan(XfrmPolicy.SIZE);
    }
}
