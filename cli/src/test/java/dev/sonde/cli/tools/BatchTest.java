package dev.sonde.cli.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BatchTest {
    @Test
    void blanksPartWordsAndQuotesHoldThemTogether() {
        assertThat(Batch.words(" link\tshow  dev 'a b' \"c'd\" ''\r"))
                .containsExactly("link", "show", "dev", "a b", "c'd", "");
        assertThat(Batch.words(" \t ")).isEmpty();
        assertThat(Batch.words("a'b c")).containsExactly("a'b", "c");
        assertThat(Batch.words("'a'b")).containsExactly("a", "b");
    }

    @Test
    void whatCannotBeReadEndsAll() {
        assertThatThrownBy(() -> Batch.words("link 'show")).isInstanceOfSatisfying(ToolExit.class, e -> {
            assertThat(e.getMessage()).isEqualTo("Unterminated quoted string");
            assertThat(e.leaves()).isTrue();
        });
        assertThatThrownBy(() -> Batch.words("x ".repeat(512))).hasMessage("Too many arguments to command");
    }
}
