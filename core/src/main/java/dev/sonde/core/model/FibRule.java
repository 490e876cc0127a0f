package dev.sonde.core.model;

/// A rule of policy routing, as `ip rule` shows it. `source`, `destination`: null for all; `mark`: null where it
/// asks for none; `inputLink`: the name of a link, or null. `action`: `FR_ACT_*` of linux/fib_rules.h.
public record FibRule(
        long priority, Prefix source, Prefix destination, Long mark, String inputLink, int action, long table) {}
