package dev.sonde.cli.option;

/// What a shell offers in the place of an argument.
public enum Completes {
    /// Nothing: a number, or a word that only the user knows.
    NOTHING,
    /// One of the argument's own words ([Value#words]).
    WORDS,
    FILE,
    /// What `sonde enter` takes: a container, network, task, service, pod, host, pid or path.
    TARGET,
    NETWORK,
    HOST,
    /// The name of a lab that is up.
    LAB,
    /// A fault of `sonde lab break --list`.
    FAULT,
    /// A code of `sonde check --explain all`.
    CODE,
    /// A command of sonde.
    COMMAND,
    /// A program, and its own arguments behind it.
    PROGRAM
}
