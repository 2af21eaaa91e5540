/** JVMs of ours as processes of their own, to be killed, frozen and measured. */
@NullMarked
package dev.annals.testkit.process;

import org.jspecify.annotations.NullMarked;
