package dev.sonde.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenTest {
    static List<String> files() {
        return Golden.filesAndCaptures();
    }

    @ParameterizedTest
    @MethodSource("files")
    void writesWhatItRead(String file) throws MalformedMessage {
        assertThat(Golden.bytes(file)).isNotEmpty();
        for (byte[] bytes : Golden.bytes(file)) {
            assertThat(Golden.read(bytes).toBytes()).isEqualTo(bytes);
        }
    }

    /// The kernel that was captured sends nothing that has no row, but for padding.
    @ParameterizedTest
    @MethodSource("files")
    void knowsEveryAttribute(String file) throws MalformedMessage {
        var unknown = new ArrayList<String>();
        for (byte[] bytes : Golden.bytes(file)) {
            String text = Golden.read(bytes).toString();
            if (text.contains("Other[raw=") || text.contains("RawAttr[raw=")) {
                unknown.add(text);
            }
        }
        assertThat(unknown).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void readsSeveralMessagesInOneBuffer(String file) throws MalformedMessage {
        var joined = new Out();
        Golden.bytes(file).forEach(joined::bytes);
        var again = new Out();
        for (Message message : NetlinkMessage.readAll(joined.toArray())) {
            again.bytes(message.toBytes());
        }
        assertThat(again.toArray()).isEqualTo(joined.toArray());
    }
}
