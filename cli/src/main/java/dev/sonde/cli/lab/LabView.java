package dev.sonde.cli.lab;

import dev.sonde.cli.Console;
import dev.sonde.cli.Json;
import dev.sonde.core.lab.LabBuilder;
import dev.sonde.core.lab.LabState;
import dev.sonde.core.stream.LabEntry;

/// A lab as text and as JSON.
final class LabView {
    private final Console out;

    LabView(Console out) {
        this.out = out;
    }

    /// One lab of `lab status`. `state` null: there is no document, and `damage` says why.
    void entry(LabEntry entry, LabState state, String damage) {
        out.name(entry.name());
        if (entry.keeper() == 0) {
            out.text(": dead, its keeper was ended, and everything of it with that")
                    .line();
            out.text("  to forget it: ").name(LabBuilder.down(entry.name())).line();
            return;
        }
        if (state == null) {
            out.text(": up, but nothing is known of it: ").name(damage).line();
            out.text("  to remove it: ").name(LabBuilder.down(entry.name())).line();
            return;
        }
        out.text(": up, ");
        counts(state);
        out.text(", kept by process ").number(entry.keeper()).line();
        content(state);
        for (LabState.Broken b : state.broken()) {
            LabFaults.where(out.text("  broken: "), b).line();
        }
    }

    /// `2 hosts, 1 network, 3 tasks`
    void counts(LabState lab) {
        count(lab.hosts().size(), "host");
        out.text(", ");
        count(lab.networks().size(), "network");
        out.text(", ");
        count(lab.tasks(), "task");
    }

    private void count(int n, String what) {
        out.number(n).text(" ").text(what).text(n == 1 ? "" : "s");
    }

    /// The hosts, and each network with its tasks.
    void content(LabState lab) {
        int hostWidth = 0;
        for (LabState.Host host : lab.hosts()) {
            hostWidth = Math.max(hostWidth, host.name().length());
        }
        for (LabState.Host host : lab.hosts()) {
            out.text("  ")
                    .padded(host.name(), hostWidth + 2)
                    .name(host.address())
                    .line();
        }
        int width = 0;
        for (LabState.Network network : lab.networks()) {
            for (LabState.Task task : network.tasks()) {
                width = Math.max(width, task.shortName().length());
            }
        }
        for (LabState.Network network : lab.networks()) {
            out.text("  overlay network ").name(network.name()).text("  ").name(shorter(network.id()));
            out.text("  VNI ")
                    .number(network.vni())
                    .text("  ")
                    .name(network.subnet())
                    .line();
            for (LabState.Task task : network.tasks()) {
                out.text("    ").padded(task.shortName(), width + 2).padded(task.ip(), 12);
                out.padded(task.mac(), 19)
                        .padded(task.host(), hostWidth + 2)
                        .text("pid ")
                        .number(task.pid())
                        .line();
            }
        }
    }

    /// As much of an id as Docker's file names show.
    private static String shorter(String id) {
        return id.length() <= 12 ? id : id.substring(0, 12);
    }

    /// One lab of `lab status -j`; `state` null where it cannot be read.
    void json(Json json, LabEntry entry, LabState state) {
        json.object().member("name", entry.name()).member("alive", entry.keeper() != 0);
        json.member("keeper", entry.keeper()).member("folder", entry.folder());
        json.member("described", state != null);
        json.key("hosts").array();
        if (state != null) {
            for (LabState.Host h : state.hosts()) {
                json.object().member("name", h.name()).member("address", h.address());
                json.member("file", h.file()).endObject();
            }
        }
        json.endArray().key("networks").array();
        if (state != null) {
            for (LabState.Network n : state.networks()) {
                network(json, n);
            }
        }
        json.endArray().key("broken").array();
        if (state != null) {
            for (LabState.Broken b : state.broken()) {
                json.object().member("fault", b.fault()).member("network", b.network());
                json.member("host", b.host()).member("task", b.task()).endObject();
            }
        }
        json.endArray().endObject();
    }

    private static void network(Json json, LabState.Network n) {
        json.object().member("name", n.name()).member("id", n.id()).member("subnet", n.subnet());
        json.member("gateway", n.gateway()).member("vni", n.vni());
        json.key("segments").array();
        for (LabState.Segment s : n.segments()) {
            json.object().member("host", s.host()).member("file", s.file()).endObject();
        }
        json.endArray().key("services").array();
        for (LabState.Service s : n.services()) {
            json.object().member("name", s.name()).member("id", s.id());
            json.member("vip", s.vip()).endObject();
        }
        json.endArray().key("tasks").array();
        for (LabState.Task t : n.tasks()) {
            json.object()
                    .member("name", t.name())
                    .member("service", t.service())
                    .member("slot", t.slot());
            json.member("container", t.container()).member("endpoint", t.endpoint());
            json.member("sandbox", t.sandbox()).member("file", t.file()).member("host", t.host());
            json.member("address", t.address())
                    .member("mac", t.mac())
                    .member("pid", t.pid())
                    .endObject();
        }
        json.endArray().endObject();
    }
}
