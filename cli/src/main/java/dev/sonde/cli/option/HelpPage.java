package dev.sonde.cli.option;

import dev.sonde.cli.Console;
import java.util.List;

/// The help of one command, from its table: usage, what it does, options, examples.
public final class HelpPage {
    private static final int WIDTH = 80;

    /// Where the words of options begin; a longer option has a line to itself.
    private static final int COLUMN = 26;

    private final Console out;

    private HelpPage(Console out) {
        this.out = out;
    }

    public static void print(Console out, CommandTable table) {
        new HelpPage(out).print(table);
    }

    /// What concerns several commands.
    public static void print(Console out, Topic topic) {
        HelpPage page = new HelpPage(out);
        page.sentence(topic.does());
        boolean list = false;
        for (Topic.Part part : topic.parts()) {
            boolean word = !part.word().isEmpty();
            if (!word || !list) {
                out.line();
            }
            list = word;
            if (word) {
                page.row(part.word(), part.text());
            } else {
                page.wrapped("", part.text());
            }
        }
    }

    private void print(CommandTable table) {
        if (table.actions().isEmpty()) {
            usage("usage: ", table);
        }
        String before = "usage: ";
        for (CommandTable action : table.actions()) {
            usage(before, action);
            before = "       ";
        }
        out.line();
        sentence(table.does());
        for (String note : table.notes()) {
            wrapped("", note);
        }
        if (!table.actions().isEmpty()) {
            out.line().text("actions (each has --help):").line();
        }
        for (CommandTable action : table.actions()) {
            row(action.name().substring(table.name().length() + 1), action.does());
        }
        if (!table.options().isEmpty()) {
            out.line().text("options:").line();
        }
        for (Option o : table.options()) {
            row(o.heading(), o.help() + words(o.value()));
        }
        out.line().text("examples:").line();
        for (Example e : table.examples()) {
            out.text("  ").text(e.line()).line();
            wrapped("      ", e.does());
        }
    }

    /// `: a, b or c`, of words that the help does not name yet.
    private static String words(Value value) {
        return value == null || value.words().isEmpty() ? "" : ": " + String.join(", ", value.words());
    }

    private void usage(String before, CommandTable table) {
        String head = before + "sonde " + table.name();
        int at = head.length();
        int indent = at;
        out.text(head);
        List<String> parts = table.parts();
        for (String part : parts) {
            if (at + 1 + part.length() > WIDTH) {
                out.line().blanks(indent);
                at = indent;
            }
            out.text(" ").text(part);
            at += 1 + part.length();
        }
        out.line();
    }

    private void sentence(String half) {
        wrapped("", half.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + half.substring(1) + ".");
    }

    private void row(String left, String right) {
        out.text("  ").text(left);
        if (2 + left.length() + 2 > COLUMN) {
            out.line().blanks(COLUMN);
        } else {
            out.blanks(COLUMN - 2 - left.length());
        }
        words(right, COLUMN);
    }

    private void wrapped(String indent, String text) {
        out.text(indent);
        words(text, indent.length());
    }

    /// Words from `column` on, where further lines begin too.
    private void words(String text, int column) {
        int at = column;
        for (String word : text.split(" ")) {
            if (at > column && at + 1 + word.length() > WIDTH) {
                out.line().blanks(column);
                at = column;
            }
            out.text(at == column ? "" : " ").text(word);
            at += (at == column ? 0 : 1) + word.length();
        }
        out.line();
    }
}
