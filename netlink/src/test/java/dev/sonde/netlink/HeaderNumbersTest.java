package dev.sonde.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sonde.netlink.addr.AddressFlags;
import dev.sonde.netlink.link.InterfaceFlags;
import dev.sonde.netlink.link.LinkFilter;
import dev.sonde.netlink.link.PortState;
import dev.sonde.netlink.neigh.NeighbourFlags;
import dev.sonde.netlink.neigh.NeighbourState;
import dev.sonde.netlink.route.RouteFlags;
import dev.sonde.netlink.route.RouteProtocol;
import dev.sonde.netlink.route.RouteScope;
import dev.sonde.netlink.route.RouteTable;
import dev.sonde.netlink.route.RouteType;
import dev.sonde.netlink.rule.RuleAction;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Each row's number against the kernel headers of this machine.
class HeaderNumbersTest {
    private static final Path HEADERS = Path.of("/usr/include/linux");
    private static final Pattern ENUM = Pattern.compile("enum\\s*\\w*\\s*\\{(.*?)}", Pattern.DOTALL);
    private static final Pattern DEFINE =
            Pattern.compile("^#define\\s+(\\w+)\\s+(0x[0-9a-fA-F]+|\\d+)\\s*$", Pattern.MULTILINE);

    private static final List<AttrTable<?>> TABLES = Tables.all();

    private static Map<String, Integer> headers() throws IOException {
        var values = new HashMap<String, Integer>();
        for (String name : List.of(
                "if_addr",
                "if_bridge",
                "if_link",
                "if_tunnel",
                "ila",
                "ioam6_iptunnel",
                "lwtunnel",
                "mpls_iptunnel",
                "fib_rules",
                "neighbour",
                "net_namespace",
                "netconf",
                "netlink",
                "nexthop",
                "rpl_iptunnel",
                "rtnetlink",
                "seg6_iptunnel",
                "seg6_local",
                "veth")) {
            String text = Files.readString(HEADERS.resolve(name + ".h")).replaceAll("(?s)/\\*.*?\\*/", "");
            DEFINE.matcher(text)
                    .results()
                    .forEach(m -> values.put(m.group(1), Long.decode(m.group(2)).intValue()));
            for (Matcher m = ENUM.matcher(text); m.find(); ) {
                int next = 0;
                for (String entry : m.group(1).replaceAll("(?m)^\\s*#.*$", "").split(",")) {
                    String[] parts = entry.strip().split("\\s*=\\s*");
                    if (parts.length == 2 && !parts[1].isBlank()) {
                        next = values.containsKey(parts[1])
                                ? values.get(parts[1])
                                : parts[1].matches("0x[0-9a-fA-F]+|\\d+")
                                        ? Long.decode(parts[1]).intValue()
                                        : next;
                    }
                    values.put(parts[0], next++);
                }
            }
        }
        return values;
    }

    @Test
    void everyRowHasTheKernelsNumber() throws IOException {
        assumeTrue(Files.exists(HEADERS.resolve("if_link.h")), "the kernel's headers are not installed here");
        Map<String, Integer> headers = headers();
        Map<String, Integer> newer = newerNumbers();
        var nowhere = new TreeSet<String>();
        int compared = 0;
        int documented = 0;
        for (AttrTable<?> table : TABLES) {
            for (var row : table.rows()) {
                if (headers.containsKey(row.name())) {
                    assertThat(row.number()).as(row.name()).isEqualTo(headers.get(row.name()));
                    compared++;
                } else if (newer.containsKey(row.name())) {
                    assertThat(row.number()).as(row.name()).isEqualTo(newer.get(row.name()));
                    documented++;
                } else {
                    nowhere.add(row.name());
                }
            }
        }
        System.out.println(compared + " numbers compared with the headers here, " + documented
                + " that these do not have with the documented ones");
        assertThat(nowhere)
                .as("not in the headers here; of what is younger the number goes to newer-numbers.txt")
                .isEmpty();
        assertThat(compared).isGreaterThan(250);
    }

    /// What headers later than this machine's say.
    private static Map<String, Integer> newerNumbers() throws IOException {
        var numbers = new HashMap<String, Integer>();
        for (String line : Files.readAllLines(Path.of("src/test/resources/newer-numbers.txt"))) {
            if (!line.startsWith("#")) {
                String[] words = line.split(" ");
                numbers.put(words[0], Integer.valueOf(words[1]));
            }
        }
        return numbers;
    }

    /// The constants of [Nlmsg] that are numbers of messages and flags.
    @Test
    void everyConstantIsTheKernels() throws IOException, IllegalAccessException {
        assumeTrue(Files.exists(HEADERS.resolve("rtnetlink.h")), "the kernel's headers are not installed here");
        Map<String, Integer> headers = headers();
        var missing = new TreeSet<String>();
        for (var field : Nlmsg.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && !field.getName().startsWith("AF_")) {
                if (headers.containsKey(field.getName())) {
                    assertThat(field.getInt(null)).as(field.getName()).isEqualTo(headers.get(field.getName()));
                } else {
                    missing.add(field.getName());
                }
            }
        }
        // the one that is an expression in the header
        assertThat(missing).containsExactly("NLM_F_DUMP");
    }

    /// By what the headers put before their names.
    private static final Map<String, Class<?>> CONSTANTS = Map.ofEntries(
            Map.entry("IFA_F_", AddressFlags.class),
            Map.entry("IFF_", InterfaceFlags.class),
            Map.entry("RTEXT_FILTER_", LinkFilter.class),
            Map.entry("BR_STATE_", PortState.class),
            Map.entry("NTF_", NeighbourFlags.class),
            Map.entry("NUD_", NeighbourState.class),
            Map.entry("RTM_F_", RouteFlags.class),
            Map.entry("RTPROT_", RouteProtocol.class),
            Map.entry("RT_SCOPE_", RouteScope.class),
            Map.entry("RT_TABLE_", RouteTable.class),
            Map.entry("RTN_", RouteType.class),
            Map.entry("FR_ACT_", RuleAction.class));

    /// `#define NAME (1 << 3)`, `NAME = 1<<3,`
    private static final Pattern SHIFTED = Pattern.compile("(\\w+)\\s*=?\\s*\\(?\\s*1\\s*<<\\s*(\\d+)");

    @Test
    void flagsAndStatesAreTheKernels() throws IOException, IllegalAccessException {
        assumeTrue(Files.exists(HEADERS.resolve("rtnetlink.h")), "the kernel's headers are not installed here");
        Map<String, Integer> headers = headers();
        for (String name : List.of("if", "neighbour", "rtnetlink")) {
            SHIFTED.matcher(Files.readString(HEADERS.resolve(name + ".h")))
                    .results()
                    .forEach(m -> headers.put(m.group(1), 1 << Integer.parseInt(m.group(2))));
        }
        int compared = 0;
        for (var entry : CONSTANTS.entrySet()) {
            for (var field : entry.getValue().getFields()) {
                String name = entry.getKey() + field.getName();
                Integer number = headers.get(name);
                if (number != null) {
                    assertThat(field.getInt(null)).as(name).isEqualTo(number);
                    compared++;
                } else {
                    assertThat(newerNumbers()).as(name).containsEntry(name, field.getInt(null));
                }
            }
        }
        assertThat(compared).isGreaterThan(60);
    }

    /// A table that is reached from a message and not listed would escape these tests.
    @Test
    void everyTableIsListed() throws IOException {
        try (var files = Files.walk(Path.of("src/main/java"))) {
            var forgotten = new TreeSet<String>();
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Attr.java"))
                    .forEach(name -> forgotten.add(name.replace(".java", "")));
            assertThat(forgotten.removeAll(List.of("Attr", "RawAttr"))).isTrue();
            TABLES.forEach(table -> forgotten.remove(
                    table.rows().getFirst().type().getEnclosingClass().getSimpleName()));
            assertThat(forgotten).as("not in Tables.all").isEmpty();
        }
    }

    /// A record that is forgotten in the table would never be made, and neither would one whose number is above the
    /// highest that the table is told.
    @Test
    void everyRecordHasARow() {
        for (AttrTable<?> table : TABLES) {
            Class<?> attributes = table.rows().getFirst().type().getEnclosingClass();
            var without = new TreeSet<String>();
            for (Class<?> record : attributes.getPermittedSubclasses()) {
                without.add(record.getSimpleName());
            }
            assertThat(without.remove("Other")).as(attributes.getSimpleName()).isTrue();
            table.rows().forEach(row -> without.remove(row.type().getSimpleName()));
            assertThat(without)
                    .as(
                            "records of %s without a row; or the number of their row is above the table's first argument",
                            attributes.getSimpleName())
                    .isEmpty();
        }
    }

    @Test
    void noTwoRowsShareANameOrARecord() {
        for (AttrTable<?> table : TABLES) {
            var names = new HashSet<String>();
            var types = new HashSet<Class<?>>();
            for (var row : table.rows()) {
                assertThat(names.add(row.name())).as(row.name()).isTrue();
                assertThat(types.add(row.type())).as(row.name()).isTrue();
                assertThat(table.row(row.number())).isSameAs(row);
            }
        }
    }
}
