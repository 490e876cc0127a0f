package dev.sonde.core.check;

import dev.sonde.core.model.Namespace;
import dev.sonde.netlink.filter.FilterChain;
import dev.sonde.netlink.filter.FilterRule;
import dev.sonde.netlink.filter.FilterVerdict;
import dev.sonde.netlink.filter.Nft;
import java.util.List;
import java.util.Locale;

/// A chain in the words of the tool that shows and changes it: `nft`, or older iptables.
final class FilterWords {
    private final FilterChain chain;

    FilterWords(FilterChain chain) {
        this.chain = chain;
    }

    private String family() {
        return switch (chain.family()) {
            case Nft.INET -> "inet";
            case Nft.IPV4 -> "ip";
            case Nft.IPV6 -> "ip6";
            case Nft.BRIDGE -> "bridge";
            default -> "netdev";
        };
    }

    private String legacy() {
        return chain.family() == Nft.IPV6 ? "ip6tables-legacy" : "iptables-legacy";
    }

    /// `ip filter INPUT`, `iptables-legacy filter INPUT`
    String name() {
        return (chain.legacy() ? legacy() : family()) + " " + chain.table() + " " + chain.name();
    }

    /// Whether the tool takes the names as they stand.
    boolean plain() {
        return plain(chain.table()) && plain(chain.name());
    }

    private static boolean plain(String name) {
        return name.matches("[A-Za-z][A-Za-z0-9_./-]*");
    }

    /// What shows it.
    List<String> show() {
        return chain.legacy()
                ? List.of(legacy(), "-t", chain.table(), "-nL", chain.name(), "--line-numbers")
                : List.of("nft", "-a", "list", "ruleset");
    }

    /// A part of what [#show] prints of a rule that drops packets to this port; null: of the chain's policy.
    String evidence(FilterRule r, String protocol, int port) {
        if (chain.legacy()) {
            return r == null
                    ? "Chain " + chain.name() + " (policy DROP)"
                    : String.format(
                            Locale.ROOT, "%-4d %s", r.handle(), r.effects().bare() ? "DROP" : "REJECT");
        }
        if (r == null) {
            return "policy drop";
        }
        // of a rule that is written in nft's own words the port, of others the number
        boolean own = r.dropsPort(port) && !r.effects().matches();
        return own ? match(protocol, port) : (r.effects().bare() ? "drop " : "") + "# handle " + r.handle();
    }

    private static String match(String protocol, int port) {
        return protocol.toLowerCase(Locale.ROOT) + " dport " + port;
    }

    /// Deletes the rule if it drops packets to this port alone, else accepts them before it. `r`: null: the policy
    /// drops them. `all`: the rules of the chain.
    Step step(Namespace n, FilterRule r, String protocol, int port, List<FilterRule> all) {
        long before = r == null ? 0 : r.handle();
        if (chain.legacy()) {
            List<String> match = List.of("-p", protocol.toLowerCase(Locale.ROOT), "--dport", Integer.toString(port));
            return r != null && deletes(r, port, all)
                    ? new Step.DeleteLegacyRule(n, legacy(), chain.table(), chain.name(), match)
                    : new Step.AcceptLegacyPort(n, legacy(), chain.table(), chain.name(), before, match);
        }
        return r != null && r.dropsPort(port)
                ? new Step.DeleteFilterRule(n, family(), chain.table(), chain.name(), before)
                : new Step.AcceptPort(n, family(), chain.table(), chain.name(), before, match(protocol, port));
    }

    /// Whether a rule of older iptables is to be deleted: nothing below it drops too. Rules are named by their lines
    /// there: a rule that goes moves those below it up, and another finding's accept would come behind what it is
    /// about. One that comes moves them down, so that such an accept stands before it all the same.
    private boolean deletes(FilterRule r, int port, List<FilterRule> all) {
        return r.dropsPortAlone(port)
                && !chain.drops()
                && all.stream()
                        .noneMatch(o -> o.handle() > r.handle() && o.verdict().kind() == FilterVerdict.Kind.DROP);
    }
}
