package dev.sonde.netlink;

/// An attribute of a nest that has no table: the data of a link kind that is not known here.
public record RawAttr(Attr raw) {
    public static final AttrTable<RawAttr> TABLE = new AttrTable<RawAttr>(-1, RawAttr::new, RawAttr::raw, _ -> null);
}
