package dev.sonde.cli.option;

import java.util.List;

/// What concerns several commands: a page of the help, and of section 7 of the manual.
///
/// `does`: what it is about, in half a sentence. `parts`: text, and lists of words that are explained.
public record Topic(String name, String does, List<Part> parts) {
    /// A paragraph (`word` empty), or a word and what it means.
    public record Part(String word, String text) {}

    public static Topic of(String name, String does) {
        return new Topic(name, does, List.of());
    }

    public Topic text(String text) {
        return part("", text);
    }

    public Topic part(String word, String text) {
        List<Part> all = new java.util.ArrayList<>(parts);
        all.add(new Part(word, text));
        return new Topic(name, does, all);
    }
}
