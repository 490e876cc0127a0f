package dev.sonde.cli.completion;

import dev.sonde.cli.option.CommandTable;
import dev.sonde.cli.option.Operand;
import dev.sonde.cli.option.Option;
import dev.sonde.cli.option.Value;
import java.util.List;
import java.util.Locale;

/// The script for bash: a function that bash calls with the words that were typed, and tables that it looks into. It
/// needs nothing of bash-completion; where that is there, it completes what stands behind the real tools' names.
///
/// Names come from others: they are never given to `compgen -W` or `eval`, which would carry out what stands in them.
final class BashScript {
    private final List<CommandTable> commands;
    private final StringBuilder b = new StringBuilder(16_384);

    BashScript(List<CommandTable> commands) {
        this.commands = commands;
    }

    String text() {
        b.append(HEAD);
        b.append("\n# Commands, and the actions of those that have some.\n");
        b.append("__sonde_commands() { case $1 in\n");
        words("''", commands.stream().map(CommandTable::name).toList());
        for (CommandTable c : commands) {
            if (!c.actions().isEmpty()) {
                words(
                        Quotes.shell(c.name()),
                        c.actions().stream().map(Words::action).toList());
            }
        }
        b.append("esac; }\n\n# The options of a command.\n__sonde_options() { case $1 in\n");
        for (CommandTable t : Words.tables(commands)) {
            words(Quotes.shell(t.name()), Words.options(t));
        }
        b.append("esac; }\n\n# What stands behind an option that takes something.\n__sonde_value() { case $1:$2 in\n");
        for (CommandTable t : Words.tables(commands)) {
            for (Option o : t.options()) {
                if (o.value() != null) {
                    String table = Quotes.shell(t.name());
                    String letter = o.letter() == 0 ? "" : table + ":-" + o.letter();
                    String name = o.name().isEmpty() ? "" : table + ":--" + o.name();
                    b.append("  ")
                            .append(letter)
                            .append(letter.isEmpty() || name.isEmpty() ? "" : "|")
                            .append(name);
                    value(o.value());
                }
            }
        }
        b.append(
                "esac; }\n\n# What stands in the place of an operand: the first is 1; of one that may be repeated also behind it.\n");
        b.append("__sonde_operand() { case $1:$2 in\n");
        for (CommandTable t : Words.tables(commands)) {
            for (int i = 0; i < t.operands().size() && !t.tool(); i++) {
                Operand o = t.operands().get(i);
                b.append("  ").append(Quotes.shell(t.name())).append(':').append(o.most() > 1 ? "*" : i + 1);
                value(o.value());
            }
        }
        b.append("esac; }\n\n# Those that follow real tools.\n__sonde_tool() { case $1 in\n  ");
        b.append(String.join("|", Words.tools(commands))).append(") return 0 ;;\n  *) return 1 ;;\nesac; }\n");
        return b.append(TAIL).toString();
    }

    private void words(String pattern, List<String> words) {
        b.append("  ").append(pattern).append(") words=(");
        words.forEach(w -> b.append(' ').append(Quotes.shell(w)));
        b.append(" ) ;;\n");
    }

    private void value(Value value) {
        List<String> words = Words.of(value, commands);
        String what = words.isEmpty() ? value.completes().name().toLowerCase(Locale.ROOT) : "words";
        b.append(") what=").append(what);
        if (value.list()) {
            b.append(" list=,");
        }
        if (!words.isEmpty()) {
            b.append(" words=(");
            words.forEach(w -> b.append(' ').append(Quotes.shell(w)));
            b.append(" )");
        }
        b.append(" ;;\n");
    }

    private static final String HEAD = """
            # Completes command lines of sonde in bash. Written by: sonde completion bash
            # For this shell: source <(sonde completion bash)
            """;

    private static final String TAIL = """

            # Takes those of the words that begin with $cur behind $done, written as the shell has to read them.
            __sonde_take() {
              local word quoted
              for word; do
                [[ $word == "$cur"* ]] || continue
                printf -v quoted %q "$word"
                word=$done$quoted
                COMPREPLY+=("${word#"$before"}")
              done
            }

            # The names of this kind that are here, from the sonde that is typed.
            __sonde_names() {
              local names
              mapfile -t names < <("$program" completion names "$1" 2>/dev/null)
              __sonde_take "${names[@]}"
            }

            # Behind the name of a real tool: that tool's own completion, if there is one.
            __sonde_delegate() {
              if declare -F _command_offset >/dev/null; then _command_offset 1; else compopt -o default 2>/dev/null; fi
            }

            _sonde() {
              local line=${COMP_LINE:0:COMP_POINT} cur done= before= program=${COMP_WORDS[0]} table= what= list= i
              local -a typed=() words=()
              COMPREPLY=()
              # By blanks alone: bash would take the words apart at = and : too, and wants back what is behind those.
              read -ra typed <<<"$line"
              [[ $line == *[[:blank:]] ]] && typed+=('')
              local last=$((${#typed[@]} - 1))
              cur=${typed[last]}
              if ((last < 1)); then return; fi
              if [[ $cur == *[:=]* && $COMP_WORDBREAKS == *[:=]* ]]; then before=${cur%"${cur##*[:=]}"}; fi
              if ((last == 1)); then
                __sonde_commands ''
                __sonde_take "${words[@]}" --help --version
                return
              fi
              table=${typed[1]}
              local first=2
              if __sonde_tool "$table"; then
                case ${typed[last - 1]} in
                  -n|-netns|--netns) __sonde_names target ;;
                  *) __sonde_delegate ;;
                esac
                return
              fi
              __sonde_commands "$table"
              if ((${#words[@]} > 0)); then
                if ((last == 2)); then __sonde_take "${words[@]}" --help; return; fi
                table+=" ${typed[2]}"
                first=3
              fi
              # Which operand this is, and whether the word before waits for something.
              local operand=1 behind= options=1
              for ((i = first; i < last; i++)); do
                what= words=() list=
                if [[ $behind ]]; then behind=; continue; fi
                case ${typed[i]} in
                  --) ((options)) && options=0 || ((operand++)) ;;
                  --*=*) ((options)) || ((operand++)) ;;
                  -?*) if ((options)); then __sonde_value "$table" "${typed[i]}"; [[ $what ]] && behind=${typed[i]}; else ((operand++)); fi ;;
                  *) ((operand++)) ;;
                esac
              done
              what= words=() list=
              if [[ $behind ]]; then
                __sonde_value "$table" "$behind"
              elif ((options)) && [[ $cur == --*=* ]]; then
                __sonde_value "$table" "${cur%%=*}"
                done=${cur%%=*}= cur=${cur#*=}
              elif ((options)) && [[ $cur == -* ]]; then
                __sonde_options "$table"
                __sonde_take "${words[@]}"
                return
              else
                __sonde_operand "$table" "$operand"
                if [[ $what == program ]] && ((options)); then
                  what=words words=(--)
                fi
              fi
              if [[ $list && $cur == *,* ]]; then done+=${cur%,*}, cur=${cur##*,}; fi
              case $what in
                words) __sonde_take "${words[@]}" ;;
                target|network|host|lab) __sonde_names "$what" ;;
                program) [[ $cur ]] && mapfile -t words < <(compgen -c -- "$cur" | sort -u) && __sonde_take "${words[@]}" ;;
                file) compopt -o default 2>/dev/null ;;
              esac
            }
            complete -F _sonde sonde
            """;
}
