package dev.sonde.core.check;

import java.util.List;

/// One comparison of what should be with what the kernel holds.
public sealed interface Rule {
    /// In the order of their codes, in which they are also applied: causes come before consequences.
    List<Rule> ALL = List.of(
            new MissingForwarding(),
            new WrongVtep(),
            new MissingNeighbour(),
            new PortDown(),
            new PortUnplugged(),
            new StaleRow(),
            new SelfLoop(),
            new MissingPeer(),
            new DuplicateIp(),
            new DuplicateMac(),
            new WrongAddress(),
            new WrongVni(),
            new GatewayMissing(),
            new OrphanNamespace(),
            new SecondEpoch(),
            new AbsentPeer(),
            new NoAnswer(),
            new LargeLost(),
            new OneWay(),
            new Losing(),
            new PortBlocked(),
            new NoCarrier(),
            new DanglingVeth(),
            new FailedNeighbour(),
            new TableFull(),
            new DefaultPvid(),
            new UnderlayMtu(),
            new TaskMtu(),
            new VniClash(),
            new LeakedVxlan(),
            new TunnelDown(),
            new LeftOverFile(),
            new VxlanFiltered(),
            new NewsFiltered(),
            new NeighboursFull());

    /// Stable: programs and people remember it. S101 to S199: overlay networks against what an engine says; S201 to
    /// S299: what only probing shows; S301 to S399: what has to hold without any engine.
    String code();

    String title();

    /// How bad it is as a rule; a finding may be milder.
    Severity severity();

    Page page();

    /// Looks at an overlay network's namespace on one host.
    sealed interface OfSegment extends Rule
            permits MissingForwarding,
                    WrongVtep,
                    MissingNeighbour,
                    PortDown,
                    PortUnplugged,
                    StaleRow,
                    SelfLoop,
                    MissingPeer,
                    WrongAddress,
                    WrongVni,
                    GatewayMissing,
                    PortBlocked,
                    NoCarrier,
                    DanglingVeth,
                    FailedNeighbour,
                    TableFull,
                    DefaultPvid,
                    TaskMtu,
                    TunnelDown {
        void check(Segment segment, Findings out);
    }

    /// Looks at a network on all hosts that are seen.
    sealed interface OfNetwork extends Rule permits DuplicateIp, DuplicateMac, AbsentPeer {
        void check(NetworkView network, Findings out);
    }

    /// Looks at hosts, and at what lies on them.
    sealed interface OfHost extends Rule
            permits OrphanNamespace,
                    SecondEpoch,
                    UnderlayMtu,
                    VniClash,
                    LeakedVxlan,
                    LeftOverFile,
                    VxlanFiltered,
                    NewsFiltered,
                    NeighboursFull {
        void check(Inventory all, Findings out);
    }

    /// Looks at pings between endpoints, after all others: `--probe`.
    sealed interface OfPairs extends Rule permits NoAnswer, LargeLost, OneWay, Losing {
        void check(Pairs all, Findings out);
    }

    /// The rule of this code, or null.
    static Rule of(String code) {
        for (Rule r : ALL) {
            if (r.code().equals(code)) {
                return r;
            }
        }
        return null;
    }
}
