package dev.sonde.cli.completion;

import dev.sonde.cli.option.CommandTable;
import dev.sonde.cli.option.Completes;
import dev.sonde.cli.option.Operand;
import dev.sonde.cli.option.Option;
import dev.sonde.cli.option.Value;
import java.util.ArrayList;
import java.util.List;

/// The script for zsh: specifications of `_arguments`, one function for each command.
final class ZshScript {
    private final List<CommandTable> commands;
    private final StringBuilder b = new StringBuilder(16_384);

    ZshScript(List<CommandTable> commands) {
        this.commands = commands;
    }

    String text() {
        b.append(HEAD);
        for (CommandTable t : Words.tables(commands)) {
            function(t);
        }
        for (CommandTable c : commands) {
            if (!c.actions().isEmpty()) {
                b.append("\n_sonde_").append(c.name()).append("() {\n  local -a actions=(\n");
                c.actions().forEach(a -> described(Words.action(a), a.does()));
                b.append("  )\n  if ((CURRENT == 2)); then _describe action actions; return; fi\n");
                b.append("  local action=$words[2]\n  shift words\n  ((CURRENT--))\n");
                b.append("  (($+functions[_sonde_")
                        .append(c.name())
                        .append("_$action])) && _sonde_")
                        .append(c.name());
                b.append("_$action\n}\n");
            }
        }
        b.append("\n_sonde() {\n  local program=$words[1]\n  local -a commands=(\n");
        commands.forEach(c -> described(c.name(), c.does()));
        return b.append(TAIL).toString();
    }

    private void described(String name, String does) {
        b.append("    ").append(Quotes.shell(name + ":" + does)).append('\n');
    }

    private void function(CommandTable t) {
        b.append("\n_sonde_").append(t.name().replace(' ', '_')).append("() {\n");
        if (t.tool()) {
            b.append("  _sonde_tool\n}\n");
            return;
        }
        b.append("  _arguments -s -S");
        for (Option o : t.options()) {
            for (String spec : specs(o)) {
                b.append(" \\\n    ").append(Quotes.shell(spec));
            }
        }
        for (int i = 0; i < t.operands().size(); i++) {
            Operand o = t.operands().get(i);
            boolean program = o.value().completes() == Completes.PROGRAM;
            String place = program ? "*::" : o.most() > 1 ? "*:" : (i + 1) + (o.least() == 0 ? "::" : ":");
            String spec = place + o.value().name().replace(":", "\\:") + ":" + action(o.value());
            b.append(" \\\n    ").append(Quotes.shell(spec));
        }
        b.append("\n}\n");
    }

    /// `(-j --json)-j[as JSON]`: one for each form of the option.
    private List<String> specs(Option o) {
        List<String> all = new ArrayList<>();
        boolean both = o.letter() != 0 && !o.name().isEmpty();
        String once = o.repeats() ? "*" : both ? "(-" + o.letter() + " --" + o.name() + ")" : "";
        String help = "[" + o.help().replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]") + "]";
        String value = o.value() == null ? "" : ":" + o.value().name() + ":" + action(o.value());
        if (o.letter() != 0) {
            all.add(once + "-" + o.letter() + help + value);
        }
        if (!o.name().isEmpty()) {
            all.add(once + "--" + o.name() + (o.value() == null ? "" : "=") + help + value);
        }
        return all;
    }

    /// What completes it: a function of ours or of zsh's, with its words.
    private String action(Value value) {
        List<String> words = Words.of(value, commands);
        if (!words.isEmpty()) {
            StringBuilder all = new StringBuilder(value.list() ? "_sonde_list" : "_sonde_words");
            words.forEach(w -> all.append(' ').append(Quotes.shell(w)));
            return all.toString();
        }
        return switch (value.completes()) {
            case TARGET, NETWORK, HOST, LAB ->
                "_sonde_names " + value.completes().name().toLowerCase(java.util.Locale.ROOT);
            case FILE -> "_files";
            case PROGRAM -> "_normal";
            default -> " ";
        };
    }

    private static final String HEAD = """
            #compdef sonde
            # Completes command lines of sonde in zsh. Written by: sonde completion zsh
            # For this shell: source <(sonde completion zsh), after compinit.

            # _arguments hands on options of its own before our words: up to the last of those.
            _sonde_names() {
              local kind=$@[-1]
              local -a names
              names=("${(@f)$($program completion names $kind 2>/dev/null)}")
              names=(${names:#})
              compadd "${@[1,-2]}" -a names
            }

            _sonde_words() {
              local -a given=() own=()
              while (($#)) && [[ $1 == -* ]]; do
                given+=($1)
                if [[ $1 == -[JVXxPSpsiIWrRMFEOAD] ]]; then given+=("$2"); shift; fi
                shift
              done
              own=("$@")
              compadd "$given[@]" -a own
            }

            _sonde_list() {
              local -a own=()
              while (($#)) && [[ $1 == -* ]]; do
                if [[ $1 == -[JVXxPSpsiIWrRMFEOAD] ]]; then shift; fi
                shift
              done
              own=("$@")
              compset -P '*,'
              compadd -S '' -a own
            }

            # Behind the name of a real tool: that tool's own completion, if there is one.
            _sonde_tool() {
              if ((CURRENT > 2)) && [[ $words[CURRENT-1] == (-n|-netns|--netns) ]]; then _sonde_names target; return; fi
              _normal
            }
            """;

    private static final String TAIL = """
              )
              if ((CURRENT == 2)); then
                _describe command commands
                [[ $PREFIX == -* ]] && compadd -- --help --version
                return
              fi
              local command=$words[2]
              shift words
              ((CURRENT--))
              (($+functions[_sonde_$command])) && _sonde_$command
            }

            if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _sonde "$@"; else compdef _sonde sonde; fi
            """;
}
