package dev.sonde.netlink.filter;

import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.NetlinkMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `filter/rules.hex`: what `netlink/src/test/python/capture-filter.py` captured, by the words of the tool.
final class CapturedFilters {
    /// What the kernel dumped of one rule. `lines`: `set`, `elements` and `rule`, each with a message.
    record Captured(List<String> lines) {
        List<byte[]> messages(String kind) {
            List<byte[]> all = new ArrayList<>();
            for (String l : lines) {
                if (l.startsWith(kind + " ")) {
                    all.add(HexFormat.of().parseHex(l.substring(l.lastIndexOf(' ') + 1)));
                }
            }
            return all;
        }

        FilterRule rule() throws MalformedMessage {
            return FilterRule.read(message(messages("rule").getFirst()));
        }

        /// Its sets, by name.
        Map<String, FilterSet> sets() throws MalformedMessage {
            Map<String, FilterSet> all = new LinkedHashMap<>();
            for (byte[] b : messages("set")) {
                FilterSet set = FilterSet.read(message(b));
                List<FilterElement> elements = new ArrayList<>();
                for (byte[] e : messages("elements " + set.name())) {
                    elements.addAll(FilterElement.read(message(e)));
                }
                all.put(set.name(), set.with(elements, true));
            }
            return all;
        }
    }

    static NetlinkMessage message(byte[] b) throws MalformedMessage {
        return NetlinkMessage.split(b).getFirst();
    }

    static Map<String, Captured> all() {
        Map<String, Captured> all = new LinkedHashMap<>();
        try (InputStream in = CapturedFilters.class.getResourceAsStream("/filter/rules.hex")) {
            List<String> lines = List.of();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (line.startsWith("# ")) {
                    lines = new ArrayList<>();
                    all.put(line.substring(2), new Captured(lines));
                } else {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private CapturedFilters() {}
}
