package dev.sonde.cli.tools.ip.xfrm;

import dev.sonde.cli.Failure;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.core.connection.FileEntry;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.xfrm.XfrmMessage;
import dev.sonde.protocol.Errno;
import java.util.ArrayList;
import java.util.List;

/// What the sensor brings of XFRM, as if it were files: `xfrm/state` and its like.
final class XfrmFile {
    /// The messages of one of them.
    ///
    /// @param size of the struct before their attributes
    static List<XfrmMessage> read(Ip ip, String name, int size) {
        FileEntry file = ip.tables.place().procNet(name);
        int errno = file == null ? Errno.ENODATA : file.errno();
        if (errno == Errno.ENODATA) {
            throw new Failure("ip xfrm: this is not in the recorded stream", "ask the live namespace for it");
        }
        if (errno == Errno.ENOENT) {
            throw new Failure(
                    "ip xfrm: not read: nothing has opened XFRM's netlink family yet, so nobody made anything by it",
                    "reading would load the kernel's module xfrm_user; PF_KEY (setkey) would not be seen");
        }
        if (errno == Errno.EPERM && name.equals("xfrm/keys")) {
            throw new Failure("ip xfrm: keys are shown by this command line alone: ip xfrm state [...] keys", "");
        }
        if (errno != 0 && errno != Errno.EFBIG) {
            throw ToolExit.leaving(1, "RTNETLINK answers: " + Errno.text(errno) + "\nDump terminated");
        }
        try {
            List<XfrmMessage> all = new ArrayList<>();
            for (NetlinkMessage m : NetlinkMessage.split(file.content())) {
                all.add(XfrmMessage.read(m, size));
            }
            if (errno == Errno.EFBIG) {
                ip.tables.cut();
            }
            return all;
        } catch (MalformedMessage e) {
            throw new Failure("cannot read what the kernel sent: " + e.getMessage(), "");
        }
    }

    private XfrmFile() {}
}
