package dev.sonde.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sonde.netlink.addr.AddressAttr;
import dev.sonde.netlink.addr.AddressMessage;
import dev.sonde.netlink.link.BridgeAttr;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.VxlanAttr;
import dev.sonde.netlink.neigh.NeighbourMessage;
import dev.sonde.netlink.neigh.NeighbourState;
import dev.sonde.netlink.route.RouteMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RequestsTest {
    private static final LinkAddress MAC = LinkAddress.parse("02:42:0a:00:01:03");
    private static final IpAddress VTEP = IpAddress.parse("10.99.0.2");

    /// As `ip link` and `bridge fdb` send them, but for sequence and port.
    @Test
    void dumpsByteForByte() {
        assertThat(hex(Requests.links()))
                .isEqualTo("28000000" + "1200" + "0103" + "00".repeat(8) + "00".repeat(16) + "08001d0001000000");
        assertThat(hex(Requests.forwarding()))
                .isEqualTo("1c000000" + "1e00" + "0103" + "00".repeat(8) + "07" + "00".repeat(11));
        assertThat(hex(Requests.addresses(Nlmsg.AF_INET6)))
                .isEqualTo("18000000" + "1600" + "0103" + "00".repeat(8) + "0a" + "00".repeat(7));
        assertThat(hex(Requests.routes(Nlmsg.AF_INET)))
                .isEqualTo("1c000000" + "1a00" + "0103" + "00".repeat(8) + "02" + "00".repeat(11));
        assertThat(hex(Requests.rules(Nlmsg.AF_INET)))
                .isEqualTo("1c000000" + "2200" + "0103" + "00".repeat(8) + "02" + "00".repeat(11));
        assertThat(hex(Requests.nsids())).isEqualTo("14000000" + "5a00" + "0103" + "00".repeat(8) + "00000000");
    }

    /// The message that a builder makes is that of the records.
    @Test
    void aBuilderNests() {
        byte[] built = new MessageBuilder(Nlmsg.RTM_NEWLINK, Nlmsg.NLM_F_REQUEST)
                .header(Nlmsg.AF_UNSPEC, 16)
                .string(3, "br0")
                .attribute(18)
                .string(1, "bridge")
                .attribute(2)
                .attribute(39)
                .u16(0)
                .end()
                .end()
                .end()
                .build();
        byte[] records = Changes.addBridge("br0", List.of(new BridgeAttr.VlanDefaultPvid(0)));
        assertThat(hex(built).substring(16)).isEqualTo(hex(records).substring(16)); // but for flags
        assertThat(hex(new MessageBuilder(1, 0)
                        .nest(5)
                        .u32be(1, 0x01020304)
                        .end()
                        .build()))
                .isEqualTo("1c000000" + "0100" + "0000" + "00".repeat(8) + "0c000580" + "08000100" + "01020304");
        assertThatThrownBy(() -> new MessageBuilder(1, 0).attribute(5).build())
                .isInstanceOf(IllegalStateException.class);
    }

    /// What `bridge fdb replace 02:42:0a:00:01:03 dev #3 dst 10.99.0.2 self permanent` means.
    @Test
    void aForwardingRowByteForByte() {
        assertThat(hex(Changes.putForwarding(3, MAC, VTEP)))
                .isEqualTo("30000000" + "1c00" + "0505" + "00".repeat(8) // header
                        + "07000000" + "03000000" + "8000" + "02" + "00" // ndmsg
                        + "0a000200" + "02420a000103" + "0000" // NDA_LLADDR
                        + "08000100" + "0a630002"); // NDA_DST
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /// The kernel takes all of them, and shows what they made. As root, with python3; elsewhere the build says so.
    @Test
    void theKernelObeys() throws IOException, InterruptedException, MalformedMessage {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        assumeTrue(Files.exists(Path.of("/usr/bin/python3")), "needs python3");
        var other = new LinkAttr.NetNsFd(0xdeadbeefL);
        // lo is 1; the links made get the indexes that they ask for
        List<byte[]> changes = List.of(
                Changes.setLinkUp(1),
                Changes.addBridge("br0", List.of(new BridgeAttr.AgeingTime(12300), new BridgeAttr.VlanDefaultPvid(0))),
                Changes.setLinkUp("br0", new LinkAttr.Mtu(1450)),
                Changes.addVxlan(
                        "vxlan0",
                        List.of(
                                new VxlanAttr.Vni(4097),
                                new VxlanAttr.Port(4789),
                                new VxlanAttr.Learning(0),
                                new VxlanAttr.Proxy(1),
                                new VxlanAttr.L2miss(1),
                                new VxlanAttr.L3miss(1),
                                new VxlanAttr.UdpCsum(0),
                                new VxlanAttr.Ttl(9)),
                        new LinkAttr.Mtu(1450)),
                Changes.addVeth(
                        "veth0",
                        List.of(new LinkAttr.Mtu(1450), new LinkAttr.Address(MAC)),
                        List.of(new LinkAttr.Name("eth0"), other, new LinkAttr.Mtu(1450))),
                Changes.addLink("ifb9", "ifb", null),
                Changes.deleteLink("ifb9"));
        var first = new ArrayList<>(changes);
        first.add(Requests.links());
        var answers = carry(first);
        acknowledged(answers, changes.size());
        List<LinkMessage> links = messages(answers.getLast(), LinkMessage.class);
        LinkMessage br0 = link(links, "br0");
        LinkMessage vxlan0 = link(links, "vxlan0");
        LinkMessage veth0 = link(links, "veth0");
        assertThat(br0.data(BridgeAttr.AgeingTime.class).ticks()).isEqualTo(12300);
        assertThat(br0.header().flags() & 1).isEqualTo(1);
        assertThat(vxlan0.data(VxlanAttr.Learning.class).value()).isZero();
        assertThat(vxlan0.data(VxlanAttr.Port.class).udpPort()).isEqualTo(4789);
        assertThat(vxlan0.data(VxlanAttr.L3miss.class).value()).isEqualTo(1);
        assertThat(vxlan0.data(VxlanAttr.UdpCsum.class).value()).isZero();
        assertThat(veth0.linkNetnsid()).isNotNull();
        assertThat(veth0.find(LinkAttr.Address.class).address()).isEqualTo(MAC);
        assertThat(links).extracting(LinkMessage::name).doesNotContain("ifb9");

        // the same once more, in another namespace, where the indexes come out the same
        var second = new ArrayList<>(changes);
        second.addAll(List.of(
                Changes.setLinkUp(vxlan0.index(), new LinkAttr.Master(br0.index())),
                Changes.setLink(veth0.index(), new LinkAttr.Name("veth1"), new LinkAttr.Master(br0.index())),
                Changes.setLinkUp(veth0.index()),
                Changes.addAddress(br0.index(), IpAddress.parse("10.0.1.1"), 24),
                Changes.addAddress(br0.index(), IpAddress.parse("fd00::1"), 64, new AddressAttr.Flags(2)),
                Changes.addRoute(IpAddress.parse("10.7.0.0"), 16, IpAddress.parse("10.0.1.9")),
                Changes.addRoute(null, 0, IpAddress.parse("10.0.1.254")),
                Changes.addRoute(IpAddress.parse("10.8.0.0"), 16, br0.index()),
                Changes.putNeighbour(br0.index(), IpAddress.parse("10.0.1.3"), MAC),
                Changes.putNeighbour(br0.index(), IpAddress.parse("fd00::3"), MAC),
                Changes.putNeighbour(br0.index(), IpAddress.parse("10.0.1.4"), MAC),
                Changes.deleteNeighbour(br0.index(), IpAddress.parse("10.0.1.4")),
                Changes.putForwarding(vxlan0.index(), MAC, VTEP),
                Changes.appendForwarding(vxlan0.index(), LinkAddress.of(new byte[6]), VTEP),
                Changes.putForwarding(vxlan0.index(), LinkAddress.parse("02:42:0a:00:01:09"), VTEP),
                Changes.deleteForwarding(vxlan0.index(), LinkAddress.parse("02:42:0a:00:01:09"), VTEP),
                Changes.setLinkDown(veth0.index())));
        int made = second.size();
        second.addAll(List.of(
                Requests.links(),
                Requests.addresses(Nlmsg.AF_UNSPEC),
                Requests.routes(Nlmsg.AF_INET),
                Requests.neighbours(Nlmsg.AF_UNSPEC),
                Requests.forwarding(),
                Requests.bridgeLinks(),
                Requests.rules(Nlmsg.AF_UNSPEC),
                Requests.nsids(),
                Changes.deleteLink(br0.index()),
                Requests.getLink("lo")));
        answers = carry(second);
        acknowledged(answers, made);
        links = messages(answers.get(made), LinkMessage.class);
        assertThat(link(links, "vxlan0").master()).isEqualTo(br0.index());
        assertThat(link(links, "veth1").master()).isEqualTo(br0.index());
        assertThat(link(links, "veth1").header().flags() & 1).isZero();
        assertThat(messages(answers.get(made + 1), AddressMessage.class))
                .extracting(AddressMessage::address)
                .contains(IpAddress.parse("10.0.1.1"), IpAddress.parse("fd00::1"));
        assertThat(messages(answers.get(made + 2), RouteMessage.class))
                .extracting(RouteMessage::gateway)
                .contains(IpAddress.parse("10.0.1.9"), IpAddress.parse("10.0.1.254"));
        assertThat(messages(answers.get(made + 3), NeighbourMessage.class))
                .filteredOn(row -> row.header().state() == NeighbourState.PERMANENT)
                .extracting(NeighbourMessage::destination)
                .containsExactlyInAnyOrder(IpAddress.parse("10.0.1.3"), IpAddress.parse("fd00::3"));
        assertThat(messages(answers.get(made + 4), NeighbourMessage.class))
                .filteredOn(row -> VTEP.equals(row.destination()))
                .extracting(NeighbourMessage::linkAddress)
                .containsExactlyInAnyOrder(MAC, LinkAddress.of(new byte[6]));
        assertThat(messages(answers.get(made + 5), LinkMessage.class)).isNotEmpty();
        assertThat(answers.get(made + 6)).hasSizeGreaterThan(3);
        assertThat(answers.get(made + 7)).hasSizeGreaterThan(1);
        assertThat(answers.get(made + 8)).extracting(Message::nl).hasSize(1);
        assertThat(link(messages(answers.getLast(), LinkMessage.class), "lo").index())
                .isEqualTo(1);
    }

    private static void acknowledged(List<List<Message>> answers, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(answers.get(i)).hasSize(1);
            var error = (ErrorMessage) answers.get(i).getFirst();
            assertThat(error.errno())
                    .as("request %d (%s): %s", i, Nlmsg.name(error.request().type()), error.text())
                    .isZero();
        }
    }

    private static LinkMessage link(List<LinkMessage> links, String name) {
        return links.stream()
                .filter(link -> name.equals(link.name()))
                .findFirst()
                .orElseThrow();
    }

    private static <T> List<T> messages(List<Message> answers, Class<T> type) {
        return answers.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static List<List<Message>> carry(List<byte[]> requests)
            throws IOException, InterruptedException, MalformedMessage {
        Process process = new ProcessBuilder("/usr/bin/python3", "src/test/python/carry.py")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var out = process.getOutputStream()) {
            for (byte[] request : requests) {
                out.write((hex(request) + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
        var answers = new ArrayList<List<Message>>();
        for (String line : new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
            var messages = new ArrayList<Message>();
            for (String message : line.split(" ")) {
                messages.add(Golden.read(HexFormat.of().parseHex(message)));
            }
            answers.add(messages);
        }
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(answers).hasSameSizeAs(requests);
        return answers;
    }
}
