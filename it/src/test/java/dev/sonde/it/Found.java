package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// What a finding says, by the keys of docs/json.md.
record Found(String code, String severity, String victim, String command, String see, List<JsonNode> evidence) {
    /// The evidence is what the real tools print, in the same second.
    void isSeenByTheTools() {
        assertThat(notSeenByTheTools()).isEmpty();
    }

    /// The evidence that they do not print.
    List<String> notSeenByTheTools() {
        List<String> unseen = new ArrayList<>();
        for (JsonNode e : evidence) {
            String line = e.get("line").asText();
            if (!line.contains(" dropped ") && !line.startsWith("fdb_max_learned")) {
                // the first is a counter in our words, the other one newer than the tool
                String tool = e.get("tool").asText();
                String file = e.get("file").asText();
                String shown = file.isEmpty() ? Sonde.sh(tool).out() : Lab.in(file, tool);
                if (!shown.contains(line)) {
                    unseen.add(line + " is not in: " + shown);
                }
            }
        }
        return unseen;
    }

    static List<Found> of(List<JsonNode> findings) {
        List<Found> all = new ArrayList<>();
        for (JsonNode f : findings) {
            List<JsonNode> evidence = new ArrayList<>();
            f.get("evidence").forEach(evidence::add);
            all.add(new Found(
                    f.get("code").asText(),
                    f.get("severity").asText(),
                    f.get("victim").asText(),
                    f.get("remedy").path("command").asText(),
                    f.get("see").asText(),
                    evidence));
        }
        return all;
    }
}
