package dev.sonde.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.core.model.Address;
import dev.sonde.core.model.FibRule;
import dev.sonde.core.model.Handle;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.NameSource;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.NamespaceId;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Prefix;
import dev.sonde.core.model.Route;
import dev.sonde.core.model.State;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.route.RouteTable;
import dev.sonde.netlink.route.RouteType;
import dev.sonde.netlink.rule.RuleAction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FibTest {
    private static final int AF_INET = 2;
    private static final IpAddress THERE = IpAddress.parse("10.99.0.2");

    private final List<FibRule> rules = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();
    private final List<Address> addresses = new ArrayList<>();

    private void rule(
            long priority, String from, String to, Long mark, String in, boolean not, int action, long table) {
        rules.add(new FibRule(
                AF_INET,
                priority,
                from == null ? null : Prefix.parse(from),
                to == null ? null : Prefix.parse(to),
                mark,
                in,
                not,
                false,
                -1,
                action,
                table));
    }

    private void main(long suppress) {
        rules.add(new FibRule(
                AF_INET,
                32766 - (suppress < 0 ? 0 : 5),
                null,
                null,
                null,
                null,
                false,
                false,
                suppress,
                RuleAction.TO_TBL,
                RouteTable.MAIN));
    }

    private static Route route(int type, long table, String to, String via, int link, boolean more, Route.Hop... hops) {
        Prefix p = to == null ? null : Prefix.parse(to);
        return new Route(
                AF_INET,
                type,
                table,
                p == null ? null : p.address(),
                p == null ? 0 : p.length(),
                via == null ? null : IpAddress.parse(via),
                link,
                2,
                0,
                false,
                more,
                null,
                null,
                0,
                List.of(hops));
    }

    private void connected() {
        routes.add(route(RouteType.UNICAST, RouteTable.MAIN, "10.99.0.0/24", null, 2, false));
    }

    private Fib fib() {
        Namespace n = new Namespace(
                new NamespaceId(4, 4026531840L, 1),
                1,
                State.LIVE,
                Kind.HOST,
                "host",
                "host",
                null,
                null,
                List.of(),
                NameSource.Seen.PROCESS_ONE,
                1,
                List.of(new Handle.Process(1, "init", 1)),
                0);
        return new Fib(new NamespaceTables.Builder(n)
                .links(List.of())
                .addresses(addresses)
                .routes(routes)
                .rules(rules)
                .build());
    }

    private Fib.Answer answer() {
        return fib().lookup(THERE, null);
    }

    @Test
    void takesTheLongestPrefixOfTheFirstTableThatHasOne() {
        main(-1);
        connected();
        routes.add(route(RouteType.UNICAST, RouteTable.MAIN, null, "10.99.0.254", 3, false));
        assertThat(answer())
                .isInstanceOfSatisfying(
                        Fib.Leaves.class, a -> assertThat(a.link()).isEqualTo(2));
        routes.add(route(RouteType.BLACKHOLE, RouteTable.MAIN, "10.99.0.2/32", null, 0, false));
        assertThat(answer()).isInstanceOf(Fib.Blocked.class);
        rule(100, null, null, null, null, false, RuleAction.TO_TBL, 77);
        routes.add(route(RouteType.UNICAST, 77, "10.99.0.0/16", null, 4, false));
        assertThat(answer())
                .isInstanceOfSatisfying(
                        Fib.Leaves.class, a -> assertThat(a.link()).isEqualTo(4));
    }

    @Test
    void invertsAllThatARuleAsksFor() {
        main(-1);
        connected();
        for (int i = 0; i < 4; i++) {
            rule(
                    100,
                    i == 0 ? "10.77.0.0/16" : null,
                    i == 1 ? "10.77.0.0/16" : null,
                    i == 2 ? 5L : null,
                    i == 3 ? "eth0" : null,
                    true,
                    RuleAction.BLACKHOLE,
                    0);
            assertThat(answer()).as("%d", i).isInstanceOf(Fib.Blocked.class);
            rules.removeLast();
        }
        rule(100, null, "10.99.0.0/16", null, null, true, RuleAction.BLACKHOLE, 0);
        assertThat(answer()).isInstanceOf(Fib.Leaves.class);
    }

    /// As wg-quick makes them.
    @Test
    void aRuleMayLeaveOutShortPrefixes() {
        main(0);
        routes.add(route(RouteType.UNICAST, RouteTable.MAIN, null, "10.99.0.254", 3, false));
        rule(32765, null, null, 51820L, null, true, RuleAction.TO_TBL, 51820);
        routes.add(route(RouteType.UNICAST, 51820, null, null, 9, false));
        assertThat(answer())
                .isInstanceOfSatisfying(
                        Fib.Leaves.class, a -> assertThat(a.link()).isEqualTo(9));
        connected();
        assertThat(answer())
                .isInstanceOfSatisfying(
                        Fib.Leaves.class, a -> assertThat(a.link()).isEqualTo(2));
    }

    @Test
    void saysWhatItDoesNotKnow() {
        main(-1);
        assertThat(answer()).isInstanceOf(Fib.None.class);
        routes.add(route(RouteType.UNICAST, RouteTable.MAIN, "10.99.0.2/32", null, 1, true));
        assertThat(answer()).isInstanceOf(Fib.Unknown.class);
    }

    @Test
    void choosesTheSourceAsTheKernelDoes() {
        main(-1);
        addresses.add(new Address(2, IpAddress.parse("172.31.0.1"), 16, 0, null));
        addresses.add(new Address(2, IpAddress.parse("10.99.0.1"), 24, 0, null));
        Route direct = route(RouteType.UNICAST, RouteTable.MAIN, "10.99.0.2/32", null, 2, false);
        Route via = route(RouteType.UNICAST, RouteTable.MAIN, "10.99.0.2/32", "10.99.0.254", 2, false);
        assertThat(fib().source(new Fib.Leaves(direct, 2, null), THERE)).hasToString("172.31.0.1");
        assertThat(fib().source(new Fib.Leaves(via, 2, via.gateway()), THERE)).hasToString("10.99.0.1");
        Route.Hop hop = new Route.Hop(IpAddress.parse("172.31.0.9"), 2, 1);
        Route several = route(RouteType.UNICAST, RouteTable.MAIN, "10.99.0.2/32", null, 0, false, hop, hop);
        assertThat(fib().source(new Fib.Leaves(several, 0, null), THERE)).hasToString("172.31.0.1");
    }
}
