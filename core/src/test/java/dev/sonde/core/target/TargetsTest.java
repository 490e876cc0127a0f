package dev.sonde.core.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.core.connection.Source;
import dev.sonde.core.connection.Streams;
import dev.sonde.core.engine.LabState;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetsTest {
    private static final long LAB = 4026533000L;
    private static final String FOLDER = "/proc/900/root/run/docker/netns";

    private static final LabState STATE = new LabState(
            "demo",
            1,
            List.of(new LabState.Host("host1", "10.99.0.1", "host1"), new LabState.Host("host2", "10.99.0.2", "host2")),
            List.of(new LabState.Network(
                    "nsenter-test",
                    "9tp0f348donsdj75pktssd97b",
                    "10.0.1.0/24",
                    "10.0.1.1",
                    "",
                    4097,
                    1450,
                    List.of(
                            new LabState.Segment("host1", "1-9tp0f348do"),
                            new LabState.Segment("host2", "2-9tp0f348do")),
                    List.of(new LabState.Service("web", "3692i3q3u8nephdco2c10ro4c", "10.0.1.2")),
                    List.of(task(1, "host2"), task(2, "host1"), task(3, "host2")),
                    List.of(),
                    List.of())),
            List.of(),
            List.of());

    private static LabState.Task task(int n, String host) {
        return new LabState.Task(
                "web." + n + ".id" + n,
                "web",
                n,
                "id" + n,
                ("c" + n).repeat(32),
                ("e" + n).repeat(32),
                ("f" + n).repeat(32),
                ("f" + n).repeat(6),
                host,
                "10.0.1." + (n + 2) + "/24",
                "02:42:0a:00:01:0" + (n + 2),
                11 + 2 * n,
                n);
    }

    /// Two labs whose hosts, networks and tasks are called the same.
    private static Source twins() {
        Streams s = new Streams()
                .magic(1)
                .hello("node1", "sonde", "collect")
                .namespace(1, 4026532100L, "/proc/self/ns/net");
        String[] files = {"host1", "host2", "1-9tp0f348do", "2-9tp0f348do", "f1", "f2", "f3"};
        for (int lab = 0; lab < 2; lab++) {
            String folder = "/proc/" + (900 + lab) + "/root/run/docker/netns";
            s.process(900 + lab, LAB + 100 * lab, "sonde", "0::/\n");
            s.lab(lab == 0 ? "demo" : "other", 900 + lab, folder, STATE.toJson());
            for (int i = 0; i < files.length; i++) {
                String file = files[i].length() == 2 ? files[i].repeat(6) : files[i];
                s.file(folder + "/" + file, LAB + 100 * lab + 1 + i);
            }
        }
        return s.done().recorded();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "host1 | host1@demo, host1@other",
                "host1@host1 | host1@demo, host1@other",
                "nsenter-test | nsenter-test@host1.demo, nsenter-test@host2.demo, nsenter-test@host1.other, nsenter-test@host2.other",
                "nsenter-test@demo | nsenter-test@host1.demo, nsenter-test@host2.demo",
                "web.2 | web.2@demo, web.2@other",
                "service:web@host1 | web.2@demo, web.2@other",
            })
    void whatIsSuggestedMeansOneNamespace(String word, String suggested) {
        List<Source> sources = List.of(twins());
        assertThatThrownBy(() -> Targets.resolve(sources, word))
                .isInstanceOfSatisfying(
                        TargetException.class, e -> assertThat(e.remedy()).isEqualTo("name one of them: " + suggested));
        assertThat(Arrays.stream(suggested.split(", "))
                        .map(w -> Targets.resolve(sources, w).ino())
                        .distinct())
                .hasSize(suggested.split(", ").length);
    }

    /// The host of [Streams#host] with a lab on it.
    private static Source lab() {
        Streams s = new Streams()
                .magic(1)
                .hello("node1", "sonde", "collect")
                .namespace(1, 4026532100L, "/proc/self/ns/net")
                .process(1, 4026532100L, "init", "0::/\n")
                .process(900, LAB, "sonde", "0::/\n")
                .file("/run/netns/web", 4026532101L)
                .file("/run/netns/blue", 4026532102L)
                .leftOver("/run/netns/gone")
                .lab("demo", 900, FOLDER, STATE.toJson());
        String[] files = {"host1", "host2", "1-9tp0f348do", "2-9tp0f348do", "f1", "f2", "f3"};
        for (int i = 0; i < files.length; i++) {
            String file = files[i].length() == 2 ? files[i].repeat(6) : files[i];
            s.file(FOLDER + "/" + file, LAB + 1 + i);
        }
        for (int n = 1; n <= 3; n++) {
            s.process(910 + n, LAB + 4 + n, "task", "0::/\n");
        }
        return s.done().recorded();
    }

    @ParameterizedTest
    @CsvSource({
        "host, 4026532100",
        "pid:900, 4026533000",
        "912, 4026533006",
        "/proc/912/ns/net, 4026533006",
        "netns:4026532102, 4026532102",
        "netns:blue, 4026532102",
        "blue, 4026532102",
        "/run/netns/blue, 4026532102",
        "/var/run/netns/blue, 4026532102",
        // An `ip netns` name goes before a service.
        "web, 4026532101",
        "host1, 4026533001",
        "nsenter-test@host1, 4026533003",
        "network:nsenter-test@host2, 4026533004",
        "9tp0f348donsdj75pktssd97b@host1, 4026533003",
        "9tp0@host2, 4026533004",
        "web.1, 4026533005",
        "web.2.id2, 4026533006",
        "task:web.3, 4026533007",
        "container:web.3.id3, 4026533007",
        "c1c1c1c1c1c1, 4026533005",
        "c3c, 4026533007",
        "service:web@host1, 4026533006",
        "web.1@host2, 4026533005",
    })
    void resolves(String word, long ino) {
        assertThat(Targets.resolve(List.of(lab()), word).ino()).isEqualTo(ino);
    }

    @Test
    void aProcessIsTheWayInWhereThereIsOne() {
        Place task = Targets.resolve(List.of(lab()), "web.2");
        assertThat(task.pid()).isEqualTo(912);
        assertThat(task.path()).isEqualTo(FOLDER + "/f2f2f2f2f2f2");
        assertThat(Targets.resolve(List.of(lab()), "blue").pid()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nsenter-test | nsenter-test: matches 2 namespaces | name one of them: nsenter-test@host1, nsenter-test@host2",
                "service:web | service:web: matches 3 namespaces | name one of them: web.1, web.2, web.3",
                "nsenter-tset | nsenter-tset: no such target | did you mean nsenter-test? sonde ls lists what there is",
                "qqqqq | qqqqq: no such target | sonde ls lists what there is",
                "web.1@host1 | web.1@host1: no such target | did you mean web.1, web.2, web.3? sonde ls lists what there is",
                "pid:999 | process 999: No such process | sonde ls lists what there is",
                "pid:x | pid:x: not a process id | sonde ls lists what there is",
                "4026532102 | 4026532102: not a process id | did you mean netns:4026532102? sonde ls lists what there is",
                "/run/netns/gone | /run/netns/gone: not a namespace, but a left-over file | remove it, or sonde ls lists what there is",
                "/run/netns/never | /run/netns/never: the recorded stream does not hold it | sonde ls --from FILE lists it",
                "pod:a/b | pod:a/b: no such target | sonde ls lists what there is",
            })
    void refuses(String word, String message, String remedy) {
        assertThatThrownBy(() -> Targets.resolve(List.of(lab()), word))
                .isInstanceOfSatisfying(TargetException.class, e -> {
                    assertThat(e).hasMessage(message);
                    assertThat(e.remedy()).isEqualTo(remedy);
                });
    }

    /// What is not there may be there for root.
    @Test
    void anOrdinaryUserDoesNotSeeAll() {
        List<Source> user = List.of(new Streams()
                .magic(1)
                .hello("node1", 0L, 0, 0, "sonde", "collect")
                .namespace(1, 4026532100L, "/proc/self/ns/net")
                .process(1, 4026532100L, "init", "0::/\n")
                .file("/run/netns/blue", 4026532102L)
                .done()
                .recorded());
        assertThatThrownBy(() -> Targets.resolve(user, "web.1")).isInstanceOfSatisfying(TargetException.class, e -> {
            assertThat(e).hasMessage("web.1: not visible without root");
            assertThat(e.remedy()).isEqualTo("record it as root: sudo sonde collect -o FILE");
        });
        assertThatThrownBy(() -> Targets.resolve(user, "bleu"))
                .isInstanceOfSatisfying(
                        TargetException.class,
                        e -> assertThat(e.remedy())
                                .startsWith("did you mean blue? ")
                                .endsWith("; or record it as root: sudo sonde collect -o FILE"));
    }

    @Test
    void severalHosts() {
        List<Source> two =
                List.of(Streams.host("node1").recorded(), Streams.host("node2").recorded());
        assertThat(Targets.resolve(two, "blue@node2").source().hello().host()).isEqualTo("node2");
        assertThat(Targets.resolve(two, "host@node2").source().hello().host()).isEqualTo("node2");
        assertThat(Targets.resolve(two, "pid:300@node2").source().hello().host())
                .isEqualTo("node2");
        assertThatThrownBy(() -> Targets.resolve(two, "blue")).hasMessage("blue: matches 2 namespaces");
    }

    @Test
    void namesFromControlGroupsAndFiles() {
        List<Source> one = List.of(Streams.host("node1").recorded());
        assertThat(Targets.resolve(one, "ab12ab12ab12").pid()).isEqualTo(300);
        assertThat(Targets.resolve(one, "9tp0f348do").ino()).isEqualTo(4026532103L);
    }
}
