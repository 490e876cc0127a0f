package dev.sonde.core.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `kubectl get nodes -o json` prints, and what it never prints.
class NodesFileTest {
    private static ClusterNodes read(String json) throws IOException {
        return NodesFile.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static String list(String... nodes) {
        return "{\"apiVersion\":\"v1\",\"items\":[" + String.join(",", nodes)
                + "],\"kind\":\"List\",\"metadata\":{\"resourceVersion\":\"\"}}";
    }

    private static String node(String name, String ranges, String annotations) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"annotations\":{" + annotations
                + "},\"labels\":{\"a\":\"b\"},\"managedFields\":[{\"f:x\":{}}],\"name\":\"" + name
                + "\"},\"spec\":{" + ranges
                + ",\"taints\":[{\"key\":\"x\"}]},\"status\":{\"addresses\":[{\"address\":\"192.0.2.7\",\"type\":"
                + "\"InternalIP\"},{\"address\":\"" + name + "\",\"type\":\"Hostname\"}],"
                + "\"images\":[{\"names\":[\"a\"],\"sizeBytes\":7}]}}";
    }

    private static final String FLANNEL = "\"flannel.alpha.coreos.com/backend-data\":"
            + "\"{\\\"VNI\\\":1,\\\"VtepMAC\\\":\\\"7e:5c:0f:a1:22:03\\\"}\","
            + "\"flannel.alpha.coreos.com/backend-type\":\"vxlan\",\"flannel.alpha.coreos.com/public-ip\":\"192.0.2.7\"";
    private static final String RANGE = "\"podCIDR\":\"10.244.1.0/24\",\"podCIDRs\":[\"10.244.1.0/24\"]";

    private static ClusterNode only(String node) throws IOException {
        ClusterNodes nodes = read(list(node));
        assertThat(nodes.all()).hasSize(1);
        return nodes.all().getFirst();
    }

    @Test
    void aNodeOfFlannel() throws IOException {
        ClusterNode n = only(node("worker-1", RANGE, FLANNEL));
        assertThat(n.name()).isEqualTo("worker-1");
        assertThat(n.ranges()).hasToString("[10.244.1.0/24]");
        assertThat(n.addresses()).hasToString("[192.0.2.7]");
        assertThat(n.vteps()).hasSize(1);
        ClusterNode.Vtep v = n.vteps().getFirst();
        assertThat(v.calico()).isFalse();
        assertThat(v.gateway()).hasToString("10.244.1.0");
        assertThat(v.range()).hasToString("10.244.1.0/24");
        assertThat(v.vni()).isEqualTo(1);
        assertThat(v.mac()).hasToString("7e:5c:0f:a1:22:03");
        assertThat(v.outer()).hasToString("192.0.2.7");
    }

    @Test
    void bothFamiliesOfFlannel() throws IOException {
        String six = FLANNEL + ",\"flannel.alpha.coreos.com/backend-v6-data\":"
                + "\"{\\\"VNI\\\":1,\\\"VtepMAC\\\":\\\"7e:5c:0f:a1:22:04\\\"}\","
                + "\"flannel.alpha.coreos.com/public-ipv6\":\"2001:db8::7\"";
        ClusterNode n = only(node("w", "\"podCIDRs\":[\"10.244.1.0/24\",\"fd00:10:244:1::/64\"]", six));
        assertThat(n.vteps()).extracting(v -> v.gateway().toString()).containsExactly("10.244.1.0", "fd00:10:244:1::");
        assertThat(n.vteps())
                .extracting(v -> v.mac().toString())
                .containsExactly("7e:5c:0f:a1:22:03", "7e:5c:0f:a1:22:04");
    }

    /// The MACs are those that `printf worker-1 | sha1sum` and `printf worker-1-v6 | sha1sum` begin with.
    @Test
    void aNodeOfCalico() throws IOException {
        String bare = "\"projectcalico.org/IPv4Address\":\"192.0.2.7/24\",\"projectcalico.org/IPv4VXLANTunnelAddr\":"
                + "\"192.168.7.64\",\"projectcalico.org/IPv6VXLANTunnelAddr\":\"fd00::7\"";
        ClusterNode n = only(node("worker-1", RANGE, bare));
        assertThat(n.vteps()).hasSize(2);
        ClusterNode.Vtep v = n.vteps().getFirst();
        assertThat(v.calico()).isTrue();
        assertThat(v.gateway()).hasToString("192.168.7.64");
        assertThat(v.range()).isNull();
        assertThat(v.outer()).hasToString("192.0.2.7");
        assertThat(v.mac()).hasToString("66:93:7f:54:d5:53");
        assertThat(n.vteps().get(1).mac()).hasToString("66:d8:48:96:ab:01");
        assertThat(n.vteps().get(1).outer()).isNull();
        String stored = bare + ",\"projectcalico.org/VXLANTunnelMACAddr\":\"66:01:02:03:04:05\"";
        assertThat(only(node("worker-1", RANGE, stored)).vteps().getFirst().mac())
                .hasToString("66:01:02:03:04:05");
    }

    /// Of such a node nothing is judged.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "vxlan | host-gw",
                "vxlan | wireguard",
                "\"vxlan\" | 7",
                "\"vxlan\" | {\"vxlan\": []}",
                "192.0.2.7 | nonsense",
                "192.0.2.7 | 2001:db8::7",
                "\\\"VtepMAC\\\" | \\\"other\\\"",
                "7e:5c:0f:a1:22:03 | 7e:5c",
                "{\\\"VNI\\\":1,\\\"VtepMAC\\\":\\\"7e:5c:0f:a1:22:03\\\"} | null",
                "{\\\"VNI\\\":1,\\\"VtepMAC\\\":\\\"7e:5c:0f:a1:22:03\\\"} | {{{",
                "\\\"VNI\\\":1 | \\\"VNI\\\":99999999999999999999999999",
            })
    void whatFlannelDoesNotWriteIsNotTold(String what, String instead) throws IOException {
        assertThat(FLANNEL).contains(what);
        assertThat(only(node("w", RANGE, FLANNEL.replace(what, instead))).vteps())
                .isEmpty();
    }

    @Test
    void aNodeWithoutARangeOrWithTwoIsNotTold() throws IOException {
        assertThat(only(node("w", "\"x\":1", FLANNEL)).vteps()).isEmpty();
        assertThat(only(node("w", "\"podCIDRs\":[\"10.244.1.0/24\",\"10.244.2.0/24\"]", FLANNEL))
                        .vteps())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "[] | it is no JSON object",
                "7 | it is no JSON object",
                "'' | it is no JSON object",
                "{} | it is no list of nodes",
                "{\"items\": {}} | it is no list of nodes",
                "{\"items\": [1]} | it is no list of nodes",
                "{\"kind\": \"List\"} | it is no list of nodes",
                "{\"kind\": \"PodList\", \"items\": []} | it is no list of nodes",
                "{\"kind\": \"Node\", \"metadata\": {}} | it is one node, not the list of all",
                "{\"kind\": \"List\", \"items\": [{\"kind\": \"Pod\", \"metadata\": {\"name\": \"x\"}}]} | it is no list of nodes",
                "{\"kind\": \"List\", \"items\": [{\"kind\": \"Node\"}]} | it has a node without a name",
                "{\"kind\": \"List\", \"items\": []} {} | something follows the list",
            })
    void whatIsNoListIsRefused(String json, String why) {
        assertThatThrownBy(() -> read(json.equals("''") ? "" : json))
                .isInstanceOf(IOException.class)
                .hasMessage(why);
    }

    @Test
    void textThatIsNoJsonIsRefusedInOneLine() {
        assertThatThrownBy(() -> read("NAME STATUS\nworker Ready\n"))
                .isInstanceOf(IOException.class)
                .message()
                .startsWith("no JSON: ")
                .doesNotContain("\n", "Source", "jackson")
                .hasSizeLessThan(300);
    }

    /// Cut anywhere it is refused; nothing else comes out of it than an [IOException].
    @Test
    void aListThatBreaksOffIsRefused() throws IOException {
        String whole = list(node("w1", RANGE, FLANNEL), node("w2", RANGE, FLANNEL));
        assertThat(read(whole).all()).hasSize(2);
        for (int n = 0; n < whole.length(); n++) {
            String cut = whole.substring(0, n);
            assertThatThrownBy(() -> read(cut)).as("cut at %d", n).isInstanceOf(IOException.class);
        }
    }

    @Test
    void changedBytesDoNoHarm() {
        byte[] whole =
                list(node("w1", RANGE, FLANNEL), node("w2", RANGE, FLANNEL)).getBytes(StandardCharsets.UTF_8);
        Random random = new Random(20_261_130);
        int read = 0;
        for (int i = 0; i < 4_000; i++) {
            byte[] b = whole.clone();
            for (int k = random.nextInt(4); k >= 0; k--) {
                b[random.nextInt(b.length)] = (byte) random.nextInt();
            }
            try {
                read += NodesFile.read(new ByteArrayInputStream(b)).all().size();
            } catch (IOException e) {
                assertThat(e.getMessage()).isNotEmpty().doesNotContain("\n");
            }
        }
        assertThat(read).isPositive();
    }

    @Test
    void depthCountAndLengthAreBounded() {
        assertThatThrownBy(() -> read("{\"a\":" + "[".repeat(100_000)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("no JSON: ");
        StringBuilder many = new StringBuilder("{\"items\":[");
        for (int i = 0; i <= 1 << 16; i++) {
            many.append("{\"metadata\":{\"name\":\"n\"}},");
        }
        assertThatThrownBy(() -> read(many + "{}]}")).hasMessage("it has more than 65536 nodes");
        assertThatThrownBy(() -> read("{\"kind\":\"" + "x".repeat(1 << 21) + "\"}"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("no JSON: ");
    }
}
