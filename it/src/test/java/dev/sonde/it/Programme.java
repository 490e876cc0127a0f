package dev.sonde.it;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How much of what takes long is done: little by `./check`, which everybody waits for; all of it once by
/// `./check --slow`; with more seeds, more rounds and every engine by `./check --long`.
///
/// Whole tests say it by their tags: `slow` is done by the last two, `longest` by the last alone.
public final class Programme {
    /// `./check --long`.
    public static final boolean LONG = Boolean.getBoolean("sonde.long");

    /// `./check --slow`, and `--long`.
    public static final boolean SLOW = LONG || Boolean.getBoolean("sonde.slow");

    /// All of a long list where there is time, else every `each`th.
    public static <T> Stream<T> some(List<T> all, int each) {
        return SLOW
                ? all.stream()
                : IntStream.range(0, (all.size() + each - 1) / each).mapToObj(i -> all.get(i * each));
    }

    private Programme() {}
}
