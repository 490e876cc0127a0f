package dev.sonde.sensor.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sonde.sensor.kernel.Nr;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The numbers of system calls stand in four places: in `Nr`, in the table of sonde.c, and in the two of `FfmSys`.
class NumbersTest {
    /// Names of `Nr`, by number.
    private static List<String> names() throws IllegalAccessException {
        Map<Integer, String> all = new TreeMap<>();
        for (Field field : Nr.class.getFields()) {
            if (!field.getName().equals("COUNT")) {
                String before = all.put(field.getInt(null), field.getName().toLowerCase(java.util.Locale.ROOT));
                assertThat(before).as("two names for one number").isNull();
            }
        }
        assertThat(all.keySet()).hasSize(Nr.COUNT).contains(0, Nr.COUNT - 1);
        return new ArrayList<>(all.values());
    }

    @Test
    void theTableOfTheBinaryIsInTheSameOrder() throws Exception {
        String c = Files.readString(Path.of("../sensor-native/src/main/c/sonde.c"));
        String table = c.substring(c.indexOf("numbers[] = {"), c.indexOf("};", c.indexOf("numbers[] = {")));
        List<String> inC = new ArrayList<>();
        Matcher m = Pattern.compile("SYS_(\\w+)").matcher(table);
        while (m.find()) {
            inC.add(m.group(1));
        }
        assertThat(inC).isEqualTo(names());
    }

    @Test
    void bothTablesOfTheJvmHaveARowForEach() {
        assertThat(FfmSys.X86_64).hasSize(Nr.COUNT).doesNotHaveDuplicates();
        assertThat(FfmSys.AARCH64).hasSize(Nr.COUNT).doesNotHaveDuplicates();
    }

    @Test
    void x86AsTheKernelsHeaderHasIt() throws Exception {
        compare("/usr/include/x86_64-linux-gnu/asm/unistd_64.h", FfmSys.X86_64);
    }

    @Test
    void aarch64AsTheKernelsHeaderHasIt() throws Exception {
        compare("/usr/include/asm-generic/unistd.h", FfmSys.AARCH64);
    }

    private static void compare(String file, int[] table) throws Exception {
        Path header = Path.of(file);
        assumeTrue(Files.exists(header), file + " is not installed (package linux-libc-dev)");
        Map<String, Integer> numbers = defines(header);
        List<String> names = names();
        for (int i = 0; i < names.size(); i++) {
            // A header may be older than the call; then its number is what every architecture has for it.
            int expected = numbers.getOrDefault(names.get(i), names.get(i).equals("listns") ? 470 : -1);
            assertThat(table[i]).as(names.get(i)).isEqualTo(expected);
        }
    }

    /// `#define __NR_name N` and, for some of asm-generic, `#define __NR3264_name N`.
    private static Map<String, Integer> defines(Path header) throws IOException {
        Map<String, Integer> all = new TreeMap<>();
        Matcher m = Pattern.compile("(?m)^#define\\s+__NR(?:3264)?_(\\w+)\\s+(\\d+)")
                .matcher(Files.readString(header));
        while (m.find()) {
            all.putIfAbsent(m.group(1), Integer.parseInt(m.group(2)));
        }
        return all;
    }
}
