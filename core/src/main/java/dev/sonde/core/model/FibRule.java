package dev.sonde.core.model;

/// A rule of policy routing, as `ip rule` shows it. `family`: `AF_INET` or `AF_INET6`. `source`, `destination`: null
/// for
/// all; `mark`: null where it asks for none; `inputLink`: the name of a link, or null. `inverted`: whether it is
/// for all packets that do not match (`not`); `more`: whether it has conditions beside these. `suppress`: routes whose
/// prefix is not longer do not count, -1: all do. `action`: `FR_ACT_*` of linux/fib_rules.h.
public record FibRule(
        int family,
        long priority,
        Prefix source,
        Prefix destination,
        Long mark,
        String inputLink,
        boolean inverted,
        boolean more,
        long suppress,
        int action,
        long table) {}
