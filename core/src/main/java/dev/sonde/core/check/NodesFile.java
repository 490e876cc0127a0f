package dev.sonde.core.check;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Prefix;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What `kubectl get nodes -o json` prints, read value by value: of a large cluster it is a hundred MiB, most of it
/// the names of images. A file that is no such list is an [IOException] that says so; whatever of a node is not as
/// flannel or Calico writes it counts as not told.
public final class NodesFile {
    private static final long LONGEST = 1L << 29;
    private static final int MOST = 1 << 16;
    private static final int DEEPEST = 64;
    private static final int LONGEST_TEXT = 1 << 20;

    /// Characters of what is kept of a node, each.
    private static final int KEPT = 1024;

    /// Ranges and addresses of one node.
    private static final int MOST_ADDRESSES = 64;

    /// Names of members are neither kept nor looked up in a table: the file chooses them.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(LONGEST_TEXT)
                    .maxDocumentLength(LONGEST)
                    .build())
            .build();

    private static final String FLANNEL = "flannel.alpha.coreos.com/";
    private static final String CALICO = "projectcalico.org/";

    public static ClusterNodes read(InputStream in) throws IOException {
        try (JsonParser p = FACTORY.createParser(in)) {
            if (p.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("it is no JSON object");
            }
            return list(p);
        } catch (JsonProcessingException e) {
            throw new IOException(plain(e), e);
        }
    }

    /// The parser's words in one line, with the place.
    private static String plain(JsonProcessingException e) {
        String words = e.getOriginalMessage();
        int end = words.indexOf('\n');
        String line = (end < 0 ? words : words.substring(0, end))
                .replaceAll("\\[Source: [^;]*; line: (\\d+), column: (\\d+)]", "line $1, column $2")
                .replaceAll(", from `[^`]*`", "");
        String at = e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
        return "no JSON: " + (line.length() > LINE ? line.substring(0, LINE) + "…" : line) + at;
    }

    private static final int LINE = 200;

    private static ClusterNodes list(JsonParser p) throws IOException {
        List<ClusterNode> nodes = null;
        String kind = "";
        for (String key = p.nextFieldName(); key != null; key = p.nextFieldName()) {
            JsonToken t = p.nextToken();
            if (key.equals("kind")) {
                kind = text(p);
            } else if (key.equals("items") && t == JsonToken.START_ARRAY && nodes == null) {
                nodes = items(p);
            } else {
                p.skipChildren();
            }
        }
        if (p.currentToken() != JsonToken.END_OBJECT) {
            throw new IOException("it breaks off");
        }
        if (kind.equals("Node")) {
            throw new IOException("it is one node, not the list of all");
        }
        if (nodes == null || !kind.isEmpty() && !kind.equals("List") && !kind.equals("NodeList")) {
            throw new IOException("it is no list of nodes");
        }
        if (p.nextToken() != null) {
            throw new IOException("something follows the list");
        }
        return new ClusterNodes(true, nodes);
    }

    private static List<ClusterNode> items(JsonParser p) throws IOException {
        List<ClusterNode> nodes = new ArrayList<>();
        for (JsonToken t = p.nextToken(); t != JsonToken.END_ARRAY; t = p.nextToken()) {
            if (t != JsonToken.START_OBJECT) {
                throw new IOException(t == null ? "it breaks off" : "it is no list of nodes");
            }
            if (nodes.size() == MOST) {
                throw new IOException("it has more than " + MOST + " nodes");
            }
            nodes.add(new Draft().node(p));
        }
        return nodes;
    }

    /// A text that is short enough to be kept; empty: it is none.
    private static String text(JsonParser p) throws IOException {
        if (p.currentToken() == JsonToken.VALUE_STRING) {
            return p.getTextLength() > KEPT ? "" : p.getText();
        }
        p.skipChildren();
        return "";
    }

    /// A member of an object: its value is the current token, and is read to its end.
    private interface Member {
        void read(String key) throws IOException;
    }

    private static void object(JsonParser p, Member member) throws IOException {
        if (p.currentToken() != JsonToken.START_OBJECT) {
            p.skipChildren();
            return;
        }
        for (String key = p.nextFieldName(); key != null; key = p.nextFieldName()) {
            p.nextToken();
            member.read(key);
        }
    }

    /// One node while it is read.
    private static final class Draft {
        private String kind = "";
        private String name = "";
        private final List<Prefix> ranges = new ArrayList<>(2);
        private final List<IpAddress> addresses = new ArrayList<>(2);

        /// Those of flannel and Calico.
        private final Map<String, String> annotations = new HashMap<>();

        ClusterNode node(JsonParser p) throws IOException {
            object(p, key -> {
                switch (key) {
                    case "kind" -> kind = text(p);
                    case "metadata" -> object(p, k -> metadata(p, k));
                    case "spec" -> object(p, k -> spec(p, k));
                    case "status" -> object(p, k -> status(p, k));
                    default -> p.skipChildren();
                }
            });
            if (!kind.isEmpty() && !kind.equals("Node")) {
                throw new IOException("it is no list of nodes");
            }
            if (name.isEmpty()) {
                throw new IOException("it has a node without a name");
            }
            List<ClusterNode.Vtep> vteps = new ArrayList<>(2);
            flannel(vteps, "backend-data", "public-ip", true);
            flannel(vteps, "backend-v6-data", "public-ipv6", false);
            calico(vteps, "IPv4VXLANTunnelAddr", "VXLANTunnelMACAddr", "IPv4Address", name);
            calico(vteps, "IPv6VXLANTunnelAddr", "VXLANTunnelMACAddrV6", "IPv6Address", name + "-v6");
            return new ClusterNode(name, ranges, addresses, vteps);
        }

        private void metadata(JsonParser p, String key) throws IOException {
            if (key.equals("name")) {
                name = text(p);
            } else if (key.equals("annotations")) {
                object(p, k -> {
                    if (k.startsWith(FLANNEL) || k.startsWith(CALICO)) {
                        annotations.put(k, text(p));
                    } else {
                        p.skipChildren();
                    }
                });
            } else {
                p.skipChildren();
            }
        }

        private void spec(JsonParser p, String key) throws IOException {
            if (key.equals("podCIDR")) {
                range(text(p));
            } else if (key.equals("podCIDRs") && p.currentToken() == JsonToken.START_ARRAY) {
                for (JsonToken t = p.nextToken(); t != null && t != JsonToken.END_ARRAY; t = p.nextToken()) {
                    range(text(p));
                }
            } else {
                p.skipChildren();
            }
        }

        private void range(String text) {
            Prefix r = Prefix.parse(text);
            if (r != null && r.length() > 0 && !ranges.contains(r) && ranges.size() < MOST_ADDRESSES) {
                ranges.add(r);
            }
        }

        private void status(JsonParser p, String key) throws IOException {
            if (!key.equals("addresses") || p.currentToken() != JsonToken.START_ARRAY) {
                p.skipChildren();
                return;
            }
            for (JsonToken t = p.nextToken(); t != null && t != JsonToken.END_ARRAY; t = p.nextToken()) {
                object(p, k -> {
                    IpAddress a = k.equals("address") ? Network.address(text(p)) : null;
                    if (a != null && addresses.size() < MOST_ADDRESSES) {
                        addresses.add(a);
                    }
                    p.skipChildren();
                });
            }
        }

        private String told(String annotation) {
            return annotations.getOrDefault(annotation, "");
        }

        private void flannel(List<ClusterNode.Vtep> to, String data, String outer, boolean v4) throws IOException {
            IpAddress address = Network.address(told(FLANNEL + outer));
            if (!told(FLANNEL + "backend-type").equals("vxlan") || address == null) {
                return;
            }
            Prefix range = null;
            for (Prefix r : ranges) {
                if (r.address().isV4() == v4) {
                    if (range != null) {
                        return; // flannel uses one; which, the list does not tell
                    }
                    range = r;
                }
            }
            BackendData backend = BackendData.of(told(FLANNEL + data));
            if (range != null && backend != null && address.isV4() == v4) {
                to.add(new ClusterNode.Vtep(
                        false, range.address(), range, backend.vni, backend.mac, address, FLANNEL + data));
            }
        }

        private void calico(List<ClusterNode.Vtep> to, String tunnel, String mac, String outer, String seed) {
            IpAddress gateway = Network.address(told(CALICO + tunnel));
            if (gateway == null || gateway.isV4() != tunnel.startsWith("IPv4")) {
                return;
            }
            String stored = told(CALICO + mac);
            LinkAddress address = stored.isEmpty() ? ofName(seed) : LinkAddress.ofNotation(stored);
            Prefix node = Prefix.parse(told(CALICO + outer));
            if (address != null) {
                String by = stored.isEmpty() ? "the name of the node" : CALICO + mac;
                to.add(new ClusterNode.Vtep(
                        true, gateway, null, -1, address, node == null ? null : node.address(), by));
            }
        }
    }

    /// Calico's MAC where none is stored: 0x66 and five bytes of the SHA-1 of a name.
    static LinkAddress ofName(String name) {
        try {
            byte[] sha = MessageDigest.getInstance("SHA-1").digest(name.getBytes(StandardCharsets.UTF_8));
            return LinkAddress.of((byte) 0x66, sha[0], sha[1], sha[2], sha[3], sha[4]);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /// flannel's annotation: JSON inside JSON, `{"VNI":1,"VtepMAC":"7e:5c:0f:a1:22:03"}`. `vni`: -1: not told.
    private record BackendData(long vni, LinkAddress mac) {
        /// Null: it is none.
        static BackendData of(String text) {
            long[] vni = {-1};
            LinkAddress[] mac = {null};
            try (JsonParser p = FACTORY.createParser(text)) {
                p.nextToken();
                object(p, key -> {
                    if (key.equals("VNI") && p.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                        vni[0] = p.getLongValue();
                    } else if (key.equals("VtepMAC")) {
                        mac[0] = LinkAddress.ofNotation(text(p));
                    } else {
                        p.skipChildren();
                    }
                });
            } catch (IOException e) {
                return null;
            }
            return mac[0] == null ? null : new BackendData(vni[0], mac[0]);
        }
    }

    private NodesFile() {}
}
