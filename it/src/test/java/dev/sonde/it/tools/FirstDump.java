package dev.sonde.it.tools;

import dev.sonde.core.connection.Dump;
import dev.sonde.core.connection.Live;
import dev.sonde.core.connection.NamespaceEntry;
import dev.sonde.netlink.Nlmsg;
import dev.sonde.netlink.Requests;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Stands in for the analysis, and asks the sensor for routes before anything else, then once more: two lines, each
/// with how many came in, of IPv4 and of IPv6.
public final class FirstDump {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    public static void main(String[] args) {
        Live live = new Live(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.in));
        int first = args[0].equals("-6") ? AF_INET6 : AF_INET;
        System.out.println("first " + rows(live.dump(NamespaceEntry.OWN, Requests.routes(first))));
        System.out.println("later " + rows(live.dump(NamespaceEntry.OWN, Requests.routes(AF_INET + AF_INET6 - first))));
    }

    private static int rows(Dump dump) {
        int rows = 0;
        for (byte[] chunk : dump.chunks()) {
            ByteBuffer b = ByteBuffer.wrap(chunk).order(ByteOrder.nativeOrder());
            int at = 0;
            while (at + 16 <= chunk.length && b.getInt(at) >= 16) {
                rows += b.getShort(at + 4) == Nlmsg.RTM_NEWROUTE ? 1 : 0;
                at += b.getInt(at) + 3 & ~3;
            }
        }
        return rows;
    }

    private FirstDump() {}
}
