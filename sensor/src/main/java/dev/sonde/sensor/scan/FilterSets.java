package dev.sonde.sensor.scan;

import dev.sonde.protocol.GetType;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.netns.Netns;
import dev.sonde.sensor.netns.Watcher;

/// The sets of a firewall: what is in them has to be asked for one by one, so it sees which there are.
///
/// Each request is byte for byte the one that the analysis would send.
final class FilterSets implements Watcher {
    /// So many are asked for, with names so long that all of their requests have room.
    private static final int MOST = 64;

    private static final int ROOM = MOST * 128;

    /// `struct nlmsghdr`, `struct nfgenmsg`; `struct nlattr`
    private static final int HEADERS = 20;

    private static final int NLA_HDRLEN = 4;

    /// `NFT_MSG_NEWSET`; NLM_F_REQUEST and NLM_F_DUMP.
    private static final int NEWSET = 10 << 8 | 9;

    private static final int FLAGS = 0x301;

    /// `NFTA_SET_TABLE`, `NFTA_SET_NAME`: NFTA_SET_ELEM_LIST_TABLE and NFTA_SET_ELEM_LIST_SET have the same numbers.
    private static final int TABLE = 1;

    private static final int NAME = 2;

    private final byte[] requests = new byte[ROOM];
    private int length;
    private int count;
    private final byte[] request = new byte[ROOM];

    /// Sends the sets and their elements, by a socket to the firewall of a namespace.
    void send(Netns netns, int s, int number) {
        clear();
        netns.watch(this, number, false);
        netns.table(s, number, GetType.NFT_MSG_GETSET, 0);
        netns.watch(null, 0, false);
        int at = 0;
        for (int i = 0; i < count; i++) {
            int n = Bytes.i32(requests, at);
            Bytes.copy(requests, at, request, 0, n);
            netns.get(s, number, request, n, false);
            at += n;
        }
    }

    /// `struct nlmsghdr`, `struct nfgenmsg`, and IPSET_ATTR_PROTOCOL, a byte: the sets of ipset.
    private static final int IPSET_REQUEST = HEADERS + 8;

    private static final int IPSET_ATTR_PROTOCOL = 1;
    private static final int IPSET_PROTOCOL = 7;

    private static final byte[] IP_SET = Bytes.z(Bytes.of("/sys/module/ip_set"));

    private final byte[] ipsets = new byte[IPSET_REQUEST];
    private final byte[] statx = new byte[256];

    /// Sends the sets of ipset, if the kernel has it already: the question would load it.
    void ipsets(Kernel kernel, Netns netns, int s, int number) {
        if (kernel.statx(Kernel.AT_FDCWD, IP_SET, 0, statx) < 0) {
            return;
        }
        Bytes.clear(ipsets, 0, IPSET_REQUEST);
        Bytes.put32(ipsets, 0, IPSET_REQUEST);
        Bytes.put16(ipsets, 4, GetType.IPSET_LIST);
        Bytes.put16(ipsets, 6, FLAGS);
        Bytes.put16(ipsets, HEADERS, NLA_HDRLEN + 1);
        Bytes.put16(ipsets, HEADERS + 2, IPSET_ATTR_PROTOCOL);
        ipsets[HEADERS + NLA_HDRLEN] = IPSET_PROTOCOL;
        netns.get(s, number, ipsets, IPSET_REQUEST, false);
    }

    void clear() {
        length = 0;
        count = 0;
    }

    /// The messages of one datagram, which [Netns] has walked.
    @Override
    public void links(byte[] b, int at, int n, int number) {
        int p = at;
        int end = at + n;
        while (end - p >= HEADERS) {
            int l = Bytes.i32(b, p);
            if (l < HEADERS || l > end - p) {
                return;
            }
            if (Bytes.u16(b, p + 4) == NEWSET) {
                set(b, p, p + l);
            }
            p += (l + 3) & ~3;
        }
    }

    /// Writes the request for the elements of the set in `b[from, end)`. An interrupted dump shows it again.
    private void set(byte[] b, int from, int end) {
        int q = length + HEADERS;
        int p = from + HEADERS;
        boolean fits = count < MOST && q <= ROOM;
        while (fits && end - p >= NLA_HDRLEN) {
            int l = Bytes.u16(b, p);
            if (l < NLA_HDRLEN || l > end - p) {
                return;
            }
            int whole = (l + 3) & ~3;
            int type = Bytes.u16(b, p + 2);
            if (type == TABLE || type == NAME) {
                fits = whole <= end - p && whole <= ROOM - q;
                if (fits) {
                    Bytes.copy(b, p, requests, q, whole);
                    q += whole;
                }
            }
            p += whole;
        }
        if (fits) {
            int n = q - length;
            Bytes.clear(requests, length, HEADERS);
            Bytes.put32(requests, length, n);
            Bytes.put16(requests, length + 4, GetType.NFT_MSG_GETSETELEM);
            Bytes.put16(requests, length + 6, FLAGS);
            requests[length + 16] = b[from + 16];
            if (!known(n)) {
                length = q;
                count++;
            }
        }
    }

    /// Whether the request of `n` bytes behind the others is there already.
    private boolean known(int n) {
        int at = 0;
        for (int i = 0; i < count; i++) {
            int l = Bytes.i32(requests, at);
            boolean same = l == n;
            for (int k = 0; same && k < n; k++) {
                same = requests[at + k] == requests[length + k];
            }
            if (same) {
                return true;
            }
            at += l;
        }
        return false;
    }
}
