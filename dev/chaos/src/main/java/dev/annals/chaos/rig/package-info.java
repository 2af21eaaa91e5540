/** The processes of a trial, their neighbours, and what can be done to them. Everything listens on loopback only. */
@NullMarked
package dev.annals.chaos.rig;

import org.jspecify.annotations.NullMarked;
