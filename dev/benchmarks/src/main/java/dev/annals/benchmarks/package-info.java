/** Annals and its peers, measured in turns on this machine: {@code annals bench}. */
@NullMarked
package dev.annals.benchmarks;

import org.jspecify.annotations.NullMarked;
