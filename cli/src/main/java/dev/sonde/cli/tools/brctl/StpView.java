package dev.sonde.cli.tools.brctl;

import dev.sonde.cli.Console;
import dev.sonde.cli.tools.Links;
import dev.sonde.cli.tools.Printer;
import dev.sonde.netlink.link.BridgeAttr;
import dev.sonde.netlink.link.BridgePortAttr;
import dev.sonde.netlink.link.LinkMessage;
import java.util.function.ToLongFunction;

/// `brctl showstp`: the spanning tree of one bridge.
final class StpView {
    private static final String[] STATES = {"disabled", "listening", "learning", "forwarding", "blocking"};

    private final Console out;
    private final LinkMessage bridge;

    private StpView(Console out, LinkMessage bridge) {
        this.out = out;
        this.bridge = bridge;
    }

    static void show(Console out, Links links, LinkMessage bridge) {
        StpView view = new StpView(out, bridge);
        view.bridge();
        for (LinkMessage port : BrctlCommand.ports(links, bridge.index())) {
            view.port(port);
        }
    }

    private <R extends BridgeAttr> long of(Class<R> type, ToLongFunction<R> value) {
        R found = bridge.data(type);
        return found == null ? 0 : value.applyAsLong(found);
    }

    private void bridge() {
        BridgeAttr.OwnId own = bridge.data(BridgeAttr.OwnId.class);
        BridgeAttr.RootId root = bridge.data(BridgeAttr.RootId.class);
        String maxAge = time(of(BridgeAttr.MaxAge.class, BridgeAttr.MaxAge::ticks));
        String hello = time(of(BridgeAttr.HelloTime.class, BridgeAttr.HelloTime::ticks));
        String delay = time(of(BridgeAttr.ForwardDelay.class, BridgeAttr.ForwardDelay::ticks));
        out.foreign(bridge.name()).text("\n");
        out.text(" bridge id\t\t").text(own == null ? "" : BrctlCommand.id(own.id()));
        out.text("\n designated root\t").text(root == null ? "" : BrctlCommand.id(root.id()));
        out.text("\n root port\t\t").text(number(of(BridgeAttr.RootPort.class, BridgeAttr.RootPort::number)));
        out.text("\t\t\tpath cost\t\t").text(number(of(BridgeAttr.RootPathCost.class, BridgeAttr.RootPathCost::value)));
        out.text("\n max age\t\t").text(maxAge).text("\t\t\tbridge max age\t\t").text(maxAge);
        out.text("\n hello time\t\t")
                .text(hello)
                .text("\t\t\tbridge hello time\t")
                .text(hello);
        out.text("\n forward delay\t\t")
                .text(delay)
                .text("\t\t\tbridge forward delay\t")
                .text(delay);
        out.text("\n ageing time\t\t").text(time(of(BridgeAttr.AgeingTime.class, BridgeAttr.AgeingTime::ticks)));
        out.text("\n hello timer\t\t").text(time(of(BridgeAttr.HelloTimer.class, BridgeAttr.HelloTimer::ticks)));
        out.text("\t\t\ttcn timer\t\t").text(time(of(BridgeAttr.TcnTimer.class, BridgeAttr.TcnTimer::ticks)));
        out.text("\n topology change timer\t")
                .text(time(of(BridgeAttr.TopologyChangeTimer.class, BridgeAttr.TopologyChangeTimer::ticks)));
        out.text("\t\t\tgc timer\t\t").text(time(of(BridgeAttr.GcTimer.class, BridgeAttr.GcTimer::ticks)));
        out.text("\n flags\t\t\t");
        if (of(BridgeAttr.TopologyChange.class, BridgeAttr.TopologyChange::value) != 0) {
            out.text("TOPOLOGY_CHANGE ");
        }
        if (of(BridgeAttr.TopologyChangeDetected.class, BridgeAttr.TopologyChangeDetected::value) != 0) {
            out.text("TOPOLOGY_CHANGE_DETECTED ");
        }
        out.text("\n\n\n");
    }

    private static <R extends BridgePortAttr> long of(LinkMessage m, Class<R> type, ToLongFunction<R> value) {
        R found = m.slaveData(type);
        return found == null ? 0 : value.applyAsLong(found);
    }

    private void port(LinkMessage m) {
        BridgePortAttr.DesignatedRoot root = m.slaveData(BridgePortAttr.DesignatedRoot.class);
        BridgePortAttr.DesignatedBridge of = m.slaveData(BridgePortAttr.DesignatedBridge.class);
        int state = (int) of(m, BridgePortAttr.State.class, BridgePortAttr.State::state);
        String stateName = state < STATES.length ? STATES[state] : "<INVALID STATE>";
        out.foreign(m.name()).text(" (" + of(m, BridgePortAttr.Number.class, BridgePortAttr.Number::number) + ")\n");
        out.text(" port id\t\t")
                .text(Printer.hex(of(m, BridgePortAttr.Id.class, BridgePortAttr.Id::id), 4))
                .text("\t\t\tstate\t\t")
                .text(Printer.right(stateName, 15));
        out.text("\n designated root\t")
                .text(root == null ? "" : BrctlCommand.id(root.id()))
                .text("\tpath cost\t\t")
                .text(number(of(m, BridgePortAttr.Cost.class, BridgePortAttr.Cost::value)));
        out.text("\n designated bridge\t")
                .text(of == null ? "" : BrctlCommand.id(of.id()))
                .text("\tmessage age timer\t")
                .text(time(of(m, BridgePortAttr.MessageAgeTimer.class, BridgePortAttr.MessageAgeTimer::ticks)));
        out.text("\n designated port\t")
                .text(Printer.hex(of(m, BridgePortAttr.DesignatedPort.class, BridgePortAttr.DesignatedPort::id), 4))
                .text("\t\t\tforward delay timer\t")
                .text(time(of(m, BridgePortAttr.ForwardDelayTimer.class, BridgePortAttr.ForwardDelayTimer::ticks)));
        out.text("\n designated cost\t")
                .text(number(of(m, BridgePortAttr.DesignatedCost.class, BridgePortAttr.DesignatedCost::value)))
                .text("\t\t\thold timer\t\t")
                .text(time(of(m, BridgePortAttr.HoldTimer.class, BridgePortAttr.HoldTimer::ticks)));
        out.text("\n flags\t\t\t");
        if (of(m, BridgePortAttr.ConfigPending.class, BridgePortAttr.ConfigPending::value) != 0) {
            out.text("CONFIG_PENDING ");
        }
        if (of(m, BridgePortAttr.TopologyChangeAck.class, BridgePortAttr.TopologyChangeAck::value) != 0) {
            out.text("TOPOLOGY_CHANGE_ACK ");
        }
        if (of(m, BridgePortAttr.Hairpin.class, BridgePortAttr.Hairpin::value) != 0) {
            out.text("\n hairpin mode\t\t   1");
        }
        out.text("\n\n");
    }

    /// Hundredths of a second as `   1.23`.
    private static String time(long ticks) {
        return Printer.right(Long.toString(ticks / 100), 4) + "."
                + Long.toString(100 + ticks % 100).substring(1);
    }

    private static String number(long value) {
        return Printer.right(Long.toString(value), 4);
    }
}
