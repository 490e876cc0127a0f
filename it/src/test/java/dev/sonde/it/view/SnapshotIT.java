package dev.sonde.it.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.sonde.it.Sonde;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `sonde snapshot` on a lab: it fits its schema, holds what the real tools show, and a recorded stream gives the same.
@Tag("kernel")
class SnapshotIT {
    private static final String LAB = "snapshots";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode snapshot;

    @TempDir
    Path folder;

    @BeforeAll
    static void up() throws IOException {
        Sonde.Result up = Sonde.sonde("lab", "up", "--name", LAB);
        assertThat(up.status()).as("%s", up).isZero();
        snapshot = read();
    }

    @AfterAll
    static void down() {
        Sonde.Result down = Sonde.sonde("lab", "down", "--name", LAB);
        assertThat(down.status()).as("%s", down).isZero();
    }

    private static JsonNode read(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("snapshot"));
        arguments.addAll(List.of(more));
        Sonde.Result r = Sonde.sonde(arguments.toArray(String[]::new));
        assertThat(r.status()).as("%s", r).isZero();
        return JSON.readTree(r.outBytes());
    }

    private static JsonNode overlay(JsonNode document) {
        for (JsonNode n : document.at("/hosts/0/namespaces")) {
            if (n.get("kind").asText().equals("overlay network")
                    && n.get("host").asText().equals(LAB + "-host1")) {
                return n;
            }
        }
        throw new AssertionError("no overlay network of " + LAB + "-host1");
    }

    private static JsonSchema schema() throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("../docs/schema/snapshot.schema.json")));
    }

    @Test
    void fitsItsSchema() throws IOException {
        assertThat(schema().validate(snapshot)).isEmpty();
        assertThat(snapshot.get("version").asInt()).isEqualTo(1);
    }

    /// A schema that lets everything pass would prove nothing.
    @Test
    void theSchemaRefusesWhatDoesNotFit() throws IOException {
        JsonNode wrong = snapshot.deepCopy();
        ((ObjectNode) overlay(wrong)).remove("fdb");
        ((ObjectNode) overlay(wrong).at("/links/rows/0")).put("surprise", 1);
        assertThat(schema().validate(wrong)).hasSizeGreaterThanOrEqualTo(2);
        JsonNode misnamed = snapshot.deepCopy();
        ((ObjectNode) overlay(misnamed).at("/links/rows/0/attributes")).put("no name of the kernel", 1);
        assertThat(schema().validate(misnamed)).isNotEmpty();
    }

    /// What `ip -d` shows of a link is there by the kernel's names, with its value.
    @Test
    void everyAttributeOfARowIsThere() throws IOException {
        Sonde.Result r = Sonde.sh("$SONDE enter nsenter-test@" + LAB + "-host1 -- ip -j -d link show dev vxlan0");
        JsonNode ip = JSON.readTree(r.outBytes()).get(0);
        JsonNode link = row(overlay(snapshot).at("/links/rows"), "name", "vxlan0");
        assertThat(link.at("/attributes/IFLA_QDISC").asText())
                .isEqualTo(ip.get("qdisc").asText());
        assertThat(link.at("/attributes/IFLA_TXQLEN").asLong())
                .isEqualTo(ip.get("txqlen").asLong());
        assertThat(link.at("/data/IFLA_VXLAN_AGEING").asLong())
                .isEqualTo(ip.at("/linkinfo/info_data/ageing").asLong())
                .isPositive();
        assertThat(link.at("/data/IFLA_VXLAN_L2MISS").asInt()).isEqualTo(1);
        assertThat(link.get("portKind").asText()).isEqualTo("bridge");
        assertThat(link.at("/portData/IFLA_BRPORT_COST").asInt())
                .isEqualTo(ip.at("/linkinfo/info_slave_data/cost").asInt())
                .isPositive();
        JsonNode neighbour = row(overlay(snapshot).at("/neighbours/rows"), "destination", "10.0.1.3");
        assertThat(neighbour.at("/attributes/NDA_CACHEINFO").isObject()).isTrue();
    }

    private static JsonNode row(JsonNode rows, String key, String value) {
        for (JsonNode row : rows) {
            if (row.get(key).asText().equals(value)) {
                return row;
            }
        }
        throw new AssertionError("no row with " + key + " " + value);
    }

    @Test
    void everyTableIsCompleteAndHoldsTheRowsOfTheKernel() {
        JsonNode n = overlay(snapshot);
        String[] tables = {"links", "addresses", "routes", "rules", "neighbours", "fdb", "mdb"};
        for (String table : tables) {
            assertThat(n.at("/" + table + "/complete").asBoolean()).as(table).isTrue();
        }
        assertThat(texts(n.at("/links/rows"), "name")).contains("lo", "br0", "vxlan0", "veth0");
        assertThat(texts(n.at("/fdb/rows"), "destination")).contains("10.99.0.2");
        assertThat(texts(n.at("/neighbours/rows"), "mac")).contains("02:42:0a:00:01:03");
        assertThat(texts(n.at("/rules/rows"), "table")).contains("254", "255");
    }

    /// The number of rows in each table is that of iproute2, in the same namespace. While the lab is young the kernel
    /// adds IPv6 routes: only what is the same before and after the tools were asked is compared with them.
    @Test
    void iproute2CountsTheSame() throws IOException {
        String target = "nsenter-test@" + LAB + "-host1";
        String[] tables = {"links", "fdb", "rules", "routes"};
        for (int i = 0; i < 10; i++) {
            List<Integer> before = sizes(tables);
            List<Integer> tools = List.of(
                    real(target, "ip -j link"),
                    real(target, "bridge -j fdb show"),
                    real(target, "ip -j rule") + real(target, "ip -6 -j rule"),
                    real(target, "ip -4 -j route show table all") + real(target, "ip -6 -j route show table all"));
            if (before.equals(sizes(tables))) {
                assertThat(before).isEqualTo(tools);
                return;
            }
        }
        throw new AssertionError("the tables never came to rest");
    }

    private static List<Integer> sizes(String... tables) throws IOException {
        JsonNode n = overlay(read());
        List<Integer> sizes = new ArrayList<>();
        for (String table : tables) {
            sizes.add(n.at("/" + table + "/rows").size());
        }
        return sizes;
    }

    private static int real(String target, String command) throws IOException {
        Sonde.Result r = Sonde.sh("$SONDE enter '" + target + "' -- " + command);
        assertThat(r.status()).as("%s", r).isZero();
        JsonNode rows = JSON.readTree(r.outBytes());
        assertThat(rows.size()).as(command).isPositive();
        return rows.size();
    }

    /// Only what was collected counts: the same tables, from a file. The kernel is still at work in a new lab (an IPv6
    /// address is tentative for a second): what is the same before and after the collecting is compared.
    @Test
    void aRecordedStreamGivesTheSame() throws IOException {
        Path file = folder.resolve("stream");
        for (int i = 0; i < 20; i++) {
            List<String> before = still(overlay(read()));
            Files.deleteIfExists(file); // it is never overwritten
            assertThat(Sonde.sonde("collect", "-o", file.toString()).status()).isZero();
            JsonNode recorded = read("--from", file.toString());
            if (before.equals(still(overlay(read())))) {
                assertThat(schema().validate(recorded)).isEmpty();
                assertThat(still(overlay(recorded))).isEqualTo(before);
                return;
            }
        }
        throw new AssertionError("the tables never came to rest");
    }

    /// Some tables of a namespace, without the timers, which run.
    private static List<String> still(JsonNode namespace) {
        List<String> tables = new ArrayList<>();
        for (String table : new String[] {"addresses", "routes", "rules", "mdb"}) {
            tables.add(namespace
                    .get(table)
                    .toString()
                    .replaceAll("\"MDBA_MDB_EATTR_TIMER\":[0-9]+", "")
                    .replaceAll("\"[A-Z_]*CACHEINFO\":\\{[^}]*}", ""));
        }
        return tables;
    }

    @Test
    void anUnknownArgumentIsRefused() {
        Sonde.Result r = Sonde.sonde("snapshot", "--what");
        assertThat(r.status()).isEqualTo(2);
        assertThat(r.err()).startsWith("sonde: snapshot: unknown option --what\n");
    }

    private static TreeSet<String> texts(JsonNode rows, String key) {
        TreeSet<String> all = new TreeSet<>();
        for (Iterator<JsonNode> i = rows.elements(); i.hasNext(); ) {
            all.add(i.next().get(key).asText());
        }
        return all;
    }
}
