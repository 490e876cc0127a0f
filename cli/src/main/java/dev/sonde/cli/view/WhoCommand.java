package dev.sonde.cli.view;

import dev.sonde.cli.Command;
import dev.sonde.cli.Console;
import dev.sonde.cli.Context;
import dev.sonde.cli.Failure;
import dev.sonde.cli.Json;
import dev.sonde.core.connection.Source;
import dev.sonde.core.graph.OwnerLookup;
import dev.sonde.core.inventory.SnapshotBuilder;
import dev.sonde.core.model.Gap;
import dev.sonde.protocol.CommandTable;
import java.util.ArrayList;
import java.util.List;

/// `sonde who MAC|IP|LINK|NAME`: who owns it, where it lives, and the way to it.
public final class WhoCommand implements Command {
    private static final String USAGE = "usage: sonde who MAC|IP|LINK|NAME [-j]";

    @Override
    public int run(Context context, List<String> args) {
        boolean json = false;
        String wanted = null;
        for (String a : args) {
            if (a.equals("-j") || a.equals("--json")) {
                json = true;
            } else if (a.startsWith("-") || wanted != null) {
                throw Failure.usage("who: unknown argument " + a, USAGE);
            } else {
                wanted = a;
            }
        }
        if (wanted == null || wanted.isEmpty()) {
            throw Failure.usage("who: nothing is asked for", USAGE);
        }
        List<OwnerLookup.Answer> answers = new ArrayList<>();
        List<Gap> gaps = new ArrayList<>();
        for (Source source : context.sources()) {
            source.ensure(CommandTable.WHO);
            OwnerLookup whose = new OwnerLookup(source, SnapshotBuilder.of(source), wanted);
            answers.addAll(whose.answers());
            gaps.addAll(whose.gaps());
        }
        if (json) {
            json(new Json(context.out()), answers, gaps);
        } else {
            for (OwnerLookup.Answer a : answers) {
                text(context.out(), a);
            }
            context.out().flush();
            Gaps.print(context, gaps);
        }
        if (answers.isEmpty() && !json) {
            throw new Failure(wanted + ": nobody's, in all that could be read", "sonde ls lists what there is");
        }
        return answers.isEmpty() ? Failure.FAILED : 0;
    }

    private static void text(Console out, OwnerLookup.Answer a) {
        out.style("1").name(a.owner().isEmpty() ? "owner not known" : a.owner()).style("0");
        if (!a.link().isEmpty()) {
            out.text("  ").name(a.link());
        }
        if (!a.mac().isEmpty()) {
            out.text("  ").text(a.mac());
        }
        for (String ip : a.addresses()) {
            out.text("  ").name(ip);
        }
        if (!a.host().isEmpty()) {
            out.text("  on ").name(a.host());
        }
        out.line();
        if (a.namespace() != null) {
            out.text("  netns    ");
            out.text(
                    a.namespace().unseen()
                            ? "?"
                            : Long.toString(a.namespace().id().ino()));
            out.text("  ");
            out.text(a.namespace().kind().label()).text("  ").name(a.namespace().path());
            out.line();
        }
        if (!a.network().isEmpty()) {
            out.text("  network  ").name(a.network()).line();
        }
        if (!a.way().isEmpty()) {
            out.text("  way      ").name(a.way()).line();
        }
        if (!a.note().isEmpty()) {
            out.text("  note     ").name(a.note()).line();
        }
    }

    private static void json(Json json, List<OwnerLookup.Answer> answers, List<Gap> gaps) {
        json.object().key("answers").array();
        for (OwnerLookup.Answer a : answers) {
            json.object().member("owner", a.owner());
            if (a.namespace() != null) {
                json.member(
                        "netns", a.namespace().unseen() ? 0 : a.namespace().id().ino());
                json.member("kind", a.namespace().kind().label());
                json.member("path", a.namespace().path());
            }
            json.member("link", a.link())
                    .member("mac", a.mac())
                    .key("addresses")
                    .array();
            for (String ip : a.addresses()) {
                json.value(ip);
            }
            json.endArray();
            json.member("network", a.network()).member("host", a.host());
            json.member("way", a.way());
            if (!a.note().isEmpty()) {
                json.member("note", a.note());
            }
            json.endObject();
        }
        json.endArray().key("gaps").array();
        Gaps.json(json, gaps);
        json.endArray().endObject().end();
    }
}
