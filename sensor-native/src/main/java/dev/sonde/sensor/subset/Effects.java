package dev.sonde.sensor.subset;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// What evaluating something reads and writes, as names of places:
///
/// - `field C.f`
/// - `elements T`: of some array of T
/// - `elements T of parameter 0`: of the array that a method was given
/// - `elements T made as x`: of an array made in this method, which nobody else knows
/// - `local x`
/// - `kernel`: what system calls change
record Effects(Set<String> reads, Set<String> writes) {
    static final Effects NONE = new Effects(Set.of(), Set.of());
    static final String KERNEL = "kernel";

    static Effects read(String place) {
        return new Effects(Set.of(place), Set.of());
    }

    static Effects write(String place) {
        return new Effects(Set.of(), Set.of(place));
    }

    Effects and(Effects other) {
        if (this == NONE || other == NONE) {
            return this == NONE ? other : this;
        }
        Set<String> r = new LinkedHashSet<>(reads);
        r.addAll(other.reads);
        Set<String> w = new LinkedHashSet<>(writes);
        w.addAll(other.writes);
        return new Effects(r, w);
    }

    static Effects all(List<Effects> parts) {
        return parts.stream().reduce(NONE, Effects::and);
    }

    /// The same with each place under another name; a place without one is forgotten.
    Effects named(Function<String, String> name) {
        return new Effects(named(reads, name), named(writes, name));
    }

    private static Set<String> named(Set<String> places, Function<String, String> name) {
        Set<String> r = new LinkedHashSet<>();
        for (String place : places) {
            String to = name.apply(place);
            if (to != null) {
                r.add(to);
            }
        }
        return r;
    }

    /// A place that tells which of the two was evaluated first, or null.
    String conflict(Effects other) {
        String c = conflict(writes, other.writes);
        c = c == null ? conflict(writes, other.reads) : c;
        return c == null ? conflict(reads, other.writes) : c;
    }

    private static String conflict(Set<String> a, Set<String> b) {
        for (String x : a) {
            for (String y : b) {
                if (overlap(x, y)) {
                    return x;
                }
            }
        }
        return null;
    }

    /// Arrays of the same type may be the same array, unless one was made here and the other was not.
    private static boolean overlap(String a, String b) {
        return a.equals(b) || anybody(a).equals(anybody(b));
    }

    private static String anybody(String place) {
        int at = place.indexOf(" of parameter ");
        return at < 0 ? place : place.substring(0, at);
    }
}
