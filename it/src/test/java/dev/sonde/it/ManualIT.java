package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.cli.Commands;
import dev.sonde.cli.Topics;
import dev.sonde.cli.option.CommandTable;
import dev.sonde.cli.option.Option;
import dev.sonde.cli.option.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pages of the manual: `mandoc` finds nothing wrong in them, and shows all of each command.
@Tag("kernel")
class ManualIT {
    @TempDir
    Path folder;

    private String shown(String... names) throws IOException {
        List<String> command = new ArrayList<>(List.of("help", "--man"));
        command.addAll(List.of(names));
        Sonde.Result r = Sonde.sonde(command.toArray(new String[0]));
        assertThat(r.status()).as("%s", r).isZero();
        Path page = folder.resolve("page");
        Files.writeString(page, r.out());
        // That it has no date is meant: the same source makes the same page on every day.
        Sonde.Result lint = Sonde.run("mandoc", "-T", "lint", "-W", "warning", page.toString());
        assertThat(lint.out().lines().filter(l -> !l.contains("missing date")))
                .as("%s", List.of(names))
                .isEmpty();
        Sonde.Result text = Sonde.run("mandoc", "-T", "utf8", "-O", "width=1000", page.toString());
        assertThat(text.status()).as("%s", text).isZero();
        return text.out().replaceAll(".\b", "").replaceAll("\\s+", " ");
    }

    @Test
    void ofEachCommand() throws IOException {
        for (CommandTable t : Commands.all()) {
            String text = shown(t.name());
            assertThat(text).contains("sonde-" + t.name() + " - " + t.does(), "EXAMPLES");
            List<CommandTable> forms = t.actions().isEmpty() ? List.of(t) : t.actions();
            for (CommandTable form : forms) {
                assertThat(text).contains("sonde " + form.name());
                for (Option o : form.options()) {
                    assertThat(text).as(form.name()).contains(o.text(), o.help());
                }
                form.examples().forEach(e -> assertThat(text).contains(e.line(), e.does()));
            }
        }
    }

    @Test
    void ofEachTopicAndOfAll() throws IOException {
        String all = shown();
        Commands.all().forEach(t -> assertThat(all).contains("sonde-" + t.name() + "(1)"));
        for (Topic t : Topics.all()) {
            assertThat(all).contains("sonde-" + t.name() + "(7)");
            String text = shown(t.name());
            t.parts().forEach(p -> assertThat(text).contains(p.text()));
        }
    }

    /// The page that is written by hand.
    @Test
    void ofNsenter() {
        Sonde.Result lint = Sonde.run("mandoc", "-T", "lint", "-W", "warning", "../docs/man/sonde-nsenter.1");
        assertThat(lint.out().lines().filter(l -> !l.contains("missing date"))).isEmpty();
    }
}
