package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.netlink.Nlmsg;
import dev.sonde.netlink.addr.AddressFlags;
import dev.sonde.netlink.filter.Nft;
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
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The kernel's numbers stand once in the analysis, in the module `netlink`.
class NetlinkNumbersTest {
    /// By what the kernel's headers put before their names.
    private static final Map<String, Class<?>> KNOWN = Map.ofEntries(
            Map.entry("", Nlmsg.class),
            Map.entry("IFA_F_", AddressFlags.class),
            Map.entry("IFF_", InterfaceFlags.class),
            Map.entry("RTEXT_FILTER_", LinkFilter.class),
            Map.entry("BR_STATE_", PortState.class),
            Map.entry("NTF_", NeighbourFlags.class),
            Map.entry("NUD_", NeighbourState.class),
            Map.entry("NFPROTO_", Nft.class),
            Map.entry("RTM_F_", RouteFlags.class),
            Map.entry("RTPROT_", RouteProtocol.class),
            Map.entry("RT_SCOPE_", RouteScope.class),
            Map.entry("RT_TABLE_", RouteTable.class),
            Map.entry("RTN_", RouteType.class),
            Map.entry("FR_ACT_", RuleAction.class));

    private static final Pattern CONSTANT =
            Pattern.compile("static final (?:int|long|short|byte) ([A-Z_0-9]+)\\s*=\\s*(0?[xX]?[0-9a-fA-F]+)L?\\s*;");

    /// Where a field of a header is compared with a number, or a bit of it is looked at.
    private static final Pattern BARE = Pattern.compile(
            "\\b(family|scope|state|table)\\(\\) *[=!]= *[1-9]|\\b(flags|state)\\(\\) *& *(?!0xffffffff)[0-9]");

    /// Called as something of the kernel's, with the same number, and another thing.
    private static final Set<String> OTHERS = Set.of();

    @Test
    void noNumberIsDefinedTwice() throws IOException {
        Map<String, String> known = known();
        assertThat(known).hasSizeGreaterThan(150).containsEntry("AF_INET6 = 10", "Nlmsg");
        List<String> found = new ArrayList<>();
        for (Path source : sources()) {
            String file = source.getFileName().toString().replace(".java", "");
            for (String constant : constants(Files.readString(source))) {
                String home = known.get(constant);
                if (home != null && !home.equals(file) && !home(file) && !OTHERS.contains(file + ": " + constant)) {
                    found.add(file + ": " + constant + ", which " + home + " has");
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void noHeaderIsComparedWithABareNumber() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : sources()) {
            for (String line : Files.readString(source).split("\n")) {
                if (BARE.matcher(line.replaceFirst("//.*", "")).find()) {
                    found.add(source.getFileName() + ": " + line.strip());
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void whatIsWrongIsSeen() {
        assertThat(constants("private static final int AF_INET6 = 10;\nstatic final long SCOPE_LINK = 0xfd;"))
                .containsExactly("AF_INET6 = 10", "SCOPE_LINK = 253");
        assertThat(known()).containsKeys("SCOPE_LINK = 253", "INET6 = 10", "NUD_NOARP = 64", "NOARP = 64", "UP = 1");
        assertThat(BARE.matcher("if (h.family() == 10)").find()).isTrue();
        assertThat(BARE.matcher("(l.header().flags() & 1) != 0").find()).isTrue();
    }

    /// Whether the file is one of those that hold such numbers: two headers may give one name the same number.
    private static boolean home(String file) {
        return KNOWN.values().stream().anyMatch(c -> c.getSimpleName().equals(file));
    }

    /// `NAME = NUMBER`, by the name with and without what the headers put before it: where it stands.
    private static Map<String, String> known() {
        Map<String, String> all = new HashMap<>();
        KNOWN.forEach((prefix, type) -> {
            for (Field f : type.getFields()) {
                int number = number(f);
                if (number == 0) {
                    continue; // nearly everything has a nought
                }
                String home = type.getSimpleName();
                all.put(prefix + f.getName() + " = " + number, home);
                all.put(prefix.replaceFirst("^(RT_|BR_)", "") + f.getName() + " = " + number, home);
                all.put(f.getName().replaceFirst("^AF_", "") + " = " + number, home);
            }
        });
        return all;
    }

    private static int number(Field f) {
        try {
            return f.getInt(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> constants(String text) {
        List<String> all = new ArrayList<>();
        Matcher m = CONSTANT.matcher(text);
        while (m.find()) {
            all.add(m.group(1) + " = " + Long.decode(m.group(2)));
        }
        return all;
    }

    private static List<Path> sources() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String folder : List.of("netlink", "core", "lab", "cli")) {
            all.addAll(ArchitectureTest.sources(Path.of("..", folder, "src/main/java")));
        }
        return all;
    }
}
