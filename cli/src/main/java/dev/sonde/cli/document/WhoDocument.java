package dev.sonde.cli.document;

import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.view.OwnerLookup;
import java.util.ArrayList;
import java.util.List;

/// What `sonde who` prints: whose it is that was asked for.
public record WhoDocument(List<Answer> answers, List<GapDocument> gaps) implements Document {
    public static WhoDocument of(List<OwnerLookup.Answer> answers, List<Gap> gaps) {
        List<Answer> all = new ArrayList<>(answers.size());
        for (OwnerLookup.Answer a : answers) {
            all.add(Answer.of(a));
        }
        return new WhoDocument(all, GapDocument.of(gaps));
    }

    /// `netns`, `kind`, `path`: absent where it lies on another host, which the engine alone tells of; `netns` 0: it
    /// may not be seen. `note`: why the owner is not known.
    public record Answer(
            String owner,
            @MayBeAbsent Long netns,
            @MayBeAbsent Kind kind,
            @MayBeAbsent String path,
            String link,
            String mac,
            List<String> addresses,
            String network,
            String host,
            String way,
            @MayBeAbsent String note)
            implements Document {
        private static Answer of(OwnerLookup.Answer a) {
            Namespace n = a.namespace();
            return new Answer(
                    a.owner(),
                    n == null ? null : n.unseen() ? 0 : n.id().ino(),
                    n == null ? null : n.kind(),
                    n == null ? null : n.path(),
                    a.link(),
                    a.mac(),
                    a.addresses(),
                    a.network(),
                    a.host(),
                    a.way(),
                    a.note().isEmpty() ? null : a.note());
        }

        @Override
        public void members(JsonWriter to) {
            to.member("owner", owner).member("netns", netns).member("kind", kind);
            to.member("path", path).member("link", link).member("mac", mac);
            to.member("addresses", addresses).member("network", network).member("host", host);
            to.member("way", way).member("note", note);
        }
    }

    @Override
    public void members(JsonWriter to) {
        to.member("answers", answers).member("gaps", gaps);
    }
}
