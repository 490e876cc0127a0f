package dev.sonde.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Error numbers against the kernel's headers, and that they stand once.
class ErrnoTest {
    private static final Path HEADERS = Path.of("/usr/include/asm-generic");
    private static final Pattern DEFINE = Pattern.compile("(?m)^#define\\s+(E\\w+)\\s+(\\d+)");
    private static final Pattern CONSTANT = Pattern.compile("static final int (E\\w+) = -?(\\d+);");

    @Test
    void everyConstantIsTheKernels() throws IOException, IllegalAccessException {
        assumeTrue(Files.exists(HEADERS.resolve("errno.h")), "the kernel's headers are not installed here");
        Map<String, Integer> headers = headers();
        for (var field : Errno.class.getFields()) {
            assertThat(headers).containsEntry(field.getName(), field.getInt(null));
        }
    }

    @Test
    void everyNumberOfTheKernelHasAText() throws IOException {
        assumeTrue(Files.exists(HEADERS.resolve("errno.h")), "the kernel's headers are not installed here");
        List<String> texts = new ArrayList<>();
        for (int number : headers().values()) {
            assertThat(Errno.known(number)).as("" + number).isNotEmpty().isEqualTo(Errno.text(number));
            texts.add(Errno.known(number));
        }
        assertThat(texts).hasSizeGreaterThan(130).doesNotHaveDuplicates();
        assertThat(Errno.known(41)).isEmpty();
        assertThat(Errno.text(41)).isEqualTo("Unknown error 41");
        assertThat(Errno.text(-1)).isEqualTo("Unknown error -1");
    }

    @Test
    void noNumberIsDefinedTwice() throws IOException {
        Map<String, Integer> ours = new HashMap<>();
        CONSTANT.matcher(Files.readString(Path.of("src/main/java/dev/sonde/protocol/Errno.java")))
                .results()
                .forEach(m -> ours.put(m.group(1), Integer.valueOf(m.group(2))));
        assertThat(ours).hasSizeGreaterThan(40);
        List<String> found = new ArrayList<>();
        for (String module :
                List.of("protocol", "sensor", "sensor-jvm", "sensor-native", "netlink", "core", "lab", "cli")) {
            try (Stream<Path> sources = Files.walk(Path.of("..", module, "src/main/java"))) {
                for (Path source :
                        sources.filter(p -> p.toString().endsWith(".java")).toList()) {
                    CONSTANT.matcher(Files.readString(source))
                            .results()
                            .filter(m -> Integer.valueOf(m.group(2)).equals(ours.get(m.group(1))))
                            .forEach(m -> found.add(source.getFileName() + ": " + m.group(1)));
                }
            }
        }
        assertThat(found).hasSameSizeAs(ours.keySet()).allMatch(constant -> constant.startsWith("Errno.java: "));
    }

    private static Map<String, Integer> headers() throws IOException {
        Map<String, Integer> numbers = new HashMap<>();
        for (String name : List.of("errno-base.h", "errno.h")) {
            DEFINE.matcher(Files.readString(HEADERS.resolve(name)))
                    .results()
                    .forEach(m -> numbers.put(m.group(1), Integer.valueOf(m.group(2))));
        }
        return numbers;
    }
}
