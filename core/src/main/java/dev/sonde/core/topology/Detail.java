package dev.sonde.core.topology;

import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Namespace;
import java.util.List;

/// What is inside one namespace: its links, each below its master, and its routes.
public record Detail(Namespace namespace, List<LinkDetail> links, List<String> routes, List<Gap> gaps) {}
