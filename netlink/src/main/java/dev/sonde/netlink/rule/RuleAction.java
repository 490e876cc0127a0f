package dev.sonde.netlink.rule;

/// `FR_ACT_*` of linux/fib_rules.h: what a rule does with a packet.
public final class RuleAction {
    public static final int TO_TBL = 1;
    public static final int GOTO = 2;
    public static final int NOP = 3;
    public static final int BLACKHOLE = 6;
    public static final int UNREACHABLE = 7;
    public static final int PROHIBIT = 8;

    private RuleAction() {}
}
