package dev.sonde.netlink.encap;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.S32;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U64_BE;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Of `LWTUNNEL_ENCAP_ILA`: `ILA_ATTR_*` of linux/ila.h.
public sealed interface IlaEncapAttr {
    record Locator(long value) implements IlaEncapAttr {}

    record Identifier(long value) implements IlaEncapAttr {}

    record LocatorMatch(long value) implements IlaEncapAttr {}

    record Interface(int index) implements IlaEncapAttr {}

    record Direction(long value) implements IlaEncapAttr {}

    record ChecksumMode(int mode) implements IlaEncapAttr {}

    record IdentifierType(int type) implements IlaEncapAttr {}

    record HookType(int type) implements IlaEncapAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements IlaEncapAttr {}

    AttrTable<IlaEncapAttr> TABLE = new AttrTable<IlaEncapAttr>(
            9, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "ILA_ATTR_LOCATOR", U64_BE, Locator.class, Locator::new, Locator::value);
                case 2 -> row(n, "ILA_ATTR_IDENTIFIER", U64_BE, Identifier.class, Identifier::new, Identifier::value);
                case 3 ->
                    row(
                            n,
                            "ILA_ATTR_LOCATOR_MATCH",
                            U64_BE,
                            LocatorMatch.class,
                            LocatorMatch::new,
                            LocatorMatch::value);
                case 4 -> row(n, "ILA_ATTR_IFINDEX", S32, Interface.class, Interface::new, Interface::index);
                case 5 -> row(n, "ILA_ATTR_DIR", U32, Direction.class, Direction::new, Direction::value);
                case 7 -> row(n, "ILA_ATTR_CSUM_MODE", U8, ChecksumMode.class, ChecksumMode::new, ChecksumMode::mode);
                case 8 ->
                    row(n, "ILA_ATTR_IDENT_TYPE", U8, IdentifierType.class, IdentifierType::new, IdentifierType::type);
                case 9 -> row(n, "ILA_ATTR_HOOK_TYPE", U8, HookType.class, HookType::new, HookType::type);
                default -> null;
            });
}
