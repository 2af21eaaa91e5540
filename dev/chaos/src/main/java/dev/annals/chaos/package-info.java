/**
 * Tries what Annals promises: real processes under load, a fault, its end, and then a verifier that compares the publishers'
 * journals with the topic and the table. {@link dev.annals.chaos.Scenarios} lists the faults, {@link dev.annals.chaos.Trial}
 * tries one.
 */
@NullMarked
package dev.annals.chaos;

import org.jspecify.annotations.NullMarked;
