package dev.sonde.cli.tools;

/// The colours of `ip -c`, by what they mark.
public enum Colour {
    NONE(""),
    IFNAME("36"),
    MAC("33"),
    INET("35"),
    INET6("34"),
    UP("32"),
    DOWN("31");

    /// The number of ISO 6429 that selects it.
    final String code;

    Colour(String code) {
        this.code = code;
    }
}
