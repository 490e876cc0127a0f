package dev.sonde.core.check;

import dev.sonde.netlink.Changes;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.PortState;

/// The netlink message that does what a step's command does.
public final class StepMessage {
    /// One of those that the sensor takes as mending; null: there is none, so that only people can do the step.
    public static byte[] of(Step step) {
        return switch (step) {
            case Step.ByUser s -> of(s.step());
            case Step.ByTarget s -> of(s.step());
            case Step.PutForwarding s -> Changes.putForwarding(s.dev().index(), s.mac(), s.vtep());
            case Step.DeleteForwarding s -> Changes.deleteForwarding(s.dev().index(), s.mac(), s.vtep());
            case Step.PutStation s -> Changes.putStation(s.port().index(), s.mac());
            case Step.PutNeighbour s -> Changes.putNeighbour(s.dev().index(), s.ip(), s.mac());
            case Step.DeleteNeighbour s -> Changes.deleteNeighbour(s.dev().index(), s.ip());
            case Step.LinkUp s -> Changes.setLinkUp(s.dev().index());
            case Step.LinkMaster s ->
                Changes.setLink(s.dev().index(), new LinkAttr.Master(s.master().index()));
            case Step.LinkMtu s -> Changes.setLink(s.dev().index(), new LinkAttr.Mtu(s.mtu()));
            case Step.PortState s ->
                s.state() == PortState.FORWARDING
                        ? Changes.setPortState(s.port().index(), s.state())
                        : null;
            case Step.LinkMac _,
                    Step.DeleteLink _,
                    Step.AddVxlan _,
                    Step.PutRoute _,
                    Step.ChangeRoute _,
                    Step.DeleteRoute _,
                    Step.AddAddress _,
                    Step.DeleteAddress _,
                    Step.DefaultPvid _,
                    Step.DeleteFilterRule _,
                    Step.AcceptPort _,
                    Step.DeleteLegacyRule _,
                    Step.AcceptLegacyPort _,
                    Step.Balance _,
                    Step.OfEngine _,
                    Step.Sysctl _,
                    Step.RemoveFile _ -> null;
        };
    }

    private StepMessage() {}
}
