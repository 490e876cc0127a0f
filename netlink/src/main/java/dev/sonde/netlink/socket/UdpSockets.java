package dev.sonde.netlink.socket;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.MalformedFile;
import java.util.ArrayList;
import java.util.List;

/// The text of `/proc/net/udp`, as `udp4_seq_show` of net/ipv4/udp.c writes it.
///
/// ```
///    sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
///   315: 0B00007F:9D5B 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 28341 2 00000000a0b0c0d0
/// 0
/// ```
///
/// An address is the number that the machine, a little-endian one, reads of its four bytes; a port is a number.
///
/// Strict: what does not look like its lines is an error, because a row that is left out is no row that is not there.
public final class UdpSockets {
    /// Columns of a row: the first and the second word are all that is asked.
    private static final int LEAST = 10;

    /// What the file tells; its error names the line.
    public static List<UdpSocket> read(String text) throws MalformedFile {
        List<UdpSocket> all = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String[] words = line.strip().split(" +", LEAST + 1);
            if (number == 1) {
                if (!words[0].equals("sl")) {
                    throw new MalformedFile(number);
                }
                continue;
            }
            boolean row = words.length >= LEAST
                    && words[0].matches("[0-9]{1,10}:")
                    && words[1].matches("[0-9A-F]{8}:[0-9A-F]{4}");
            if (!row) {
                throw new MalformedFile(number);
            }
            all.add(socket(words[1]));
        }
        if (number == 0 || !text.endsWith("\n")) {
            throw new MalformedFile(number);
        }
        return all;
    }

    private static UdpSocket socket(String s) {
        int a = Integer.parseUnsignedInt(s, 0, 8, 16);
        IpAddress address = IpAddress.of((byte) a, (byte) (a >> 8), (byte) (a >> 16), (byte) (a >> 24));
        return new UdpSocket(address, Integer.parseInt(s, 9, 13, 16));
    }

    private UdpSockets() {}
}
