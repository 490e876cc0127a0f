package dev.sonde.netlink.addr;

/// `IFA_F_*` of linux/if_addr.h.
public final class AddressFlags {
    public static final int SECONDARY = 0x01;
    public static final int NODAD = 0x02;
    public static final int DADFAILED = 0x08;
    public static final int DEPRECATED = 0x20;
    public static final int TENTATIVE = 0x40;
    public static final int PERMANENT = 0x80;

    private AddressFlags() {}
}
