/**
 * A log of records on disk, between the publisher's queue and Kafka: what is in it survives the process.
 *
 * <p><b>On disk.</b> Below the directory that the host names, each process has a lane of its own: {@code 1}, {@code 2}, and so
 * on, with a file {@code lock} that it holds locked while it lives. A lane whose lock can be had belongs to the dead: the next
 * process continues the first of them and moves the segments of the others behind its own, as far as they fit under its byte
 * cap: caps are per process. A lane holds segments, named by the sequence of their first record, and the file {@code acknowledged}: up to which sequence all records have ended, in two
 * slots written in turn, so that a torn one leaves the other. A segment is nothing but frames:
 *
 * <pre>mark (4) | length of the payload (4) | index in the segment (4) | when, Unix ms (8) | CRC32C of the rest (4) | payload</pre>
 *
 * The ending of the name stands for this format and that of the payloads: another one would be {@code .segment2}, and a library
 * that does not know it leaves it alone.
 *
 * <p><b>Writing.</b> Frames are written in groups, one {@code write} each, at the end of the last segment; a full one (16 MiB,
 * less under a small cap) is closed and a new one begun, and a new process always begins a new one. After a write that failed the
 * segment is cut back and closed: the next try begins another. No memory-mapped file: on a full disk it kills the process.
 * A record survives {@code kill -9} once its write returned, and the loss of power once it was forced, once a second or when
 * somebody flushes; what was found is forced at once. Names count only while the lane is locked by this process: when the directory
 * was removed, or another disk is there, what was written before is read through the files that are open and else lost, and what is
 * found is taken in under new sequences, above all.
 *
 * <p><b>Reading.</b> In order, from the first record that has not ended. A frame that is not what was written (a flipped bit, a
 * cut tail) is skipped up to the next mark behind which everything fits, and the index there tells how many records are lost:
 * each is told as a {@link dev.annals.producer.spool.SpoolLoss} with file and offset. The mark begins with a byte that no
 * UTF-8 text holds. A segment that cannot be read for ten seconds, while files can be opened beside it, is told as lost and set
 * aside as {@code .unreadable}.
 *
 * <p><b>Leaving.</b> A segment is deleted when all its records have ended. Over the byte cap or the age limit the oldest segment is
 * given up, and told as a loss; over the age limit only after five minutes of that, by a clock that nobody sets. What ended but was not noted before a crash is read again: ids make that harmless.
 *
 * <p><b>The publisher around it.</b> Its queue stays in front, so that no caller touches a file; one thread of the library does all
 * input and output here. It appends what is queued, which ends the event's future, and hands it on in memory to a second
 * queue, from which the sender takes; while Kafka is slower, the bytes are forgotten and read back later. So the order is
 * always: second queue, then unread records, then first queue. When the disk fails, events go from the first queue to the second once
 * nothing unread lies between, and stay in memory only; the disk is tried again every second.
 *
 * <p>Start with {@link dev.annals.producer.spool.SpoolLog}. {@code Writing}, {@code Reading} and {@code Leaving} do what stands
 * above under these words; {@code FoundSegments} takes in what a crash or another disk left, {@code Adoption} what the dead did.
 */
@NullMarked
package dev.annals.producer.spool;

import org.jspecify.annotations.NullMarked;
