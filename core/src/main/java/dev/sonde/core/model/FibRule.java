package dev.sonde.core.model;

/// A rule of policy routing, as `ip rule` shows it. `family`: `AF_INET` or `AF_INET6`. `source`, `destination`: null
/// for
/// all; `mark`: null where it asks for none; `inputLink`: the name of a link, or null. `more`: whether it has
/// conditions beside these. `action`: `FR_ACT_*` of linux/fib_rules.h.
public record FibRule(
        int family,
        long priority,
        Prefix source,
        Prefix destination,
        Long mark,
        String inputLink,
        boolean more,
        int action,
        long table) {}
