package dev.sonde.netlink.link;

import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.Nlmsg;
import dev.sonde.netlink.RawAttr;
import dev.sonde.netlink.Reading;
import dev.sonde.netlink.WireForm;

/// Attributes of a link that mean something else in each address family.
final class ProtocolForms {
    private ProtocolForms() {}

    static final WireForm<Attrs<?>> PROTINFO = new LinkKind.Nest() {
        @Override
        AttrTable<?> table(Reading reading) {
            return switch (reading.family()) {
                case Nlmsg.AF_BRIDGE -> BridgePortAttr.TABLE;
                case Nlmsg.AF_INET6 -> Inet6Attr.TABLE;
                default -> RawAttr.TABLE;
            };
        }
    };

    static final WireForm<Attrs<?>> AF_SPEC = new LinkKind.Nest() {
        @Override
        AttrTable<?> table(Reading reading) {
            return reading.family() == Nlmsg.AF_BRIDGE ? BridgeAfAttr.TABLE : AfAttr.TABLE;
        }
    };
}
