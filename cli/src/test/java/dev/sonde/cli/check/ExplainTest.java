package dev.sonde.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.cli.Console;
import dev.sonde.core.check.Page;
import dev.sonde.core.check.Rule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Every rule has a code of its own and a whole page, and the document is that of the rules.
class ExplainTest {
    /// To write it anew: `./sonde check --explain all > docs/checks.md`
    @Test
    void theDocumentIsThatOfTheRules() throws IOException {
        assertThat(Files.readString(Path.of("../docs/checks.md"))).isEqualTo(Explain.document());
    }

    @Test
    void everyRuleIsInTheListAndTellsAll() {
        Set<String> codes = new HashSet<>();
        for (Rule r : Rule.ALL) {
            assertThat(r.code()).matches("S[1-3][0-9]{2}");
            assertThat(codes.add(r.code())).as(r.code()).isTrue();
            assertThat(Rule.of(r.code())).isSameAs(r);
            Page p = r.page();
            for (String part : List.of(r.title(), p.compared(), p.effect(), p.cause(), p.see(), p.mend())) {
                assertThat(part).as(r.code()).isNotBlank().doesNotContain("\n", "  ");
            }
        }
        assertThat(codes).hasSize(leaves(Rule.class));
    }

    /// How many records implement a sealed interface.
    private static int leaves(Class<?> type) {
        return type.isRecord()
                ? 1
                : Arrays.stream(type.getPermittedSubclasses())
                        .mapToInt(ExplainTest::leaves)
                        .sum();
    }

    @Test
    void aPageIsBrokenIntoLines() {
        for (Rule r : Rule.ALL) {
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
