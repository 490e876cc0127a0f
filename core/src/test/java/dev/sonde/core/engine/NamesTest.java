package dev.sonde.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.core.model.Kind;
import org.junit.jupiter.api.Test;

class NamesTest {
    private static final String ID = "0ebe0fab555d2e2ef2fcda634bef2071ad3f5842b06bd134b40f259ab9be4f13";

    @Test
    void containersByControlGroup() {
        String[] known = {
            "0::/system.slice/docker-" + ID + ".scope\n",
            "12:cpu:/docker/" + ID + "\n0::/\n",
            "0::/docker/" + ID,
            "0::/machine.slice/libpod-" + ID + ".scope/container\n",
            "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1_2.slice/cri-containerd-" + ID
                    + ".scope\n",
            "0::/kubepods.slice/kubepods-besteffort-podx.slice/crio-" + ID + ".scope\n",
            "0::/kubepods/burstable/pod6b1f/" + ID + "\n",
            "0::/docker/" + "f".repeat(64) + "/docker/" + ID + "\n", // one in another: the inner one
        };
        for (String cgroup : known) {
            assertThat(CgroupEngine.container(cgroup)).as(cgroup).isEqualTo(ID);
        }
        String[] none = {
            "",
            "0::/\n",
            "0::/user.slice/user-0.slice/session-1.scope\n",
            "0::/system.slice/docker-" + ID.substring(1) + ".scope\n",
            "0::/system.slice/docker-" + ID.toUpperCase() + ".scope\n",
            "0::/elsewhere/" + ID + "\n",
            "no slash at all",
            "/.scope",
            ".scope",
        };
        for (String cgroup : none) {
            assertThat(CgroupEngine.container(cgroup)).as(cgroup).isNull();
        }
    }

    @Test
    void dockersFileNames() {
        assertThat(FolderEngine.docker("1-9tp0f348do")).isEqualTo(Claim.of(Kind.OVERLAY, "9tp0f348do"));
        assertThat(FolderEngine.docker("12-9tp0f348d")).isEqualTo(Claim.of(Kind.OVERLAY, "9tp0f348d"));
        assertThat(FolderEngine.docker("lb_9tp0f348d")).isEqualTo(Claim.of(Kind.LOAD_BALANCER, "9tp0f348d"));
        assertThat(FolderEngine.docker("ingress_sbox")).isEqualTo(Claim.of(Kind.INGRESS, "ingress"));
        assertThat(FolderEngine.docker("0b1b36d33313")).isEqualTo(Claim.of(Kind.CONTAINER, "sandbox 0b1b36d33313"));
        assertThat(FolderEngine.docker("what-ever")).isEqualTo(Claim.of(Kind.FILE, "what-ever"));
        assertThat(FolderEngine.docker("1-")).isEqualTo(Claim.of(Kind.FILE, "1-"));
    }
}
