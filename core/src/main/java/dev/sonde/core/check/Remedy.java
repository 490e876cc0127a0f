package dev.sonde.core.check;

import java.util.List;
import java.util.function.UnaryOperator;

/// What puts a finding right.
public sealed interface Remedy {
    /// Steps, carried out in turn. `safe`: they only bring back what surely should be, so that `check --mend` may
    /// carry them out; the others remove or decide something, and are for people.
    record Command(List<Step> steps, boolean safe) implements Remedy {
        /// One line for a shell.
        @Override
        public String line() {
            StringBuilder b = new StringBuilder(128);
            for (Step s : steps) {
                b.append(b.isEmpty() ? "" : " && ").append(Shell.line(s.command()));
            }
            return b.toString();
        }

        @Override
        public Remedy with(UnaryOperator<Step> step, UnaryOperator<List<String>> look) {
            return new Command(steps.stream().map(step).toList(), safe);
        }
    }

    /// Where the cause is not known: the words of a command that shows it, and what to do then.
    record Look(List<String> words, String then) implements Remedy {
        @Override
        public String line() {
            return Shell.line(words);
        }

        @Override
        public Remedy with(UnaryOperator<Step> step, UnaryOperator<List<String>> look) {
            return new Look(look.apply(words), then);
        }
    }

    /// Where one of two is right and the other has to go: the words of two commands, of which that of the right one
    /// succeeds, and what removes each. Where both succeed or both fail nothing is removed.
    record OneOf(List<String> first, List<String> second, Command withoutFirst, Command withoutSecond)
            implements Remedy {
        /// One line for a shell.
        @Override
        public String line() {
            return "if " + Shell.line(first) + "; then " + Shell.line(second) + " || { " + withoutSecond.line()
                    + "; }; elif " + Shell.line(second) + "; then " + withoutFirst.line() + "; fi";
        }

        @Override
        public Remedy with(UnaryOperator<Step> step, UnaryOperator<List<String>> look) {
            return new OneOf(look.apply(first), look.apply(second), (Command) withoutFirst.with(step, look), (Command)
                    withoutSecond.with(step, look));
        }
    }

    /// What has to be done where no one command does it.
    record Manual(String line) implements Remedy {
        @Override
        public Remedy with(UnaryOperator<Step> step, UnaryOperator<List<String>> look) {
            return this;
        }
    }

    String line();

    /// The same with other steps, or the words of another command.
    Remedy with(UnaryOperator<Step> step, UnaryOperator<List<String>> look);

    static Remedy safe(Step... steps) {
        return new Command(List.of(steps), true);
    }

    static Remedy unsafe(Step... steps) {
        return new Command(List.of(steps), false);
    }
}
