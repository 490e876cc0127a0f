package dev.sonde.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.cli.Console;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.run.Rules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every rule has a code of its own and a whole page, and the document is that of the rules.
class ExplainTest {
    /// To write it anew: `./sonde check --explain all > docs/checks.md`
    @Test
    void theDocumentIsThatOfTheRules() throws IOException {
        assertThat(Files.readString(Path.of("../docs/checks.md")))
                .as("to write it anew: ./sonde check --explain all > docs/checks.md")
                .isEqualTo(Explain.document());
    }

    @Test
    void everyRuleIsInTheListAndTellsAll() throws IOException {
        Set<String> codes = new HashSet<>();
        for (Rule r : Rules.ALL) {
            assertThat(r.code()).matches("S[1-3][0-9]{2}");
            assertThat(codes.add(r.code())).as(r.code()).isTrue();
            assertThat(Rules.of(r.code())).isSameAs(r);
            RuleDoc p = r.page();
            for (String part : List.of(r.title(), p.compared(), p.effect(), p.cause(), p.see(), p.mend())) {
                assertThat(part).as(r.code()).isNotBlank().doesNotContain("\n", "  ");
            }
        }
        Set<String> forgotten = written();
        Rules.ALL.forEach(r -> forgotten.remove(r.getClass().getSimpleName()));
        assertThat(forgotten).as("rules that are not in Rules.ALL").isEmpty();
    }

    /// The rules that are written, by the sources: those of other packages than [Rule]'s cannot be sealed.
    private static Set<String> written() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("../core/src/main/java/dev/sonde/core/check/rule"))) {
            Set<String> names = new HashSet<>();
            for (Path file : files.filter(p -> p.toString().endsWith(".java")).toList()) {
                if (Files.readString(file).contains("public String code()")) {
                    names.add(file.getFileName().toString().replace(".java", ""));
                }
            }
            return names;
        }
    }

    @Test
    void aPageIsBrokenIntoLines() {
        for (Rule r : Rules.ALL) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Console out = new Console(bytes, false, 0, false);
            assertThat(Explain.print(out, r.code())).isZero();
            out.flush();
            String text = bytes.toString(StandardCharsets.UTF_8);
            assertThat(text).startsWith(r.code() + ": " + r.title()).contains("\ncompared\n", "\nmend it\n");
            assertThat(text.lines()).allMatch(l -> l.length() <= 101);
        }
    }
}
