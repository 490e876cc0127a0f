package dev.sonde.core.check.run;

import dev.sonde.core.check.Rule;
import dev.sonde.core.check.rule.container.NoResolver;
import dev.sonde.core.check.rule.host.DownNode;
import dev.sonde.core.check.rule.host.DuplicateNamespace;
import dev.sonde.core.check.rule.host.GossipFiltered;
import dev.sonde.core.check.rule.host.LeakedVxlan;
import dev.sonde.core.check.rule.host.LeftOverFile;
import dev.sonde.core.check.rule.host.NeighboursFull;
import dev.sonde.core.check.rule.host.NoPeers;
import dev.sonde.core.check.rule.host.NoRoute;
import dev.sonde.core.check.rule.host.OrphanNamespace;
import dev.sonde.core.check.rule.host.PodRoute;
import dev.sonde.core.check.rule.host.UnderlayMtu;
import dev.sonde.core.check.rule.host.VniClash;
import dev.sonde.core.check.rule.host.VxlanFiltered;
import dev.sonde.core.check.rule.host.WrongSource;
import dev.sonde.core.check.rule.overlay.AbsentPeer;
import dev.sonde.core.check.rule.overlay.DanglingVeth;
import dev.sonde.core.check.rule.overlay.DefaultPvid;
import dev.sonde.core.check.rule.overlay.DuplicateIp;
import dev.sonde.core.check.rule.overlay.DuplicateMac;
import dev.sonde.core.check.rule.overlay.FailedNeighbour;
import dev.sonde.core.check.rule.overlay.ForeignDestination;
import dev.sonde.core.check.rule.overlay.GatewayMissing;
import dev.sonde.core.check.rule.overlay.MissingForwarding;
import dev.sonde.core.check.rule.overlay.MissingNeighbour;
import dev.sonde.core.check.rule.overlay.MissingPeer;
import dev.sonde.core.check.rule.overlay.NoCarrier;
import dev.sonde.core.check.rule.overlay.NotBalanced;
import dev.sonde.core.check.rule.overlay.NotEncrypted;
import dev.sonde.core.check.rule.overlay.PortBlocked;
import dev.sonde.core.check.rule.overlay.PortDown;
import dev.sonde.core.check.rule.overlay.PortUnplugged;
import dev.sonde.core.check.rule.overlay.SelfLoop;
import dev.sonde.core.check.rule.overlay.StaleRow;
import dev.sonde.core.check.rule.overlay.TableFull;
import dev.sonde.core.check.rule.overlay.TaskMtu;
import dev.sonde.core.check.rule.overlay.TaskNotBalanced;
import dev.sonde.core.check.rule.overlay.TunnelDown;
import dev.sonde.core.check.rule.overlay.WrongAddress;
import dev.sonde.core.check.rule.overlay.WrongVni;
import dev.sonde.core.check.rule.overlay.WrongVtep;
import dev.sonde.core.check.rule.probe.LargeLost;
import dev.sonde.core.check.rule.probe.NoAnswer;
import dev.sonde.core.check.rule.probe.OneWay;
import dev.sonde.core.check.rule.probe.PacketLoss;
import java.util.List;

/// All rules.
public final class Rules {
    /// In the order of their codes, in which they are also applied: causes come before consequences.
    public static final List<Rule> ALL = List.of(
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
            new DuplicateNamespace(),
            new AbsentPeer(),
            new NotBalanced(),
            new ForeignDestination(),
            new TaskNotBalanced(),
            new NotEncrypted(),
            new NoResolver(),
            new DownNode(),
            new NoAnswer(),
            new LargeLost(),
            new OneWay(),
            new PacketLoss(),
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
            new GossipFiltered(),
            new NeighboursFull(),
            new NoRoute(),
            new WrongSource(),
            new PodRoute(),
            new NoPeers());

    /// The rule of this code, or null.
    public static Rule of(String code) {
        for (Rule r : ALL) {
            if (r.code().equals(code)) {
                return r;
            }
        }
        return null;
    }

    private Rules() {}
}
