package dev.sonde.core.check;

import dev.sonde.netlink.filter.Answer;
import dev.sonde.netlink.filter.FilterChain;
import dev.sonde.netlink.filter.FilterPacket;
import dev.sonde.netlink.filter.FilterRule;
import dev.sonde.netlink.filter.FilterSet;
import dev.sonde.netlink.filter.FilterVerdict;
import dev.sonde.netlink.filter.Ruleset;
import java.util.LinkedHashSet;
import java.util.Set;

/// The way of one packet through a chain that hooks into the kernel, and through those to which it jumps, as
/// `nft_do_chain` of net/netfilter/nf_tables_core.c goes it. Where a rule may take the packet or not, both ways are
/// gone.
final class FilterWalk {
    /// How a way may end, as bits of a set.
    static final int PASSES = 1;

    static final int DROPS = 2;

    /// Something that is not understood decides.
    static final int OPEN = 4;

    /// It goes on behind the jump that led here, and at the end with the policy.
    private static final int GOES_ON = 8;

    /// `NFT_JUMP_STACK_SIZE`: the kernel refuses more.
    private static final int DEEPEST = 16;

    /// So many rules are looked at: a rule set may jump so that there is no end of it.
    private static final int MOST = 100_000;

    /// Where packets may end. `rule`: null: the chain's policy; `chain`: that of the rule.
    record Stop(FilterChain chain, FilterRule rule) {}

    private final Ruleset ruleset;
    private final FilterPacket packet;
    private final Set<Stop> drops = new LinkedHashSet<>();
    private final Set<Stop> open = new LinkedHashSet<>();

    /// What drops all that comes to it.
    private Stop last;

    private int ends;
    private int looked;

    /// Rules before that may let packets to this port pass: one, and one of encrypted networks.
    private boolean let;

    private boolean encrypted;

    /// Drops by rules that name the port, and no rule before them that does may let the packet pass.
    private final Set<Stop> named = new LinkedHashSet<>();

    private boolean marked;
    private Answer untracked = Answer.NO;

    private FilterWalk(Ruleset ruleset, FilterPacket packet) {
        this.ruleset = ruleset;
        this.packet = packet;
    }

    /// `comes`: whether the packet comes by this chain at all.
    static FilterWalk of(Ruleset ruleset, FilterChain base, FilterPacket packet, Answer comes) {
        FilterWalk w = new FilterWalk(ruleset, packet);
        w.ends = comes == Answer.YES ? 0 : PASSES;
        if (comes != Answer.NO) {
            w.ends |= w.base(base, comes);
        }
        return w;
    }

    private int base(FilterChain base, Answer comes) {
        int ends = chain(base, 0, comes);
        if ((ends & GOES_ON) != 0 && base.drops()) {
            drop(new Stop(base, null), true);
            ends |= DROPS;
        } else if ((ends & GOES_ON) != 0) {
            ends |= PASSES;
        }
        return ends & ~GOES_ON;
    }

    boolean surelyDrops() {
        return ends == DROPS;
    }

    boolean surelyPasses() {
        return (ends & (DROPS | OPEN)) == 0;
    }

    /// The one that drops what all others leave.
    Stop last() {
        return last;
    }

    /// All that may drop it.
    Set<Stop> drops() {
        return drops;
    }

    /// Whether this drop is a rule about the port, so that it surely takes some packets to it.
    boolean named(Stop drop) {
        return named.contains(drop);
    }

    /// What is not understood on the way.
    Set<Stop> open() {
        return open;
    }

    /// Whether a rule on the way may have marked it.
    boolean marked() {
        return marked;
    }

    /// Whether a rule on the way says that its connection is not tracked.
    Answer untracked() {
        return untracked;
    }

    private void drop(Stop stop, boolean all) {
        drops.add(stop);
        last = all ? stop : last;
        if (!let && stop.rule != null && names(stop.chain, stop.rule)) {
            named.add(stop);
        }
    }

    private boolean names(FilterChain c, FilterRule r) {
        return r.names(packet, ruleset.sets(c));
    }

    /// How the packet may leave a chain. `comes`: whether it surely comes here.
    private int chain(FilterChain c, int depth, Answer comes) {
        int ends = 0;
        if (depth > DEEPEST) {
            open.add(new Stop(c, null));
            return OPEN | GOES_ON;
        }
        for (FilterRule r : ruleset.rules(c)) {
            looked++;
            if (looked > MOST) {
                open.add(new Stop(c, null));
                return OPEN | GOES_ON;
            }
            Answer takes = r.takes(packet, ruleset.sets(c));
            if (takes == Answer.NO) {
                continue;
            }
            Answer sure = comes.and(takes).and(ends == 0 ? Answer.YES : Answer.MAYBE);
            marked |= r.effects().marks();
            untracked = r.effects().untracks() ? untracked.or(sure) : untracked;
            int of = r.map() == null ? verdict(c, r, r.verdict(), takes, depth, sure) : map(c, r, takes, depth, sure);
            ends |= of & ~NEXT;
            if (takes == Answer.YES && (of & NEXT) == 0) {
                return ends;
            }
        }
        return ends | GOES_ON;
    }

    /// It goes on with the next rule.
    private static final int NEXT = 16;

    private int map(FilterChain c, FilterRule r, Answer takes, int depth, Answer sure) {
        FilterSet set = ruleset.sets(c).set(r.map().set());
        if (set == null) {
            open.add(new Stop(c, r));
            return OPEN | NEXT;
        }
        int ends = 0;
        Answer found = Answer.NO;
        for (FilterSet.Choice choice : set.choices(r.map().key(), packet)) {
            Answer so = choice.sure().and(takes);
            ends |= verdict(c, r, choice.verdict(), so, depth, sure.and(so));
            found = found.or(choice.sure());
        }
        return found == Answer.YES ? ends : ends | NEXT;
    }

    private int verdict(FilterChain c, FilterRule r, FilterVerdict v, Answer takes, int depth, Answer sure) {
        boolean unsure = takes != Answer.YES;
        switch (v.kind()) {
            case CONTINUE -> {
                return NEXT;
            }
            case ACCEPT -> {
                lets(c, r, unsure);
                return PASSES;
            }
            case RETURN -> {
                lets(c, r, unsure);
                return GOES_ON;
            }
            case DROP -> {
                if (unsure && dockers(c, r)) {
                    return 0;
                }
                drop(new Stop(c, r), !unsure);
                return DROPS;
            }
            case JUMP, GOTO -> {
                FilterChain to = ruleset.target(r, v);
                if (to == null) {
                    open.add(new Stop(c, r));
                    return OPEN;
                }
                int ends = chain(to, depth + 1, sure);
                boolean back = (ends & GOES_ON) != 0 && v.kind() == FilterVerdict.Kind.JUMP;
                return back ? ends & ~GOES_ON | NEXT : ends;
            }
            default -> {
                open.add(new Stop(c, r));
                return OPEN;
            }
        }
    }

    private void lets(FilterChain c, FilterRule r, boolean unsure) {
        boolean lets = unsure && names(c, r);
        let |= lets;
        encrypted |= lets && r.byPolicy();
    }

    /// Whether a rule is one of Docker's own, which drop what comes in clear of an encrypted network: by the
    /// VNI, and by what came encrypted. The rule itself asks the latter, or in older Docker one before it that
    /// accepts.
    private boolean dockers(FilterChain c, FilterRule r) {
        return names(c, r) && r.byVni() && (r.byPolicy() || encrypted);
    }
}
