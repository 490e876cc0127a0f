package dev.sonde.cli.option;

import java.util.List;
import java.util.Locale;

/// Pages of the manual, in the language of man(7), from the same data as the help.
public final class ManPage {
    private final StringBuilder b = new StringBuilder(4096);

    /// Whether the last line was a heading.
    private boolean heading;

    private ManPage() {}

    /// `sonde(1)`: all commands.
    public static String overview(List<CommandTable> commands, List<Topic> topics, String version) {
        ManPage page = new ManPage();
        page.title("sonde", 1, version, "sees inside the networks of containers");
        page.section("SYNOPSIS").line("\\fBsonde\\fR \\fIcommand\\fR ...");
        page.section("DESCRIPTION");
        page.paragraph(
                "Enters any network namespace by the name that people use; lists, names, shows and checks all of them;"
                        + " finds what is broken, says whom it concerns, and prints the command that mends it.");
        page.section("COMMANDS");
        for (CommandTable t : commands) {
            page.tagged(
                    "\\fB" + escaped(t.name()) + "\\fR " + words(t.arguments()),
                    t.does() + "; see sonde-" + t.name() + "(1)");
        }
        page.section("TOPICS");
        for (Topic t : topics) {
            page.tagged("\\fBsonde-" + escaped(t.name()) + "\\fR(7)", t.does());
        }
        page.exitStatus();
        return page.b.toString();
    }

    /// `sonde-ls(1)`; of a command with actions all of them.
    public static String of(CommandTable table, String version) {
        ManPage page = new ManPage();
        page.title("sonde-" + table.name(), 1, version, table.does());
        List<CommandTable> forms = table.actions().isEmpty() ? List.of(table) : table.actions();
        page.section("SYNOPSIS");
        for (CommandTable form : forms) {
            StringBuilder line = new StringBuilder("\\fBsonde " + escaped(form.name()) + "\\fR");
            form.parts().forEach(part -> line.append(' ').append(words(part)));
            page.line(line.toString());
            if (form != forms.getLast()) {
                page.line(".br");
            }
        }
        page.section("DESCRIPTION");
        page.paragraph(sentence(table.does()));
        table.notes().forEach(page::paragraph);
        for (CommandTable form : forms) {
            if (form != table) {
                page.section(form.name().substring(table.name().length() + 1).toUpperCase(Locale.ROOT));
                page.paragraph(sentence(form.does()));
                form.notes().forEach(page::paragraph);
            } else if (!form.options().isEmpty()) {
                page.section("OPTIONS");
            }
            for (Option o : form.options()) {
                page.tagged(
                        option(o),
                        o.help()
                                + (o.value() == null || o.value().words().isEmpty()
                                        ? ""
                                        : ": " + String.join(", ", o.value().words())));
            }
        }
        if (!table.tool()) {
            page.exitStatus();
        }
        page.section("EXAMPLES");
        for (CommandTable form : forms) {
            form.examples().forEach(page::example);
        }
        if (!forms.contains(table)) {
            table.examples().forEach(page::example);
        }
        page.section("SEE ALSO").line("\\fBsonde\\fR(1), \\fBsonde-targets\\fR(7), \\fBsonde-privileges\\fR(7)");
        return page.b.toString();
    }

    /// `sonde-targets(7)`.
    public static String of(Topic topic, String version) {
        ManPage page = new ManPage();
        page.title("sonde-" + topic.name(), 7, version, topic.does());
        page.section("DESCRIPTION");
        for (Topic.Part part : topic.parts()) {
            if (part.word().isEmpty()) {
                page.paragraph(part.text());
            } else {
                page.tagged("\\fB" + escaped(part.word()) + "\\fR", part.text());
            }
        }
        page.section("SEE ALSO").line("\\fBsonde\\fR(1)");
        return page.b.toString();
    }

    private void title(String name, int section, String version, String does) {
        line(".TH " + name.toUpperCase(Locale.ROOT) + " " + section + " \"\" \"sonde " + version + "\" \"sonde\"");
        section("NAME").line(escaped(name) + " \\- " + escaped(does));
    }

    private void exitStatus() {
        section("EXIT STATUS");
        paragraph(
                "0: done. 1: it failed, or not all could be read. 2: wrong usage. check: 3: errors were found; 4: warnings only.");
    }

    private void example(Example e) {
        if (!heading) {
            line(".PP");
        }
        line("\\fB" + escaped(e.line()) + "\\fR")
                .line(".RS")
                .line(escaped(e.does()))
                .line(".RE");
    }

    private ManPage section(String name) {
        line(".SH " + name);
        heading = true;
        return this;
    }

    /// Behind a heading a paragraph begins by itself.
    private void paragraph(String text) {
        if (!heading) {
            line(".PP");
        }
        line(escaped(text));
    }

    private void tagged(String tag, String text) {
        line(".TP").line(tag).line(escaped(text));
    }

    private ManPage line(String text) {
        b.append(text).append('\n');
        heading = false;
        return this;
    }

    private static String sentence(String half) {
        return half.substring(0, 1).toUpperCase(Locale.ROOT) + half.substring(1) + ".";
    }

    /// `\fB-j\fR, \fB\-\-json\fR`, with what it takes.
    private static String option(Option o) {
        String forms = (o.letter() == 0 ? "" : "\\fB\\-" + o.letter() + "\\fR")
                + (o.letter() == 0 || o.name().isEmpty() ? "" : ", ")
                + (o.name().isEmpty() ? "" : "\\fB" + escaped(o.text()) + "\\fR");
        return o.value() == null ? forms : forms + " " + words(o.value().usage());
    }

    /// Words of a usage: names in capitals are what the user puts there.
    private static String words(String usage) {
        return escaped(usage).replaceAll("\\b[A-Z][A-Z]+\\b", "\\\\fI$0\\\\fR");
    }

    /// Text as man(7) has it: hyphens stay hyphens, and nothing in it is a request.
    private static String escaped(String text) {
        String s = text.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("~", "\\(ti")
                .replace("^", "\\(ha")
                .replace("`", "\\(ga");
        return s.startsWith(".") || s.startsWith("'") ? "\\&" + s : s;
    }
}
