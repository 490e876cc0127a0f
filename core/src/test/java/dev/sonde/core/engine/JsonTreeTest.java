package dev.sonde.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.core.model.Told;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTreeTest {
    private static JsonTree tree(String json) throws IOException {
        return JsonTree.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), 0);
    }

    /// What is read of it is text, whatever it was; what is told keeps what it was, and its order.
    @Test
    void tellsWhatWasWritten() throws IOException {
        JsonTree t = tree("{'b':'x','a':[1,-2.5e3,true,null,{}],'n':null,'Services':{'s':1},'o':{'z':'','y':[]}}");
        assertThat(t.text("b")).isEqualTo("x");
        assertThat(t.text("n")).isEmpty();
        assertThat(t.at("n").object()).isFalse();
        assertThat(t.has("n")).isTrue();
        assertThat(t.has("m")).isFalse();
        assertThat(t.at("m").told()).isNull();
        Map<String, Told> told = t.told("Services").members();
        assertThat(told.keySet()).containsExactly("b", "a", "n", "o");
        assertThat(told.get("b")).isEqualTo(new Told.Text("x"));
        assertThat(told.get("n")).isEqualTo(new Told.Word("null"));
        assertThat(told.get("a"))
                .isEqualTo(new Told.Elements(List.of(
                        new Told.Word("1"),
                        new Told.Word("-2.5e3"),
                        new Told.Word("true"),
                        new Told.Word("null"),
                        new Told.Members(Map.of()))));
        assertThat(((Told.Members) told.get("o")).members().keySet()).containsExactly("z", "y");
    }
}
