package dev.sonde.netlink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /// What kernels in a virtual machine sent: it/capture/README.md.
    private static final Path CAPTURES = Path.of("../it/capture/captures");

    private Golden() {}

    /// The files, and the captures from a virtual machine.
    static List<String> filesAndCaptures() {
        var names = new ArrayList<String>(FILES);
        try (var captures = Files.list(CAPTURES)) {
            captures.map(file -> file.getFileName().toString()).sorted().forEach(names::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    /// The messages of a capture, the lines that begin with `<`.
    private static List<byte[]> captured(String name) throws IOException {
        return Files.readString(CAPTURES.resolve(name), StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> line.startsWith("< "))
                .map(line -> HexFormat.of().parseHex(line.substring(2)))
                .toList();
    }

    static List<byte[]> bytes(String file) {
        if (!FILES.contains(file)) {
            try {
                return captured(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
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
        filesAndCaptures().forEach(file -> all.addAll(bytes(file)));
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
