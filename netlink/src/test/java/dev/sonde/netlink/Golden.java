package dev.sonde.netlink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;

/// What a kernel sent: src/test/python/capture.py made these files.
final class Golden {
    static final List<String> FILES = List.of(
            "addr",
            "errors",
            "fdb",
            "link-bridge",
            "link-bridge-port",
            "link-macvlan",
            "link-tun",
            "link-veth",
            "link-vxlan",
            "mdb",
            "neigh",
            "neigh-proxy",
            "netconf",
            "nexthop",
            "nsid",
            "route4",
            "route6",
            "rule",
            "tunnel");

    private Golden() {}

    static List<byte[]> bytes(String file) {
        try (var in = Golden.class.getResourceAsStream("/golden/" + file + ".hex")) {
            var messages = new ArrayList<byte[]>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
                if (!line.startsWith("#")) {
                    messages.add(HexFormat.of().parseHex(line));
                }
            }
            return messages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<byte[]> all() {
        var all = new ArrayList<byte[]>();
        FILES.forEach(file -> all.addAll(bytes(file)));
        return all;
    }

    static Message read(byte[] bytes) throws MalformedMessage {
        return NetlinkMessage.readAll(bytes).getFirst();
    }

    /// The messages of this type in a file.
    static <T> List<T> read(String file, Class<T> type) throws MalformedMessage {
        var messages = new ArrayList<T>();
        for (byte[] bytes : bytes(file)) {
            if (type.isInstance(read(bytes))) {
                messages.add(type.cast(read(bytes)));
            }
        }
        return messages;
    }

    static <T> T one(String file, Class<T> type, Predicate<T> which) throws MalformedMessage {
        return read(file, type).stream()
                .filter(which)
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no such message in " + file));
    }
}
