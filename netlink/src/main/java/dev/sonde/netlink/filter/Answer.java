package dev.sonde.netlink.filter;

/// What can be said of a question: no, yes, or that it depends on what is not known. In this order: of two answers the
/// lesser is that both are so, the greater that one is.
public enum Answer {
    NO,
    MAYBE,
    YES;

    public static Answer of(boolean yes) {
        return yes ? YES : NO;
    }

    public Answer not() {
        return this == MAYBE ? MAYBE : this == YES ? NO : YES;
    }

    /// The answer to the opposite question, if `inverted`.
    Answer not(boolean inverted) {
        return inverted ? not() : this;
    }

    public Answer and(Answer other) {
        return compareTo(other) <= 0 ? this : other;
    }

    public Answer or(Answer other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
