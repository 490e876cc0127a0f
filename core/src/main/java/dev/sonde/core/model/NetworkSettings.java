package dev.sonde.core.model;

import java.util.Map;

/// How a network was made, as Docker's engine tells it beside what counts for packets. Times are RFC 3339 text.
/// `ipamOptions`: null where the engine has none, which it tells apart from an empty map. `configFrom`: the network
/// that it took its configuration from, or empty. Maps are in the order of their keys.
public record NetworkSettings(
        String created,
        boolean attachable,
        boolean ingress,
        String configFrom,
        boolean configOnly,
        String ipamDriver,
        Map<String, String> ipamOptions,
        Map<String, String> options,
        Map<String, String> labels) {}
