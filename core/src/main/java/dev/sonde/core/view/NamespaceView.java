package dev.sonde.core.view;

import dev.sonde.core.check.Finding;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Namespace;
import java.util.List;

/// What is inside one namespace: its links, each below its master; the routes of the main table, and how many
/// others there are; the rules that not every namespace has. `notes`: what the tables do not tell, and who would
/// know. `findings`: what rules find in an overlay network's namespace, of those that look at no more than is shown.
public record NamespaceView(
        Namespace namespace,
        List<LinkView> links,
        List<RouteLine> routes,
        int otherRoutes,
        List<String> rules,
        List<String> notes,
        List<Finding> findings,
        List<Gap> gaps) {}
