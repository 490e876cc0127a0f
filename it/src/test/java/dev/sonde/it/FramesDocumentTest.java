package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.protocol.CommandRights;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.GetType;
import dev.sonde.protocol.HandleType;
import dev.sonde.protocol.Header;
import dev.sonde.protocol.Limits;
import dev.sonde.protocol.Origin;
import dev.sonde.protocol.ProbeLayout;
import dev.sonde.protocol.RequestKind;
import dev.sonde.protocol.Right;
import dev.sonde.protocol.ScanBit;
import dev.sonde.protocol.ScanSet;
import dev.sonde.protocol.TerminalBit;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `docs/frames.md` against the module `protocol`: each number of the one stands in the other, and each row of the
/// table
/// of commands says what the sensor obeys.
class FramesDocumentTest {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final String TEXT = read("docs/frames.md");

    private static String read(String file) {
        try {
            return Files.readString(TOP.resolve(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// The cells of the rows of the first table behind `section` whose head begins with these words.
    private static List<List<String>> table(String section, String... head) {
        int from = TEXT.indexOf("\n" + section + "\n");
        assertThat(from).as("section %s", section).isNotNegative();
        int at = TEXT.indexOf("\n| " + String.join(" | ", head), from);
        assertThat(at).as("table %s", List.of(head)).isNotNegative();
        String[] lines = TEXT.substring(at + 1).split("\n");
        List<List<String>> rows = new ArrayList<>();
        for (int i = 2; i < lines.length && lines[i].startsWith("|"); i++) {
            rows.add(Arrays.stream(lines[i].split("\\|", -1)).map(String::strip).toList());
        }
        assertThat(rows).isNotEmpty();
        return rows;
    }

    /// By name: the numbers of a table's first column. A name that stands twice is an error.
    private static Map<String, Integer> documented(String section, String... head) {
        Map<String, Integer> numbers = new TreeMap<>();
        for (List<String> row : table(section, head)) {
            assertThat(numbers.put(row.get(2), number(row.get(1))))
                    .as(row.get(2))
                    .isNull();
        }
        return numbers;
    }

    private static int number(String cell) {
        String[] words = cell.split(" ");
        int unit = words.length == 1 ? 1 : words[1].equals("KiB") ? 1 << 10 : words[1].equals("MiB") ? 1 << 20 : 0;
        return Math.multiplyExact(Integer.parseInt(words[0]), unit);
    }

    private static Map<String, Integer> constants(Class<?> type) {
        Map<String, Integer> numbers = new TreeMap<>();
        for (Field f : type.getFields()) {
            if (f.getType() == int.class) {
                try {
                    numbers.put(f.getName(), f.getInt(null));
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
        assertThat(numbers).isNotEmpty();
        return numbers;
    }

    @Test
    void everyNumberIsDocumented() {
        assertThat(documented("## Header of every frame, 32 bytes", "flag", "name"))
                .isEqualTo(constants(FrameFlag.class));
        assertThat(documented("## Frames: sensor to analysis", "kind", "name")).isEqualTo(constants(FrameKind.class));
        assertThat(documented("## Requests: analysis to sensor", "kind", "name"))
                .isEqualTo(constants(RequestKind.class));
        assertThat(documented("## Frames: sensor to analysis", "type", "name")).isEqualTo(constants(HandleType.class));
        assertThat(documented("## What is collected", "bit", "name")).isEqualTo(constants(ScanBit.class));
        assertThat(documented("## Commands", "right", "name")).isEqualTo(constants(Right.class));
        assertThat(documented("### What GET may ask", "type", "name")).isEqualTo(constants(GetType.class));
        assertThat(documented("## Limits", "limit", "name")).isEqualTo(constants(Limits.class));
    }

    /// No two of one kind have the same number.
    @Test
    void noNumberStandsForTwo() {
        for (Class<?> type : List.of(FrameFlag.class, ScanBit.class, HandleType.class, Right.class)) {
            assertThat(constants(type).values()).doesNotHaveDuplicates();
        }
        List<Integer> kinds = new ArrayList<>(constants(FrameKind.class).values());
        kinds.addAll(constants(RequestKind.class).values());
        assertThat(kinds).doesNotHaveDuplicates();
        int all = 0;
        for (int bit : constants(ScanBit.class).values()) {
            assertThat(Integer.bitCount(bit)).isOne();
            all |= bit;
        }
        assertThat(ScanSet.SCAN | ScanSet.READ | ScanBit.PREFETCH).isEqualTo(all);
    }

    @Test
    void theHeaderIsAsDrawn() {
        Map<String, Integer> drawn = new TreeMap<>();
        for (List<String> row : table("## Header of every frame, 32 bytes", "at", "type", "name")) {
            if (!row.get(3).equals("zero")) {
                drawn.put(row.get(3).toUpperCase(Locale.ROOT), Integer.parseInt(row.get(1)));
            }
        }
        Map<String, Integer> written = constants(Header.class);
        written.keySet().removeAll(List.of("VERSION", "SIZE", "MAGIC_SIZE", "MAGIC_VERSION"));
        assertThat(drawn).isEqualTo(written);
        assertThat(TEXT)
                .contains("describes version " + Header.VERSION + ",")
                .contains("Header of every frame, " + Header.SIZE + " bytes")
                .contains("the letters `" + Header.MAGIC + "`")
                .contains("Namespace number " + Origin.OWN + " is always")
                .contains(
                        "u32 bits: " + TerminalBit.STDOUT + " stdout is a terminal, " + TerminalBit.STDERR + " stderr")
                .contains("u32 bits: " + ProbeLayout.DF + " don't fragment, " + ProbeLayout.V6 + " IPv6");
        byte[] magic = (Header.MAGIC + "\0").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(magic).hasSize(Header.MAGIC_VERSION);
        assertThat(TEXT).contains("`53 4f 4e 44 45 00 0" + Header.VERSION + " 00`");
    }

    @Test
    void theSetsAreAsDrawn() {
        Map<String, Integer> drawn = new TreeMap<>();
        for (List<String> row : table("## What is collected", "set", "bits")) {
            drawn.put(row.get(1), bits(row.get(2)));
        }
        assertThat(drawn).isEqualTo(constants(ScanSet.class));
        // The third column of the bits says in which of the two sets they are.
        for (List<String> row : table("## What is collected", "bit", "name", "in")) {
            int bit = number(row.get(1));
            List<String> in = new ArrayList<>();
            if ((ScanSet.SCAN & bit) != 0) {
                in.add("SCAN");
            }
            if ((ScanSet.READ & bit) != 0) {
                in.add("READ");
            }
            assertThat(row.get(3)).as(row.get(2)).isEqualTo(in.isEmpty() ? "HELLO" : String.join(", ", in));
        }
    }

    /// What names of bits and sets stand for.
    private static int bits(String names) {
        int bits = 0;
        for (String name : names.split(" ")) {
            Integer known = constants(ScanBit.class)
                    .getOrDefault(name, constants(ScanSet.class).get(name));
            assertThat(known).as(name).isNotNull();
            bits |= known;
        }
        return bits;
    }

    private static int rights(String names) {
        int rights = 0;
        for (String name : names.split(" ")) {
            assertThat(constants(Right.class)).containsKey(name);
            rights |= constants(Right.class).get(name);
        }
        return rights;
    }

    private static byte[][] argv(String line) {
        return Arrays.stream(("sonde " + line).split(" "))
                .map(w -> w.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    @Test
    void theCommandsAreAsDrawn() {
        Map<String, List<String>> drawn = new LinkedHashMap<>();
        for (List<String> row : table("## Commands", "command", "reads unasked")) {
            drawn.put(row.get(1).replace("`", ""), row);
        }
        assertThat(bits(drawn.remove("collect").get(2))).isEqualTo(CommandRights.COLLECT);
        drawn.forEach((line, row) -> {
            assertThat(CommandRights.unasked(argv(line))).as(line).isEqualTo(bits(row.get(2)));
            assertThat(CommandRights.rights(argv(line))).as(line).isEqualTo(rights(row.get(3)));
        });
        String code = read("protocol/src/main/java/dev/sonde/protocol/CommandRights.java");
        assertThat(drawn.keySet()).containsExactlyInAnyOrderElementsOf(words(code, "row"));
        // Below, it is said of every other.
        for (String other : List.of("ip", "bridge", "brctl", "ifconfig", "help", "map", "")) {
            assertThat(CommandRights.unasked(argv(other))).as(other).isZero();
            assertThat(CommandRights.rights(argv(other))).as(other).isEqualTo(Right.READ);
        }
    }

    /// What may be asked is what is asked: no type of `Requests` is missing, and none is there that nobody sends.
    @Test
    void whatMayBeAskedIsWhatIsAsked() {
        TreeSet<String> asked = new TreeSet<>();
        Matcher type = Pattern.compile("Nlmsg\\.(RTM_GET[A-Z]+)|Nft\\.(GET[A-Z]+|IPSET_LIST)")
                .matcher(read("netlink/src/main/java/dev/sonde/netlink/Requests.java"));
        while (type.find()) {
            String filter = type.group(2);
            asked.add(filter == null ? type.group(1) : filter.startsWith("GET") ? "NFT_MSG_" + filter : filter);
        }
        assertThat(constants(GetType.class).keySet()).isEqualTo(asked);
    }

    @Test
    void whatIsPrefetchedIsAsDrawn() {
        List<String> drawn = new ArrayList<>();
        for (List<String> row : table("### Prefetched", "command line", "type")) {
            String line = row.get(1).replace("`", "");
            drawn.add(line);
            byte[][] words = argv(line);
            int type = Integer.parseInt(row.get(2).split(" ")[0]);
            int family = Integer.parseInt(row.get(3).split(" ")[0]);
            assertThat(CommandRights.prefetched(words[1], words[2], 0)).as(line).isEqualTo(type << 8 | family);
            int six = row.get(3).contains("`-6`") ? 10 : family;
            assertThat(CommandRights.prefetched(words[1], words[2], 10))
                    .as(line)
                    .isEqualTo(type << 8 | six);
        }
        String code = read("protocol/src/main/java/dev/sonde/protocol/CommandRights.java");
        TreeSet<String> known = words(code, "prefetch");
        assertThat(known.remove("ip neighbor")).as("the other spelling").isTrue();
        assertThat(drawn).containsExactlyInAnyOrderElementsOf(known);
    }

    /// The first two words of each row of the source.
    private static TreeSet<String> words(String code, String method) {
        TreeSet<String> words = new TreeSet<>();
        Matcher row = Pattern.compile(" " + method + "\\([a-z, ]*, \"([a-z]+)\", \"([a-z-]*)\",")
                .matcher(code);
        while (row.find()) {
            words.add((row.group(1) + " " + row.group(2)).strip());
        }
        return words;
    }
}
