package dev.sonde.cli.enter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PingCommandTest {
    @ParameterizedTest
    @CsvSource({
        "-n web.1 -c 2 10.0.1.3, web.1",
        "-c 2 -n web.1 10.0.1.3, web.1",
        "--netns web.1 10.0.1.3, web.1",
        "--netns=web.1 -n 10.0.1.3, web.1",
        "-n web.1 10.0.1.3 -c 2, web.1",
        "-n 10.0.1.3, ",
        "web.1 10.0.1.3, ",
        "-c 2 10.0.1.3, ",
        "--netns, ",
    })
    void findsTheTarget(String line, String target) {
        assertThat(PingCommand.target(List.of(line.split(" ")))).isEqualTo(target);
    }
}
