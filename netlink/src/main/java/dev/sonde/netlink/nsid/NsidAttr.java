package dev.sonde.netlink.nsid;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.S32;
import static dev.sonde.netlink.WireForm.U32;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// One attribute of a namespace id message: `NETNSA_*` of linux/net_namespace.h.
public sealed interface NsidAttr {
    /// -1: the namespace has no id here.
    record Nsid(int nsid) implements NsidAttr {}

    record Pid(long pid) implements NsidAttr {}

    record Fd(long fd) implements NsidAttr {}

    record TargetNsid(int nsid) implements NsidAttr {}

    record CurrentNsid(int nsid) implements NsidAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements NsidAttr {}

    AttrTable<NsidAttr> TABLE = new AttrTable<NsidAttr>(
            5, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "NETNSA_NSID", S32, Nsid.class, Nsid::new, Nsid::nsid);
                case 2 -> row(n, "NETNSA_PID", U32, Pid.class, Pid::new, Pid::pid);
                case 3 -> row(n, "NETNSA_FD", U32, Fd.class, Fd::new, Fd::fd);
                case 4 -> row(n, "NETNSA_TARGET_NSID", S32, TargetNsid.class, TargetNsid::new, TargetNsid::nsid);
                case 5 -> row(n, "NETNSA_CURRENT_NSID", S32, CurrentNsid.class, CurrentNsid::new, CurrentNsid::nsid);
                default -> null;
            });
}
