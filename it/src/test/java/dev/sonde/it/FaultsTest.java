package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.lab.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.CsvSource;

/// Each fault of `lab break` stands where faults are listed by hand.
class FaultsTest {
    /// But those that need a network with IPv6, which the lab of these tests has not, and those of kind flannel.
    private static List<String> names() {
        return Fault.ALL.stream()
                .filter(f -> !f.six() && !f.ofCluster())
                .map(Fault::name)
                .toList();
    }

    @Test
    void everyFaultIsFoundAndMended() throws NoSuchMethodException {
        List<String> rows = new ArrayList<>();
        for (String method : List.of("isFoundAndMendedByPasting", "soIsEachOther")) {
            rows.addAll(List.of(CheckIT.class
                    .getDeclaredMethod(method, String.class, String.class, String.class, String.class)
                    .getAnnotation(CsvSource.class)
                    .value()));
        }
        assertThat(rows.stream().map(r -> r.substring(0, r.indexOf(','))))
                .as("rows of CheckIT")
                .containsExactlyInAnyOrderElementsOf(names());
    }

    /// Those of kind flannel.
    @Test
    void everyFaultOfAClusterIsFoundAndMended() throws NoSuchMethodException {
        String rows = FlannelLabIT.class
                .getDeclaredMethod("isFoundAndMendedByPasting", String.class, String.class, String.class, String.class)
                .getAnnotation(CsvSource.class)
                .textBlock();
        assertThat(rows.lines().map(r -> r.substring(0, r.indexOf('|')).strip()))
                .as("rows of FlannelLabIT.isFoundAndMendedByPasting")
                .containsExactlyInAnyOrderElementsOf(Fault.ALL.stream()
                        .filter(Fault::ofCluster)
                        .map(Fault::name)
                        .toList());
    }

    /// In the order of `lab break --list`.
    @Test
    void everyFaultIsDocumented() throws IOException {
        String document = Files.readString(Path.of("../docs/lab.md"));
        String table = document.substring(document.indexOf("| fault | what is wrong |"));
        assertThat(Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\|")
                        .matcher(table)
                        .results()
                        .map(m -> m.group(1)))
                .as("the table of docs/lab.md")
                .containsExactlyElementsOf(Fault.ALL.stream().map(Fault::name).toList());
    }
}
