package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.HandleType;
import dev.sonde.protocol.Header;
import dev.sonde.protocol.Limits;
import dev.sonde.protocol.RequestKind;
import dev.sonde.protocol.Right;
import dev.sonde.protocol.ScanBit;
import dev.sonde.protocol.ScanSet;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The numbers of the protocol stand in its module, and nowhere else.
class ProtocolTest {
    private static final List<Class<?>> SHARED = List.of(
            FrameFlag.class,
            FrameKind.class,
            HandleType.class,
            Header.class,
            Limits.class,
            RequestKind.class,
            Right.class,
            ScanBit.class,
            ScanSet.class);

    private static final List<String> FOLDERS =
            List.of("sensor", "sensor-native", "sensor-jvm", "netlink", "core", "lab", "cli");

    /// A constant that is a number.
    private static final Pattern CONSTANT = Pattern.compile(
            "static final (?:int|long|short|byte) ([A-Z_0-9]+)\\s*=\\s*([0-9][0-9xX_a-fA-FL]*)( << \\d+)?;");

    /// Calls that take a kind, a flag or bits, and comparisons with them, where a number stands.
    private static final Pattern BARE = Pattern.compile(
            "\\b(begin|flag|has|ensure|fetch|ask|asked|post|send|tables)\\(\\s*\\d[\\dxX_]*\\s*[,)|]"
                    + "|\\bkind(\\(\\))?\\s*[=!]=\\s*\\d"
                    + "|\\b(bits|mask|wants|rights|flags\\(\\)|collecting(\\(\\))?)\\s*[&|]\\s*\\(?~?(?!0xffffffff)\\d");

    /// What is called as something of the protocol, has the same number, and is another thing.
    private static final Set<String> OTHERS = Set.of(
            "RandomKernel.java: FILE = 1", // what an fd of the random kernel is
            "NeighbourState.java: PROBE = 16", // NUD_PROBE
            "SnapshotDocument.java: VERSION = 1"); // of its document

    @Test
    void noOtherSourceDefinesANumberOfTheProtocol() throws IOException {
        Set<String> shared = new HashSet<>();
        for (Class<?> type : SHARED) {
            for (Field f : type.getFields()) {
                if (f.getType() == int.class) {
                    shared.add(f.getName() + " = " + value(f));
                }
            }
        }
        assertThat(shared).hasSizeGreaterThan(80);
        List<String> found = new ArrayList<>();
        for (Path source : sources()) {
            for (String constant : constants(Files.readString(source))) {
                String one = source.getFileName() + ": " + constant;
                if (shared.contains(constant) && !OTHERS.contains(one)) {
                    found.add(one);
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void noSourceUsesABareNumber() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : sources()) {
            bare(Files.readString(source)).forEach(b -> found.add(source.getFileName() + ": " + b));
        }
        assertThat(found).isEmpty();
    }

    @Test
    void whatIsWrongIsSeen() {
        assertThat(constants("    public static final int SCAN = 32;\n    static final int HELD = 1 << 20;"))
                .containsExactly("SCAN = 32", "HELD = 1048576");
        for (String line : List.of(
                "source.ensure(63);",
                "source.ensure(8 | ScanBit.BRIEF);",
                "frames.begin(6, 0, 64)",
                "if (frame.kind() != 8)",
                "if ((bits & 32) != 0)",
                "live.ask(50, 0, payload)",
                "return wants & ~4096;")) {
            assertThat(bare(line)).as(line).hasSize(1);
        }
        assertThat(bare("ask(RequestKind.SCAN, 0, payload); // ask(50, 0)")).isEmpty();
    }

    @Test
    void theProtocolNamesNothingElse() throws IOException {
        for (Path source : sources("protocol")) {
            assertThat(Files.readString(source)).as(source.toString()).doesNotContain("import ");
        }
    }

    /// The sensor serves no command that nobody has.
    @Test
    void everyCommandOfTheTableExists() throws IOException {
        String table = Files.readString(Path.of("../protocol/src/main/java/dev/sonde/protocol/CommandRights.java"));
        Matcher row =
                Pattern.compile(" (?:row|prefetch)\\([a-z, ]*, \"([a-z]+)\",").matcher(table);
        Set<String> commands = new HashSet<>();
        while (row.find()) {
            commands.add(row.group(1));
        }
        assertThat(commands).contains("ls", "lab", "bridge").doesNotContain("map");
        assertThat(commands).allSatisfy(c -> assertThat(Commands.find(c)).as(c).isNotNull());
    }

    private static long value(Field f) {
        try {
            return f.getInt(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /// `NAME = NUMBER` of each constant, the number in decimal digits.
    private static List<String> constants(String text) {
        List<String> all = new ArrayList<>();
        Matcher m = CONSTANT.matcher(text);
        while (m.find()) {
            String digits = m.group(2).replace("_", "").replace("L", "");
            boolean octal = digits.matches("0[0-7]+");
            long n = octal ? Long.parseLong(digits, 8) : Long.decode(digits);
            all.add(m.group(1) + " = "
                    + (m.group(3) == null ? n : n << Integer.parseInt(m.group(3).substring(4))));
        }
        return all;
    }

    private static List<String> bare(String text) {
        List<String> all = new ArrayList<>();
        for (String line : text.split("\n")) {
            String code = line.replaceAll("\"(\\\\.|[^\"\\\\])*\"", "\"\"").replaceFirst("//.*", "");
            Matcher m = BARE.matcher(code);
            if (m.find()) {
                all.add(line.strip());
            }
        }
        return all;
    }

    private static List<Path> sources() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String folder : FOLDERS) {
            all.addAll(sources(folder));
        }
        return all;
    }

    private static List<Path> sources(String folder) throws IOException {
        List<Path> found = ArchitectureTest.sources(Path.of("..", folder, "src/main/java"));
        assertThat(found).as(folder).isNotEmpty();
        return found;
    }
}
