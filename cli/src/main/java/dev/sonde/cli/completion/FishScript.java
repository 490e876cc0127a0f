package dev.sonde.cli.completion;

import dev.sonde.cli.option.CommandTable;
import dev.sonde.cli.option.Completes;
import dev.sonde.cli.option.Operand;
import dev.sonde.cli.option.Option;
import dev.sonde.cli.option.Value;
import java.util.List;

/// The script for fish: a line of `complete` for each command, option and operand.
final class FishScript {
    private final List<CommandTable> commands;
    private final StringBuilder b = new StringBuilder(16_384);

    FishScript(List<CommandTable> commands) {
        this.commands = commands;
    }

    String text() {
        b.append(HEAD);
        for (CommandTable c : commands) {
            line("__sonde_is", "-a " + Quotes.fish(c.name()), c.does());
            for (CommandTable a : c.actions()) {
                line("__sonde_is " + c.name(), "-a " + Quotes.fish(Words.action(a)), a.does());
            }
            if (c.tool()) {
                line("__sonde_in " + c.name(), "-a '(__sonde_tool)'", "");
            }
        }
        line("__sonde_is", "-l help", "the commands");
        line("__sonde_is", "-l version", "the version");
        for (CommandTable t : Words.tables(commands)) {
            if (t.tool()) {
                continue;
            }
            for (Option o : t.options()) {
                String forms = (o.letter() == 0 ? "" : "-s " + o.letter() + " ")
                        + (o.name().isEmpty() ? "" : "-l " + o.name() + " ");
                line("__sonde_in " + t.name(), forms + (o.value() == null ? "" : value(o.value())), o.help());
            }
            for (int i = 0; i < t.operands().size(); i++) {
                Operand o = t.operands().get(i);
                String place = o.most() > 1 ? "0" : Integer.toString(i + 1);
                if (o.value().completes() != Completes.NOTHING) {
                    line("__sonde_operand " + place + " " + t.name(), value(o.value()), "");
                }
            }
        }
        return b.toString();
    }

    private void line(String when, String what, String does) {
        b.append("complete -c sonde -n ").append(Quotes.fish(when)).append(' ').append(what);
        b.append(does.isEmpty() ? "" : " -d " + Quotes.fish(does)).append('\n');
    }

    /// `-r`: it takes something; `-F`: files too. What nothing is known of has the words of nobody.
    private String value(Value value) {
        List<String> words = Words.of(value, commands);
        if (!words.isEmpty()) {
            StringBuilder all = new StringBuilder(value.list() ? "(__sonde_list" : "(__sonde_words");
            words.forEach(w -> all.append(' ').append(Quotes.fish(w)));
            return "-r -a " + Quotes.fish(all.append(')').toString());
        }
        return switch (value.completes()) {
            case TARGET, NETWORK, HOST, LAB ->
                "-r -a '(__sonde_names " + value.completes().name().toLowerCase(java.util.Locale.ROOT) + ")'";
            case FILE -> "-r -F";
            case PROGRAM -> "-r -a '(__sonde_program)'";
            default -> "-x";
        };
    }

    private static final String HEAD = """
            # Completes command lines of sonde in fish. Written by: sonde completion fish
            # For this shell: sonde completion fish | source

            # Whether the words behind sonde are these, and no more.
            function __sonde_is
                set -l typed (commandline -opc)
                test (count $typed) -eq (math 1 + (count $argv)); and __sonde_in $argv
            end

            # Whether they begin with these.
            function __sonde_in
                set -l typed (commandline -opc)
                set -e typed[1]
                test (count $typed) -ge (count $argv); or return 1
                for i in (seq (count $argv))
                    test "$typed[$i]" = "$argv[$i]"; or return 1
                end
            end

            # Whether the operand of this place is typed, of the command that follows; 0: any.
            function __sonde_operand
                __sonde_in $argv[2..-1]; or return 1
                test $argv[1] -eq 0; and return 0
                set -l typed (commandline -opc)
                set -l operands 1
                for word in $typed[(math 1 + (count $argv))..-1]
                    string match -q -- '-*' $word; or set operands (math $operands + 1)
                end
                test $operands -eq $argv[1]
            end

            function __sonde_words
                printf '%s\\n' $argv
            end

            # Several, separated by commas.
            function __sonde_list
                set -l typed (commandline -ct | string replace -r '^--[^=]*=' '')
                set -l done (string match -r '^.*,' -- $typed)
                printf '%s\\n' "$done"$argv
            end

            # The names of this kind that are here, from the sonde that is typed.
            function __sonde_names
                set -l typed (commandline -opc)
                $typed[1] completion names $argv[1] 2>/dev/null
            end

            # Behind --: a program, with its own completion.
            function __sonde_program
                set -l typed (commandline -opc)
                set -l at (contains -i -- -- $typed); or return
                complete -C (string join ' ' -- (string escape -- $typed[(math $at + 1)..-1]) (commandline -ct))
            end

            # Behind the name of a real tool: that tool's own completion.
            function __sonde_tool
                set -l typed (commandline -opc)
                if contains -- $typed[-1] -n -netns --netns
                    __sonde_names target
                    return
                end
                complete -C (string join ' ' -- (string escape -- $typed[2..-1]) (commandline -ct))
            end

            complete -c sonde -f
            """;
}
