package dev.annals.query.search;

/** What a filter can ask of a row; times are id bounds and no field. */
enum Field {
    CATEGORY,
    TYPE,
    EXCLUDED_TYPE,
    SEVERITY,
    ACTOR,
    RESOURCE
}
