package dev.sonde.cli.document;

import java.util.function.Consumer;

/// The elements of an array that is too long to be held: they are made while they are written, and none is kept.
public interface Each<T> {
    void forEach(Consumer<? super T> taker);
}
