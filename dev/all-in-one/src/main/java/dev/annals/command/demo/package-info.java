/** A made-up media server, so that there is something to look at. */
@NullMarked
package dev.annals.command.demo;

import org.jspecify.annotations.NullMarked;
